"""Build: a new database, raw tables from the landing archive, then one dbt invocation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows.code_version import code_version
from flows.dbt import dbt_build
from flows.meta import write_meta
from flows.releases import DATABASE, Releases
from flows.sample import NOTICE
from flows.settings import Settings
from flows.status import DatasetState
from sources.catalog import CbsDataset, Dataset, DuoDataset
from sources.landing import Landing, Manifest
from sources.reading import quoted

# An older storage format on purpose: DuckDB clients from 1.2 on can open the file.
STORAGE_VERSION = "v1.2.0"

CODE_COLUMNS = ("dimension", "code", "title", "unit", "status")
PARTNER_COLUMNS = {
    "figure_id": "varchar",
    "period": "varchar",
    "region_code": "varchar",
    "value": "double",
    "unit": "varchar",
}
HISTORY_COLUMNS = {
    "indicator_id": "varchar",
    "period": "varchar",
    "period_start": "date",
    "period_type": "varchar",
    "region_level": "varchar",
    "region_code": "varchar",
    "region_name": "varchar",
    "gender": "varchar",
    "education_level": "varchar",
    "numerator": "double",
    "denominator": "double",
    "value": "double",
    "value_low": "double",
    "value_high": "double",
    "is_estimate": "boolean",
    "status": "varchar",
    "definition_version": "varchar",
    "dataset_id": "varchar",
    "vintage_id": "varchar",
    "known_from": "timestamp",
    "known_to": "timestamp",
}


@dataclass(frozen=True)
class Candidate:
    """A database under construction, and where dbt left its results."""

    release_id: str
    created_at: datetime
    folder: Path
    dbt_target: Path

    @property
    def database(self) -> Path:
        """The candidate's DuckDB file; its name is the catalog name that models refer to."""
        return self.folder / DATABASE


def build(settings: Settings, release_id: str, states: Sequence[DatasetState]) -> Candidate:
    """A candidate from what the archive holds.

    Raises:
        DbtError: dbt could not build it.
    """
    releases = Releases(settings.home)
    candidate = Candidate(
        release_id=release_id,
        created_at=datetime.now(UTC),
        folder=releases.candidate(release_id),
        dbt_target=settings.home / "dbt",
    )
    load(candidate, settings, states, releases.database() if releases.current() else None)
    dbt_build(candidate.database, candidate.dbt_target, settings)
    return candidate


def load(
    candidate: Candidate,
    settings: Settings,
    states: Sequence[DatasetState],
    previous: Path | None,
) -> None:
    """Create the database with schemas `raw`, `meta` and `history`.

    Rows go from Parquet into DuckDB without passing through Python. All vintages are loaded;
    staging chooses per period. `previous` is the database whose history goes on.
    """
    landing = Landing(settings.home)
    release = {
        "release_id": candidate.release_id,
        "created_at": candidate.created_at.replace(tzinfo=None),
        "profile": settings.profile,
        "code_version": code_version(),
        "verdict": "candidate",
        "reason": "",
        "notice": NOTICE[settings.profile],
    }
    with duckdb.connect(":memory:") as db:
        db.execute(
            f"attach {quoted(candidate.database)} as warehouse "
            f"(storage_version '{STORAGE_VERSION}')"
        )
        db.execute("use warehouse")
        for schema in ("raw", "meta", "history"):
            db.execute(f"create schema {schema}")
        for state in states:
            _load_raw(db, state.dataset, state.vintages, landing)
        write_meta(db, states, release)
        _load_history(db, previous)


def raw_columns(dataset: Dataset) -> dict[str, tuple[str, str]]:
    """Type and description of every column of a dataset's raw table, in order."""
    if isinstance(dataset, DuoDataset):
        columns = {
            name: ("integer" if spec.type == "integer" else "varchar", spec.description)
            for name, spec in dataset.contract.columns.items()
            if name != "gender"
        }
        return columns | {
            "gender": ("varchar", "male, female or unknown"),
            "measure": ("varchar", "What is counted: " + ", ".join(dataset.contract.measures)),
            "period": ("varchar", "School year, such as 2019/2020"),
            "count": ("bigint", "The count; null when the publisher suppressed it"),
            "count_low": ("bigint", "Lowest value the count can have"),
            "count_high": ("bigint", "Highest value the count can have"),
        }
    if isinstance(dataset, CbsDataset):
        columns = {
            name: ("varchar", spec.description)
            for name, spec in dataset.contract.dimensions.items()
        }
        return columns | {
            "measure": ("varchar", "Measure, code of CBS"),
            "value": ("double", "Value of the cell; null when CBS gives none"),
            "value_attribute": ("varchar", "Why there is no value, or a remark"),
        }
    return {name: (kind, f"As delivered: {name}") for name, kind in PARTNER_COLUMNS.items()}


def _load_raw(
    db: duckdb.DuckDBPyConnection, dataset: Dataset, vintages: Sequence[Manifest], landing: Landing
) -> None:
    columns = raw_columns(dataset)
    paths = [landing.parquet(manifest) for manifest in vintages]
    _load_table(
        db,
        dataset.raw_table,
        {name: kind for name, (kind, _) in columns.items()},
        paths,
        f"{dataset.title_en}. {dataset.attribution}. Every vintage in the archive.",
    )
    for name, (_, description) in columns.items():
        _comment(db, f"column raw.{dataset.raw_table}.{name}", description)
    if isinstance(dataset, CbsDataset):
        table = f"{dataset.raw_table}_codes"
        _load_table(
            db,
            table,
            dict.fromkeys(CODE_COLUMNS, "varchar"),
            [path.with_name("codes.parquet") for path in paths],
            f"Code lists of CBS table {dataset.name}: Dutch titles of the codes of each vintage.",
        )
        for column in CODE_COLUMNS:
            _comment(db, f"column raw.{table}.{column}", f"{column} in CBS's code list")


def _load_table(
    db: duckdb.DuckDBPyConnection,
    table: str,
    columns: dict[str, str],
    paths: list[Path],
    comment: str,
) -> None:
    kinds = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    db.execute(f"create table raw.{table} ({kinds}, vintage_id varchar)")
    if paths:
        names = ", ".join(columns)
        # The folder of a Parquet file is named after its vintage.
        db.execute(
            f"insert into raw.{table} select {names}, split_part(filename, '/', -2) "
            "from read_parquet($paths, filename = true, union_by_name = true)",
            {"paths": [str(path) for path in paths]},
        )
    _comment(db, f"table raw.{table}", comment)
    _comment(db, f"column raw.{table}.vintage_id", "The vintage that holds the row; meta.vintages")


def _load_history(db: duckdb.DuckDBPyConnection, previous: Path | None) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in HISTORY_COLUMNS.items())
    db.execute(f"create table history.indicator_history ({columns})")
    if previous is not None:
        db.execute(f"attach {quoted(previous)} as previous (read_only)")
        db.execute(
            "insert into history.indicator_history by name "
            "select * from previous.marts.indicator_history"
        )
        db.execute("detach previous")


def _comment(db: duckdb.DuckDBPyConnection, what: str, text: str) -> None:
    escaped = text.replace("'", "''")
    db.execute(f"comment on {what} is '{escaped}'")
