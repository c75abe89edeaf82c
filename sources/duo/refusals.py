"""Refusing a file whose cells cannot be understood, with line, column, value and expectation."""

from __future__ import annotations

from pathlib import Path

import duckdb

from sources.duo.lines import line_numbers
from sources.duo.plan import GENDERS
from sources.duo.sql import Cells
from sources.reading import ReadError, named, quoted

EXAMPLES = 5
_KINDS = {"integer": "a whole number", "date": "a date such as 2020-10-01"}


def refuse_unreadable(db: duckdb.DuckDBPyConnection, cells: Cells, parquet: Path) -> None:
    """Look whether every tidy row has all that it must have.

    Raises:
        ReadError: it has not.
    """
    contract = cells.contract
    value = "and value is null" if contract.has_means else ""
    typed = [name for name in cells.plan.positions if contract.columns[name].type != "text"]
    filled = [name for name in contract.key_columns if contract.columns[name].filled]
    suspects = list(dict.fromkeys(["gender", "period", *filled, *typed]))
    nulls = ", ".join(f"count(*) - count({named(name)})" for name in suspects)
    seen = db.execute(
        f"select count(*) filter (count_low is null {value}), {nulls} from {quoted(parquet)}"
    ).fetchall()[0]
    unread, *missing = seen
    empty = {name for name, count in zip(suspects, missing, strict=True) if count}
    if unread:
        raise _unread_cells(db, cells, unread)
    for name in suspects:
        if name in empty:
            _refuse_column(db, cells, name, *_wrong(cells, name))
    for name, spec in contract.columns.items():
        if spec.pattern and name in cells.plan.positions:
            value = f"regexp_full_match({cells.key(name)}, {quoted(spec.pattern)})"
            _refuse_column(db, cells, name, f"not {value}", f"of the form {spec.pattern}")


def _unread_cells(db: duckdb.DuckDBPyConnection, cells: Cells, count: int) -> ReadError:
    found = db.execute(
        f"select ordinal, position, raw from ({cells.rows(in_order=True)}) where bad "
        f"order by ordinal, position limit {EXAMPLES}"
    ).fetchall()
    lines = line_numbers(cells.text, cells.layout, [ordinal for ordinal, *_ in found])
    examples = "; ".join(
        f"line {lines[ordinal]}, column {cells.layout.header[at]}: {'' if raw is None else raw!r}"
        for ordinal, at, raw in found
    )
    means = any(m.kind == "mean" for m in cells.contract.measures.values())
    return ReadError(
        f"{cells.file}: {count} cells are not a count ({examples}). Expected a whole number, or "
        "<5, -1 or a J in the INDICATIEAVG column for 1 to 4"
        + ("; for a mean a decimal number" if means else "")
    )


def _refuse_column(
    db: duckdb.DuckDBPyConnection, cells: Cells, name: str, where: str, expected: str
) -> None:
    """Refuse a file with a line `where` a column is not what was expected.

    Raises:
        ReadError: there is one.
    """
    at = cells.plan.period if name == "period" else cells.plan.positions.get(_source(cells, name))
    spec = cells.contract.columns.get(name)
    written = "null" if at is None else cells.cell(at)
    found = db.execute(
        f"select ordinal, {written} from (select *, row_number() over () as ordinal from "
        f"{cells.scan(in_order=True)}) where {cells.is_data()} and {where} order by 1 limit 1"
    ).fetchone()
    if found is None:
        return
    ordinal, raw = found
    line = line_numbers(cells.text, cells.layout, [ordinal])[ordinal]
    header = name if at is None else cells.layout.header[at]
    accepted = f"{name} of {', '.join(spec.names)}" if spec and at is None else header
    shown = "nothing" if raw is None else repr(raw)
    raise ReadError(f"{cells.file}: line {line}, column {accepted}: {shown} is not {expected}")


def _source(cells: Cells, name: str) -> str:
    """The column that a column is told from."""
    derivation = cells.plan.derived.get(name)
    return derivation.source if derivation else name


def _wrong(cells: Cells, name: str) -> tuple[str, str]:
    """Condition under which a column is empty or not of its type, and what was expected."""
    if name == "gender":
        first = dict.fromkeys(cells.gender(cell) for cell in cells.plan.cells)
        condition = " or ".join(f"({gender}) is null" for gender in first)
        return condition, f"a gender ({', '.join(name for name in GENDERS if name)})"
    if name == "period":
        condition = f"({cells.period(cells.plan.cells[0])}) is null"
        return condition, "a year or a school year such as 2019-2020"
    spec = cells.contract.columns[name]
    at = cells.plan.positions.get(name)
    given = "" if spec.filled or at is None else f" and {cells.cell(at)} is not null"
    expected = _KINDS.get(spec.type, "filled in")
    if spec.derived and at is None:
        expected = "something that tells " + " from ".join(spec.derived[0].values)
    return f"({cells.key(name)}) is null{given}", expected
