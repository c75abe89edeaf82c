"""The columns that every delivery has, and finding them in what was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from sources.partners.reasons import Reason, UnusableFileError, because
from sources.partners.sheet import Readings, Row, Sheet
from sources.partners.text import plain
from sources.strict import Strict
from sources.yaml_file import read_yaml

_FILE = Path(__file__).with_name("columns.yml")
_LOOK_AT = 40
"""Rows from the top among which a header may stand, below a title."""

_ASIDE = re.compile(r"\(.*\)")
"""What a header adds between brackets: `Periode (schooljaar)`."""

ColumnName = Literal["figure", "period", "region", "breakdown", "value", "unit", "note"]


class Column(Strict):
    """A column: the headers that are understood, whether it must be there, and what it means."""

    names: tuple[str, ...]
    required: bool
    type: Literal["string", "number"]
    nl: str
    en: str


@dataclass(frozen=True)
class Header:
    """Where the columns are, and what their sender calls them."""

    row: Row
    at: Mapping[ColumnName, int]
    unknown: tuple[str, ...]

    def called(self, column: ColumnName) -> str:
        """The name of a column as its sender knows it; ours where it is not in the file."""
        position = self.at.get(column)
        return columns()[column].names[0] if position is None else self.row.cells[position]

    def follows(self, column: ColumnName) -> ColumnName | None:
        """The column to the right of one; None where it is unknown, or there is none."""
        right = self.at[column] + 1
        return next((name for name, position in self.at.items() if position == right), None)

    def cell(self, row: Row, column: ColumnName) -> str:
        """A cell of a row; empty where the row is shorter, or the column is not there."""
        position = self.at.get(column, len(row.cells))
        return row.cells[position] if position < len(row.cells) else ""


@cache
def columns() -> Mapping[ColumnName, Column]:
    """The columns of a delivery, in the order in which a template has them."""
    return TypeAdapter(dict[ColumnName, Column]).validate_python(read_yaml(_FILE))


def find_table(readings: Readings) -> tuple[Header, Sheet]:
    """The first sheet, and the row in it, that has every column.

    Raises:
        UnusableFileError: there is none, or a column is there twice; says what was found.
    """
    best: tuple[int, Row] | None = None
    for sheet in readings.sheets:
        for row in sheet.rows[:_LOOK_AT]:
            found = _named(row)
            if _is_complete(found):
                return _header(row, found), sheet
            if found and (best is None or len(found) > best[0]):
                best = (len(found), row)
    if elsewhere := sheets_with_tables(readings):
        raise UnusableFileError(because("figures_on_other_sheet", sheets=elsewhere))
    raise readings.refused or UnusableFileError(_not_found(best[1] if best else None))


def sheets_with_tables(readings: Readings) -> str:
    """The numbers of the sheets that are not read and have a table of figures."""
    numbers = [
        str(number)
        for number, sheet in readings.others
        if any(_is_complete(_named(row)) for row in sheet.rows[:_LOOK_AT])
    ]
    return ", ".join(numbers)


def _is_complete(found: Mapping[ColumnName, list[int]]) -> bool:
    return all(name in found for name, column in columns().items() if column.required)


def _named(row: Row) -> dict[ColumnName, list[int]]:
    found: dict[ColumnName, list[int]] = {}
    for position, cell in enumerate(row.cells):
        if name := _spelled().get(plain(cell)) or _spelled().get(plain(_ASIDE.sub("", cell))):
            found.setdefault(name, []).append(position)
    return found


@cache
def _spelled() -> Mapping[str, ColumnName]:
    return {plain(n): name for name, column in columns().items() for n in column.names}


def _header(row: Row, found: Mapping[ColumnName, list[int]]) -> Header:
    # Notes are not read: there may be as many as people like.
    twice = [p for name, p in found.items() if len(p) > 1 and name != "note"]
    if twice:
        names = ", ".join(f"“{row.cells[position]}”" for position in twice[0])
        raise UnusableFileError(because("column_twice", names=names))
    known = {position for positions in found.values() for position in positions}
    unknown = tuple(c for p, c in enumerate(row.cells) if c and p not in known)
    return Header(row, {name: positions[0] for name, positions in found.items()}, unknown)


def _not_found(nearest: Row | None) -> Reason:
    wanted = ", ".join(c.names[0] for c in columns().values() if c.required)
    if nearest is None:
        return because("header_absent", wanted=wanted)
    present = _named(nearest)
    missing = ", ".join(
        c.names[0] for name, c in columns().items() if c.required and name not in present
    )
    return because("column_absent", missing=missing, line=nearest.line, wanted=wanted)
