"""Which column of a DUO file serves what: its header held against the dataset's contract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sources.duo.layout import Layout
from sources.duo_contract import FILE_NAME, Column, Derivation, DuoContract, Measure
from sources.reading import ReadError, canonical

GENDERS: Mapping[str, str] = {
    "MAN": "male",
    "MANNEN": "male",
    "M": "male",
    "JONGEN": "male",
    "JONGENS": "male",
    "VROUW": "female",
    "VROUWEN": "female",
    "VRW": "female",
    "V": "female",
    "MEISJE": "female",
    "MEISJES": "female",
    "ONBEKEND": "unknown",
    "": "unknown",
    "TOTAAL": "total",
    "TOTAL": "total",
}
# What CKAN puts in front when it exports its own store of a file.
_TECHNICAL = re.compile(r"^ID$")


@dataclass(frozen=True)
class Cell:
    """A column that holds a count or a mean, with what its name says.

    `position` is None where every row counts for one. `when` says which rows it counts in, as
    position and accepted values.
    """

    position: int | None
    measure: str
    groups: Mapping[str, str] = field(default_factory=dict)
    flag: int | None = None
    when: tuple[tuple[int, tuple[str, ...]], ...] = ()

    @property
    def gender(self) -> str | None:
        """The gender that its name says."""
        name = self.groups.get("gender")
        return None if name is None else GENDERS[canonical(name)]


@dataclass(frozen=True)
class Plan:
    """What the reader does with each column.

    `positions` has the columns of the contract that the file has, `derived` those that are told
    from another column, and `constants` those that are the same in every row.
    """

    positions: Mapping[str, int]
    derived: Mapping[str, Derivation]
    constants: Mapping[str, str]
    cells: tuple[Cell, ...]
    totals: tuple[Cell, ...]
    period: int | None
    breakdown: str | None
    new_columns: tuple[str, ...]


def make_plan(layout: Layout, contract: DuoContract, file: str) -> Plan:
    """Hold a header against a contract.

    Raises:
        ReadError: what is needed is missing, or a column is there twice; the message names every
            header that would have been accepted.
    """
    names = _Names(layout, file)
    missing: list[str] = []
    positions: dict[str, int] = {}
    derived: dict[str, Derivation] = {}
    constants: dict[str, str] = {}
    cells = list(_all_cells(contract, names, missing))
    grouped = {group for cell in cells for group in cell.groups}
    for name, column in contract.columns.items():
        at = names.first(column.names)
        if at is not None:
            positions[name] = at
        elif name not in grouped:
            _tell(name, column, contract, names, file, derived, constants, missing)
    if missing:
        raise ReadError(
            f"{file}: column missing: {'; '.join(missing)}. Found on line "
            f"{layout.header_line}: {', '.join(layout.header)}. If the publisher renamed it, add "
            "the new name to the dataset's contract"
        )
    counted, totals = _without_totals(cells)
    return Plan(
        positions=positions,
        derived=derived,
        constants=constants,
        cells=counted,
        totals=totals,
        period=names.first(contract.period.names),
        breakdown=_breakdown(contract, {*positions, *grouped}, layout, file),
        new_columns=names.unused(contract),
    )


class _Names:
    """The header by canonical name, and which of it has been used."""

    def __init__(self, layout: Layout, file: str) -> None:
        self._all = [canonical(name) for name in layout.header]
        self._header = layout.header
        self._file = file
        self._used: set[int] = set()

    def first(self, wanted: tuple[str, ...]) -> int | None:
        """Position of the first of these names that is there."""
        for name in map(canonical, wanted):
            at = [position for position, found in enumerate(self._all) if found == name]
            if len(at) > 1:
                raise self.double(*at[:2])
            if at:
                self._used.add(at[0])
                return at[0]
        return None

    def double(self, one: int, other: int) -> ReadError:
        """The refusal of two columns that say the same."""
        return ReadError(
            f"{self._file}: columns {one + 1} and {other + 1} are both called "
            f"{self._all[other]}: which one is meant?"
        )

    def matching(self, patterns: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Position and named groups of every name that one of the patterns is found in."""
        for position, name in enumerate(self._all):
            for pattern in patterns:
                if match := re.search(pattern, name):
                    self._used.add(position)
                    yield position, {k: v for k, v in match.groupdict().items() if v}
                    break

    def unused(self, contract: DuoContract) -> tuple[str, ...]:
        """Names that serve nothing and are not left out on purpose."""
        ignored = [_TECHNICAL, *(re.compile(pattern) for pattern in contract.ignore)]
        return tuple(
            self._header[position]
            for position, name in enumerate(self._all)
            if name
            and position not in self._used
            and not any(pattern.search(name) for pattern in ignored)
        )


