"""The report of a night that cannot tell its story: plain, and made without anything that breaks.

It uses no template, no picture and no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from expectations.formatting import Language, moment, shorten
from expectations.page import Report, plain_report


@dataclass(frozen=True)
class Death:
    """How a night ended. `cause` is in words or None where nobody saw it; `release` the current.

    `released_tonight` says that the night itself made that release.
    """

    run_id: str
    started_at: datetime
    stage: str
    cause_nl: str
    cause_en: str
    release: str | None
    released_tonight: bool
    sample: bool


def last_words(death: Death, language: Language) -> Report:
    """Write the report of a night that died."""
    lines = _dutch(death) if language == "nl" else _english(death)
    subject, *paragraphs = lines
    return plain_report(subject, paragraphs, language)


def _dutch(death: Death) -> list[str]:
    mark = "[VOORBEELDDATA] " if death.sample else ""
    if death.release is None:
        standing = "Er is nog geen uitgave."
    elif death.released_tonight:
        standing = f"Deze nacht heeft uitgave {death.release} nog gepubliceerd; die is nu actueel."
    else:
        standing = f"De laatste goede uitgave, {death.release}, blijft staan."
    return [
        shorten(f"{mark}Techniekpact-cijfers: MISLUKT – {death.stage}: {death.cause_nl}", 150),
        f"De nacht is afgebroken. {standing}",
        f"Begonnen: {moment(death.started_at, 'nl')}. Onderdeel: {death.stage}. "
        f"Oorzaak: {shorten(death.cause_nl, 1200)}.",
        "Wat te doen: lees de uitvoer van de nacht (die van cron, of journalctl). Bij signaal 9 "
        "was vaak het geheugen op: zie dmesg, en verlaag TECHNIEKPACT_MEMORY_LIMIT. Start daarna "
        "`techniekpact nightly` opnieuw; de volgende nacht begint ook vanzelf opnieuw.",
        f"Nacht {death.run_id}.",
    ]


def _english(death: Death) -> list[str]:
    mark = "[SAMPLE DATA] " if death.sample else ""
    if death.release is None:
        standing = "Nothing is published yet."
    elif death.released_tonight:
        standing = f"This night did publish release {death.release}, which is now current."
    else:
        standing = f"The last good release, {death.release}, still stands."
    return [
        shorten(f"{mark}Techniekpact figures: FAILED – {death.stage}: {death.cause_en}", 150),
        f"The night broke off. {standing}",
        f"Started: {moment(death.started_at, 'en')}. Stage: {death.stage}. "
        f"Cause: {shorten(death.cause_en, 1200)}.",
        "What to do: read what the night printed (in the mail of cron, or journalctl). With signal "
        "9 memory has often run out: see dmesg, and lower TECHNIEKPACT_MEMORY_LIMIT. Then start "
        "`techniekpact nightly` again; the next night starts by itself too.",
        f"Night {death.run_id}.",
    ]
