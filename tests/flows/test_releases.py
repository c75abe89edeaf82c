from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from flows.release_manifest import ReleaseManifest
from flows.releases import DATABASE, ReleaseError, Releases
from sources.landing import hash_file


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path)


def make(releases: Releases, release_id: str, *, verdict: str = "published") -> ReleaseManifest:
    candidate = releases.candidate(release_id)
    with duckdb.connect(str(candidate / DATABASE)) as db:
        db.execute(f"create table release as select '{release_id}' as release_id")
    (candidate / "failing_rows").mkdir()
    (candidate / "failing_rows" / "check.csv").write_text("row\n")
    manifest = describe(candidate, release_id, verdict)
    releases.seal(candidate, manifest)
    return manifest


def describe(candidate: Path, release_id: str, verdict: str = "published") -> ReleaseManifest:
    return ReleaseManifest(
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


@pytest.mark.parametrize("name", [DATABASE, "failing_rows/check.csv"])
def test_a_damaged_release_is_recognised_and_does_not_become_current(
    releases: Releases, name: str
) -> None:
    make(releases, "a")
    assert releases.verify("a") == []
    path = releases.folder("a") / name
    path.chmod(0o644)
    with path.open("ab") as file:
        file.write(b"x")
    assert releases.verify("a") == [f"{name} does not match its hash"]
    with pytest.raises(ReleaseError, match="does not match its hash"):
        releases.make_current("a")
    path.unlink()
    assert releases.verify("a") == [f"{name} is missing"]


def test_a_release_that_somebody_wrote_to_is_recognised(releases: Releases) -> None:
    make(releases, "a")
    (releases.folder("a") / f"{DATABASE}.wal").touch()
    (problem,) = releases.verify("a")
    assert "opened the database to write" in problem


def test_a_release_under_another_name_is_recognised(releases: Releases) -> None:
    make(releases, "a")
    releases.folder("a").rename(releases.folder("a").with_name("b"))
    assert releases.verify("b") == ["its manifest is of a"]


def test_a_database_that_is_still_open_is_not_sealed(releases: Releases) -> None:
    candidate = releases.candidate("a")
    with duckdb.connect(str(candidate / DATABASE)) as db:
        db.execute("create table release (release_id varchar)")
        with pytest.raises(ReleaseError, match="its database is still open"):
            releases.seal(candidate, describe(candidate, "a"))
    assert releases.list() == []


def test_what_was_rolled_back_from_is_put_aside_until_something_else_is_published(
    releases: Releases,
) -> None:
    for release_id in ("a", "b", "c"):
        make(releases, release_id)
        releases.make_current(release_id)
    assert releases.put_aside() is None
    releases.roll_back("b")
    assert releases.put_aside() == "c"
    releases.roll_back("a")
    assert releases.put_aside() == "c"
    make(releases, "d")
    releases.make_current("d")
    assert releases.put_aside() is None
    # What was put aside before is older than what is left now.
    releases.roll_back("c")
    assert releases.put_aside() == "d"


def test_rolling_forward_puts_nothing_aside(releases: Releases) -> None:
    for release_id in ("a", "b"):
        make(releases, release_id)
        releases.make_current(release_id)
    releases.roll_back("a")
    releases.roll_back("b")
    assert releases.put_aside() is None


def test_a_roll_back_that_is_refused_changes_nothing(releases: Releases) -> None:
    make(releases, "a", verdict="refused")
    make(releases, "b")
    releases.make_current("b")
    with pytest.raises(ReleaseError, match="was refused"):
        releases.roll_back("a")
    current = releases.current()
    assert current is not None
    assert current.release_id == "b"
    assert releases.put_aside() is None


def test_a_removed_release_is_gone_but_for_those_who_read_it(
    releases: Releases, tmp_path: Path
) -> None:
    for release_id in ("a", "b"):
        make(releases, release_id)
        releases.make_current(release_id)
    with pytest.raises(ReleaseError, match="release b is current"):
        releases.remove("b")
    with duckdb.connect(str(releases.database("a")), read_only=True) as reader:
        releases.remove("a")
        assert reader.execute("select release_id from release").fetchall() == [("a",)]
    assert [path.name for path in (tmp_path / "releases").iterdir()] == ["b"]


@pytest.mark.parametrize("name", ["nothing", "..", "../elsewhere", ".building-x", ""])
def test_an_unknown_release_is_refused(releases: Releases, name: str) -> None:
    make(releases, "a")
    with pytest.raises(ReleaseError, match="there are: a"):
        releases.show(name)


def test_a_damaged_manifest_costs_no_other_release(releases: Releases) -> None:
    for release_id in ("a", "b"):
        make(releases, release_id)
        releases.make_current(release_id)
    manifest = releases.folder("b") / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text("{")
    assert [m.release_id for m in releases.list()] == ["a"]
    with pytest.raises(ReleaseError, match="restore it from a backup"):
        releases.current()
    releases.roll_back("a")
    current = releases.current()
    assert current is not None
    assert (current.release_id, releases.put_aside()) == ("a", "b")


def test_what_an_interrupted_night_left_is_removed(releases: Releases, tmp_path: Path) -> None:
    left = releases.candidate("a")
    (left / DATABASE).write_bytes(b"half")
    make(releases, "b")
    assert not left.exists()
    assert [m.release_id for m in releases.list()] == ["b"]


def test_a_release_cannot_be_written_to(releases: Releases) -> None:
    make(releases, "a")
    for path in releases.folder("a").rglob("*"):
        assert path.is_dir() or path.stat().st_mode & 0o222 == 0, path
