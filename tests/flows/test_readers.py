"""Thirty readers while releases are published and rolled back: no error, no wait, no mixture."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from flows.releases import DATABASE, Releases
from tests.flows.conftest import Home, Ran
from tests.flows.reading import Looks, readers
from tests.flows.small_releases import TABLES, make, seal

READERS = 30
CHANGES = 20
ROWS = 8_000
SECONDS, PAUSE = 1.5, 0.1
REAL_TABLES = ("meta.columns", "marts.indicators", "marts.indicator_values", "raw.duo_vo_pupils")


def test_thirty_readers_see_one_release_each_while_twenty_changes_are_made(tmp_path: Path) -> None:
    releases = Releases(tmp_path / "home")

    def publish(release_id: str) -> None:
        make(releases, release_id, rows=ROWS)
        releases.make_current(release_id)

    told(read_through_changes(tmp_path, publish, TABLES, SECONDS))


@pytest.mark.soak
def test_thirty_readers_of_the_whole_sample(first_night: tuple[Home, Ran], tmp_path: Path) -> None:
    releases = Releases(tmp_path / "home")
    original = Releases(first_night[0].path).database()

    def publish(release_id: str) -> None:
        candidate = releases.candidate(release_id)
        copy = shutil.copyfile(original, candidate / DATABASE)
        with duckdb.connect(str(copy)) as db:
            for table in REAL_TABLES:
                db.execute(f"alter table {table} add column release_id text default '{release_id}'")
        seal(releases, candidate, release_id)
        releases.make_current(release_id)

    told(read_through_changes(tmp_path, publish, REAL_TABLES, 20))


def read_through_changes(
    folder: Path, publish: Callable[[str], None], tables: tuple[str, ...], seconds: float
) -> tuple[Looks, Looks]:
    """Have readers read for so long in peace, and again while releases come and go."""
    home = folder / "home"
    home.mkdir()
    releases = Releases(home)
    publish("0")

    def changes() -> None:
        for number in range(1, CHANGES + 1):
            if number % 2:
                publish(str(number))
            else:
                releases.roll_back("0")
            if number > 3 and number % 2:
                releases.remove(str(number - 2))
            time.sleep(PAUSE)

    with readers(home / DATABASE, tables, folder / "quiet", READERS) as quiet:
        time.sleep(seconds)
    with readers(home / DATABASE, tables, folder / "busy", READERS) as busy:
        changes()
    return Looks(tuple(quiet)), Looks(tuple(busy))


def told(seen: tuple[Looks, Looks]) -> None:
    """Each connection saw one release, and all of them together most."""
    quiet, busy = seen
    assert quiet.releases == {"0"}
    assert len(busy.releases) > CHANGES / 4
    # With as many readers as this, what they wait for is a turn of the processor.
    assert busy.usual < 10 * quiet.usual + 0.5
    for what, looks in (("\nin peace", quiet), ("through 20 changes", busy)):
        print(
            f"{what}: {len(looks.looks)} connections of {READERS} readers, {len(looks.releases)} "
            f"releases seen; open and query {looks.usual * 1000:.0f} ms in the middle, "
            f"{looks.longest * 1000:.0f} ms at most; held {looks.held:.1f} s at most"
        )


def test_a_reader_keeps_a_release_whose_files_are_removed(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    make(releases, "old", rows=ROWS)
    releases.make_current("old")
    with duckdb.connect(str(tmp_path / DATABASE), read_only=True) as reader:
        make(releases, "new", rows=ROWS)
        releases.make_current("new")
        releases.remove("old")
        for table in TABLES:
            seen = reader.execute(f"select release_id, count(*) from {table} group by 1").fetchall()
            assert seen == [("old", ROWS)]
        assert len(reader.execute(f"select * from {TABLES[0]} order by filling").fetchall()) == ROWS


def test_who_connects_again_has_the_new_release_also_beside_an_old_connection(
    tmp_path: Path,
) -> None:
    """DuckDB 2 looks where the link points; 1.4 looks at its name (test_old_clients)."""
    releases = Releases(tmp_path)
    for release_id in ("old", "new"):
        make(releases, release_id)
    releases.make_current("old")
    question = "select release_id from meta.release"
    with duckdb.connect(str(tmp_path / DATABASE), read_only=True) as first:
        releases.make_current("new")
        with duckdb.connect(str(tmp_path / DATABASE), read_only=True) as second:
            assert second.execute(question).fetchall() == [("new",)]
        assert first.execute(question).fetchall() == [("old",)]
