"""Raw tables, compared per vintage: what is archived must be what it was.

A vintage's content is a number that does not depend on the order of its rows. A release keeps it in
`meta.vintage_contents`, so that every vintage is read once in the night that makes the release,
and never again to compare two releases whose columns and engine are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from expectations.diff.sides import (
    CANDIDATE,
    PREVIOUS,
    Columns,
    common,
    has_table,
    row_hash,
)
from expectations.sql import literal, quoted
from expectations.tiers import Counts


@dataclass(frozen=True)
class Vintages:
    """Vintages of one raw table by what happened to them, and their rows."""

    rows: Counts
    added: int
    removed: int
    changed: tuple[str, ...]


def recipe(columns: Columns) -> str:
    """How a content is computed: engine and columns. Two contents compare when it is the same."""
    listed = ", ".join(f"{name} {columns[name]}" for name in sorted(columns))
    return f"DuckDB {duckdb.__version__}: {listed}"


def contents_sql(relation: str, table: str, columns: Columns) -> str:
    """SQL for one row per vintage of a raw table: its rows and their content.

    The sum of the hashes, unlike their xor, notices rows that come in pairs.
    """
    dataset = "dataset_id" if "dataset_id" in columns else "NULL"
    return f"""
        SELECT
            {literal(table)} AS table_name, {dataset} AS dataset_id, vintage_id,
            count(*) AS row_count, sum({row_hash(columns)}::HUGEINT)::VARCHAR AS content,
            {literal(recipe(columns))} AS recipe
        FROM {relation}
        GROUP BY ALL
    """


_ONE_SIDED = """
SELECT side, table_name, count(*), sum(row_count)::BIGINT
FROM held AS h
WHERE NOT EXISTS (
    FROM held AS o
    WHERE o.side <> h.side AND o.table_name = h.table_name AND o.vintage_id = h.vintage_id
        AND o.dataset_id IS NOT DISTINCT FROM h.dataset_id)
GROUP BY side, table_name
"""
_CHANGED = f"""
CREATE TEMP TABLE changed_vintages AS
SELECT table_name, o.dataset_id, vintage_id
FROM held AS o
JOIN held AS n USING (table_name, vintage_id)
WHERE o.side = '{PREVIOUS}' AND n.side = '{CANDIDATE}'
    AND o.dataset_id IS NOT DISTINCT FROM n.dataset_id
    AND (o.row_count, o.content) <> (n.row_count, n.content)
"""


def compare_archives(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, tuple[Columns, Columns]]
) -> dict[str, Vintages]:
    """Compare the vintages of raw tables that both releases have, in the columns that they share.

    `tables` holds their columns before and now. Leaves the temporary table `changed_vintages`.
    """
    shared = {table: common(*columns) for table, columns in tables.items()}
    connection.execute(
        "CREATE TEMP TABLE held (side VARCHAR, table_name VARCHAR, dataset_id VARCHAR, "
        "vintage_id VARCHAR, row_count BIGINT, content VARCHAR, recipe VARCHAR)"
    )
    for side in (PREVIOUS, CANDIDATE):
        _hold(connection, side, shared)
    connection.execute(_CHANGED)
    only = {
        (side, table): (vintages, rows)
        for side, table, vintages, rows in connection.execute(_ONE_SIDED).fetchall()
    }
    rows_of = {
        (side, table): rows
        for side, table, rows in connection.execute(
            "SELECT side, table_name, sum(row_count)::BIGINT FROM held GROUP BY side, table_name"
        ).fetchall()
    }
    changed: dict[str, list[str]] = {}
    for table, name in connection.execute(
        "SELECT table_name, concat_ws(' ', dataset_id, vintage_id) FROM changed_vintages ORDER BY 2"
    ).fetchall():
        changed.setdefault(table, []).append(name)
    found = {}
    for table, columns in shared.items():
        more, less = _rows_of_changed(connection, table, columns) if table in changed else (0, 0)
        vintages_added, rows_added = only.get((CANDIDATE, table), (0, 0))
        vintages_removed, rows_removed = only.get((PREVIOUS, table), (0, 0))
        rows = Counts(
            before=rows_of.get((PREVIOUS, table), 0),
            now=rows_of.get((CANDIDATE, table), 0),
            added=rows_added + max(0, more - less),
            removed=rows_removed + max(0, less - more),
            changed=min(more, less),
        )
        found[table] = Vintages(
            rows, vintages_added, vintages_removed, tuple(changed.get(table, ()))
        )
    return found


def _hold(connection: duckdb.DuckDBPyConnection, side: str, shared: Mapping[str, Columns]) -> None:
    """Fill `held` with what a release keeps, and compute what it does not keep this way."""
    kept: set[tuple[str, str]] = set()
    if has_table(connection, side, "meta", "vintage_contents"):
        contents = f"{side}.meta.vintage_contents"
        wanted = "VALUES " + ", ".join(
            f"({literal(table)}, {literal(recipe(columns))})" for table, columns in shared.items()
        )
        kept = set(
            connection.execute(f"SELECT DISTINCT table_name, recipe FROM {contents}").fetchall()
        )
        if shared:
            connection.execute(
                f"INSERT INTO held BY NAME SELECT {literal(side)} AS side, c.* FROM {contents} "
                f"AS c JOIN ({wanted}) AS w(table_name, recipe) USING (table_name, recipe)"
            )
    for table, columns in shared.items():
        if (table, recipe(columns)) not in kept:
            source = contents_sql(f"{side}.raw.{quoted(table)}", table, columns)
            connection.execute(
                f"INSERT INTO held BY NAME SELECT {literal(side)} AS side, * FROM ({source})"
            )


def _rows_of_changed(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Columns
) -> tuple[int, int]:
    """Of the vintages that changed: rows that only now are there, and that only were."""
    dataset = "dataset_id" if "dataset_id" in columns else "NULL::VARCHAR"
    sides = " UNION ALL ".join(
        f"SELECT vintage_id, {dataset} AS dataset_id, {row_hash(columns)} AS row_hash, "
        f"{is_new} AS is_new FROM {side}.raw.{quoted(table)}"
        for side, is_new in ((PREVIOUS, "false"), (CANDIDATE, "true"))
    )
    ((more, less),) = connection.execute(
        f"""
        SELECT
            coalesce(sum(greatest(surplus, 0)), 0)::BIGINT,
            coalesce(sum(greatest(-surplus, 0)), 0)::BIGINT
        FROM (
            SELECT sum(CASE WHEN is_new THEN 1 ELSE -1 END) AS surplus
            FROM ({sides}) AS r
            WHERE EXISTS (
                FROM changed_vintages AS c
                WHERE c.table_name = $1 AND c.vintage_id = r.vintage_id
                    AND c.dataset_id IS NOT DISTINCT FROM r.dataset_id)
            GROUP BY vintage_id, dataset_id, row_hash)
        """,
        [table],
    ).fetchall()
    return more, less
