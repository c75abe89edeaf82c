"""Schema `meta`: the release about itself; datasets, vintages, dictionary and checks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from expectations.records import Records
from flows.check_meta import CHECK_TABLES, check_rows
from flows.diff_meta import DIFF_TABLES
from flows.partner_meta import PARTNER_TABLES, partner_rows
from flows.status import DatasetState
from flows.vintage_periods import write_vintage_periods
from sources.catalog import CbsDataset, DuoDataset
from sources.landing import Manifest

# Per table: its comment, and per column its type and comment.
TABLES: Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]] = {
    "release": (
        "One row: which release this is",
        {
            "release_id": ("varchar", "Id of the release: the moment it was made, in UTC"),
            "created_at": ("timestamp", "When the release was made, UTC"),
            "profile": ("varchar", "sample (invented data) or live"),
            "code_version": ("varchar", "Version of the code, with the hash of its files"),
            "verdict": ("varchar", "candidate, published or refused"),
            "reason": ("varchar", "Why it was published or refused"),
            "notice": ("varchar", "What every user of the figures must know"),
            "run_id": ("varchar", "Id of the night that made it, in its log and in its report"),
            "accepted_release_id": (
                "varchar",
                "The refused release that this is a copy of, where somebody let it through",
            ),
            "accepted_by": ("varchar", "Who let it through"),
            "accepted_reason": ("varchar", "Why"),
            "accepted_at": ("timestamp", "When, UTC"),
        },
    ),
    "datasets": (
        "One row per dataset in the catalog: what there is of it and how fresh it is",
        {
            "dataset_id": ("varchar", "Id in the catalog: <source>.<dataset>"),
            "source": ("varchar", "cbs, duo or partners"),
            "title_nl": ("varchar", "Title in Dutch"),
            "title_en": ("varchar", "Title in English"),
            "publisher": ("varchar", "Who publishes it"),
            "licence": ("varchar", "Licence, as SPDX id where there is one"),
            "attribution": ("varchar", "How to name the source"),
            "homepage": ("varchar", "Where people read about it"),
            "frequency": ("varchar", "yearly, quarterly, monthly, on_delivery or once"),
            "schedule": ("varchar", "When the publisher is expected to bring something new"),
            "freshness": ("varchar", "fresh, stale (not reached or overdue) or missing"),
            "checked_at": ("timestamp", "When the publisher was last asked, UTC"),
            "published_at": ("date", "Publication date of the newest vintage"),
            "age_days": ("integer", "Days since then"),
            "stale_after_days": ("integer", "Age in days that asks for attention"),
            "newest_period": (
                "varchar",
                "Newest period in the archive; null where the schedule is about none",
            ),
            "expected_period": (
                "varchar",
                "Newest period that its publisher's schedule promises by now; null where it is "
                "about none",
            ),
            "expected_by": ("date", "When that period should have been there"),
            "days_late": ("integer", "Days since then when it is not there; 0 when it is"),
            "rows": ("bigint", "Rows in all vintages together"),
            "vintages": ("integer", "Number of vintages in the archive"),
            "note": ("varchar", "What there was to tell of it, in Dutch"),
        },
    ),
    "vintages": (
        "One row per vintage in the archive: where every figure comes from",
        {
            "dataset_id": ("varchar", "Id in the catalog"),
            "vintage_id": ("varchar", "Publication date and first 12 digits of the sha256"),
            "published_at": ("date", "When the publisher published it"),
            "published_is_estimated": (
                "boolean",
                "The date of publication is not known, but estimated from what is counted",
            ),
            "retrieved_at": ("timestamp", "When it was fetched or received, UTC"),
            "sha256": ("varchar", "Hash of the original; of the list of hashes where several"),
            "url": ("varchar", "Address of the (last) original file"),
            "resource": ("varchar", "Which file of the dataset it was"),
            "etag": ("varchar", "ETag header of the download"),
            "last_modified": ("varchar", "Last-Modified header of the download"),
            "publisher_version": ("varchar", "Version according to the publisher"),
            "licence": ("varchar", "Licence at the time"),
            "bytes": ("bigint", "Size of the originals in bytes"),
            "rows": ("bigint", "Tidy rows that came out"),
            "periods": ("varchar", "Periods in it, separated by commas"),
            "origin": ("varchar", "download, backfill or delivery"),
        },
    ),
    "vintage_periods": (
        "One row per vintage of DUO, period, part and measure: what it holds, and what is in use",
        {
            "dataset_id": ("varchar", "Id in the catalog"),
            "vintage_id": ("varchar", "The vintage; meta.vintages"),
            "period": ("varchar", "School year, such as 2019/2020"),
            "part": (
                "varchar",
                "Which part of the period: DUO divides some datasets over files (hbo and wo), or "
                "counts the same people in several ways (breakdown)",
            ),
            "measure": ("varchar", "What is counted"),
            "row_count": ("bigint", "Rows"),
            "filled_rows": ("bigint", "Rows with somebody in them, or with a mean"),
            "expected_rows": (
                "bigint",
                "Filled rows that the catalog expects of this part; null where it does not say",
            ),
            "tolerance_percent": ("integer", "How far from that a period may be"),
            "suppressed_rows": ("bigint", "Rows whose count is suppressed"),
            "count_low": ("bigint", "Lowest value of all counts together; null of a mean"),
            "count_high": ("bigint", "Highest value of all counts together; null of a mean"),
            "is_current": ("boolean", "Newest vintage of this period and part: the one in use"),
        },
    ),
    "revisions": (
        "One row per period, part and measure of DUO that a later vintage holds too: what changed",
        {
            "dataset_id": ("varchar", "Id in the catalog"),
            "period": ("varchar", "School year, such as 2019/2020"),
            "part": ("varchar", "Which part of the period; meta.vintage_periods"),
            "measure": ("varchar", "What is counted"),
            "vintage_id": ("varchar", "The later vintage"),
            "previous_vintage_id": ("varchar", "The vintage before it that holds the period"),
            "published_at": ("date", "When the later one was published"),
            "count_low": ("bigint", "Lowest value of all counts together, in the later one"),
            "count_high": ("bigint", "Highest value of all counts together, in the later one"),
            "previous_count_low": ("bigint", "Lowest value in the vintage before it"),
            "previous_count_high": ("bigint", "Highest value in the vintage before it"),
            "cells_revised": (
                "bigint",
                "Cells (of a location, programme and gender) whose bounds do not meet any more",
            ),
            "cells_added": ("bigint", "Cells with somebody in them that were not there"),
            "cells_removed": ("bigint", "Cells with somebody in them that are gone"),
            "verdict": (
                "varchar",
                "same; compatible (equal as far as suppression lets us see); or revised",
            ),
        },
    ),
    "breaks": (
        "One row per period from which on a dataset's counts are not comparable with those before",
        {
            "dataset_id": ("varchar", "Id in the catalog"),
            "period": ("varchar", "First period that counts otherwise"),
            "note_nl": ("varchar", "What changed, in Dutch"),
            "note_en": ("varchar", "What changed, in English"),
        },
    ),
    **PARTNER_TABLES,
    **DIFF_TABLES,
    **CHECK_TABLES,
    "columns": (
        "The dictionary: every column of raw, marts and meta",
        {
            "schema_name": ("varchar", "raw, marts or meta"),
            "table_name": ("varchar", "Table"),
            "column_name": ("varchar", "Column"),
            "data_type": ("varchar", "Type in DuckDB"),
            "unit": ("varchar", "Unit of the values, where they have one"),
            "description": ("varchar", "What it means"),
            "source": ("varchar", "Where it comes from"),
        },
    ),
}


def write_meta(
    db: duckdb.DuckDBPyConnection,
    states: Sequence[DatasetState],
    release: Mapping[str, object],
) -> None:
    """Create the tables of schema `meta` and fill those that are known before dbt runs."""
    # Each statement of its own would wait for the disk.
    db.begin()
    for table, (comment, columns) in TABLES.items():
        kinds = ", ".join(f'"{name}" {kind}' for name, (kind, _) in columns.items())
        db.execute(f"create table meta.{table} ({kinds})")
        db.execute(f"comment on table meta.{table} is '{_escape(comment)}'")
        for name, (_, description) in columns.items():
            db.execute(f"comment on column meta.{table}.\"{name}\" is '{_escape(description)}'")
    _insert(db, "release", [release])
    _insert(db, "datasets", [_dataset_row(state) for state in states])
    _insert(db, "vintages", [_vintage_row(m) for state in states for m in state.vintages])
    _insert(db, "breaks", [row for state in states for row in _break_rows(state)])
    write_vintage_periods(db, states)
    for table, rows in partner_rows(states).items():
        _insert(db, table, rows)
    db.commit()


def write_verdict(
    database: Path,
    records: Records,
    dbt_manifest: Path,
    verdict: str,
    reason: str,
) -> None:
    """Add the records, the dictionary and the verdict to a candidate that was audited."""
    with duckdb.connect(str(database)) as db:
        db.begin()
        for table, rows in check_rows(records).items():
            _insert(db, table, rows)
        _write_dictionary(db, dbt_manifest)
        db.execute("update meta.release set verdict = ?, reason = ?", [verdict, reason])
        db.commit()
        db.execute("checkpoint")


def _insert(
    db: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, object]]
) -> None:
    if rows:
        columns = {name: [row[name] for row in rows] for name in TABLES[table][1]}
        db.from_arrow(pa.table(columns)).insert_into(f"meta.{table}")


def _dataset_row(state: DatasetState) -> Mapping[str, object]:
    dataset, latest = state.dataset, state.latest
    return {
        "dataset_id": dataset.id,
        "source": dataset.source,
        "title_nl": dataset.title_nl,
        "title_en": dataset.title_en,
        "publisher": dataset.publisher,
        "licence": dataset.licence,
        "attribution": dataset.attribution,
        "homepage": dataset.homepage,
        "frequency": dataset.schedule.frequency,
        "schedule": dataset.schedule.note,
        "freshness": state.freshness,
        "checked_at": state.checked_at.replace(tzinfo=None) if state.checked_at else None,
        "published_at": latest.published_at if latest else None,
        "age_days": state.age_days,
        "stale_after_days": dataset.schedule.stale_after_days,
        "newest_period": state.newest_period,
        "expected_period": state.expected.period if state.expected else None,
        "expected_by": state.expected.by if state.expected else None,
        "days_late": state.days_late,
        "rows": state.rows,
        "vintages": len(state.vintages),
        "note": state.note_nl,
    }


def _vintage_row(manifest: Manifest) -> Mapping[str, object]:
    last = manifest.originals[-1]
    return {
        "dataset_id": manifest.dataset_id,
        "vintage_id": manifest.vintage_id,
        "published_at": manifest.published_at,
        "published_is_estimated": manifest.published_is_estimated,
        "retrieved_at": manifest.retrieved_at.replace(tzinfo=None),
        "sha256": manifest.sha256,
        "url": last.url,
        "resource": manifest.resource,
        "etag": last.etag,
        "last_modified": last.last_modified,
        "publisher_version": manifest.publisher_version,
        "licence": manifest.licence,
        "bytes": sum(original.size for original in manifest.originals),
        "rows": manifest.rows,
        "periods": ", ".join(manifest.periods),
        "origin": manifest.origin,
    }


def _break_rows(state: DatasetState) -> list[Mapping[str, object]]:
    dataset = state.dataset
    if not isinstance(dataset, DuoDataset | CbsDataset):
        return []
    return [{"dataset_id": dataset.id} | found.model_dump() for found in dataset.breaks]


def _write_dictionary(db: duckdb.DuckDBPyConnection, dbt_manifest: Path) -> None:
    """Fill `meta.columns` from the comments in the database and the units in dbt's YAML."""
    nodes = json.loads(dbt_manifest.read_text(encoding="utf-8"))["nodes"].values()
    known = {
        (node["schema"], node["name"], name): column.get("config", {}).get("meta", {})
        for node in nodes
        for name, column in node.get("columns", {}).items()
    }
    attribution = dict(
        db.execute(
            "select 'raw.' || replace(dataset_id, '.', '_'), attribution from meta.datasets"
        ).fetchall()
    )
    attribution |= dict.fromkeys(("raw.cbs_tables", "raw.cbs_dimensions"), "CBS StatLine")
    attribution |= {"raw.partner_figures": "partners of the Techniekpact"}
    found = db.execute(
        "select schema_name, table_name, column_name, data_type, comment from duckdb_columns() "
        "where database_name = current_database() and schema_name in ('raw', 'marts', 'meta') "
        "order by schema_name, table_name, column_index"
    ).fetchall()
    rows = []
    for schema, table, column, kind, comment in found:
        described = known.get((schema, table, column), {})
        unit = described.get("unit")
        if schema == "raw" and column.startswith("count"):
            unit = "count"
        origin = attribution.get(f"{schema}.{table}".removesuffix("_codes"), "this warehouse")
        rows.append(
            {
                "schema_name": schema,
                "table_name": table,
                "column_name": column,
                "data_type": kind,
                "unit": unit,
                "description": comment,
                "source": described.get("source", origin),
            }
        )
    _insert(db, "columns", rows)


def _escape(text: str) -> str:
    return text.replace("'", "''")
