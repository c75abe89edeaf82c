"""Damage beyond the one mutation per check, and changes that must not be called damage.

The cases are in `damage/<source>.yml`. A check's SQL runs alone, on a damaged copy of the sample.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.yaml_file import read_yaml
from tests.expectations.breaking import copy_of, read_by, suite_of, tables_in

SUITE_OF = suite_of()


def cases(kind: str) -> list[Any]:
    found = []
    for path in sorted((Path(__file__).parent / "damage").glob("*.yml")):
        content = read_yaml(path)
        for case in content[kind]:
            first = content["first"][case["first"]] if "first" in case else ""
            statements = f"{first}\n{case.get('sql', '')}"
            given = (case["check"], statements, case.get("row"))
            found.append(pytest.param(*given, id=f"{path.stem}: {case['case']}"))
    return found


def failing(check_id: str, statements: str, sample: Path, folder: Path) -> list[dict[str, Any]]:
    suite = SUITE_OF[check_id]
    tables = read_by(suite) | tables_in(statements)
    database = copy_of(sample, tables, folder / "damaged.duckdb", statements)
    query = suite.checks[0].arguments["unexpected_rows_query"].format(batch=suite.table)
    with duckdb.connect(database, read_only=True) as connection:
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.mark.parametrize(("check_id", "statements", "row"), cases("finds"))
def test_damage_is_found_and_named(
    check_id: str, statements: str, row: dict[str, str], sample: Path, tmp_path: Path
) -> None:
    found = failing(check_id, statements, sample, tmp_path)
    assert [each for each in found if row.items() <= each.items()]


@pytest.mark.parametrize(("check_id", "statements", "row"), cases("passes"))
def test_what_is_no_damage_passes(
    check_id: str, statements: str, row: None, sample: Path, tmp_path: Path
) -> None:
    assert (row, failing(check_id, statements, sample, tmp_path)) == (None, [])
