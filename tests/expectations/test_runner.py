from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import yaml

from expectations.checks import CheckResult
from expectations.engine import validate
from expectations.gate import decide
from expectations.runner import run_suites
from expectations.suites import SUITES, load_suites
from tests.expectations.conftest import HERE, MakeWarehouse

MUTATIONS: dict[str, str] = yaml.safe_load((HERE / "mutations.yml").read_text("utf-8"))
Only = Callable[[str], Path]

TABLES = {suite.table for suite in load_suites()}
SUITE_OF = {check.id: suite for suite in load_suites() for check in suite.checks}

ONE_CHECK = """
key: [goal_no]
checks:
  - id: only
    expectation: {expectation}
    arguments: {arguments}
    severity: warn
    description_nl: Iets.
    description_en: Something.
    owner: databeheer
    action_nl: Niets.
"""


@pytest.fixture(scope="session")
def good_results(good_warehouse: Path) -> list[CheckResult]:
    return run_suites(good_warehouse)


@pytest.fixture
def only(tmp_path: Path) -> Only:
    """Makes a folder with the suite of one table."""

    def make(table: str) -> Path:
        folder = tmp_path / "suites"
        folder.mkdir()
        shutil.copy(SUITES / f"{table}.yml", folder)
        return folder

    return make


def by_id(results: list[CheckResult]) -> dict[str, CheckResult]:
    return {result.check_id: result for result in results}


def test_a_good_warehouse_passes_every_check(good_results: list[CheckResult]) -> None:
    assert {result.check_id: result.observed for result in good_results if result.failed} == {}
    assert [result.check_id for result in good_results] == list(SUITE_OF)
    assert not decide(good_results).refused


def test_every_check_has_a_mutation() -> None:
    assert set(MUTATIONS) == set(SUITE_OF)


@pytest.mark.parametrize("check_id", list(SUITE_OF))
def test_a_broken_table_fails_its_check(check_id: str, make_warehouse: MakeWarehouse) -> None:
    suite = SUITE_OF[check_id]
    alone = suite.model_copy(update={"checks": [c for c in suite.checks if c.id == check_id]})
    outcome = validate(make_warehouse(MUTATIONS.get(check_id, "")), alone, 20)[check_id]
    assert (outcome.passed, outcome.error) == (False, None)
    assert outcome.observed


def test_failing_rows_carry_keys_and_values_up_to_the_limit(
    make_warehouse: MakeWarehouse, only: Only
) -> None:
    database = make_warehouse("UPDATE raw.duo_vo_pupils SET study_year = 9")
    results = by_id(run_suites(database, suites_dir=only("raw.duo_vo_pupils"), row_limit=3))
    (total,) = duckdb.connect(database).execute("SELECT count(*) FROM raw.duo_vo_pupils").fetchone()
    result = results["vo_pupils_study_year_in_range"]
    assert result.result == "fail"
    assert result.failing_count == total
    assert len(result.failing_rows) == 3
    assert result.failing_rows[0]["study_year"] == 9
    assert {"institution_code", "period", "gender"} <= set(result.failing_rows[0])
    assert CheckResult.model_validate_json(result.model_dump_json()) == result


def test_the_count_is_true_where_rows_are_capped(make_warehouse: MakeWarehouse, only: Only) -> None:
    database = make_warehouse("UPDATE raw.duo_vo_pupils SET gender = 'x'")
    result = by_id(run_suites(database, suites_dir=only("raw.duo_vo_pupils"), row_limit=500))[
        "vo_pupils_gender_is_known"
    ]
    assert result.failing_count == 768
    assert len(result.failing_rows) == 200


def test_a_province_that_vanished_is_named(make_warehouse: MakeWarehouse, only: Only) -> None:
    database = make_warehouse(
        "DELETE FROM raw.duo_vo_pupils WHERE province_name = 'Drenthe' AND vintage_id = 'vo-2'"
    )
    result = by_id(run_suites(database, suites_dir=only("raw.duo_vo_pupils")))[
        "vo_pupils_twelve_provinces_per_period"
    ]
    assert (result.result, result.severity, result.failing_count) == ("fail", "block", 2)
    assert result.failing_rows == [
        {"vintage_id": "vo-2", "period": period, "absent_province": "Drenthe"}
        for period in ("2018/2019", "2019/2020")
    ]


