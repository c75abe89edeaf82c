"""The tables of a release, told to people: what there is, and what the columns of one mean."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table as Shown
from rich.text import Text

from expectations.sql import quoted
from flows.console import show
from flows.contents import Table, count_rows, read_tables
from flows.near_misses import QueryError, no_table
from flows.relations import relations_of

_LOOKED_AT = 100_000
"""Rows in which an example of a column is looked for."""


def print_tables(database: Path, schema: str | None, console: Console) -> None:
    """List the tables of a release, of one schema or all."""
    with duckdb.connect(str(database), read_only=True) as db:
        tables = [t for t in read_tables(db) if schema in (None, t.schema_name)]
        rows = count_rows(db, tables)
    shown = Shown("table", "rows", "what it is")
    shown.columns[1].justify = "right"
    for column in shown.columns[:2]:
        column.no_wrap = True
    for table in tables:
        shown.add_row(table.name, f"{rows[table.name]:,}", Text(table.description))
    show(shown, console)


def print_table(database: Path, name: str, console: Console) -> None:
    """Describe the columns of a table; its schema may be left out.

    Raises:
        QueryError: there is no such table.
    """
    with duckdb.connect(str(database), read_only=True) as db:
        tables = read_tables(db)
        table = next((t for t in tables if name.lower() in (t.name, t.table_name)), None)
        if table is None:
            raise QueryError(no_table(name, [t.name for t in tables]))
        rows = count_rows(db, [table])[table.name]
        examples = _examples(db, table)
    refers = {
        column: f"{relation.to_table}.{to}"
        for relation in relations_of(table, tables)
        for column, to in zip(relation.columns, relation.to_columns, strict=True)
    }
    console.print(Text(f"{table.name}: {rows:,} rows", style="bold"), highlight=False)
    console.print(Text(table.description), highlight=False)
    if table.key:
        console.print(Text(f"one row per {', '.join(table.key)}"), highlight=False)
    shown = Shown("column", "type", "unit", "what it means", "refers to", "example")
    for column in shown.columns[:2]:
        column.no_wrap = True
    for each in table.columns:
        shown.add_row(
            each.name,
            each.data_type.lower(),
            each.unit or "",
            Text(each.description),
            refers.get(each.name, ""),
            Text(examples[each.name]),
        )
    show(shown, console)


def _examples(db: duckdb.DuckDBPyConnection, table: Table) -> Mapping[str, str]:
    names = [column.name for column in table.columns]
    wanted = ", ".join(f"left(cast(any_value({quoted(n)}) as varchar), 40)" for n in names)
    found = db.execute(f"select {wanted} from (from {table.sql} limit {_LOOKED_AT})").fetchall()[0]
    return {
        name: " ".join(value.split()) if value else ""
        for name, value in zip(names, found, strict=True)
    }
