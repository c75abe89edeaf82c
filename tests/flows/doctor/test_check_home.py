from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from flows.doctor.check_home import GB, SPARE, check_disk, check_home, files_are_scarce
from tests.flows.doctor.conftest import RELEASE, Make


def test_a_home_that_is_well(machine: Make, home: Path) -> None:
    (told,) = check_home(machine())
    assert (told.verdict, told.words["en"].found) == ("ok", f"{home} (live in it)")


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"home": "nowhere"}, "home.gone"),
        ({"home": "unreachable" * 100}, "home.gone"),
        ({"home": "/proc/self"}, "home.unwritable"),
        ({"profile": "sample"}, "home.profile"),
    ],
)
def test_a_home_that_is_not(machine: Make, settings: dict[str, str], problem: str) -> None:
    (told,) = check_home(machine(**settings))
    assert (told.verdict, told.problem) == ("fail", problem)
    assert not Path("nowhere").exists()


def test_room_is_counted_in_releases(machine: Make, home: Path) -> None:
    (told,) = check_disk(machine())
    assert told.verdict == "ok"
    database = home / "releases" / RELEASE / "warehouse.duckdb"
    database.chmod(0o644)
    free = shutil.disk_usage(home).free
    # Sparse files: they are as large as they say, and take no room.
    os.truncate(database, (free // 2 - SPARE) // 3)
    (told,) = check_disk(machine())
    assert (told.verdict, told.problem) == ("warn", "disk.filling")
    os.truncate(database, free // 3)
    (told,) = check_disk(machine())
    assert (told.verdict, told.problem) == ("fail", "disk.full")
    needed = 3 * (free // 3) + SPARE
    assert f"a night needs {needed / GB:.1f} GB" in told.words["en"].found


@pytest.mark.parametrize(
    ("most", "left", "scarce"), [(10**6, 9_999, True), (10**6, 10_000, False), (0, 0, False)]
)
def test_files_are_counted_where_there_is_a_limit(most: int, left: int, scarce: bool) -> None:
    assert files_are_scarce(most, left) == scarce
