"""Every table of `raw` and `marts`, and two of `meta`, before and now.

Leaves the temporary table `table_changes`, one row per table, in the columns of the table of that
name in schema `meta`; and `changed_vintages`.
"""

from __future__ import annotations

import duckdb

from expectations.diff.contents import Vintages, compare_archives
from expectations.diff.rows import compare_rows
from expectations.diff.sides import (
    CANDIDATE,
    PREVIOUS,
    Columns,
    Key,
    keys,
    tables,
)
from expectations.night import TableChange
from expectations.sql import quoted
from expectations.tiers import (
    Counts,
    Tier,
    columns_tier,
    gravest,
    rows_tier,
    vintages_tier,
)

Name = tuple[str, str]
"""Schema and table."""

_TABLE = """
CREATE TEMP TABLE table_changes (
    schema_name VARCHAR, table_name VARCHAR, previous_release_id VARCHAR, tier VARCHAR,
    rows_before BIGINT, rows_now BIGINT, rows_added BIGINT, rows_removed BIGINT,
    rows_changed BIGINT, rows_confirmed BIGINT, columns_added VARCHAR, columns_removed VARCHAR,
    vintages_added INTEGER, vintages_removed INTEGER, vintages_changed VARCHAR
)
"""


def compare_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Compare every table of both releases."""
    before, now = tables(connection, PREVIOUS), tables(connection, CANDIDATE)
    known = keys(connection)
    in_both = sorted(name for name in before.keys() & now.keys() if name[0] == "raw")
    archives = compare_archives(connection, {n[1]: (before[n], now[n]) for n in in_both})
    found = []
    for name in sorted(before.keys() | now.keys()):
        if name not in before:
            found.append(_whole(connection, CANDIDATE, *name))
        elif name not in now:
            found.append(_whole(connection, PREVIOUS, *name))
        elif name[0] == "raw":
            found.append(_raw(name, before[name], now[name], archives[name[1]]))
        else:
            # A table without a known key is matched by all that it says.
            key = known.get(name, Key((), "facts"))
            found.append(_keyed(connection, name, before[name], now[name], key))
    connection.execute(_TABLE)
    ((previous,),) = connection.execute(
        f"SELECT release_id FROM {PREVIOUS}.meta.release"
    ).fetchall()
    connection.executemany(
        f"INSERT INTO table_changes VALUES ({', '.join('?' * 15)})",
        [_row(change, previous) for change in found],
    )


def _row(change: TableChange, previous: str) -> list[object]:
    return [
        change.schema_name,
        change.table_name,
        previous,
        change.tier,
        change.rows_before,
        change.rows_now,
        change.added,
        change.removed,
        change.changed,
        change.confirmed,
        ", ".join(change.columns_added),
        ", ".join(change.columns_removed),
        change.vintages_added,
        change.vintages_removed,
        ", ".join(change.vintages_changed),
    ]


def _whole(
    connection: duckdb.DuckDBPyConnection, side: str, schema: str, table: str
) -> TableChange:
    """A table that only one release has."""
    is_new = side == CANDIDATE
    ((rows,),) = connection.execute(
        f"SELECT count(*) FROM {side}.{quoted(schema)}.{quoted(table)}"
    ).fetchall()
    return TableChange(
        schema_name=schema,
        table_name=table,
        tier="news" if is_new else "major",
        rows_before=None if is_new else rows,
        rows_now=rows if is_new else None,
        added=rows if is_new else 0,
        removed=0 if is_new else rows,
    )


def _raw(name: Name, before: Columns, now: Columns, vintages: Vintages) -> TableChange:
    tier = vintages_tier(
        added=vintages.added, removed=vintages.removed, changed=len(vintages.changed)
    )
    change = _told(name, before, now, vintages.rows, tier)
    return change.model_copy(
        update={
            "vintages_added": vintages.added,
            "vintages_removed": vintages.removed,
            "vintages_changed": list(vintages.changed),
        }
    )


def _keyed(
    connection: duckdb.DuckDBPyConnection, name: Name, before: Columns, now: Columns, key: Key
) -> TableChange:
    counts = compare_rows(connection, *name, (before, now), key)
    tier = rows_tier(counts, key.rows_are)
    if name == ("meta", "vintages"):
        # Of a vintage, too, nothing that was written down changes.
        tier = vintages_tier(added=counts.added, removed=counts.removed, changed=counts.changed)
    return _told(name, before, now, counts, tier)


def _told(name: Name, before: Columns, now: Columns, counts: Counts, tier: Tier) -> TableChange:
    added = [column for column, kind in now.items() if before.get(column) != kind]
    removed = [column for column, kind in before.items() if now.get(column) != kind]
    return TableChange(
        schema_name=name[0],
        table_name=name[1],
        tier=gravest([tier, columns_tier(added=len(added), removed=len(removed))]),
        rows_before=counts.before,
        rows_now=counts.now,
        added=counts.added,
        removed=counts.removed,
        changed=counts.changed,
        confirmed=counts.confirmed,
        columns_added=added,
        columns_removed=removed,
    )
