"""From what an engine said to the record: rows, known issues, since when; on real databases."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.checks import CheckResult, Ran
from expectations.failing import MOST_IN_FILE, look, write_csv
from expectations.history import Run
from expectations.known_issues import KnownIssue, KnownIssueError, read_register
from expectations.records import Records, Tonight, record, settle
from tests.expectations.pieces import check

TODAY = date(2020, 11, 24)
SCHOOLS = "SELECT * FROM raw.schools WHERE pupils < 0"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("""
            CREATE SCHEMA raw;
            CREATE TABLE raw.schools AS
                SELECT printf('%02dAB', n) AS institution_code,
                    CASE WHEN n < 30 THEN '2019/2020' ELSE '2018/2019' END AS period,
                    CASE WHEN n % 2 = 0 THEN -1 ELSE 20 END AS pupils
                FROM range(100) AS numbers(n);
        """)
    return path


def issue(**changed: Any) -> KnownIssue:
    fields: dict[str, Any] = {
        "id": "minus-ones",
        "check": "schools_not_negative",
        "title_nl": "DUO schrijft -1.",
        "title_en": "DUO writes -1.",
        "source": "https://duo.example/vragen",
        "since": "2020-10-01",
        "until": "2020-12-31",
        "owner": "databeheer",
        "action_nl": "Vraag DUO.",
        "action_en": "Ask DUO.",
    }
    return KnownIssue.model_validate(fields | changed)


def fails(**changed: Any) -> CheckResult:
    fields: dict[str, Any] = {"severity": "block", "result": "fail", "failing_count": 50}
    return check("schools_not_negative", **fields | changed)


def recorded(
    database: Path, *ran: Ran, issues: tuple[KnownIssue, ...] = (), **changed: Any
) -> Records:
    fields: dict[str, Any] = {
        "release_id": "r2",
        "at": datetime(2020, 11, 24, 2),
        "today": TODAY,
        "profile": "live",
        "folder": database.parent,
        "issues": issues,
    }
    return record(ran, database, Tonight(**fields | changed))


def first(records: Records) -> CheckResult:
    return records.checks[0]


def test_a_failing_check_brings_its_rows_and_a_file_with_all_of_them(database: Path) -> None:
    found = first(recorded(database, Ran(fails(), SCHOOLS)))
    assert (found.result, found.failing_count, len(found.failing_rows)) == ("fail", 50, 20)
    assert found.failing_rows[0] == {
        "institution_code": "00AB",
        "period": "2019/2020",
        "pupils": -1,
    }
    assert found.rows_file == "failing_rows/schools_not_negative.csv"
    with (database.parent / found.rows_file).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 50
    assert {row["pupils"] for row in rows} == {"-1"}


def test_a_check_that_passes_brings_nothing(database: Path) -> None:
    found = first(recorded(database, Ran(fails(result="pass", failing_count=0), SCHOOLS)))
    assert (found.failing_rows, found.rows_file, found.failing_since) == ([], None, None)
    assert not (database.parent / "failing_rows").exists()


def test_a_known_issue_explains_its_rows_and_no_others(database: Path) -> None:
    known = issue(rows={"period": ["2019/2020"]})
    records = recorded(database, Ran(fails(), SCHOOLS), issues=(known,))
    found = first(records)
    assert (found.result, found.failing_count, found.known_count) == ("fail", 35, 15)
    assert found.known_issues == ["minus-ones"]
    assert {row["period"] for row in found.failing_rows} == {"2018/2019"}
    assert [(state.state, state.rows) for state in records.issues] == [("open", 15)]


def test_a_check_that_is_explained_whole_does_not_block(database: Path) -> None:
    found = first(recorded(database, Ran(fails(), SCHOOLS), issues=(issue(),)))
    assert (found.result, found.failing_count, found.known_count) == ("known", 0, 50)
    assert not found.blocks
    assert found.rows_file is None


@pytest.mark.parametrize(
    ("changed", "state", "guard"),
    [
        ({"check": "another_check"}, "gone", "known_issues_are_still_there"),
        ({"rows": {"period": ["1999/2000"]}}, "gone", "known_issues_are_still_there"),
        ({"until": "2020-11-23"}, "expired", "known_issues_are_in_date"),
    ],
)
def test_an_entry_that_no_longer_holds_is_reported_and_silences_nothing(
    database: Path, changed: dict[str, Any], state: str, guard: str
) -> None:
    records = recorded(database, Ran(fails(), SCHOOLS), issues=(issue(**changed),))
    assert first(records).blocks
    assert [found.state for found in records.issues] == [state]
    failed = {c.check_id: c for c in records.checks if c.failed and c.engine == "register"}
    assert list(failed) == [guard]
    assert failed[guard].failing_rows[0]["id"] == "minus-ones"


def test_a_finding_that_was_not_made_tonight_is_not_called_solved(database: Path) -> None:
    known = issue(check="ingest.partners.sbb.rows_refused")
    records = recorded(database, issues=(known,))
    assert [(found.state, found.rows) for found in records.issues] == [("quiet", 0)]
    assert [check.result for check in records.checks] == ["pass", "pass"]


def test_an_entry_of_the_other_profile_counts_for_nothing(database: Path) -> None:
    records = recorded(database, Ran(fails(), SCHOOLS), issues=(issue(profiles=["sample"]),))
    assert first(records).blocks
    assert records.issues == ()


def test_a_finding_is_explained_by_the_rows_that_came_with_it(database: Path) -> None:
    rows = [{"file": "a.csv", "line": "3"}, {"file": "b.csv", "line": "4"}]
    finding = fails(engine="ingest", failing_rows=rows, failing_count=7)
    known = issue(rows={"file": ["a.csv"]})
    found = first(recorded(database, Ran(finding), issues=(known,)))
    assert (found.failing_count, found.known_count) == (6, 1)
    assert found.failing_rows == [rows[1]]
    (whole,) = settle([finding], [issue()], "live", TODAY)
    assert (whole.result, whole.failing_count) == ("known", 0)


def test_numbers_that_are_compared_give_a_difference(database: Path) -> None:
    query = "SELECT * FROM (VALUES ('a', 100, 90), ('b', 200, 100)) AS v(k, expected, observed)"
    found = first(recorded(database, Ran(fails(), query)))
    assert (found.expected, found.observed, found.difference_percent) == ("200", "100", -50.0)


def test_a_warning_blocks_from_its_limit_on(database: Path) -> None:
    warning = fails(severity="warn")
    assert not first(recorded(database, Ran(warning, SCHOOLS, block_from=51))).blocks
    assert first(recorded(database, Ran(warning, SCHOOLS, block_from=50))).blocks
    known = issue(rows={"period": ["2019/2020"]})
    assert not first(
        recorded(database, Ran(warning, SCHOOLS, block_from=50), issues=(known,))
    ).blocks


def test_rows_that_cannot_be_read_leave_the_verdict(database: Path) -> None:
    found = first(recorded(database, Ran(fails(), "SELECT * FROM raw.nothing")))
    assert (found.result, found.failing_count, found.failing_rows) == ("fail", 50, [])
    assert "its rows cannot be read" in found.observed
    wrong = issue(rows={"no_such_column": ["1"]})
    assert first(recorded(database, Ran(fails(), SCHOOLS), issues=(wrong,))).blocks


def test_since_when_is_kept_over_releases_and_broken_by_a_good_one(database: Path) -> None:
    history: tuple[Run, ...] = ()
    since = []
    for night, result in enumerate(["fail", "error", "fail", "pass", "fail", "fail"], start=1):
        records = recorded(
            database,
            Ran(fails(result=result, failing_count=0)),
            release_id=f"r{night}",
            at=datetime(2020, 11, night),
            before=f"r{night - 1}" if night > 1 else "",
            history=history,
        )
        history = records.history
        moment = first(records).failing_since
        since.append(moment.day if moment else None)
    assert since == [1, 1, 1, None, 5, 5]
    runs = [run for run in history if run.check_id == "schools_not_negative"]
    assert [(run.result, run.releases) for run in runs] == [
        ("fail", 1),
        ("error", 1),
        ("fail", 1),
        ("pass", 1),
        ("fail", 2),
    ]


def test_a_finding_that_was_not_made_for_a_night_begins_anew(database: Path) -> None:
    one = recorded(database, Ran(fails(failing_count=0)), release_id="r1", at=datetime(2020, 11, 1))
    two = recorded(
        database, release_id="r2", at=datetime(2020, 11, 2), before="r1", history=one.history
    )
    three = recorded(
        database,
        Ran(fails(failing_count=0)),
        release_id="r3",
        at=datetime(2020, 11, 3),
        before="r2",
        history=two.history,
    )
    assert first(three).failing_since == datetime(2020, 11, 3)


def test_a_csv_is_harmless_and_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "rows" / "x.csv"
    with duckdb.connect() as connection:
        query = f"SELECT '=cmd()' AS name, n FROM range({MOST_IN_FILE + 5}) AS r(n)"
        assert write_csv(connection, query, path) == MOST_IN_FILE
        assert look(connection, query, 1).count == MOST_IN_FILE + 5
    with path.open(encoding="utf-8") as file:
        assert file.readline() == "name,n\n"
        assert file.readline() == "'=cmd(),0\n"


def test_the_register_is_strict(tmp_path: Path) -> None:
    path = tmp_path / "known.yml"
    for text, said in (
        ("- id: a\n", "Field required"),
        ("- id: [\n", "cannot be read"),
        ("just words", "cannot be read|dictionary"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(KnownIssueError, match=said):
            read_register(path)
    entry = (
        "- "
        + "\n  ".join(
            f"{k}: '{v}'" for k, v in issue().model_dump(mode="json").items() if isinstance(v, str)
        )
        + "\n"
    )
    path.write_text(entry * 2, encoding="utf-8")
    with pytest.raises(KnownIssueError, match="more than one entry is called minus-ones"):
        read_register(path)


def test_the_register_of_the_project_can_be_read() -> None:
    assert {issue.owner for issue in read_register()} >= {"databeheer"}
