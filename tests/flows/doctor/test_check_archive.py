from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from flows.doctor.check_archive import check_archive, check_looks
from sources.verify import inspect
from tests.flows.doctor.conftest import CSV, FOLDER, Make


def test_an_archive_that_is_whole(machine: Make) -> None:
    (told,) = check_archive(machine())
    assert (told.verdict, told.words["en"].found) == ("ok", "1 vintages, 3 files by hash")


def one_byte_else(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def no_content(path: Path) -> None:
    path.write_bytes(b"")


def other_content(path: Path) -> None:
    path.write_bytes(CSV)


def other_rows(path: Path) -> None:
    pd.DataFrame({"count": range(4)}).to_parquet(path)


def other_figures(path: Path) -> None:
    pd.DataFrame({"count": [0, 1, 2, 3, 5]}).to_parquet(path)


@pytest.mark.parametrize(
    ("name", "damage", "told"),
    [
        ("pupils.csv", one_byte_else, "pupils.csv does not match its hash"),
        ("pupils.csv", no_content, "pupils.csv is of 0 bytes, and was of"),
        ("pupils.csv", Path.unlink, "pupils.csv is not there"),
        ("page.json.zst", other_content, "page.json.zst cannot be read"),
        ("data.parquet", other_rows, "data.parquet has 4 rows, and had 5"),
        ("data.parquet", other_figures, "data.parquet does not match its hash"),
        ("data.parquet", other_content, "data.parquet cannot be read"),
        ("manifest.json", no_content, "manifest.json cannot be read"),
    ],
)
def test_damage_is_named(
    machine: Make, home: Path, name: str, damage: Callable[[Path], None], told: str
) -> None:
    damage(home / FOLDER / name)
    (found,) = check_archive(machine())
    assert (found.verdict, found.problem) == ("fail", "archive.damaged")
    assert f"{FOLDER.removeprefix('landing/')}: {told}" in found.words["en"].found


def test_beyond_the_budget_sizes_and_rows_are_compared(home: Path) -> None:
    one_byte_else(home / FOLDER / "pupils.csv")
    seen = inspect(home, 0)
    assert (seen.hashed, seen.unhashed, seen.damages) == (0, 3, [])
    (home / FOLDER / "pupils.csv").unlink()
    assert len(inspect(home, 0).damages) == 1


def test_a_look_that_cannot_be_read(machine: Make, home: Path) -> None:
    assert [told.verdict for told in check_looks(machine())] == ["ok"]
    (home / "landing/duo/vo_pupils/checks.json").write_text("{")
    (told,) = check_looks(machine())
    assert (told.problem, told.about) == ("looks.damaged", "landing/duo/vo_pupils/checks.json")
