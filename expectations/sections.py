"""The figures in the report, as ready text for the HTML and the text part.

Nothing here is longer than a mail can bear. What is left out is counted, so that a reader knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from expectations.formatting import Language, amount, difference, number, shorten
from expectations.highlights import Texts
from expectations.night import IndicatorLine
from expectations.page import Image

Item = TypeVar("Item")
Tone = Literal["good", "calm", "attention", "bad"]

LINE = 160
"""The most characters of a name."""
_VERDICTS = (
    "agrees",
    "differs",
    "contradicted",
    "not_comparable",
    "not_computed",
    "context",
)
"""Of `marts.reconciliation`, in the order in which the report tells them."""


@dataclass(frozen=True)
class Limits:
    """How much of a night goes into one mail; the rest is counted.

    `others` are indicators without an ambition, `resting` datasets that are fresh and brought
    nothing new.
    """

    actions: int = 6
    ambitions: int = 12
    others: int = 0
    changes: int = 12
    datasets: int = 12
    resting: int = 0
    findings: int = 8
    listed: int = 40
    rows: int = 5
    columns: int = 6
    cell: int = 40
    deliveries: int = 8
    reasons: int = 5
    issues: int = 8


@dataclass(frozen=True)
class Shown(Generic[Item]):
    """The first of a list, and how many are left out."""

    items: tuple[Item, ...]
    more: int


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator against its ambition."""

    name: str
    period: str
    value: str
    counts: str
    since: str
    ambition: str
    gap: str
    marks: tuple[str, ...]
    image: Image | None


def first(items: Sequence[Item], limit: int) -> Shown[Item]:
    """The first `limit` of a list."""
    return Shown(tuple(items[:limit]), max(0, len(items) - limit))


def indicator_rows(
    lines: Sequence[IndicatorLine],
    texts: Texts,
    language: Language,
    pictures: Mapping[str, Image],
) -> list[IndicatorRow]:
    """Every indicator, in the order of its goal; `pictures` are the charts, by indicator."""
    return [_indicator(line, texts, language, pictures.get(line.indicator_id)) for line in lines]


def _indicator(
    line: IndicatorLine, texts: Texts, language: Language, image: Image | None
) -> IndicatorRow:
    marks = []
    if line.value_low is not None and line.value_high is not None and line.is_estimate:
        low, high = (amount(v, line.unit, language) for v in (line.value_low, line.value_high))
        close = low == high
        marks.append(texts["estimate_close" if close else "estimate"].format(low=low, high=high))
    if line.status == "provisional":
        marks.append(texts["provisional"])
    if line.basis == "proxy":
        marks.append(texts["proxy"])
    return IndicatorRow(
        name=shorten(line.name_nl if language == "nl" else line.name_en, LINE),
        period=shorten(line.period, 20),
        value=amount(line.value, line.unit, language),
        counts=_counts(line, texts, language),
        since=_since(line, texts, language),
        ambition=_ambition(line, texts, language),
        gap=_gap(line, texts, language),
        marks=tuple(marks),
        image=image,
    )


def _counts(line: IndicatorLine, texts: Texts, language: Language) -> str:
    if line.numerator is None or line.denominator is None:
        return ""
    part, whole = (amount(n, "count", language) for n in (line.numerator, line.denominator))
    return texts["part_of"].format(part=part, whole=whole)


def _since(line: IndicatorLine, texts: Texts, language: Language) -> str:
    if line.not_comparable_with:
        return texts["not_comparable_with"].format(period=shorten(line.not_comparable_with, 20))
    if len(line.series) < 2:
        return ""
    before = line.series[-2]
    change = difference(line.value - before.value, line.unit, language)
    return texts["since_before"].format(change=change, period=shorten(before.period, 20))


def _ambition(line: IndicatorLine, texts: Texts, language: Language) -> str:
    if line.target_value is None:
        return ""
    target = amount(line.target_value, line.unit, language)
    if not line.target_period:
        return target
    return texts["ambition_in"].format(target=target, period=shorten(line.target_period, 20))


def _gap(line: IndicatorLine, texts: Texts, language: Language) -> str:
    if line.target_value is None:
        return ""
    if line.value >= line.target_value:
        return texts["reached"]
    gap = difference(line.target_value - line.value, line.unit, language)
    to_go = texts["to_go"].format(gap=gap.lstrip("+"))
    return f"{to_go}; {pace}" if (pace := _pace(line, texts)) else to_go


def _pace(line: IndicatorLine, texts: Texts) -> str:
    """When the ambition would be reached at the pace of the last comparable years."""
    if line.reached is None or line.reached in ("unknown", "reached"):
        return ""
    if line.reached == "not":
        return texts["pace_not"]
    return texts["pace"].format(period=shorten(line.reached, 20))


@dataclass(frozen=True)
class VerdictRow:
    """How many published figures compare with ours in one way."""

    count: str
    verdict: str


def reconciliation_rows(
    verdicts: Mapping[str, int], texts: Texts, language: Language
) -> list[VerdictRow]:
    """How our figures compare with those that others published, counted; empty without any."""
    return [
        VerdictRow(number(verdicts[verdict], language), texts[f"verdict_{verdict}"])
        for verdict in _VERDICTS
        if verdicts.get(verdict)
    ]
