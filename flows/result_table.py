"""A result as a table for people: within the width of a terminal, whole lines elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.console import show
from flows.number_types import is_broken, is_whole

_LEAST = 14
"""Cells that a shortened column keeps."""
_LINES = 3
"""Cells that a column needs beside its text."""


def print_result(relation: duckdb.DuckDBPyRelation, console: Console) -> int:
    """Print a result; returns the number of rows."""
    names, kinds = relation.columns, map(str, relation.types)
    numeric = [is_whole(kind) or is_broken(kind) for kind in kinds]
    rows = relation.fetchall()
    cells = [[_text(value) for value in row] for row in rows]
    widths: Sequence[int | None] = [None] * len(names)
    if console.is_terminal:
        natural = [
            max(map(cell_len, (name, *column)), default=0)
            for name, *column in zip(names, *cells, strict=True)
        ]
        widths = fitted(natural, numeric, console.width)
    table = Table()
    for name, number, width in zip(names, numeric, widths, strict=False):
        table.add_column(
            Text(name),
            justify="right" if number else "left",
            no_wrap=True,
            overflow="ellipsis",
            width=width,
        )
    absent = Text("null", style="dim") if console.is_terminal else Text("")
    for row, shown in zip(rows, cells, strict=True):
        pairs = list(zip(row, shown, strict=True))[: len(widths)]
        table.add_row(*(absent if value is None else Text(text) for value, text in pairs))
    show(table, console)
    if left_out := names[len(widths) :]:
        console.print(f"not shown: {', '.join(left_out)}", highlight=False, markup=False)
    return len(rows)


def fitted(natural: Sequence[int], numeric: Sequence[bool], room: int) -> list[int]:
    """Widths that fit: texts are shortened, the longest first; then the last columns are left out.

    Numbers are never shortened: a part of a number is another number.
    """
    for count in range(len(natural), 0, -1):
        free = room - 1 - _LINES * count
        for most in range(min(max(natural), room), _LEAST - 1, -1):
            pairs = zip(natural[:count], numeric, strict=False)
            widths = [width if number else min(width, most) for width, number in pairs]
            if sum(widths) <= free:
                return widths
    return [max(1, room - 1 - _LINES)]


def _text(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.2f}"
    text = str(value)
    # A cell is on one line, and no text of others steers the terminal.
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
