"""What is known from earlier deliveries, and how a new one compares with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import pyarrow.parquet as pq

from sources.catalog import PartnerDataset
from sources.landing import Landing, Manifest
from sources.partner_contract import Figure
from sources.partners.delivery import Accepted, Key
from sources.partners.periods import starts_on
from sources.partners.reasons import Reason, because

Comparison = Literal["first", "same", "corrected", "later", "question"]


@dataclass(frozen=True)
class Known:
    """A figure of an earlier delivery."""

    partner: str
    key: Key
    value: float | None
    qualifier: str
    delivery_id: str

    @property
    def period(self) -> str:
        """Its period."""
        return self.key[1]


@dataclass(frozen=True)
class Compared:
    """A figure beside what was known before; `question` is set where its sender is asked."""

    figure: Accepted
    comparison: Comparison
    previous: Known | None = None
    question: Reason | None = None


def sender_of(manifest: Manifest) -> str:
    """Who sent a delivery: its resource is `<partner>/<file>`."""
    return manifest.resource.partition("/")[0]


def known_figures(
    dataset: PartnerDataset, landing: Landing, before: datetime | None = None
) -> list[Known]:
    """Every figure in the archive, oldest delivery first; only those received `before`."""
    earlier = [m for m in landing.vintages(dataset.id) if before is None or m.retrieved_at < before]
    return [
        known
        for manifest in sorted(earlier, key=lambda m: m.retrieved_at)
        for known in _figures(manifest, landing)
    ]


def _figures(manifest: Manifest, landing: Landing) -> Iterable[Known]:
    columns = ["figure_id", "period", "region_code", "breakdown", "value", "qualifier"]
    sender = sender_of(manifest)
    for row in pq.ParquetFile(landing.parquet(manifest)).read(columns).to_pylist():
        key = (row["figure_id"], row["period"], row["region_code"], row["breakdown"])
        yield Known(sender, key, row["value"], row["qualifier"], manifest.vintage_id)


def compare(
    figures: Sequence[Accepted], known: Sequence[Known], partner: str, dataset: PartnerDataset
) -> list[Compared]:
    """Each figure beside what was known of it, from whomever."""
    return [_compare(figure, known, partner, dataset) for figure in figures]


def _compare(
    figure: Accepted, known: Sequence[Known], partner: str, dataset: PartnerDataset
) -> Compared:
    own = [k for k in known if k.partner == partner]
    spec = dataset.contract.figures[figure.figure_id]
    if other := _contradicting(figure, known, partner):
        leading = dataset.leads(figure.figure_id, partner, other.partner)
        question = because("question_other_sender", partner=other.partner, leading=leading)
        return Compared(figure, "question", other, question)
    if before := next((k for k in reversed(own) if k.key == figure.key), None):
        if (before.value, before.qualifier) == (figure.value, figure.qualifier):
            return Compared(figure, "same", before)
        return _asked(Compared(figure, "corrected", before), spec)
    earlier = [k for k in own if _is_earlier(k, figure)]
    if not earlier:
        return Compared(figure, "first")
    latest = max(earlier, key=lambda k: starts_on(k.period))
    return _asked(Compared(figure, "later", latest), spec)


def _contradicting(figure: Accepted, known: Sequence[Known], partner: str) -> Known | None:
    """Another sender's latest value of the same figure, if it differs."""
    latest = {k.partner: k for k in known if k.key == figure.key and k.partner != partner}
    return next((k for k in latest.values() if k.value != figure.value), None)


def _is_earlier(known: Known, figure: Accepted) -> bool:
    figure_id, period, region, breakdown = known.key
    same = (figure_id, region, breakdown) == (
        figure.figure_id,
        figure.region_code,
        figure.breakdown,
    )
    return same and starts_on(period) < starts_on(figure.period)


def _asked(compared: Compared, spec: Figure) -> Compared:
    """The same, with a question where the value is implausible beside the previous one."""
    previous, value = compared.previous, compared.figure.value
    if not previous or not previous.value or value is None:
        return compared
    if previous.value / spec.factor <= value <= previous.value * spec.factor:
        return compared
    direction = because("larger" if value > previous.value else "smaller")
    rule = "question_corrected" if compared.comparison == "corrected" else "question_changed"
    question = because(rule, direction=direction, period=previous.period)
    return Compared(compared.figure, "question", previous, question)
