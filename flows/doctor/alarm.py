"""Mail about what fails: at most once a day for the same thing, or nobody reads it any more."""

from __future__ import annotations

import json
import logging
import os
import platform
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from expectations.compose import compose
from expectations.durable import write_whole
from expectations.formatting import Language, shorten
from expectations.mail import Post
from expectations.page import Report, plain_report
from flows.deaths import catch_up
from flows.doctor.diagnosis import Diagnosis
from flows.doctor.machine import Machine
from flows.journal import LOGS
from flows.post import OUTBOX, post_of, report_recipients

logger = logging.getLogger(__name__)

MEMORY = "alarms.json"
QUIET = timedelta(days=1)
_NOWHERE = Path(os.devnull) / OUTBOX

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "nl": {
        "sample": "[VOORBEELDDATA] ",
        "subject": "Techniekpact-cijfers: er gaat iets mis – {first}",
        "intro": "Op {machine} keek techniekpact doctor naar {home}. Dit is niet in orde:",
        "do": "Wat te doen",
        "again": "Over hetzelfde komt hoogstens eens per dag bericht.",
    },
    "en": {
        "sample": "[SAMPLE DATA] ",
        "subject": "Techniekpact figures: something is wrong – {first}",
        "intro": "On {machine}, techniekpact doctor looked at {home}. This is not well:",
        "do": "What to do",
        "again": "Of the same thing you hear once a day at most.",
    },
}


def alarm(machine: Machine, told: Sequence[Diagnosis]) -> str | None:
    """Mail what fails to the operator; says what went wrong with it, if anything.

    Without a home folder there is no outbox: then the mail is sent at once or not at all.
    """
    failing = [diagnosis for diagnosis in told if diagnosis.verdict == "fail"]
    memory = _memory(machine)
    heard = {key: at for key, at in _read(memory).items() if machine.now - at < QUIET}
    now = {_key(diagnosis): machine.now for diagnosis in failing}
    if set(now) <= set(heard):
        return None
    settings = machine.settings
    to = report_recipients("failed", settings.report_to, settings.report_operator)
    # A home folder that is gone is not made anew: its disk may come back over it.
    outbox = machine.home / OUTBOX if machine.has_home else _NOWHERE
    post = Post(settings.mail_server(), outbox)
    sent = post.deliver(compose(_letter(machine, failing), settings.report_from, to))
    if sent.path or not sent.error:
        _write(memory, heard | now)
    return sent.error


def tell_rest(machine: Machine) -> None:
    """Send what waits, and the reports of nights that died: perhaps no night comes that would."""
    if machine.has_home:
        try:
            catch_up(machine.settings, post_of(machine.settings))
        except Exception:
            logger.exception("the outbox was not worked through")


def _letter(machine: Machine, failing: Sequence[Diagnosis]) -> Report:
    language = machine.settings.report_language
    words = _WORDS[language]
    mark = words["sample"] if machine.settings.profile == "sample" else ""
    first = failing[0].words[language].found
    paragraphs = [words["intro"].format(machine=platform.node(), home=machine.home)]
    for diagnosis in failing:
        said = diagnosis.words[language]
        found = shorten(f"{diagnosis.check}: {said.found}", 1200)
        paragraphs.append(f"{found}. {words['do']}: {said.do}")
    subject = shorten(mark + words["subject"].format(first=first), 150)
    return plain_report(subject, [*paragraphs, words["again"]], language)


def _key(diagnosis: Diagnosis) -> str:
    return f"{diagnosis.problem} {diagnosis.about}"


def _memory(machine: Machine) -> Path:
    """Where is kept what was mailed: with the user where the home folder is gone."""
    if machine.has_home:
        return machine.home / LOGS / MEMORY
    try:
        state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    except RuntimeError:
        # A user whom the system does not know, as in some containers.
        return _NOWHERE
    which = sha256(str(machine.home).encode()).hexdigest()[:12]
    return Path(state) / "techniekpact" / f"{which}-{MEMORY}"


def _read(memory: Path) -> dict[str, datetime]:
    try:
        known = json.loads(memory.read_text(encoding="utf-8"))
        return {key: datetime.fromisoformat(at) for key, at in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(memory: Path, heard: Mapping[str, datetime]) -> None:
    text = json.dumps({key: at.isoformat() for key, at in heard.items()}, indent=1)
    # Where nothing can be kept, somebody hears of it too often.
    with suppress(OSError):
        memory.parent.mkdir(parents=True, exist_ok=True)
        write_whole(memory, text.encode())
