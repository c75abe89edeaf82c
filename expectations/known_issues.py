"""Known issues: what is wrong at a source, which check it silences, and until when.

The register is `known_issues.yml`. An entry whose problem has gone, or whose date has passed, is
itself reported: a register that nobody clears hides the next mistake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError

from expectations.checks import CheckResult, Row
from expectations.suites import Strict
from expectations.yaml_file import read_yaml

REGISTER = Path(__file__).parent / "known_issues.yml"
_FINDINGS = "ingest."
Profile = Literal["sample", "live"]
State = Literal["open", "quiet", "gone", "expired"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class KnownIssueError(Exception):
    """The register is wrong; the message names the entry and what is accepted."""


class KnownIssue(Strict):
    """One entry.

    `rows` says which failing rows it explains: per column the values, as text; without it, all.
    Up to and including `until` these do not count; `since` is when it was seen first.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    check: Text
    rows: Mapping[str, tuple[str, ...]] = {}
    profiles: tuple[Profile, ...] = ("sample", "live")
    title_nl: Text
    title_en: Text
    source: Text
    since: date
    until: date
    owner: Text
    action_nl: Text
    action_en: Text


class IssueState(Strict):
    """An entry tonight: whether its problem is there, and how many failing rows it explains."""

    issue: KnownIssue
    state: State
    rows: int


def read_register(path: Path = REGISTER) -> list[KnownIssue]:
    """Read the register.

    Raises `KnownIssueError`.
    """
    try:
        entries = read_yaml(path) or []
        issues = [KnownIssue.model_validate(entry) for entry in entries]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError) as error:
        raise KnownIssueError(f"{path.name}: cannot be read: {error}") from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "an entry"
        raise KnownIssueError(f"{path.name}: {where}: {problem['msg']}") from error
    ids = [issue.id for issue in issues]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise KnownIssueError(f"{path.name}: more than one entry is called {', '.join(twice)}")
    return issues


def counting(
    issues: Sequence[KnownIssue], check_id: str, profile: Profile, today: date
) -> list[KnownIssue]:
    """The entries that silence a check tonight."""
    return [
        issue
        for issue in issues
        if issue.check == check_id and profile in issue.profiles and today <= issue.until
    ]


def states(
    issues: Sequence[KnownIssue], explained: Mapping[str, int], profile: Profile, today: date
) -> list[IssueState]:
    """Where each entry of a profile stands; `explained` counts the failing rows per entry.

    A check that fails as a whole counts for one row. A finding of a connector or reader is told
    when a file comes, not every night: that it was not told tonight says nothing (`quiet`).
    """
    found = []
    for issue in issues:
        if profile in issue.profiles:
            rows = explained.get(issue.id, 0)
            found.append(IssueState(issue=issue, state=_state(issue, rows, today), rows=rows))
    return found


def _state(issue: KnownIssue, rows: int, today: date) -> State:
    if today > issue.until:
        return "expired"
    if rows:
        return "open"
    return "quiet" if issue.check.startswith(_FINDINGS) else "gone"


def register_checks(found: Sequence[IssueState]) -> list[CheckResult]:
    """The two checks that keep the register honest."""
    return [
        _check(
            "known_issues_are_still_there",
            [_row(state) for state in found if state.state == "gone"],
            nl="Elk bekend probleem is er nog.",
            en="Every known issue is still there.",
            action_nl="De bron is hersteld. Haal de regel weg uit expectations/known_issues.yml.",
            action_en="The source was mended. Remove the entry from expectations/known_issues.yml.",
        ),
        _check(
            "known_issues_are_in_date",
            [_row(state) for state in found if state.state == "expired"],
            nl="Van geen bekend probleem is de termijn verstreken.",
            en="No known issue is past its date.",
            action_nl="Vraag de bron naar de stand, en zet een nieuwe datum of haal de regel weg.",
            action_en="Ask the source how it stands, and set a new date or remove the entry.",
        ),
    ]


def _row(state: IssueState) -> Row:
    issue = state.issue
    return {"id": issue.id, "check": issue.check, "until": str(issue.until), "owner": issue.owner}


def _check(
    check_id: str, rows: list[Row], *, nl: str, en: str, action_nl: str, action_en: str
) -> CheckResult:
    return CheckResult(
        check_id=check_id,
        table_name="meta.known_issues",
        engine="register",
        severity="warn",
        result="fail" if rows else "pass",
        expected="no rows",
        observed=f"{len(rows)} rows",
        failing_count=len(rows),
        failing_rows=rows,
        description_nl=nl,
        description_en=en,
        owner="databeheer",
        action_nl=action_nl,
        action_en=action_en,
    )
