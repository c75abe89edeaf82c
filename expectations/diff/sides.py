"""The two releases that are compared, attached to one connection, and what their tables are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.sql import literal, quoted
from expectations.tiers import RowsAre

CANDIDATE, PREVIOUS = "candidate", "previous"
"""Names under which the two databases are attached."""

Columns = Mapping[str, str]
"""Type by name."""

ORIGIN = frozenset({"vintage_id", "delivery_id", "source_url", "source_sha256", "retrieved_at"})
"""Columns that say where a row comes from, not what it says."""

META_KEYS: Mapping[str, tuple[str, ...]] = {
    "datasets": ("dataset_id",),
    "vintages": ("dataset_id", "vintage_id"),
}
"""The tables of `meta` that are compared, with their keys."""

_STATE = frozenset(
    {"freshness", "checked_at", "published_at", "age_days", "rows", "vintages", "note"}
)
"""Columns of `meta.datasets` that tell how things stand tonight, not what a dataset is."""


@dataclass(frozen=True)
class Key:
    """Columns that identify a row, and what the rows are."""

    columns: tuple[str, ...]
    rows_are: RowsAre


@contextmanager
def attached(
    candidate: Path,
    previous: Path,
    *,
    writable: bool = False,
    config: Mapping[str, str] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with both databases, `previous` read-only; `config` holds settings of DuckDB.

    Raises:
        duckdb.Error: a file cannot be opened.
    """
    with duckdb.connect(config=dict(config or {})) as connection:
        mode = "" if writable else " (READ_ONLY)"
        connection.execute(f"ATTACH {literal(str(candidate))} AS {CANDIDATE}{mode}")
        connection.execute(f"ATTACH {literal(str(previous))} AS {PREVIOUS} (READ_ONLY)")
        yield connection


def tables(connection: duckdb.DuckDBPyConnection, side: str) -> dict[tuple[str, str], Columns]:
    """The tables that are compared, by schema and name, each with its columns."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    rows = connection.execute(
        "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = ? AND schema_name IN ('raw', 'marts', 'meta') "
        "ORDER BY schema_name, table_name, column_index",
        [side],
    ).fetchall()
    for schema, table, column, kind in rows:
        if schema != "meta" or table in META_KEYS:
            found.setdefault((schema, table), {})[column] = kind
    return dict(found)


def keys(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Key]:
    """Keys as the releases keep them in `meta.keys`; the candidate's where both do."""
    found: dict[tuple[str, str], Key] = {
        ("meta", table): Key(columns, "facts") for table, columns in META_KEYS.items()
    }
    for side in (PREVIOUS, CANDIDATE):
        if has_table(connection, side, "meta", "keys"):
            rows = connection.execute(
                f"SELECT schema_name, table_name, key_columns, rows_are FROM {side}.meta.keys"
            ).fetchall()
            found |= {(s, t): Key(tuple(columns.split(", ")), are) for s, t, columns, are in rows}
    return found


def has_table(connection: duckdb.DuckDBPyConnection, side: str, schema: str, table: str) -> bool:
    """Whether a release has this table; one of before there were diffs lacks some."""
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() "
        "WHERE database_name = ? AND schema_name = ? AND table_name = ?",
        [side, schema, table],
    ).fetchone()
    return found is not None


def common(before: Columns, now: Columns) -> dict[str, str]:
    """The columns that are in both with the same type."""
    return {name: kind for name, kind in now.items() if before.get(name) == kind}


def is_said(schema: str, table: str, column: str) -> bool:
    """Whether a column says something of its own: no origin, nor how things stand tonight."""
    if (schema, table) == ("meta", "datasets"):
        return column not in _STATE
    return (schema, table) == ("meta", "vintages") or column not in ORIGIN


def row_hash(columns: Columns) -> str:
    """SQL for a number that two rows share when they are equal in these columns.

    Doubles differ when their first nine decimals do: the order of adding up is no difference.
    """
    said = ", ".join(
        # Adding zero makes one of minus zero.
        f"round({quoted(name)}, 9) + 0.0" if columns[name] in ("DOUBLE", "FLOAT") else quoted(name)
        for name in sorted(columns)
    )
    return f"hash({said})" if said else "0::UBIGINT"
