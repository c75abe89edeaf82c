"""What still stands of the current release's checks, on a night that brings no release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from expectations.checks import CheckResult
from expectations.known_issues import IssueState, read_register
from expectations.night import Night
from expectations.records import settle
from flows.release_manifest import ReleaseManifest
from flows.releases import Releases
from flows.report import NIGHT
from flows.sample import today
from flows.settings import Settings


@dataclass(frozen=True)
class Standing:
    """The records, and the state of the known issues."""

    checks: tuple[CheckResult, ...] = ()
    issues: tuple[IssueState, ...] = ()


def standing(
    settings: Settings, current: ReleaseManifest | None, findings: Sequence[CheckResult]
) -> Standing:
    """Tonight's findings, and what the checks of the current release said.

    What was found before keeps its date; known issues explain findings as in an audit.
    """
    night = _night(settings, current)
    since = {check.check_id: check.failing_since for check in night.checks} if night else {}
    now = datetime.now(UTC).replace(tzinfo=None)
    settled = [
        check.model_copy(update={"failing_since": since.get(check.check_id) or now})
        for check in settle(findings, read_register(), settings.profile, today(settings))
    ]
    if night is None:
        return Standing(tuple(settled))
    audited = [check for check in night.checks if check.engine != "ingest"]
    return Standing((*settled, *audited), tuple(night.known_issues))


def _night(settings: Settings, current: ReleaseManifest | None) -> Night | None:
    if current is None:
        return None
    path = Releases(settings.home).folder(current.release_id) / NIGHT
    try:
        return Night.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
