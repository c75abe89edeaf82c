"""What a release holds: its tables, what identifies their rows, and what their columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from expectations.sql import literal, quoted

SCHEMAS = ("marts", "meta", "raw")
"""What analysts are told of, the most used first; other schemas are steps on the way."""


@dataclass(frozen=True)
class Column:
    """A column; its unit is None where its values have none."""

    name: str
    data_type: str
    unit: str | None
    description: str
    source: str


@dataclass(frozen=True)
class Table:
    """A table; its key is empty where nothing says what identifies its rows."""

    schema_name: str
    table_name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        """The name as a query writes it: `marts.goals`."""
        return f"{self.schema_name}.{self.table_name}"

    @property
    def sql(self) -> str:
        """The name in quotes."""
        return f"{quoted(self.schema_name)}.{quoted(self.table_name)}"


def read_tables(db: duckdb.DuckDBPyConnection) -> list[Table]:
    """The tables of schemas marts, meta and raw.

    Raises:
        duckdb.Error: the database is no release: it has no dictionary.
    """
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, *column in db.execute(
        "select schema_name, table_name, column_name, data_type, unit, coalesce(description, ''), "
        "coalesce(source, '') from meta.columns"
    ).fetchall():
        columns.setdefault((schema, table), []).append(Column(*column))
    keys = _keys(db)
    found = db.execute(
        "select schema_name, table_name, coalesce(comment, '') from duckdb_tables() "
        "where database_name = current_database()"
    ).fetchall()
    tables = [
        Table(schema, table, comment, keys.get((schema, table), ()), tuple(columns[schema, table]))
        for schema, table, comment in found
        if (schema, table) in columns
    ]
    return sorted(tables, key=lambda table: (SCHEMAS.index(table.schema_name), table.table_name))


def count_rows(db: duckdb.DuckDBPyConnection, tables: list[Table]) -> Mapping[str, int]:
    """The number of rows of each table, by its name."""
    if not tables:
        return {}
    counts = " union all ".join(
        f"select {literal(table.name)}, count(*) from {table.sql}" for table in tables
    )
    return dict(db.execute(counts).fetchall())


def _keys(db: duckdb.DuckDBPyConnection) -> Mapping[tuple[str, str], tuple[str, ...]]:
    rows = db.execute("select schema_name, table_name, key_columns from meta.keys").fetchall()
    return {(schema, table): tuple(names.split(", ")) for schema, table, names in rows}
