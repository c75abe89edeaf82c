"""The sources in the report: how fresh, what partners delivered, and where the figures are from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from expectations.formatting import Language, day, moment, number, shorten
from expectations.highlights import Texts, reminder_sentence
from expectations.night import DatasetStatus, Delivery, Night, Reminder
from expectations.sections import LINE, Limits, Shown, Tone, first

_SENTENCE = 320
_NAMED = 5
"""How many new datasets are named before the rest is counted."""
_STATES: dict[str, Tone] = {"missing": "bad", "stale": "attention", "fresh": "good"}


@dataclass(frozen=True)
class SourceRow:
    """A dataset: how fresh, and what there is of it."""

    title: str
    origin: str
    state: str
    tone: Tone
    published: str
    age: str
    rows: str
    new: str
    checked: str
    note: str
    url: str


@dataclass(frozen=True)
class DeliveryRow:
    """A partner's file and what became of it."""

    partner: str
    file: str
    outcome: str
    tone: Tone
    reasons: Shown[str]


@dataclass(frozen=True)
class ProvenanceRow:
    """The file behind figures in this mail."""

    title: str
    vintage: str
    url: str
    sha256: str
    fetched: str


def title_of(dataset: DatasetStatus, language: Language) -> str:
    """The name of a dataset."""
    return shorten(dataset.title_nl if language == "nl" else dataset.title_en, LINE)


@dataclass(frozen=True)
class SourcesSection:
    """The datasets: what asks for attention, what came tonight, and the others."""

    attention: Shown[SourceRow]
    new: str
    resting: Shown[SourceRow]
    summary: str


def source_sections(
    datasets: Sequence[DatasetStatus], texts: Texts, language: Language, limits: Limits
) -> SourcesSection:
    """Every dataset; of those that ask for attention, missing ones first, then stale ones."""
    ranked = sorted(datasets, key=lambda d: list(_STATES).index(d.freshness))
    attention = [d for d in ranked if d.freshness != "fresh"]
    others = [d for d in ranked if d.freshness == "fresh"]
    new = [title_of(d, language) for d in others if d.new_vintages]
    names = "; ".join(new[:_NAMED])
    if len(new) > _NAMED:
        names = f"{names}; {texts['and_more'].format(count=number(len(new) - _NAMED, language))}"
    return SourcesSection(
        attention=first([_source(d, texts, language) for d in attention], limits.datasets),
        new=texts["new_tonight"].format(names=names) if new else "",
        resting=first([_source(d, texts, language) for d in others], limits.resting),
        summary=texts["sources_fresh"].format(
            fresh=number(len(others), language), all=number(len(ranked), language)
        ),
    )


def _source(dataset: DatasetStatus, texts: Texts, language: Language) -> SourceRow:
    published, age, new, checked = "", "", "", ""
    if dataset.published_at:
        published = day(dataset.published_at, language)
    if dataset.age_days is not None:
        key = "day_old" if dataset.age_days == 1 else "days_old"
        age = texts[key].format(days=number(dataset.age_days, language))
    if dataset.new_vintages:
        key = "new_vintage" if dataset.new_vintages == 1 else "new_vintages"
        new = texts[key].format(count=number(dataset.new_vintages, language))
    if dataset.checked_at:
        checked = texts["checked"].format(moment=moment(dataset.checked_at, language))
    return SourceRow(
        title=title_of(dataset, language),
        origin=shorten(f"{dataset.dataset_id} · {dataset.publisher}", LINE),
        state=texts[dataset.freshness],
        tone=_STATES[dataset.freshness],
        published=published,
        age=age,
        rows=texts["rows"].format(rows=number(dataset.rows, language)) if dataset.rows else "",
        new=new,
        checked=checked,
        note=shorten(dataset.note, _SENTENCE),
        url=_address(dataset.url),
    )


@dataclass(frozen=True)
class DeliveriesSection:
    """The deliveries with something refused, and the others."""

    attention: Shown[DeliveryRow]
    whole: Shown[DeliveryRow]
    summary: str


def deliveries_section(
    deliveries: Sequence[Delivery], texts: Texts, language: Language, limits: Limits
) -> DeliveriesSection:
    """Every delivery: one by one where rows were refused, counted where all were taken."""
    rows = [_delivery(delivery, texts, language, limits) for delivery in deliveries]
    attention = [row for row in rows if row.tone != "good"]
    whole = [row for row in rows if row.tone == "good"]
    key = "deliveries_whole_one" if len(whole) == 1 else "deliveries_whole"
    return DeliveriesSection(
        attention=first(attention, limits.deliveries),
        whole=first(whole, limits.resting),
        summary=texts[key].format(count=number(len(whole), language)) if whole else "",
    )


def _delivery(delivery: Delivery, texts: Texts, language: Language, limits: Limits) -> DeliveryRow:
    accepted = texts["accepted"].format(count=number(delivery.accepted, language))
    refused = texts["refused"].format(count=number(delivery.refused, language))
    reasons = first(delivery.reasons, limits.reasons)
    tone: Tone = "attention" if delivery.refused else "good"
    outcome = f"{accepted}, {refused}"
    if delivery.status == "refused":
        tone, outcome = "bad", texts["refused_whole"]
    return DeliveryRow(
        partner=shorten(delivery.partner, LINE),
        file=shorten(delivery.file, LINE),
        outcome=outcome,
        tone=tone,
        reasons=Shown(tuple(shorten(reason, 200) for reason in reasons.items), reasons.more),
    )


@dataclass(frozen=True)
class ReminderRow:
    """A delivery that is late, or due soon, and what is missing."""

    title: str
    state: str
    tone: Tone
    sentence: str
    missing: Shown[str]


def reminder_rows(
    reminders: Sequence[Reminder], texts: Texts, language: Language, limits: Limits
) -> list[ReminderRow]:
    """Every delivery that is awaited; the earliest deadline first."""
    return [
        ReminderRow(
            title=shorten(r.title_nl if language == "nl" else r.title_en, LINE),
            state=texts["overdue" if r.overdue else "due_soon"],
            tone="attention" if r.overdue else "calm",
            sentence=reminder_sentence(r, texts, language),
            missing=first(
                [shorten(n, LINE) for n in (r.missing_nl if language == "nl" else r.missing_en)],
                limits.reasons,
            ),
        )
        for r in reminders
    ]


def provenance_rows(
    night: Night, texts: Texts, language: Language, limits: Limits
) -> list[ProvenanceRow]:
    """The files behind the indicators that are shown, each once."""
    titles = {dataset.dataset_id: title_of(dataset, language) for dataset in night.datasets}
    shown = [line for line in night.indicators if limits.others or line.target_value is not None]
    once = {(line.dataset_id, line.vintage_id): line for line in shown}
    return [
        ProvenanceRow(
            title=titles.get(line.dataset_id, shorten(line.dataset_id, LINE)),
            vintage=shorten(line.vintage_id, 60),
            url=_address(line.source_url),
            sha256=shorten(line.sha256 or "", 64)[:12],
            fetched=texts["fetched"].format(moment=moment(line.retrieved_at, language))
            if line.retrieved_at
            else "",
        )
        for line in once.values()
        if line.dataset_id
    ]


def _address(url: str | None) -> str:
    """A web address to link to; anything else is no link in a mail."""
    return shorten(url, 400) if url and url.startswith(("https://", "http://")) else ""
