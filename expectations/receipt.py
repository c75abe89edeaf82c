"""A receipt: what became of a partner's delivery, as data. It round-trips through JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from expectations.night import Described

Outcome = Literal["accepted", "partly", "refused"]
Comparison = Literal["first", "same", "corrected", "later", "question"]


class Bilingual(Described):
    """A sentence in both languages."""

    nl: str
    en: str


class RefusedRow(Described):
    """A row that was not taken: where, what was there, which rule, and what to do about it."""

    line: int
    column: str
    value: str
    rule: str
    reason: Bilingual


class TakenFigure(Described):
    """A figure that was taken, beside what was known before.

    `value` is None where the partner wrote a word (`qualifier`) instead of a number. `comparison`:
    `first` nothing was known; `same` the same value for this period again; `corrected` another
    value for this period; `later` a new period; `question` so different that we ask about it.
    """

    line: int
    figure_id: str
    title: Bilingual
    period: str
    region: str
    breakdown: str
    value: float | None
    unit: Literal["count", "percent"]
    qualifier: str = ""
    comparison: Comparison = "first"
    previous_value: float | None = None
    previous_qualifier: str = ""
    previous_period: str | None = None
    question: Bilingual | None = None


class Receipt(Described):
    """What became of one delivery.

    `problem` says why a file was refused whole. `sent` rows are `accepted` + `refused`; `ignored`
    rows are no figures: titles, totals, a header that is repeated. `trial` is the answer to a file
    that was only looked at, before it was sent.
    """

    dataset_id: str
    title: Bilingual
    partner: str
    file: str
    delivery_id: str
    received_at: datetime
    sha256: str
    size: int
    outcome: Outcome
    problem: Bilingual | None = None
    sent: int
    accepted: int
    refused: int
    ignored: int = 0
    remarks: tuple[Bilingual, ...] = ()
    refused_rows: tuple[RefusedRow, ...] = ()
    figures: tuple[TakenFigure, ...] = ()
    missing: tuple[Bilingual, ...] = ()
    deadline: date | None = None
    contact: Bilingual
    sample: bool = False
    trial: bool = False
