"""Telling of nights that died: one report each, whoever finds it first."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from expectations.compose import compose
from expectations.last_words import Death, last_words
from expectations.mail import Post
from expectations.unsent import holds
from flows.home import described
from flows.journal import Entry, Journal, begun, kept, of_dead_nights
from flows.logs import logged
from flows.nights import note_death
from flows.orphans import end_orphans
from flows.post import report_recipients
from flows.releases import ReleaseError, Releases
from flows.settings import Settings, SettingsError

logger = logging.getLogger(__name__)

_GONE_NL = "onbekend; het proces was er niet meer (gestopt, of de machine viel uit)"
_GONE_EN = "unknown; the process was gone (ended, or the machine lost power)"


@contextmanager
def accounted(settings: Settings, post: Post, run_id: str | None) -> Iterator[Journal]:
    """Keep the journal of a night; what ends that night without a report is told in one.

    Nights before it that died are told first, and mail that waits is sent.
    """
    with kept(settings.home, run_id) as journal:
        try:
            catch_up(settings, post)
        except Exception:
            # Old mail never costs a night.
            logger.exception("the outbox was not worked through")
        try:
            yield journal
        except SettingsError:
            # Nothing began, and whoever started it reads the message.
            journal.close()
            raise
        except Exception as error:
            journal.failed(described(settings.home, error))
            tell_death(journal, settings, post)
            raise


def catch_up(settings: Settings, post: Post) -> None:
    """Tell of nights that died, then send what waits."""
    with of_dead_nights(settings.home) as journals:
        for journal in journals:
            end_orphans(journal.run_id)
            tell_death(journal, settings, post, _GONE_NL, _GONE_EN)
    for sent in post.send_waiting():
        if sent.error:
            logger.warning("%s", sent.error)


def tell_death(
    journal: Journal, settings: Settings, post: Post, cause_nl: str = "", cause_en: str = ""
) -> None:
    """Send the report of a night that died, unless it was told; never raises.

    The cause is for a death that the night itself could not note.
    """
    try:
        entry = journal.read()
        if entry is None or (entry.report and holds(post.outbox, entry.report)):
            post.outbox.confirm_rest(entry.report if entry else "")
            journal.close()
            return
        death = _death(entry, settings, cause_nl, cause_en)
        note_death(settings.home, death)
        with logged(settings, journal.run_id):
            logger.critical("the night died in %s: %s", death.stage, death.cause_en)
        message = _message(death, settings)
        journal.reporting(str(message["Message-ID"]))
        sent = post.deliver(message, journal.close)
    except Exception:
        logger.exception("the report of night %s was not made", journal.run_id)
        return
    if sent.error:
        logger.warning("%s", sent.error)


def tell_unwritten(run_id: str, error: OSError, settings: Settings, post: Post) -> None:
    """Send the report of a night that has nowhere to write: on a disk that is full, say."""
    entry = begun(run_id, described(settings.home, error))
    death = _death(entry, settings, "", "")
    note_death(settings.home, death)
    sent = post.deliver(_message(death, settings))
    if sent.error:
        logger.warning("%s", sent.error)


def cause_of(exit_code: int) -> tuple[str, str]:
    """What an exit code of a process means, in Dutch and in English; negative is a signal."""
    if exit_code < 0:
        try:
            name = signal.Signals(-exit_code).name
        except ValueError:
            name = "?"
        return (
            f"gestopt door signaal {-exit_code} ({name})",
            f"killed by signal {-exit_code} ({name})",
        )
    return (f"geëindigd met code {exit_code}", f"ended with exit code {exit_code}")


def _message(death: Death, settings: Settings) -> EmailMessage:
    report = last_words(death, settings.report_language)
    to = report_recipients("failed", settings.report_to, settings.report_operator)
    return compose(report, settings.report_from, to)


def _death(entry: Entry, settings: Settings, cause_nl: str, cause_en: str) -> Death:
    release, tonight = _current(settings.home, entry)
    return Death(
        run_id=entry.run_id,
        started_at=entry.started_at,
        stage=entry.stage,
        cause_nl=entry.error or cause_nl or _GONE_NL,
        cause_en=entry.error or cause_en or _GONE_EN,
        release=release,
        released_tonight=tonight,
        sample=settings.profile == "sample",
    )


def _current(home: Path, entry: Entry) -> tuple[str | None, bool]:
    try:
        current = Releases(home).current()
    except (OSError, ReleaseError):
        return None, False
    if current is None:
        return None, False
    return current.release_id, current.created_at >= entry.started_at