def test_tables_of_the_same_name_are_kept_apart(make_warehouse: MakeWarehouse, only: Only) -> None:
    database = make_warehouse("CREATE TABLE raw.goals AS SELECT 1 AS something_else")
    assert (
        by_id(run_suites(database, suites_dir=only("marts.goals")))["goals_are_twelve"].result
        == "pass"
    )


def test_a_missing_schema_stops_only_its_own_checks(make_warehouse: MakeWarehouse) -> None:
    database = make_warehouse("DROP SCHEMA marts CASCADE")
    results = run_suites(database)
    broken = {result.table_name for result in results if result.failed}
    assert broken == {table for table in TABLES if table.startswith("marts.")}
    assert decide(results).refused


def test_a_missing_table_is_a_blocking_error(make_warehouse: MakeWarehouse, only: Only) -> None:
    results = run_suites(
        make_warehouse("DROP TABLE marts.reconciliation"), suites_dir=only("marts.reconciliation")
    )
    absent = [result for result in results if result.table_name == "marts.reconciliation"]
    assert {(result.result, result.severity) for result in absent} == {("error", "block")}
    assert "marts.reconciliation is not in the database" in absent[0].observed
    assert decide(results).refused


def test_a_missing_column_is_an_error_in_its_checks_only(
    make_warehouse: MakeWarehouse, only: Only
) -> None:
    results = by_id(
        run_suites(
            make_warehouse("ALTER TABLE raw.duo_vo_pupils DROP vmbo_sector"),
            suites_dir=only("raw.duo_vo_pupils"),
        )
    )
    broken = {name for name, result in results.items() if result.result == "error"}
    assert "vo_pupils_technical_programmes_are_present" in broken
    assert results["vo_pupils_study_year_in_range"].result == "pass"
    assert "vmbo_sector" in results["vo_pupils_technical_programmes_are_present"].observed


def test_an_empty_table_of_a_missing_dataset_is_skipped(
    make_warehouse: MakeWarehouse, only: Only
) -> None:
    database = make_warehouse(
        "DELETE FROM raw.duo_vo_exam_candidates",
        "UPDATE meta.datasets SET freshness = 'missing' "
        "WHERE dataset_id = 'duo.vo_exam_candidates'",
    )
    results = run_suites(database, suites_dir=only("raw.duo_vo_exam_candidates"))
    skipped = [result for result in results if result.result == "skipped"]
    assert {result.table_name for result in skipped} == {"raw.duo_vo_exam_candidates"}
    assert "duo.vo_exam_candidates has no vintage yet" in skipped[0].observed
    assert not decide(results).refused


def test_an_empty_table_of_a_present_dataset_fails(
    make_warehouse: MakeWarehouse, only: Only
) -> None:
    results = run_suites(
        make_warehouse("DELETE FROM raw.duo_vo_pupils"), suites_dir=only("raw.duo_vo_pupils")
    )
    assert by_id(results)["vo_pupils_has_rows"].result == "fail"
    assert decide(results).refused


@pytest.mark.parametrize(
    ("expectation", "arguments", "said"),
    [
        ("ExpectMiracles", "{column: goal_no}", "no such expectation"),
        ("ExpectColumnValuesToNotBeNull", "{column: nowhere}", "nowhere"),
        ("UnexpectedRowsExpectation", '{unexpected_rows_query: "SELECT x FROM {batch}"}', "x"),
    ],
)
def test_a_check_that_cannot_run_is_an_error_result(
    good_warehouse: Path, tmp_path: Path, expectation: str, arguments: str, said: str
) -> None:
    text = ONE_CHECK.replace("{expectation}", expectation).replace("{arguments}", arguments)
    (tmp_path / "marts.goals.yml").write_text(text, encoding="utf-8")
    (result,) = run_suites(good_warehouse, suites_dir=tmp_path)
    assert result.result == "error"
    assert said in result.observed


def test_the_file_is_free_after_the_audit(make_warehouse: MakeWarehouse, only: Only) -> None:
    database = make_warehouse()
    before = database.read_bytes()
    run_suites(database, suites_dir=only("raw.duo_vo_pupils"))
    assert database.read_bytes() == before
    with duckdb.connect(database) as connection:
        connection.execute("CREATE TABLE main.free AS SELECT 1")


def test_no_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no database to audit"):
        run_suites(tmp_path / "nothing.duckdb")
