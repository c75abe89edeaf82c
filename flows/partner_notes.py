"""Notes to partners: each learns once of what waits for them, apart from the team's report."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from expectations.checks import CheckResult
from expectations.compose import compose
from expectations.durable import write_whole
from expectations.formatting import Language
from expectations.highlights import described, reminder_sentence
from expectations.mail import Post
from expectations.night import Night, Reminder
from expectations.note import NoteItem, render_note
from expectations.templating import load_texts
from flows.settings import Settings
from sources.catalog import Catalog, PartnerDataset

logger = logging.getLogger(__name__)

TOLD = "partner-notes.json"
_ANSWERED = ("refused", "rows_refused")
"""Kinds of findings that a receipt tells of."""


def send_notes(settings: Settings, night: Night, catalog: Catalog, post: Post) -> list[str]:
    """Write to each partner with an address about what is new for them; says to whom.

    What was told stays in `partner-notes.json` as long as it stands, and is not told again.
    """
    path = settings.home / TOLD
    told = _read(path)
    written: list[str] = []
    for partner, datasets in _partners(catalog).items():
        addresses = settings.partner_mail.get(partner, ())
        if not addresses:
            continue
        language: Language = datasets[0].contract.contact.language
        items = [item for dataset in datasets for item in _items(dataset, partner, night, language)]
        new = [item for item in items if item.key not in told.get(partner, ())]
        told[partner] = [item.key for item in items]
        # Noted when the mail can no longer be lost, and before anybody has it: told once.
        noted = partial(write_whole, path, json.dumps(told, indent=2, ensure_ascii=False).encode())
        if not new:
            noted()
            continue
        note = render_note(
            datasets[0].publisher,
            new,
            _contact(datasets[0], settings, language),
            language,
            settings.profile == "sample",
        )
        post.deliver(compose(note, settings.report_from, addresses), noted)
        written.append(partner)
    return written


def _partners(catalog: Catalog) -> dict[str, list[PartnerDataset]]:
    found: dict[str, list[PartnerDataset]] = {}
    for dataset in catalog:
        if isinstance(dataset, PartnerDataset):
            for partner in dataset.fetch.partners:
                found.setdefault(partner, []).append(dataset)
    return found


def _items(
    dataset: PartnerDataset, partner: str, night: Night, language: Language
) -> Iterator[NoteItem]:
    for reminder in night.reminders:
        # Of a delivery that several may send, nobody knows who is late.
        if reminder.dataset_id == dataset.id and len(dataset.fetch.partners) == 1:
            yield _of_reminder(reminder, language)
    for check in night.checks:
        if check.failed and _concerns(check, dataset, partner):
            since = check.failing_since.date() if check.failing_since else ""
            rows = [r for r in check.failing_rows if r.get("partner_id", partner) == partner]
            shown = "; ".join(
                ", ".join(f"{k} {v}" for k, v in row.items() if v is not None) for row in rows[:3]
            )
            yield NoteItem(f"{check.check_id} {since}", described(check, language), shown)


def _concerns(check: CheckResult, dataset: PartnerDataset, partner: str) -> bool:
    """Whether a failing check is about figures of this partner, and no receipt told of it."""
    if check.engine == "ingest":
        mine = check.table_name == f"raw.{dataset.raw_table}" and len(dataset.fetch.partners) == 1
        return mine and check.check_id.rpartition(".")[2] not in _ANSWERED
    return any(row.get("partner_id") == partner for row in check.failing_rows)


def _of_reminder(reminder: Reminder, language: Language) -> NoteItem:
    texts = load_texts(language)
    missing = reminder.missing_nl if language == "nl" else reminder.missing_en
    kind = "overdue" if reminder.overdue else "due"
    return NoteItem(
        f"{reminder.dataset_id} {kind} {reminder.deadline}",
        reminder.title_nl if language == "nl" else reminder.title_en,
        f"{reminder_sentence(reminder, texts, language)}: {'; '.join(missing)}",
    )


def _contact(dataset: PartnerDataset, settings: Settings, language: Language) -> str:
    contact = dataset.contract.contact
    team = contact.team_nl if language == "nl" else contact.team_en
    return f"{team}, {settings.report_from}"


def _read(path: Path) -> dict[str, list[str]]:
    try:
        content: Mapping[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
        return {partner: list(keys) for partner, keys in content.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError):
        logger.warning("%s is damaged: partners may be told again", path.name)
        return {}
