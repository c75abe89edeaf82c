from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.doctor.check_releases import check_current, check_releases
from tests.flows.doctor.conftest import RELEASE, Make, release

LATER = "20261125T020000Z"


def test_releases_that_are_whole(machine: Make, home: Path) -> None:
    release(home, LATER)
    (current,) = check_current(machine())
    assert (current.verdict, current.words["en"].found) == ("ok", f"{LATER}, by hash")
    (told,) = check_releases(machine(full=True))
    assert (told.verdict, told.words["en"].found) == ("ok", "2, by hash")


def test_before_the_first_night_nothing_is_wrong(machine: Make, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    told = [*check_current(machine(home="new")), *check_releases(machine(home="new"))]
    assert [d.verdict for d in told] == ["ok", "ok"]


def no_link(home: Path) -> None:
    (home / "warehouse.duckdb").unlink()


def a_copy(home: Path) -> None:
    content = (home / "warehouse.duckdb").read_bytes()
    (home / "warehouse.duckdb").unlink()
    (home / "warehouse.duckdb").write_bytes(content)


def one_byte_else(home: Path) -> None:
    database = home / "releases" / RELEASE / "warehouse.duckdb"
    database.chmod(0o644)
    content = bytearray(database.read_bytes())
    content[-1] ^= 1
    database.write_bytes(content)


def no_release(home: Path) -> None:
    shutil.rmtree(home / "releases" / RELEASE)


def no_manifest(home: Path) -> None:
    manifest = home / "releases" / RELEASE / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text("{")


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (no_link, "current.missing"),
        (a_copy, "current.replaced"),
        (one_byte_else, "current.damaged"),
        (no_release, "current.damaged"),
        (no_manifest, "current.damaged"),
    ],
)
def test_a_current_release_that_is_not_whole(
    machine: Make, home: Path, damage: Callable[[Path], None], problem: str
) -> None:
    damage(home)
    (told,) = check_current(machine())
    assert (told.verdict, told.problem) == ("fail", problem)


def test_other_releases_are_looked_at_too(machine: Make, home: Path) -> None:
    release(home, LATER)
    one_byte_else(home)
    (told,) = check_releases(machine())
    assert told.verdict == "ok"
    (told,) = check_releases(machine(full=True))
    assert (told.problem, told.about) == ("releases.damaged", RELEASE)
    (home / "releases" / LATER).chmod(0o755)
    (home / "releases" / LATER / "warehouse.duckdb.wal").touch()
    (told,) = check_releases(machine())
    assert (told.about, "to write" in told.words["en"].found) == (LATER, True)
    no_manifest(home)
    assert [d.about for d in check_releases(machine())] == [RELEASE, LATER]
