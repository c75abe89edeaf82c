"""From what the engines said to the records of a night: rows, known issues, since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from expectations.checks import CheckResult, Ran
from expectations.failing import Match, look, matches_row, write_csv
from expectations.history import Run, failing_since, remember
from expectations.known_issues import (
    IssueState,
    KnownIssue,
    Profile,
    counting,
    register_checks,
    states,
)

ROWS_SHOWN = 20
ROWS_FOLDER = "failing_rows"


@dataclass(frozen=True)
class Tonight:
    """What the records of a night depend on beside the checks.

    `folder` is the release's own; `before` the release that was checked last and `history` what it
    remembered.
    """

    release_id: str
    at: datetime
    today: date
    profile: Profile
    folder: Path
    issues: Sequence[KnownIssue]
    before: str = ""
    history: Sequence[Run] = ()


@dataclass(frozen=True)
class Records:
    """Everything that was checked: one record per check, the register's state, and the history."""

    checks: tuple[CheckResult, ...]
    issues: tuple[IssueState, ...]
    history: tuple[Run, ...]


def record(ran: Sequence[Ran], database: Path, tonight: Tonight) -> Records:
    """Complete the results of a night.

    Failing rows are read from the database (read-only), those that a known issue explains are set
    apart, and all of the others are written to `failing_rows/<check>.csv` in the folder.
    """
    with duckdb.connect(database, read_only=True) as connection:
        settled = [_completed(one, connection, tonight) for one in ran]
    explained: Counter[str] = Counter()
    for one in settled:
        explained.update(one.explained)
    found = states(tonight.issues, explained, tonight.profile, tonight.today)
    checks = [*(one.check for one in settled), *register_checks(found)]
    history = remember(tonight.history, checks, tonight.release_id, tonight.at, tonight.before)
    of_check: dict[str, list[Run]] = {}
    for run in history:
        of_check.setdefault(run.check_id, []).append(run)
    dated = [
        check.model_copy(update={"failing_since": failing_since(of_check[check.check_id])})
        if check.result in ("fail", "error", "known")
        else check
        for check in checks
    ]
    return Records(tuple(dated), tuple(found), tuple(history))


def settle(
    findings: Sequence[CheckResult], issues: Sequence[KnownIssue], profile: Profile, today: date
) -> list[CheckResult]:
    """Findings that came with their rows, with what known issues explain set apart."""
    return [
        _without_query(check, counting(issues, check.check_id, profile, today)).check
        for check in findings
    ]


@dataclass(frozen=True)
class _Settled:
    """A record, and how many of its failing rows each known issue explains."""

    check: CheckResult
    explained: Mapping[str, int]


def _completed(ran: Ran, connection: duckdb.DuckDBPyConnection, tonight: Tonight) -> _Settled:
    if ran.result.result != "fail":
        return _Settled(ran.result, {})
    issues = counting(tonight.issues, ran.result.check_id, tonight.profile, tonight.today)
    if ran.query is None:
        settled = _without_query(ran.result, issues)
    else:
        settled = _with_query(ran.result, ran.query, issues, connection, tonight.folder)
    if ran.block_from is not None and settled.check.failing_count >= ran.block_from:
        blocking = settled.check.model_copy(update={"severity": "block"})
        return _Settled(blocking, settled.explained)
    return settled


def _with_query(
    check: CheckResult,
    query: str,
    issues: Sequence[KnownIssue],
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
) -> _Settled:
    matches: list[Match] = [issue.rows for issue in issues]
    try:
        failing = look(connection, query, ROWS_SHOWN, matches)
        rows_file = None
        if failing.count:
            rows_file = f"{ROWS_FOLDER}/{check.check_id}.csv"
            write_csv(connection, query, folder / rows_file, matches)
    except duckdb.Error as error:
        # The verdict stands without its rows, and says why they are not there.
        told = f"{check.observed}; its rows cannot be read: {str(error).splitlines()[0]}"
        return _Settled(check.model_copy(update={"observed": told}), {})
    changed: dict[str, object] = {
        "failing_count": failing.count,
        "failing_rows": failing.rows,
        "rows_file": rows_file,
    }
    if failing.expected is not None and failing.observed is not None:
        changed |= {
            "expected": f"{failing.expected:.6g}",
            "observed": f"{failing.observed:.6g}",
            "difference_percent": failing.difference_percent,
        }
    return _explained(check.model_copy(update=changed), issues, failing.known)


def _without_query(check: CheckResult, issues: Sequence[KnownIssue]) -> _Settled:
    """Rows that came with the finding; a finding without rows is explained whole or not at all."""
    if not check.failing_rows:
        whole = [0 if issue.rows else max(1, check.failing_count) for issue in issues]
        rest = 0 if any(whole) else check.failing_count
        return _explained(check.model_copy(update={"failing_count": rest}), issues, whole)
    counts = [sum(matches_row(issue.rows, row) for row in check.failing_rows) for issue in issues]
    kept = [
        row
        for row in check.failing_rows
        if not any(matches_row(issue.rows, row) for issue in issues)
    ]
    # What did not come along may be anything: it counts, unless an entry explains every row.
    unseen = max(0, check.failing_count - len(check.failing_rows))
    if any(not issue.rows for issue in issues):
        unseen = 0
    changed = {"failing_rows": kept, "failing_count": len(kept) + unseen}
    return _explained(check.model_copy(update=changed), issues, counts)


def _explained(check: CheckResult, issues: Sequence[KnownIssue], counts: Sequence[int]) -> _Settled:
    explained = {issue.id: count for issue, count in zip(issues, counts, strict=True) if count}
    result = "known" if explained and not check.failing_count else check.result
    changed = {
        "known_issues": list(explained),
        "known_count": sum(explained.values()),
        "result": result,
    }
    return _Settled(check.model_copy(update=changed), explained)
