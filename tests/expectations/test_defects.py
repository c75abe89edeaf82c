"""Realistic defects, each caught by a named check with the right severity and verdict.

The library is `defects/`, read by `defect_list`; docs/quality.md tells its catch rate.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection as Connection

from expectations.checks import CheckResult
from expectations.engine import open_engine
from expectations.gate import decide
from tests.expectations.breaking import copy_of, query_of, read_by, suite_of, tables_in
from tests.expectations.defect_list import Defect, read_libraries
from tests.expectations.defect_runner import (
    YESTERDAY,
    Night,
    damage,
    read_night,
    said_by_dbt,
    said_by_suites,
)
from tests.flows.conftest import Home, Ran

LIBRARIES = read_libraries()
SUITE_OF = suite_of()
TOLD = Path(__file__).parents[2] / "docs" / "quality.md"
CAUGHT = [defect for library in LIBRARIES.values() for defect in library.caught]
NOT_CAUGHT = [defect for library in LIBRARIES.values() for defect in library.not_caught]


def is_native(check_id: str) -> bool:
    """Whether Great Expectations words a check itself."""
    return check_id in SUITE_OF and not query_of(SUITE_OF[check_id])


@pytest.fixture(scope="module")
def night(first_night: tuple[Home, Ran]) -> Night:
    return read_night(first_night[0].path)


@pytest.fixture(scope="module")
def yesterday(breakable: Connection) -> Iterator[Connection]:
    """The sample's release as a second night: the release before knew all but what came tonight."""
    breakable.execute(YESTERDAY)
    yield breakable
    breakable.execute("DELETE FROM history.indicator_history")


@contextmanager
def said(
    defect: Defect, connection: Connection, night: Night, only: str | None = None
) -> Iterator[list[CheckResult]]:
    """What fails on tables that a defect was done to, for as long as they are so.

    `only` names the one check that is asked.
    """
    connection.begin()
    try:
        changed = damage(connection, defect.sql, night)
        yield [
            *said_by_suites(connection, defect.sql, changed, only),
            *said_by_dbt(connection, night.tests, changed, only),
        ]
    finally:
        connection.rollback()


@pytest.mark.parametrize("defect", [pytest.param(d, id=d.id) for d in CAUGHT])
def test_a_defect_is_caught_by_its_check(
    defect: Defect, yesterday: Connection, night: Night
) -> None:
    # One that blocks refuses, whatever others say; what is published, no other may refuse.
    enough = defect.severity == "block" and not is_native(defect.check)
    with said(defect, yesterday, night, defect.check if enough else None) as results:
        severities = {result.check_id: result.severity for result in results}
    if is_native(defect.check):
        assert decide(results).refused == (defect.verdict == "refused")
        return
    assert severities.get(defect.check) == defect.severity, severities
    assert decide(results).refused == (defect.verdict == "refused"), severities


@pytest.mark.parametrize("defect", [pytest.param(d, id=d.id) for d in CAUGHT if is_native(d.check)])
def test_a_defect_is_caught_by_a_check_of_the_engine(
    defect: Defect, sample: Path, tmp_path: Path
) -> None:
    suite = SUITE_OF[defect.check]
    tables = read_by(suite) | tables_in(defect.sql)
    with open_engine(copy_of(sample, tables, tmp_path / "w.duckdb", defect.sql)) as engine:
        outcome = engine.validate(suite)[defect.check]
    assert (outcome.passed, outcome.error) == (False, None)
    assert suite.checks[0].severity == defect.severity


@pytest.mark.parametrize("defect", [pytest.param(d, id=d.id) for d in NOT_CAUGHT])
def test_what_is_said_not_to_be_caught_is_not(
    defect: Defect, yesterday: Connection, night: Night
) -> None:
    assert defect.reason
    with said(defect, yesterday, night) as results:
        assert [(result.check_id, result.observed) for result in results] == []


def test_the_library_is_as_it_is_told() -> None:
    """docs/quality.md tells these numbers."""
    first = [
        defect
        for name, library in LIBRARIES.items()
        if name != "limits"
        for defect in (*library.caught, *library.not_caught)
    ]
    caught = sum(bool(defect.check) for defect in first)
    assert len({defect.id for defect in (*CAUGHT, *NOT_CAUGHT)}) == len(CAUGHT) + len(NOT_CAUGHT)
    told = TOLD.read_text(encoding="utf-8")
    assert f"{len(first)} defects" in told
    assert f"{caught} of {len(first)}" in told
    assert [defect.id for defect in NOT_CAUGHT if f"`{defect.id}`" not in told] == []
