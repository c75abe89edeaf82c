from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from flows.releases import DATABASE, ReleaseError, ReleaseManifest, Releases
from sources.landing import hash_file


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path)


def make(releases: Releases, release_id: str, *, verdict: str = "published") -> ReleaseManifest:
    candidate = releases.candidate(release_id)
    with duckdb.connect(str(candidate / DATABASE)) as db:
        db.execute(f"create table release as select '{release_id}' as release_id")
    manifest = ReleaseManifest(
        release_id=release_id,
        created_at=datetime.now(UTC),
        profile="sample",
        notice="sample data",
        code_version="0",
        fingerprint=release_id,
        verdict="refused" if verdict == "refused" else "published",
        reason="reason",
        inputs=(),
        database_sha256=hash_file(candidate / DATABASE),
    )
    releases.seal(candidate, manifest)
    return manifest


def seen(home: Path) -> str:
    with duckdb.connect(str(home / DATABASE), read_only=True) as db:
        ((release_id,),) = db.execute("select release_id from release").fetchall()
    return str(release_id)


def test_before_anything_is_published_the_error_says_what_to_do(releases: Releases) -> None:
    assert releases.current() is None
    with pytest.raises(ReleaseError, match="run `techniekpact nightly` first"):
        releases.database()


def test_a_release_becomes_current_and_an_earlier_one_again(
    releases: Releases, tmp_path: Path
) -> None:
    for release_id in ("a", "b"):
        make(releases, release_id)
        releases.make_current(release_id)
        assert seen(tmp_path) == release_id
    releases.make_current("a")
    assert seen(tmp_path) == "a"
    assert [m.release_id for m in releases.list()] == ["b", "a"]


def test_a_reader_keeps_the_release_it_opened(releases: Releases, tmp_path: Path) -> None:
    make(releases, "a")
    releases.make_current("a")
    with duckdb.connect(str(tmp_path / DATABASE), read_only=True) as reader:
        make(releases, "b")
        releases.make_current("b")
        assert reader.execute("select release_id from release").fetchall() == [("a",)]
    assert seen(tmp_path) == "b"


def test_a_refused_release_is_kept_but_never_current(releases: Releases, tmp_path: Path) -> None:
    make(releases, "a")
    releases.make_current("a")
    make(releases, "b", verdict="refused")
    with pytest.raises(ReleaseError, match="release b was refused: reason"):
        releases.make_current("b")
    assert seen(tmp_path) == "a"
    assert releases.database("b").is_file()


def test_a_damaged_database_does_not_become_current(releases: Releases) -> None:
    make(releases, "a")
    database = releases.database("a")
    database.chmod(0o644)
    with database.open("ab") as file:
        file.write(b"x")
    with pytest.raises(ReleaseError, match="does not match its hash"):
        releases.make_current("a")


@pytest.mark.parametrize("name", ["nothing", "..", "../elsewhere", ".building-x", ""])
def test_an_unknown_release_is_refused(releases: Releases, name: str) -> None:
    make(releases, "a")
    with pytest.raises(ReleaseError, match="there are: a"):
        releases.show(name)


def test_what_an_interrupted_night_left_is_removed(releases: Releases, tmp_path: Path) -> None:
    left = releases.candidate("a")
    (left / DATABASE).write_bytes(b"half")
    make(releases, "b")
    assert not left.exists()
    assert [m.release_id for m in releases.list()] == ["b"]


def test_a_release_cannot_be_written_to(releases: Releases) -> None:
    make(releases, "a")
    assert releases.database("a").stat().st_mode & 0o222 == 0
