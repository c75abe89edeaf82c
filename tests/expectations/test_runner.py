from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection as Connection

from expectations.checks import CheckResult, Ran
from expectations.engine import open_engine
from expectations.gate import decide
from expectations.runner import run_suites
from expectations.suites import load_suites
from tests.expectations.breaking import copy_of, mutations, query_of, read_by, suite_of, tables_in

SUITE_OF = suite_of()
MUTATIONS = mutations()
PUPILS = "raw.duo_vo_pupils"
SHADOWED = "CREATE SCHEMA raw; CREATE TABLE raw.goals AS SELECT 1 AS something_else"

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
    action_en: Nothing.
"""


def results(answers: list[Ran]) -> dict[str, CheckResult]:
    return {answer.result.check_id: answer.result for answer in answers}


def test_a_clean_night_passes_every_check(sample: Path) -> None:
    answers = run_suites(sample)
    assert {r.check_id: r.observed for r in results(answers).values() if r.failed} == {}
    assert [answer.result.check_id for answer in answers] == list(SUITE_OF)
    assert not decide([answer.result for answer in answers]).refused


def test_every_check_has_a_mutation() -> None:
    assert set(MUTATIONS) == set(SUITE_OF)


@pytest.mark.parametrize("check_id", [i for i, s in SUITE_OF.items() if query_of(s)])
def test_a_broken_table_has_failing_rows(check_id: str, breakable: Connection) -> None:
    breakable.begin()
    try:
        breakable.execute(MUTATIONS[check_id])
        assert breakable.execute(query_of(SUITE_OF[check_id])).fetchmany(1)
    finally:
        breakable.rollback()


@pytest.mark.parametrize("check_id", [i for i, s in SUITE_OF.items() if not query_of(s)])
def test_a_broken_table_fails_its_check(check_id: str, sample: Path, tmp_path: Path) -> None:
    """Of the expectations that Great Expectations words itself."""
    suite, statements = SUITE_OF[check_id], MUTATIONS[check_id]
    tables = read_by(suite) | tables_in(statements)
    with open_engine(copy_of(sample, tables, tmp_path / "broken.duckdb", statements)) as engine:
        outcome = engine.validate(suite)[check_id]
    assert (outcome.passed, outcome.error) == (False, None)
    assert outcome.observed


def test_tables_of_the_same_name_are_kept_apart(sample: Path, tmp_path: Path) -> None:
    database = copy_of(sample, ["marts.goals"], tmp_path / "w.duckdb", SHADOWED)
    assert (
        results(run_suites(database, tables={"marts.goals"}))["goals_are_twelve"].result == "pass"
    )


def test_a_missing_table_is_a_blocking_error(sample: Path, tmp_path: Path) -> None:
    database = copy_of(sample, ["marts.goals", "marts.indicators"], tmp_path / "w.duckdb")
    answers = results(run_suites(database, tables={"marts.goals", "marts.reconciliation"}))
    absent = [r for r in answers.values() if r.table_name == "marts.reconciliation"]
    assert {(result.result, result.severity) for result in absent} == {("error", "block")}
    assert "marts.reconciliation is not in the database" in absent[0].observed
    assert {r.result for r in answers.values() if r.table_name == "marts.goals"} == {"pass"}
    assert decide(list(answers.values())).refused


def test_a_missing_column_is_an_error_in_its_checks_only(sample: Path, tmp_path: Path) -> None:
    tables = {PUPILS, "meta.vintages", "meta.vintage_periods", "meta.breaks", "meta.release"}
    database = copy_of(
        sample, tables, tmp_path / "w.duckdb", f"ALTER TABLE {PUPILS} DROP vmbo_sector"
    )
    answers = results(run_suites(database, tables={PUPILS}))
    broken = {name for name, result in answers.items() if result.result == "error"}
    assert "vo_pupils_technical_programmes_are_present" in broken
    assert answers["vo_pupils_study_year_in_range"].result == "pass"
    assert "vmbo_sector" in answers["vo_pupils_technical_programmes_are_present"].observed


def test_an_empty_table_fails_unless_its_dataset_is_missing(sample: Path, tmp_path: Path) -> None:
    tables = {PUPILS, "meta.datasets", "meta.vintages", "meta.vintage_periods", "meta.breaks"}
    tables |= {"meta.release"}
    database = copy_of(sample, tables, tmp_path / "w.duckdb", f"DELETE FROM {PUPILS}")
    answers = results(run_suites(database, tables={PUPILS}))
    assert answers["vo_pupils_has_rows"].result == "fail"
    assert decide(list(answers.values())).refused
    with duckdb.connect(database) as connection:
        connection.execute(
            "UPDATE meta.datasets SET freshness = 'missing' WHERE dataset_id = 'duo.vo_pupils'"
        )
    answers = results(run_suites(database, tables={PUPILS}))
    assert {result.result for result in answers.values()} == {"skipped"}
    assert "duo.vo_pupils has no vintage yet" in answers["vo_pupils_has_rows"].observed
    assert not decide(list(answers.values())).refused


@pytest.mark.parametrize(
    ("expectation", "arguments", "said"),
    [
        ("ExpectMiracles", "{column: goal_no}", "no such expectation"),
        ("ExpectColumnValuesToNotBeNull", "{column: nowhere}", "nowhere"),
        ("UnexpectedRowsExpectation", '{unexpected_rows_query: "SELECT x FROM {batch}"}', "x"),
    ],
)
def test_a_check_that_cannot_run_is_an_error_result(
    sample: Path, tmp_path: Path, expectation: str, arguments: str, said: str
) -> None:
    text = ONE_CHECK.replace("{expectation}", expectation).replace("{arguments}", arguments)
    (tmp_path / "marts.goals.yml").write_text(text, encoding="utf-8")
    (answer,) = run_suites(sample, suites_dir=tmp_path)
    assert answer.result.result == "error"
    assert said in answer.result.observed


def test_the_file_is_free_after_the_audit(sample: Path, tmp_path: Path) -> None:
    database = copy_of(sample, ["marts.goals"], tmp_path / "w.duckdb")
    before = database.read_bytes()
    run_suites(database, tables={"marts.goals"})
    assert database.read_bytes() == before
    with duckdb.connect(database) as connection:
        connection.execute("CREATE TABLE main.free AS SELECT 1")


def test_no_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no database to audit"):
        run_suites(tmp_path / "nothing.duckdb")


def test_every_suite_is_about_a_table_of_a_candidate(sample: Path) -> None:
    with duckdb.connect(sample, read_only=True) as connection:
        found = connection.execute(
            "SELECT schema_name || '.' || table_name, list(column_name) FROM duckdb_columns() "
            "GROUP BY ALL"
        ).fetchall()
    columns = {table: set(names) for table, names in found}
    assert {s.table: set(s.key) - columns[s.table] for s in load_suites()} == {
        suite.table: set() for suite in load_suites()
    }
