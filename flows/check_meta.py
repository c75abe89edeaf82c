"""Schema `meta`, the part about checks: what was checked, since when it fails, what is known."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from expectations.checks import CheckResult
from expectations.known_issues import IssueState
from expectations.records import Records

CHECK_TABLES: Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]] = {
    "checks": (
        "One row per check of this release, with what was seen",
        {
            "check_id": ("varchar", "Id of the check"),
            "table_name": ("varchar", "Table that it looks at"),
            "engine": ("varchar", "great_expectations, dbt or ingest"),
            "severity": ("varchar", "block refuses the release, warn does not"),
            "result": (
                "varchar",
                "pass, fail, known (a known issue explains all of it), error or skipped",
            ),
            "expected": ("varchar", "What was expected"),
            "observed": ("varchar", "What was seen"),
            "difference_percent": (
                "double",
                "How far off: of the worst row where numbers are compared, else the share of rows "
                "that fail; null where neither has a meaning",
            ),
            "failing_count": (
                "bigint",
                "Number of failing rows that no known issue explains; 0 for a check on a table as "
                "a whole",
            ),
            "failing_rows": ("varchar", "Failing rows up to a limit, as a JSON array"),
            "rows_file": ("varchar", "CSV beside the release with all of them; null without rows"),
            "known_issues": ("varchar", "Ids in meta.known_issues, separated by commas"),
            "known_count": ("bigint", "Failing rows that known issues explain"),
            "failing_since": ("timestamp", "Since when it fails without a break, UTC"),
            "description_nl": ("varchar", "What the check means, in Dutch"),
            "description_en": ("varchar", "What the check means, in English"),
            "owner": ("varchar", "Who can mend it"),
            "action_nl": ("varchar", "What to do, in Dutch"),
            "action_en": ("varchar", "What to do, in English; empty where it is Dutch only"),
        },
    ),
    "check_history": (
        "One row per check and unbroken series of releases, refused ones too, that ended the same",
        {
            "check_id": ("varchar", "Id of the check"),
            "result": ("varchar", "pass, fail, known, error or skipped"),
            "after_release_id": ("varchar", "The release before the series; empty for the first"),
            "first_release_id": ("varchar", "First release of the series"),
            "first_at": ("timestamp", "When that was made, UTC"),
            "last_release_id": ("varchar", "Last release of the series"),
            "last_at": ("timestamp", "When that was made, UTC"),
            "releases": ("integer", "Number of releases in the series"),
            "failing_count": ("bigint", "Failing rows in the last of them"),
            "most_failing": ("bigint", "Failing rows in the worst of them"),
        },
    ),
    "known_issues": (
        "One row per known issue: what is wrong at a source, and which check it silences",
        {
            "issue_id": ("varchar", "Id in the register"),
            "check_id": ("varchar", "The check that it silences"),
            "matched_rows": ("varchar", "Which failing rows, as a JSON object; {} is all of them"),
            "title_nl": ("varchar", "What is wrong, in Dutch"),
            "title_en": ("varchar", "What is wrong, in English"),
            "source": ("varchar", "Where that can be read"),
            "since": ("date", "When it was seen first"),
            "until": ("date", "Last day that it silences the check"),
            "owner": ("varchar", "Who follows it"),
            "state": (
                "varchar",
                "open, quiet (no such finding tonight), gone or expired",
            ),
            "rows_explained": ("bigint", "Failing rows that it explains in this release"),
        },
    ),
}


def check_rows(records: Records) -> Mapping[str, Sequence[Mapping[str, object]]]:
    """The rows of these tables, by table."""
    return {
        "checks": [_check_row(check) for check in records.checks],
        "check_history": [run.model_dump() for run in records.history],
        "known_issues": [_issue_row(state) for state in records.issues],
    }


def _check_row(check: CheckResult) -> Mapping[str, object]:
    return check.model_dump() | {
        "failing_rows": json.dumps(check.failing_rows, ensure_ascii=False, default=str),
        "known_issues": ", ".join(check.known_issues),
    }


def _issue_row(state: IssueState) -> Mapping[str, object]:
    issue = state.issue
    return issue.model_dump() | {
        "issue_id": issue.id,
        "check_id": issue.check,
        "matched_rows": json.dumps(issue.rows, ensure_ascii=False),
        "state": state.state,
        "rows_explained": state.rows,
    }
