"""What a reader must know first: the headline, what to do and who, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from expectations.checks import CheckResult
from expectations.formatting import Language, day, number, shorten
from expectations.night import Changes, DatasetStatus, Delivery, Night, Reminder

Texts = Mapping[str, str]

_SUBJECT_WIDTH = 150


@dataclass(frozen=True)
class Action:
    """Something for someone to do. `urgent` when the release waits for it."""

    who: str
    what: str
    why: str
    urgent: bool


def subject(night: Night, texts: Texts, language: Language) -> str:
    """One line without control characters: the verdict and the one thing to know."""
    mark = f"[{texts['sample_mark']}] " if night.profile == "sample" else ""
    line = f"{mark}{texts['product']}: {texts['subject_' + night.verdict]}"
    return shorten(f"{line} – {headline(night, texts, language)}", _SUBJECT_WIDTH)


def headline(night: Night, texts: Texts, language: Language) -> str:
    """The one thing to know about this night, without its verdict."""
    if night.verdict == "failed":
        stage = night.stages[-1].name if night.stages else ""
        problem = shorten(night.error or night.reason, 90)
        return f"{stage_name(stage, texts)}: {problem}" if stage else problem
    if night.verdict == "refused":
        return _blocking(night.checks, texts, language) or shorten(night.reason, 100)
    news = change_sentence(night.changes, texts, language)
    attention = [d for d in night.datasets if d.freshness != "fresh"]
    if night.verdict == "nothing_new" and attention:
        return texts["headline_attention"].format(count=len(attention))
    if night.verdict == "nothing_new":
        return texts["headline_all_fresh"]
    return news


def _blocking(checks: list[CheckResult], texts: Texts, language: Language) -> str:
    blocking = [check for check in checks if check.blocks]
    if not blocking:
        return ""
    first = described(blocking[0], language).rstrip(".")
    rest = len(blocking) - 1
    more = " " + texts["and_more"].format(count=rest) if rest else ""
    return texts["headline_not_met"].format(check=shorten(first, 80)) + more


def described(check: CheckResult, language: Language) -> str:
    """What a check demands, in a sentence."""
    return check.description_nl if language == "nl" else check.description_en


def action_of(check: CheckResult, language: Language) -> str:
    """What to do about a check; in Dutch where there is no English for it."""
    return check.action_nl if language == "nl" else check.action_en or check.action_nl


def stage_name(stage: str, texts: Texts) -> str:
    """A stage in words; its own name when there is no word for it."""
    return texts.get(f"stage_{stage}", stage)


def change_sentence(changes: Changes | None, texts: Texts, language: Language) -> str:
    """What changed since the previous release, in one sentence without a full stop."""
    if changes is None:
        return texts["change_unknown"]
    if changes.first_release:
        return texts["change_first"]
    lost = [c for c in changes.indicators if c.removed or c.definition_changed]
    periods = sorted({period for c in changes.indicators for period in c.new_periods})
    revised = sum(c.changed for c in changes.indicators)
    parts = []
    if tables := [t for t in changes.tables if t.rows_now is None or t.columns_removed]:
        listed = ", ".join(f"{t.schema_name}.{t.table_name}" for t in tables[:3])
        parts.append(texts["change_tables"].format(names=listed))
    if any(t.vintages_changed or t.vintages_removed for t in changes.tables):
        parts.append(texts["change_archive"])
    if lost:
        names = [c.name_nl if language == "nl" else c.name_en for c in lost]
        more = " " + texts["and_more"].format(count=len(names) - 1) if len(names) > 1 else ""
        parts.append(texts["change_major"].format(name=names[0]) + more)
    if periods:
        parts.append(texts["change_periods"].format(periods=", ".join(periods[-3:])))
    if revised:
        key = "change_revised_one" if revised == 1 else "change_revised"
        parts.append(texts[key].format(count=number(revised, language)))
    if not parts and changes.indicators:
        added = sum(c.added for c in changes.indicators)
        parts.append(texts["change_added"].format(count=number(added, language)))
    return "; ".join(parts) or texts["change_none"]


def actions(night: Night, texts: Texts, language: Language) -> list[Action]:
    """What to do, the urgent first, each thing once."""
    found = []
    if night.verdict == "failed":
        what, why = texts["action_failed"], shorten(night.error or night.reason, 200)
        found.append(Action(texts["operator"], what, why, urgent=True))
    failing = [check for check in night.checks if check.failed]
    found += [_on_check(check, texts, language) for check in failing if not _about_source(check)]
    late = [reminder for reminder in night.reminders if reminder.overdue]
    asked = {reminder.dataset_id for reminder in late}
    found += [
        _on_dataset(d, texts, language)
        for d in night.datasets
        if d.freshness != "fresh" and d.dataset_id not in asked
    ]
    found += [_on_reminder(reminder, texts, language) for reminder in late]
    known = {check.check_id for check in night.checks if check.result == "known"}
    found += [
        _on_delivery(d, texts)
        for d in night.deliveries
        if _refused_whole(d) or (d.refused and f"ingest.{d.dataset_id}.rows_refused" not in known)
    ]
    once = {(action.who, action.what, action.why): action for action in found}
    return sorted(once.values(), key=lambda action: not action.urgent)


def _about_source(check: CheckResult) -> bool:
    """Stale and missing sources get a line of their own, with their name."""
    return check.check_id in (
        "datasets_none_is_missing",
        "datasets_none_is_stale",
        "datasets_expected_period_is_there",
    )


def _on_check(check: CheckResult, texts: Texts, language: Language) -> Action:
    why = described(check, language)
    what = action_of(check, language) or texts["action_look"]
    return Action(check.owner, what, texts["action_why"].format(check=why), check.blocks)


def _on_dataset(dataset: DatasetStatus, texts: Texts, language: Language) -> Action:
    title = dataset.title_nl if language == "nl" else dataset.title_en
    what = texts[f"action_{dataset.freshness}"].format(title=title)
    return Action(texts["operator"], what, dataset.note, urgent=False)


def _on_reminder(reminder: Reminder, texts: Texts, language: Language) -> Action:
    title = reminder.title_nl if language == "nl" else reminder.title_en
    what = texts["action_reminder"].format(title=title)
    return Action(texts["operator"], what, reminder_sentence(reminder, texts, language), False)


def reminder_sentence(reminder: Reminder, texts: Texts, language: Language) -> str:
    """How many figures are awaited, and until or since when."""
    key = "overdue_by" if reminder.overdue else "due_in"
    return texts[key].format(
        missing=number(len(reminder.missing_nl), language),
        expected=number(reminder.expected, language),
        date=day(reminder.deadline, language),
        days=number(reminder.days, language),
    )


def _on_delivery(delivery: Delivery, texts: Texts) -> Action:
    what = texts["action_delivery"].format(file=delivery.file or delivery.partner)
    return Action(delivery.partner, what, "; ".join(delivery.reasons[:2]), urgent=False)


def _refused_whole(delivery: Delivery) -> bool:
    return delivery.status == "refused"
