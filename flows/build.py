"""Build: a new database, raw tables from the landing archive, then one dbt invocation."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows.code_version import code_version
from flows.comments import write_comments
from flows.dbt import dbt_build, made_by_dbt
from flows.meta import write_meta
from flows.raw import load_raw, raw_tables
from flows.releases import DATABASE, Releases
from flows.sample import NOTICE
from flows.settings import Settings
from flows.spark import prepare, take_back
from flows.spark_settings import spark_folder
from flows.status import DatasetState
from sources.landing import Landing
from sources.reading import quoted

# An older storage format on purpose: DuckDB clients from 1.2 on can open the file.
STORAGE_VERSION = "v1.2.0"

Limits = dict[str, str | bool | int | float | list[str]]
"""Settings of DuckDB, as its client wants them typed."""

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
    """A database under construction, and where dbt left its results.

    `previous` is the database that readers have now, if any.
    """

    release_id: str
    created_at: datetime
    folder: Path
    dbt_target: Path
    previous: Path | None
    run_id: str | None = None

    @property
    def database(self) -> Path:
        """The candidate's DuckDB file; its name is the catalog name that models refer to."""
        return self.folder / DATABASE


def build(
    settings: Settings,
    release_id: str,
    states: Sequence[DatasetState],
    run_id: str | None = None,
) -> Candidate:
    """A candidate from what the archive holds; `run_id` names the night that makes it.

    Raises:
        DbtError: dbt could not build it.
    """
    releases = Releases(settings.home)
    candidate = Candidate(
        release_id=release_id,
        created_at=datetime.now(UTC),
        folder=releases.candidate(release_id),
        dbt_target=settings.home / "dbt",
        previous=releases.database() if releases.current() else None,
        run_id=run_id,
    )
    load(candidate, settings, states)
    if settings.engine == "spark":
        build_on_spark(candidate, settings, states)
    else:
        dbt_build(candidate.database, candidate.dbt_target, settings)
    with _open(candidate, settings) as db:
        write_comments(db, made_by_dbt(candidate.dbt_target))
    return candidate


def build_on_spark(
    candidate: Candidate, settings: Settings, states: Sequence[DatasetState]
) -> None:
    """Have Spark make what dbt makes, and take it back into the candidate.

    Raises:
        DbtError: dbt could not build it.
    """
    folder = spark_folder(settings)
    landing = Landing(settings.archive_folder)
    # Spark reads the archive itself, as long as it builds.
    with landing.turns(state.dataset.id for state in states):
        prepare(candidate.database, raw_tables(states, landing), folder)
        dbt_build(candidate.database, candidate.dbt_target, settings)
    with _open(candidate, settings) as db:
        take_back(db, made_by_dbt(candidate.dbt_target), folder)
    shutil.rmtree(folder)


def load(
    candidate: Candidate,
    settings: Settings,
    states: Sequence[DatasetState],
) -> None:
    """Create the database with schemas `raw`, `meta` and `history`.

    Rows go from Parquet into DuckDB without passing through Python. All vintages are loaded;
    staging chooses per period. The history of the previous release goes on.
    """
    landing = Landing(settings.archive_folder)
    release = {
        "release_id": candidate.release_id,
        "created_at": candidate.created_at.replace(tzinfo=None),
        "profile": settings.profile,
        "code_version": code_version(),
        "verdict": "candidate",
        "reason": "",
        "notice": NOTICE[settings.profile],
        "run_id": candidate.run_id,
        **dict.fromkeys(("accepted_release_id", "accepted_by", "accepted_reason", "accepted_at")),
    }
    with duckdb.connect(":memory:", config=_limits(candidate, settings)) as db:
        db.execute(
            f"attach {quoted(candidate.database)} as warehouse "
            f"(storage_version '{STORAGE_VERSION}')"
        )
        db.execute("use warehouse")
        for schema in ("raw", "meta", "history"):
            db.execute(f"create schema {schema}")
        load_raw(db, states, landing)
        write_meta(db, states, release)
        _load_history(db, candidate.previous)


def _open(candidate: Candidate, settings: Settings) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(candidate.database), config=_limits(candidate, settings))


def _limits(candidate: Candidate, settings: Settings) -> Limits:
    return {
        "memory_limit": settings.duckdb_memory,
        "threads": settings.threads,
        "temp_directory": f"{candidate.database}.tmp",
    }


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
