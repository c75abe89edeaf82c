"""The rules of a contract as sentences: only those that its figures give cause for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import TypeVar

from sources.partner_contract import AtMost, Figure
from sources.partners.template.wording import Wording

_AHEAD = ("planned", "capacity", "target")
"""Kinds of figures that may be about the future."""

Detail = TypeVar("Detail", bound=Hashable)


def rules_in_words(wording: Wording) -> Iterator[str]:
    """The rules that hold for every delivery, around those of this contract."""
    yield wording.says["rule_persons"]
    yield wording.says["rule_ambiguous"]
    yield wording.says["rule_once_a_row"]
    yield from _about_values(wording)
    yield from _about_totals(wording)
    yield from _about_words(wording)
    yield from _about_periods(wording)
    yield wording.says["rule_question"]


def _about_values(wording: Wording) -> Iterator[str]:
    says = wording.says
    for unit in ("count", "percent"):
        if any(figure.unit == unit for figure in wording.figures):
            yield says[f"rule_{unit}"]
    for highest, names in _names_by(wording, lambda figure: figure.maximum).items():
        yield says["rule_highest"].format(value=wording.number(highest), names=names)
    for lowest, names in _names_by(wording, lambda figure: figure.minimum or None).items():
        yield says["rule_lowest"].format(value=wording.number(lowest), names=names)


def _about_totals(wording: Wording) -> Iterator[str]:
    for rule in wording.contract.at_most:
        yield _at_most(wording, rule)
    if any(figure.breakdowns and figure.unit == "count" for figure in wording.figures):
        yield wording.says["rule_breakdown"]


def _at_most(wording: Wording, rule: AtMost) -> str:
    figures = wording.contract.figures
    wholes = [_quoted(wording.name(figures[name])) for name in rule.whole]
    whole = wording.listed(wholes)
    return wording.says["rule_at_most"].format(
        part=_quoted(wording.name(figures[rule.part])),
        whole=wording.says["together"].format(names=whole) if len(wholes) > 1 else whole,
        why=rule.why_nl if wording.language == "nl" else rule.why_en,
    )


def _about_words(wording: Wording) -> Iterator[str]:
    for allowed, names in _names_by(wording, lambda figure: figure.words or None).items():
        listed = wording.listed(allowed, "or")
        yield wording.says["rule_words"].format(words=listed, names=names)


def _about_periods(wording: Wording) -> Iterator[str]:
    says = wording.says
    if names := _names_of(wording, lambda figure: figure.cumulative):
        yield says["rule_cumulative"].format(names=names)
    if names := _names_of(wording, lambda figure: figure.kind in _AHEAD):
        yield says["rule_ahead"].format(names=names)
    for years, names in _names_by(wording, lambda figure: figure.lag or None).items():
        yield says["rule_lag"].format(years=years, names=names)
    if any(figure.once for figure in wording.figures):
        yield says["rule_once"]


def _names_of(wording: Wording, is_meant: Callable[[Figure], bool]) -> str:
    return ", ".join(_quoted(wording.name(f)) for f in wording.figures if is_meant(f))


def _names_by(
    wording: Wording, detail_of: Callable[[Figure], Detail | None]
) -> Mapping[Detail, str]:
    """The names of the figures that have a detail, by that detail."""
    groups: dict[Detail, list[str]] = {}
    for figure in wording.figures:
        detail = detail_of(figure)
        if detail is not None:
            groups.setdefault(detail, []).append(_quoted(wording.name(figure)))
    return {detail: ", ".join(names) for detail, names in groups.items()}


def _quoted(name: str) -> str:
    return f"‘{name}’"
