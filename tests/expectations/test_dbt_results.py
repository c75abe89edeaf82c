"""The artifacts in `dbt/` are those of a small project under dbt 1.11, cut to what is read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from expectations.checks import CheckResult
from expectations.dbt_results import DbtResultsError, read_dbt_results
from expectations.gate import decide
from tests.expectations.conftest import HERE

ARTIFACTS = HERE / "dbt"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The tables that the small project built."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("""
            CREATE SCHEMA marts;
            CREATE TABLE marts.a AS
                SELECT * FROM (VALUES (1, 'x'), (1, 'y'), (NULL, 'z')) AS rows(id, kind);
            CREATE TABLE marts.counted AS SELECT id, count(*) AS n FROM marts.a GROUP BY id;
        """)
    return path


@pytest.fixture
def results() -> dict[str, CheckResult]:
    return {ran.result.check_id: ran.result for ran in read_dbt_results(ARTIFACTS)}


def test_every_test_and_every_broken_model_is_one_result(results: dict[str, CheckResult]) -> None:
    ran = json.loads((ARTIFACTS / "run_results.json").read_text("utf-8"))["results"]
    tests = [outcome for outcome in ran if "test." in outcome["unique_id"]]
    assert len(results) == len(tests) + 1
    assert {result.engine for result in results.values()} == {"dbt"}


@pytest.mark.parametrize(
    ("check_id", "table", "severity", "result", "count"),
    [
        ("not_null_a_kind", "marts.a", "block", "pass", 0),
        ("no_big_ids", "marts.a", "block", "pass", 0),
        ("accepted_values_counted_n__False__99", "marts.counted", "block", "fail", 2),
        ("unique_a_id", "marts.a", "warn", "fail", 1),
        # Severity error with limits (warn_if, error_if) of which only the first is passed.
        ("not_null_a_id", "marts.a", "warn", "fail", 1),
        ("not_null_behind_id", "marts.behind", "block", "skipped", 0),
        ("broken_test", "marts.a", "block", "error", 0),
        ("counted.counts_rows", "marts.counted", "block", "pass", 0),
        ("behind2.counts_other", "marts.behind2", "block", "fail", 1),
        ("broken.counts_wrong", "marts.broken", "block", "error", 0),
        ("build_lost", "marts.lost", "block", "error", 0),
    ],
)
def test_what_dbt_said_is_kept(
    results: dict[str, CheckResult],
    check_id: str,
    table: str,
    severity: str,
    result: str,
    count: int,
) -> None:
    found = results[check_id]
    assert (found.table_name, found.severity, found.result, found.failing_count) == (
        table,
        severity,
        result,
        count,
    )


def test_a_test_says_what_was_expected_and_seen(results: dict[str, CheckResult]) -> None:
    failed = results["accepted_values_counted_n__False__99"]
    assert failed.expected == "accepted_values(column_name=n, values=[99], quote=False)"
    assert failed.observed == "Got 2 results, configured to fail if != 0"
    assert results["no_big_ids"].expected == "no rows"
    assert results["no_big_ids"].observed == "0 rows"
    assert results["counted.counts_rows"].observed == "the given rows"
    assert results["behind2.counts_other"].observed.startswith("actual differs from expected")
    assert 'Referenced column "nothing" not found' in results["broken_test"].observed


def test_the_sql_of_the_failing_rows_comes_along(database: Path) -> None:
    queries = {ran.result.check_id: ran.query for ran in read_dbt_results(ARTIFACTS)}
    with duckdb.connect(database, read_only=True) as connection:
        query = queries["unique_a_id"]
        assert query is not None
        assert connection.execute(query).fetchall() == [(1, 2)]
    assert queries["counted.counts_rows"] is None


def test_texts_come_from_meta_and_else_from_dbt(results: dict[str, CheckResult]) -> None:
    given = results["accepted_values_a_kind__x__y"]
    assert (given.description_nl, given.description_en) == ("Soort is x of y.", "Kind is x or y.")
    assert (given.owner, given.action_nl) == ("beleid", "Vul aan.")
    assert results["broken_test"].description_nl == "Nothing is left."
    bare = results["unique_a_id"]
    assert (bare.description_nl, bare.owner) == ("dbt test unique_a_id.", "databeheer")
    assert "models/m.yml" in bare.action_nl


def test_the_gate_names_what_blocks(results: dict[str, CheckResult]) -> None:
    verdict = decide(list(results.values()))
    assert verdict.refused
    assert verdict.reason_en.startswith("5 blocking checks did not pass")


def test_a_test_without_a_node_is_kept(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    shutil.copy(ARTIFACTS / "run_results.json", tmp_path)
    found = {ran.result.check_id: ran.result for ran in read_dbt_results(tmp_path)}
    result = found["not_null_a_kind.519751a13a"]
    assert (result.result, result.table_name) == ("pass", "")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("run_results.json", None, "run_results.json is not in"),
        ("manifest.json", "{", "manifest.json is not JSON"),
        ("manifest.json", "[]", "manifest.json is not a dbt artifact"),
    ],
)
def test_unreadable_artifacts_are_refused_by_name(
    tmp_path: Path, name: str, content: str | None, said: str
) -> None:
    folder = shutil.copytree(ARTIFACTS, tmp_path / "target")
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content)
    with pytest.raises(DbtResultsError, match=said):
        read_dbt_results(folder)