def _tell(
    name: str,
    column: Column,
    contract: DuoContract,
    names: _Names,
    file: str,
    derived: dict[str, Derivation],
    constants: dict[str, str],
    missing: list[str],
) -> None:
    """Find how to tell a column that the file does not have."""
    for derivation in column.derived:
        if derivation.source == FILE_NAME:
            for value, pattern in derivation.values.items():
                if re.search(pattern, file, re.IGNORECASE):
                    constants[name] = value
                    return
        elif names.first(contract.columns[derivation.source].names) is not None:
            derived[name] = derivation
            return
    if column.required:
        expected = " or ".join(column.names)
        if column.derived:
            values = " or ".join(column.derived[-1].values)
            expected = f"{expected or 'no column of its own'}; else name the file so that it says "
            expected += values
        missing.append(f"{name} ({expected})")


def _all_cells(contract: DuoContract, names: _Names, missing: list[str]) -> Iterator[Cell]:
    for measure, spec in contract.measures.items():
        found = [*_cells(measure, spec, names)]
        if not found and not spec.optional:
            columns = (
                *spec.names,
                *(name for selected in spec.selected for name in selected.names),
                *(_in_words(pattern) for pattern in spec.wide),
            )
            missing.append(f"{measure} ({' or '.join(columns)})")
        yield from found


def _cells(measure: str, spec: Measure, names: _Names) -> Iterator[Cell]:
    if spec.rows:
        yield Cell(None, measure)
        return
    for selected in spec.selected:
        at = names.first(selected.names)
        conditions = [(names.first((column,)), values) for column, values in selected.when.items()]
        if at is not None and all(position is not None for position, _ in conditions):
            when = tuple((p, values) for p, values in conditions if p is not None)
            yield Cell(at, measure, flag=names.first(spec.flags), when=when)
            return
    at = names.first(spec.names)
    if at is not None:
        yield Cell(at, measure, flag=names.first(spec.flags))
        return
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    for position, groups in names.matching(spec.wide):
        other = seen.setdefault(tuple(sorted(groups.items())), position)
        if other != position:
            raise names.double(other, position)
        yield Cell(position, measure, groups)


def _in_words(pattern: str) -> str:
    """A pattern of wide columns as a person would write it: `MAN<period>`."""
    named = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", pattern)
    return re.sub(r"[\^$()?]", "", named)


def _without_totals(cells: list[Cell]) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """Cells that are data, and those that hold men and women together beside them."""

    def place(cell: Cell) -> tuple[object, ...]:
        groups = {key: value for key, value in cell.groups.items() if key != "gender"}
        return (cell.measure, *sorted(groups.items()))

    apart = {place(cell) for cell in cells if cell.gender not in (None, "total")}
    totals = tuple(cell for cell in cells if cell.gender == "total" and place(cell) in apart)
    return tuple(cell for cell in cells if cell not in totals), totals


def _breakdown(contract: DuoContract, found: set[str], layout: Layout, file: str) -> str | None:
    if not contract.breakdowns:
        return None
    telling = {column for columns in contract.breakdowns.values() for column in columns}
    for name, columns in contract.breakdowns.items():
        if telling & found == set(columns):
            return name
    accepted = "; ".join(
        f"{name}: {' + '.join(columns) or 'none of these'}"
        for name, columns in contract.breakdowns.items()
    )
    raise ReadError(
        f"{file}: this combination of columns is no known breakdown "
        f"({' + '.join(sorted(telling & found)) or 'none'}); known are {accepted}. Found on line "
        f"{layout.header_line}: {', '.join(layout.header)}"
    )
