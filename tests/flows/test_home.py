"""Homes on a disk that is full, can only be read, or goes away: said in one line, nothing lost."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from flows.home import HomeError, Place, described, trouble
from flows.releases import DATABASE, ReleaseError, Releases
from tests.disk import Disk, MakeDisk, disk  # noqa: F401
from tests.flows.conftest import Home, Ran
from tests.flows.small_releases import build, current_is_whole, make, seal

KILOBYTE = 1024


@pytest.fixture
def small(disk: MakeDisk) -> Disk:  # noqa: F811
    """A disk with a home, in which a release is current and another can be gone back to."""
    made = disk(16)
    (made.folder / "home").mkdir()
    releases = Releases(made.folder / "home")
    for release_id in ("a", "b"):
        make(releases, release_id)
        releases.make_current(release_id)
    return made


@pytest.fixture
def home(small: Disk) -> Home:
    return Home(small.folder / "home", {"TECHNIEKPACT_PROFILE": "sample"})


def one_line(ran: Ran) -> str:
    """What a command that failed printed last; nothing of it looks like a fault of ours."""
    assert ran.code == 1, ran.text
    assert "Traceback" not in ran.text
    return ran.err.strip().splitlines()[-1]


def test_a_night_on_a_full_disk_says_how_full_and_what_to_do(small: Disk, home: Home) -> None:
    small.leave(0)
    said = one_line(home.run("nightly"))
    assert f"There is no room on the disk of {home.path} (0 of 16 MB free)." in said
    assert "techniekpact releases prune" in said
    assert current_is_whole(home.path) == "b"
    small.clear()
    # What waited for room is done by itself.
    assert home.run("releases", "rollback", "a").code == 0
    assert current_is_whole(home.path) == "a"


def test_on_a_disk_that_can_only_be_read_analysts_go_on(small: Disk, home: Home) -> None:
    small.only_reading()
    for command in (("nightly",), ("releases", "rollback", "a")):
        said = one_line(home.run(*command))
        assert f"The folder {home.path} can only be read. Mount its disk for writing" in said
    asked = home.run("query", "select release_id from meta.release", "--format", "csv")
    assert (asked.code, asked.out.split()) == (0, ['"release_id"', '"b"'])


def test_a_disk_that_fills_up_while_it_publishes_keeps_the_current_release(small: Disk) -> None:
    home = small.folder / "home"
    releases = Releases(home)
    build(small.folder / "built.duckdb", "c")

    def publish() -> OSError | None:
        try:
            candidate = releases.candidate("c")
            shutil.copyfile(small.folder / "built.duckdb", candidate / DATABASE)
            seal(releases, candidate, "c")
            releases.make_current("c")
        except OSError as error:
            return error
        return None

    size = (small.folder / "built.duckdb").stat().st_size
    failed = 0
    almost = size + 64 * KILOBYTE
    for free in (*range(0, size, size // 3), *range(size, almost, 8 * KILOBYTE), almost):
        small.leave(free)
        error = publish()
        if error is None:
            break
        failed += 1
        shutil.rmtree(releases.candidate("c"))
        wrong = trouble(home, error)
        assert wrong is not None
        assert "no room" in wrong.en
        assert current_is_whole(home) == "b"
    assert failed > 2
    assert current_is_whole(home) == "c"
    assert {path.name for path in (home / "releases").iterdir()} == {"a", "b", "c"}


def test_who_began_in_a_folder_does_not_go_on_in_another(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    place = Place.of(home)
    place.check()
    home.rename(tmp_path / "away")
    with pytest.raises(HomeError, match="is gone, or another stands in its place"):
        place.check()
    home.mkdir()
    with pytest.raises(HomeError, match="the next night goes on by itself"):
        place.check()
    home.rmdir()
    (tmp_path / "away").rename(home)
    place.check()


def test_trouble_that_is_not_of_the_disk_is_not_called_so(tmp_path: Path) -> None:
    assert trouble(tmp_path, ReleaseError("no release")) is None
    assert described(tmp_path, ValueError("x")) == "ValueError: x"


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, os.strerror(28)),
        duckdb.IOException('Could not write file "x": No space left on device'),
        RuntimeError("(sqlite3.OperationalError) database or disk is full"),
    ],
)
def test_a_full_disk_is_known_by_what_tools_say_of_it(tmp_path: Path, error: Exception) -> None:
    told = described(tmp_path, error)
    assert "There is no room on the disk of" in told
    assert "techniekpact releases prune" in told
