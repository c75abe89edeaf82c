"""Schema `meta`, the part about what differs from the release before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from expectations.changes import TEMPORARY, compute
from expectations.dbt_keys import TableKey, read_keys
from expectations.diff.contents import contents_sql
from expectations.diff.sides import (
    CANDIDATE,
    META_KEYS,
    attached,
    tables,
)
from expectations.sql import literal, quoted

DIFF_TABLES: Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]] = {
    "keys": (
        "One row per table of marts and meta that releases are compared on: what identifies a row",
        {
            "schema_name": ("varchar", "marts or meta"),
            "table_name": ("varchar", "Table"),
            "key_columns": ("varchar", "Columns that identify a row, separated by commas"),
            "rows_are": (
                "varchar",
                "facts; log (rows are added and closed); derived (they follow from other tables)",
            ),
        },
    ),
    "vintage_contents": (
        "One row per vintage in a raw table: what it holds, to see that it stays what it was",
        {
            "table_name": ("varchar", "Table in schema raw"),
            "dataset_id": ("varchar", "Dataset, where several share the table"),
            "vintage_id": ("varchar", "The vintage; meta.vintages"),
            "row_count": ("bigint", "Rows"),
            "content": ("varchar", "Sum of the hashes of its rows: the same for the same rows"),
            "recipe": ("varchar", "How it was computed; contents compare where this is the same"),
        },
    ),
    "table_changes": (
        "One row per table: how it differs from the previous release; empty in a first release",
        {
            "schema_name": ("varchar", "raw, marts or meta"),
            "table_name": ("varchar", "Table"),
            "previous_release_id": ("varchar", "The release that this one is compared with"),
            "tier": ("varchar", "How grave: major, minor, news or none; docs/analysts.md"),
            "rows_before": ("bigint", "Rows in the previous release; null of a new table"),
            "rows_now": ("bigint", "Rows in this release; null of a table that is gone"),
            "rows_added": ("bigint", "Rows whose key is new; of raw: rows of new vintages"),
            "rows_removed": ("bigint", "Rows whose key is gone"),
            "rows_changed": ("bigint", "Rows with the same key that say something else"),
            "rows_confirmed": ("bigint", "Rows that say the same, from another vintage"),
            "columns_added": ("varchar", "New columns, separated by commas"),
            "columns_removed": ("varchar", "Columns that are gone, or have another type now"),
            "vintages_added": ("integer", "Of raw: vintages that are new"),
            "vintages_removed": ("integer", "Of raw: vintages that are gone"),
            "vintages_changed": (
                "varchar",
                "Of raw: vintages whose rows are not what they were, separated by commas",
            ),
        },
    ),
    "changed_indicators": (
        "One row per indicator whose figures differ from those of the previous release",
        {
            "indicator_id": ("varchar", "Id of the indicator"),
            "name_nl": ("varchar", "Name in Dutch"),
            "name_en": ("varchar", "Name in English"),
            "tier": ("varchar", "The gravest of its figures: major, minor or news"),
            "figures_added": ("bigint", "Figures that were not there"),
            "figures_removed": ("bigint", "Figures that are gone"),
            "figures_changed": ("bigint", "Figures whose value, bounds, counts or status differ"),
            "figures_left_out": ("bigint", "Of these, how many are not in meta.figure_changes"),
            "new_periods": ("varchar", "Periods that it had no figures of, separated by commas"),
            "definition_changed": ("boolean", "Figures follow another version of the definition"),
        },
    ),
    "figure_changes": (
        "One row per figure that differs from the previous release, the gravest 50,000; figures of "
        "new periods are counted in meta.changed_indicators only",
        {
            "position": ("integer", "Order: gravest, then whole country, both genders, biggest"),
            "tier": ("varchar", "major or minor"),
            "kind": (
                "varchar",
                "lost, redefined (another definition), revised, bounds (or its counts) or status "
                "alone, added (within a known period)",
            ),
            "indicator_id": ("varchar", "Id of the indicator"),
            "period": ("varchar", "Period"),
            "region_level": ("varchar", "Level of the region"),
            "region_code": ("varchar", "Code of the region"),
            "region_name": ("varchar", "Name of the region"),
            "gender": ("varchar", "total, male or female"),
            "education_level": ("varchar", "Education level"),
            "unit": ("varchar", "Of the values: count, percent (0-100) or euro"),
            "old_value": ("double", "Value in the previous release; null where there was none"),
            "new_value": ("double", "Value in this release; null where it is lost"),
            "difference": ("double", "New minus old, in difference_unit; null without either"),
            "difference_unit": (
                "varchar",
                "points (of a percentage) or percent (of the old value, of anything else)",
            ),
            "old_low": ("double", "Lower bound in the previous release"),
            "new_low": ("double", "Lower bound in this release"),
            "old_high": ("double", "Upper bound in the previous release"),
            "new_high": ("double", "Upper bound in this release"),
            "old_status": ("varchar", "provisional or definitive, in the previous release"),
            "new_status": ("varchar", "provisional or definitive, in this release"),
            "cause": (
                "varchar",
                "Why, as far as known: new_definition, new_source, new_vintage, lost_vintage, "
                "archive (archived rows differ), reference (a list differs), code or unknown",
            ),
            "cause_subject": ("varchar", "Dataset, or reference lists, that the cause is in"),
            "cause_old": ("varchar", "Version before: of vintage, definition, dataset or code"),
            "cause_new": ("varchar", "Version now"),
        },
    ),
}
"""Per table: its comment, and per column its type and comment."""

_OUTCOME = ("table_changes", "changed_indicators", "figure_changes")


def write_differences(
    candidate: Path,
    previous: Path | None,
    dbt_manifest: Path,
    config: Mapping[str, str] | None = None,
) -> None:
    """Write into a candidate what identifies its rows, what it holds, and what differs.

    `previous` is the release that readers have now, if any. `config` holds settings of DuckDB, such
    as `memory_limit`; the rows stay in DuckDB.
    """
    if previous is None:
        with duckdb.connect(config=dict(config or {})) as db:
            db.execute(f"attach {literal(str(candidate))} as {CANDIDATE}")
            _write_own(db, read_keys(dbt_manifest))
        return
    with attached(candidate, previous, writable=True, config=config) as db:
        _write_own(db, read_keys(dbt_manifest))
        compute(db)
        for table in _OUTCOME:
            db.execute(
                f"insert into {CANDIDATE}.meta.{table} by name select * from {TEMPORARY}.{table}"
            )


def _write_own(db: duckdb.DuckDBPyConnection, keys: list[TableKey]) -> None:
    """What a release says of itself, for whatever it is compared with later."""
    keys = keys + [TableKey("meta", table, columns) for table, columns in META_KEYS.items()]
    db.executemany(
        f"insert into {CANDIDATE}.meta.keys values (?, ?, ?, ?)",
        [[key.schema_name, key.table_name, ", ".join(key.columns), key.rows_are] for key in keys],
    )
    for (schema, table), columns in tables(db, CANDIDATE).items():
        if schema == "raw":
            relation = f"{CANDIDATE}.raw.{quoted(table)}"
            db.execute(
                f"insert into {CANDIDATE}.meta.vintage_contents by name "
                f"{contents_sql(relation, table, columns)}"
            )
