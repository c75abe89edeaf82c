"""Releases of a few tables that all say which release they are of."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import duckdb

from flows.build import STORAGE_VERSION
from flows.release_manifest import ReleaseManifest
from flows.releases import DATABASE, Releases
from sources.landing import hash_file

TABLES = ("marts.goals", "marts.indicators", "marts.indicator_values", "meta.datasets")
RELEASE = (
    "select '{id}' as release_id, now()::timestamp as created_at, 'refused' as verdict, "
    "'' as reason, null::varchar as accepted_release_id, null::varchar as accepted_by, "
    "null::varchar as accepted_reason, null::timestamp as accepted_at, 'sample' as profile, "
    "'sample data' as notice, '0' as code_version"
)
# Nothing is in the dictionary, and so among the exports: there would be more steps to die at.
DICTIONARY = """
    create table meta.columns (
        schema_name varchar, table_name varchar, column_name varchar, data_type varchar,
        unit varchar, description varchar, source varchar
    );
    create table meta.keys (schema_name varchar, table_name varchar, key_columns varchar);
    alter table meta.datasets add column vintages integer;
"""
DATASET = (
    "dataset_id",
    "title_nl",
    "title_en",
    "publisher",
    "licence",
    "attribution",
    "homepage",
    "published_at",
)


def build(database: Path, release_id: str, rows: int = 10) -> None:
    """Write tables of so many rows, each with the id of the release."""
    with duckdb.connect(":memory:") as db:
        db.execute(f"attach '{database}' as warehouse (storage_version '{STORAGE_VERSION}')")
        db.execute("use warehouse")
        db.execute("create schema marts; create schema meta")
        db.execute(f"create table meta.release as {RELEASE.format(id=release_id)}")
        for table in TABLES:
            db.execute(
                f"create table {table} as select '{release_id}' as release_id, number, "
                f"md5(number || '{release_id}') as filling from range({rows}) as r(number)"
            )
        db.execute(DICTIONARY)
        for column in DATASET:
            db.execute(f"alter table meta.datasets add column {column} varchar")


def seal(
    releases: Releases,
    candidate: Path,
    release_id: str,
    verdict: Literal["published", "refused"] = "published",
) -> None:
    """Make a release of a candidate."""
    manifest = ReleaseManifest(
        release_id=release_id,
        created_at=datetime.now(UTC),
        profile="sample",
        notice="sample data",
        code_version="0",
        fingerprint=release_id,
        verdict=verdict,
        reason="reason",
        inputs=(),
        database_sha256=hash_file(candidate / DATABASE),
    )
    releases.seal(candidate, manifest)


def make(
    releases: Releases,
    release_id: str,
    verdict: Literal["published", "refused"] = "published",
    rows: int = 10,
) -> None:
    """Build a release and seal it."""
    candidate = releases.candidate(release_id)
    build(candidate / DATABASE, release_id, rows)
    seal(releases, candidate, release_id, verdict)


def current_is_whole(home: Path) -> str:
    """The id of the current release, having looked at every file and every row of it."""
    releases = Releases(home)
    manifest = releases.current()
    assert manifest is not None
    assert releases.verify(manifest.release_id) == []
    assert releases.database().samefile(home / DATABASE)
    with duckdb.connect(str(home / DATABASE), read_only=True) as db:
        assert db.execute("select release_id from meta.release").fetchall() == [
            (manifest.release_id,)
        ]
        for table in TABLES:
            db.execute(f"select * from {table}").fetchall()
    return manifest.release_id
