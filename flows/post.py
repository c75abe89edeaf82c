"""The mail of this home folder: who sends it, and who gets the report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from expectations.checks import CheckResult, Row
from expectations.mail import Post
from expectations.night import Verdict
from expectations.unsent import unsent
from flows.settings import Settings

OUTBOX = "outbox"


def post_of(settings: Settings) -> Post:
    """What sends the mail of one run; all of a run goes through the same one."""
    return Post(settings.mail_server(), settings.home / OUTBOX)


def unsent_checks(post: Post) -> list[CheckResult]:
    """A finding when mail of earlier nights did not reach its recipients, as far as is known."""
    found = unsent(post.outbox)
    if not found:
        return []
    rows: list[Row] = [
        {
            "kind": told.kind,
            "subject": told.subject,
            "recipients": ", ".join(told.recipients),
            "since": told.since.isoformat(timespec="minutes"),
            "error": told.error,
            "folder": told.name,
        }
        for told in found
    ]
    return [
        CheckResult(
            check_id="mail.unsent",
            table_name=OUTBOX,
            engine="mail",
            severity="warn",
            result="fail",
            expected="",
            observed=f"{len(found)} messages",
            failing_count=len(found),
            failing_rows=rows,
            failing_since=min(told.since for told in found).astimezone(UTC).replace(tzinfo=None),
            description_nl="Alle post van eerdere nachten is aangekomen.",
            description_en="All mail of earlier nights has arrived.",
            owner="databeheer",
            action_nl="Draai techniekpact outbox; dat zegt per bericht wat er aan te doen is.",
            action_en="Run techniekpact outbox; it says for each message what to do.",
        )
    ]


def report_recipients(
    verdict: Verdict, team: Sequence[str], operator: Sequence[str]
) -> tuple[str, ...]:
    """Who gets the report of a night.

    The operator gets every one, the team what was published; without an operator, the team gets
    every one.
    """
    if not operator or verdict == "published":
        return tuple(dict.fromkeys([*operator, *team]))
    return tuple(operator)
