"""Rows of a keyed table, before and now."""

from __future__ import annotations

import duckdb

from expectations.diff.sides import (
    CANDIDATE,
    ORIGIN,
    PREVIOUS,
    Columns,
    Key,
    common,
    is_said,
    row_hash,
)
from expectations.sql import listed, quoted
from expectations.tiers import Counts

_SUBJECT = ("indicator_id", "series_id", "figure_id", "period")
"""Of a key: what a period is known of."""


def compare_rows(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    table: str,
    columns: tuple[Columns, Columns],
    key: Key,
) -> Counts:
    """Count what happened to the rows of a table that both releases have.

    `columns` are those before and now. Rows are matched by key with `GROUP BY`, so that an empty
    part of a key matches, and rows with the same key are counted one by one. A table without a
    known key is matched by everything that it says.
    """
    shared = common(*columns)
    said = {name: kind for name, kind in shared.items() if is_said(schema, table, name)}
    by = [name for name in key.columns if name in shared] or list(said)
    content = {name: kind for name, kind in said.items() if name not in by}
    origin = {name: kind for name, kind in shared.items() if name in ORIGIN and name not in by}
    definition = "definition_version" if "definition_version" in content else "NULL"
    subject = [name for name in _SUBJECT if name in by] if "period" in by else []
    relation = f"{quoted(schema)}.{quoted(table)}"
    sides = " UNION ALL ".join(
        f"SELECT {listed(by)}, {is_new} AS is_new, {row_hash(content)} AS content, "
        f"{row_hash(origin)} AS origin, {definition} AS definition FROM {side}.{relation}"
        for side, is_new in ((PREVIOUS, "false"), (CANDIDATE, "true"))
    )
    (found,) = connection.execute(f"""
        WITH by_key AS (
            SELECT
                {listed(by)},
                count(*) FILTER (NOT is_new) AS before,
                count(*) FILTER (is_new) AS now,
                bit_xor(content) FILTER (NOT is_new) AS content_before,
                bit_xor(content) FILTER (is_new) AS content_now,
                bit_xor(origin) FILTER (NOT is_new) AS origin_before,
                bit_xor(origin) FILTER (is_new) AS origin_now,
                min(definition) FILTER (NOT is_new) AS definition_before,
                min(definition) FILTER (is_new) AS definition_now
            FROM ({sides})
            GROUP BY {listed(by)}
        ),
        judged AS (
            SELECT
                {listed(subject) + "," if subject else ""}
                before,
                now,
                greatest(now - before, 0) AS added,
                greatest(before - now, 0) AS removed,
                before > 0 AND now > 0 AS stayed,
                content_before IS DISTINCT FROM content_now AS other_content,
                origin_before IS DISTINCT FROM origin_now AS other_origin,
                definition_before IS DISTINCT FROM definition_now AS other_definition
            FROM by_key
        ),
        by_subject AS (
            SELECT
                sum(before) AS before,
                sum(now) AS now,
                sum(added) AS added,
                sum(removed) AS removed,
                count(*) FILTER (stayed AND other_content) AS changed,
                count(*) FILTER (stayed AND NOT other_content AND other_origin) AS confirmed,
                count(*) FILTER (stayed AND other_definition) AS redefined,
                {"sum(before) > 0" if subject else "false"} AS is_known
            FROM judged
            {f"GROUP BY {listed(subject)}" if subject else ""}
        )
        SELECT
            coalesce(sum(before), 0)::BIGINT, coalesce(sum(now), 0)::BIGINT,
            coalesce(sum(added), 0)::BIGINT, coalesce(sum(removed), 0)::BIGINT,
            coalesce(sum(changed), 0)::BIGINT, coalesce(sum(confirmed), 0)::BIGINT,
            coalesce(sum(redefined), 0)::BIGINT,
            coalesce(sum(added) FILTER (is_known), 0)::BIGINT
        FROM by_subject
    """).fetchall()
    return Counts(*found)
