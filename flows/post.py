"""The mail of this home folder: who sends it, and who gets the report."""

from __future__ import annotations

from collections.abc import Sequence

from expectations.mail import Post
from expectations.night import Verdict
from flows.settings import Settings

OUTBOX = "outbox"


def post_of(settings: Settings) -> Post:
    """What sends the mail of one run; all of a run goes through the same one."""
    return Post(settings.mail_server(), settings.home / OUTBOX)


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
