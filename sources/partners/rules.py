"""Rules over several rows: one value of a figure, parts that do not exceed their whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sources.partner_contract import COUNTRY, TOTAL, AtMost, PartnerContract
from sources.partners.delivery import Accepted, Key, Refused
from sources.partners.layout import Header
from sources.partners.reasons import Reason, because
from sources.partners.sheet import Row

_Conflict = tuple[Accepted, Reason]
_ALL = because("why_breakdown")


def check_together(
    accepted: Mapping[int, Accepted],
    rows: Mapping[int, Row],
    header: Header,
    contract: PartnerContract,
) -> list[Refused]:
    """Refusals of rows, by line, that are good alone and not beside each other.

    Where two rows contradict each other nobody knows which is right: both are refused.
    """
    figures = list(accepted.values())
    conflicts = [*_repeated(figures)]
    kept = _without(figures, conflicts)
    conflicts += _exceeding(kept, contract.at_most)
    return [_refused(figure, reason, rows, header) for figure, reason in conflicts]


def _repeated(figures: Sequence[Accepted]) -> Iterator[_Conflict]:
    same: dict[Key, list[Accepted]] = defaultdict(list)
    for figure in figures:
        same[figure.key].append(figure)
    for first, *others in same.values():
        if all((o.value, o.qualifier) == (first.value, first.qualifier) for o in others):
            for other in others:
                yield other, because("row_repeated", line=first.line)
        else:
            everything = (first, *others)
            for figure in everything:
                line = _other_value(figure, everything)
                yield figure, because("rows_contradict", line=line)


def _other_value(figure: Accepted, others: Sequence[Accepted]) -> int:
    """The line of a row that says something else of the same figure."""
    said = (figure.value, figure.qualifier)
    return next(o.line for o in others if (o.value, o.qualifier) != said)


def _exceeding(figures: Sequence[Accepted], at_most: Sequence[AtMost]) -> Iterator[_Conflict]:
    told: set[int] = set()
    values = {figure.key: figure for figure in figures}
    for figure in figures:
        for wholes, why in _wholes_of(figure, values, at_most):
            if figure.value is None or any(whole.value is None for whole in wholes):
                continue
            if figure.value <= sum(whole.value or 0 for whole in wholes):
                continue
            for row, others in ((figure, wholes), *((whole, [figure]) for whole in wholes)):
                if row.line not in told:
                    told.add(row.line)
                    lines = ", ".join(str(other.line) for other in others)
                    rule = "part_exceeds" if row is figure else "whole_exceeded"
                    yield row, because(rule, lines=lines, why=why)


def _wholes_of(
    figure: Accepted, values: Mapping[Key, Accepted], at_most: Sequence[AtMost]
) -> Iterator[tuple[list[Accepted], Reason]]:
    """What a figure may not exceed: rows that together are its whole, and why that is so."""
    for rule in at_most:
        if rule.part == figure.figure_id:
            wholes = [_found(values, name, figure) for name in rule.whole]
            if all(wholes):
                yield [w for w in wholes if w], Reason("at_most", rule.why_nl, rule.why_en)
    if figure.breakdown != TOTAL and figure.unit == "count":
        total = values.get((figure.figure_id, figure.period, figure.region_code, TOTAL))
        if total:
            yield [total], _ALL


def _found(values: Mapping[Key, Accepted], figure_id: str, part: Accepted) -> Accepted | None:
    """The same period and breakdown of another figure: of the region, else of the country."""
    for region in (part.region_code, COUNTRY):
        if found := values.get((figure_id, part.period, region, part.breakdown)):
            return found
    return None


def _without(figures: Sequence[Accepted], conflicts: Sequence[_Conflict]) -> list[Accepted]:
    out = {figure.line for figure, _ in conflicts}
    return [figure for figure in figures if figure.line not in out]


def _refused(figure: Accepted, reason: Reason, rows: Mapping[int, Row], header: Header) -> Refused:
    row = rows[figure.line]
    return Refused(
        figure.line, header.called("value"), header.cell(row, "value"), reason, row.cells
    )
