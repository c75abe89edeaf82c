"""Schema `meta`: the release about itself; datasets, vintages, dictionary and checks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from expectations.checks import CheckResult
from expectations.known_issues import IssueState
from expectations.records import Records
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
    "checks": (
        "One row per check of this release, with what was seen",
        {
            "check_id": ("varchar", "Id of the check"),
            "table_name": ("varchar", "Table that it looks at"),
            "engine": ("varchar", "great_expectations, dbt or ingest"),
            "severity": ("varchar", "block refuses the release, warn does not"),
            "result": (
                "varchar",
                "pass, fail, known (a known issue explains all of it), error or skipped",
            ),
            "expected": ("varchar", "What was expected"),
            "observed": ("varchar", "What was seen"),
            "difference_percent": (
                "double",
                "How far off: of the worst row where numbers are compared, else the share of rows "
                "that fail; null where neither has a meaning",
            ),
            "failing_count": (
                "bigint",
                "Number of failing rows that no known issue explains; 0 for a check on a table as "
                "a whole",
            ),
            "failing_rows": ("varchar", "Failing rows up to a limit, as a JSON array"),
            "rows_file": ("varchar", "CSV beside the release with all of them; null without rows"),
            "known_issues": ("varchar", "Ids in meta.known_issues, separated by commas"),
            "known_count": ("bigint", "Failing rows that known issues explain"),
            "failing_since": ("timestamp", "Since when it fails without a break, UTC"),
            "description_nl": ("varchar", "What the check means, in Dutch"),
            "description_en": ("varchar", "What the check means, in English"),
            "owner": ("varchar", "Who can mend it"),
            "action_nl": ("varchar", "What to do, in Dutch"),
            "action_en": ("varchar", "What to do, in English; empty where it is Dutch only"),
        },
    ),
    "check_history": (
        "One row per check and unbroken series of releases, refused ones too, that ended the same",
        {
            "check_id": ("varchar", "Id of the check"),
            "result": ("varchar", "pass, fail, known, error or skipped"),
            "after_release_id": ("varchar", "The release before the series; empty for the first"),
            "first_release_id": ("varchar", "First release of the series"),
            "first_at": ("timestamp", "When that was made, UTC"),
            "last_release_id": ("varchar", "Last release of the series"),
            "last_at": ("timestamp", "When that was made, UTC"),
            "releases": ("integer", "Number of releases in the series"),
            "failing_count": ("bigint", "Failing rows in the last of them"),
            "most_failing": ("bigint", "Failing rows in the worst of them"),
        },
    ),
    "known_issues": (
        "One row per known issue: what is wrong at a source, and which check it silences",
        {
            "issue_id": ("varchar", "Id in the register"),
            "check_id": ("varchar", "The check that it silences"),
            "matched_rows": ("varchar", "Which failing rows, as a JSON object; {} is all of them"),
            "title_nl": ("varchar", "What is wrong, in Dutch"),
            "title_en": ("varchar", "What is wrong, in English"),
            "source": ("varchar", "Where that can be read"),
            "since": ("date", "When it was seen first"),
            "until": ("date", "Last day that it silences the check"),
            "owner": ("varchar", "Who follows it"),
            "state": ("varchar", "open, gone (the problem is not there any more) or expired"),
            "rows_explained": ("bigint", "Failing rows that it explains in this release"),
        },
    ),
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


def write_verdict(
    database: Path,
    records: Records,
    dbt_manifest: Path,
    verdict: str,
    reason: str,
) -> None:
    """Add the records, the dictionary and the verdict to a candidate that was audited."""
    with duckdb.connect(str(database)) as db:
        _insert(db, "checks", [_check_row(check) for check in records.checks])
        _insert(db, "check_history", [run.model_dump() for run in records.history])
        _insert(db, "known_issues", [_issue_row(state) for state in records.issues])
        _write_dictionary(db, dbt_manifest)
        db.execute("update meta.release set verdict = ?, reason = ?", [verdict, reason])
        db.execute("checkpoint")


def _insert(
    db: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, object]]
) -> None:
    names = list(TABLES[table][1])
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" for _ in names)
    if rows:
        db.executemany(
            f"insert into meta.{table} ({columns}) values ({marks})",
            [[row[name] for name in names] for row in rows],
        )


def _check_row(check: CheckResult) -> Mapping[str, object]:
    return check.model_dump() | {
        "failing_rows": json.dumps(check.failing_rows, ensure_ascii=False, default=str),
        "known_issues": ", ".join(check.known_issues),
    }


def _issue_row(state: IssueState) -> Mapping[str, object]:
    issue = state.issue
    return issue.model_dump() | {
        "issue_id": issue.id,
        "check_id": issue.check,
        "matched_rows": json.dumps(issue.rows, ensure_ascii=False),
        "state": state.state,
        "rows_explained": state.rows,
    }


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
