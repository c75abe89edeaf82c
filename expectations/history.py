"""What each check said in earlier releases, and since when it fails.

Kept as runs: one row per check and unbroken series of releases in which it ended the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from expectations.checks import CheckResult, Result

_WRONG: frozenset[Result] = frozenset({"fail", "error", "known"})


class Run(BaseModel):
    """An unbroken series of releases in which a check ended the same; `meta.check_history`.

    Refused releases count too. Times are UTC. `after_release_id` is the release before the series
    (empty for the first), `most_failing` the largest number of failing rows in it, `failing_count`
    the last.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    check_id: str
    result: Result
    after_release_id: str
    first_release_id: str
    first_at: datetime
    last_release_id: str
    last_at: datetime
    releases: int
    failing_count: int
    most_failing: int


def remember(
    history: Iterable[Run],
    checks: Sequence[CheckResult],
    release_id: str,
    at: datetime,
    before: str,
) -> list[Run]:
    """The history with tonight's results; those of one check stand in the order of time.

    `before` is the release that was checked last, whatever its verdict; a check that did not run
    then begins a new series.
    """
    runs: dict[str, list[Run]] = {}
    for run in history:
        runs.setdefault(run.check_id, []).append(run)
    for check in _one_per_id(checks):
        series = runs.setdefault(check.check_id, [])
        if series and series[-1].result == check.result and series[-1].last_release_id == before:
            series[-1] = series[-1].model_copy(
                update={
                    "last_release_id": release_id,
                    "last_at": at,
                    "releases": series[-1].releases + 1,
                    "failing_count": check.failing_count,
                    "most_failing": max(series[-1].most_failing, check.failing_count),
                }
            )
        else:
            series.append(_begun(check, release_id, at, before))
    return [run for check_id in sorted(runs) for run in runs[check_id]]


def failing_since(runs: Sequence[Run]) -> datetime | None:
    """When a check began to fail, given its runs in the order of time; None when it does not."""
    if not runs or runs[-1].result not in _WRONG:
        return None
    since = runs[-1].first_at
    for earlier, later in reversed(list(pairwise(runs))):
        if earlier.result not in _WRONG or earlier.last_release_id != later.after_release_id:
            break
        since = earlier.first_at
    return since


def _one_per_id(checks: Sequence[CheckResult]) -> Iterable[CheckResult]:
    """A reader can find the same thing in several files: the worst of them is the check's."""
    worst: dict[str, CheckResult] = {}
    for check in sorted(checks, key=lambda c: (c.failed, c.failing_count)):
        worst[check.check_id] = check
    return worst.values()


def _begun(check: CheckResult, release_id: str, at: datetime, before: str) -> Run:
    return Run(
        check_id=check.check_id,
        result=check.result,
        after_release_id=before,
        first_release_id=release_id,
        first_at=at,
        last_release_id=release_id,
        last_at=at,
        releases=1,
        failing_count=check.failing_count,
        most_failing=check.failing_count,
    )
