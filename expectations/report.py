"""The report of a night: one mail as HTML and as text, and the page of full length.

The verdict comes first, then what to do and what changed, then the figures and everything that
explains them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from expectations import charts
from expectations.changes_section import changes_section
from expectations.findings import checks_section
from expectations.formatting import Language, amount, day, duration, shorten
from expectations.highlights import (
    Action,
    Texts,
    actions,
    headline,
    stage_name,
    subject,
)
from expectations.known_section import known_rows
from expectations.night import IndicatorLine, Night, Verdict
from expectations.origins import deliveries_section, provenance_rows, reminder_rows, source_sections
from expectations.page import Image, Report
from expectations.sections import Limits, Tone, first, indicator_rows, reconciliation_rows
from expectations.templating import LARGEST_HTML, embedded, environment, load_texts, page

_CHARTS = 12
_SIZES = (
    Limits(),
    Limits(actions=6, findings=5, listed=25, changes=8, columns=5, cell=28, reasons=3),
    Limits(
        actions=5,
        ambitions=9,
        changes=5,
        datasets=9,
        findings=3,
        listed=12,
        columns=4,
        cell=24,
        reasons=1,
        deliveries=5,
    ),
    Limits(
        actions=4,
        ambitions=5,
        changes=3,
        datasets=5,
        findings=2,
        listed=6,
        columns=3,
        cell=20,
        reasons=1,
        deliveries=3,
    ),
)
"""From ample to tight; a mail takes the first in which its HTML fits."""

_FULL = Limits(
    actions=500,
    ambitions=500,
    others=500,
    changes=500,
    datasets=500,
    resting=500,
    findings=500,
    listed=0,
    rows=20,
    columns=12,
    cell=120,
    deliveries=500,
    reasons=100,
    issues=500,
)
"""Of the page of full length."""

_TONES: dict[Verdict, Tone] = {
    "published": "good",
    "nothing_new": "calm",
    "refused": "bad",
    "failed": "bad",
}
_MARKS: dict[Tone, str] = {"good": "✓", "calm": "=", "attention": "!", "bad": "✕"}


def render(night: Night, language: Language) -> Report:
    """Write the mail about a night; the same night gives the same mail.

    The HTML stays under `LARGEST_HTML`, however much went wrong: what is left out is counted, and
    stands in the page of full length.
    """
    texts = load_texts(language)
    pictures = _pictures(night.indicators, texts, language)
    html, text = "", ""
    for limits in _SIZES:
        sections = _sections(night, texts, language, limits, pictures)
        html = page("report.html.j2", sections)
        text = environment().get_template("report.txt.j2").render(sections)
        if len(html.encode()) <= LARGEST_HTML:
            break
    return Report(
        subject=subject(night, texts, language),
        text=text,
        html=html,
        images=tuple(i for i in pictures.values() if f'<img src="cid:{i.cid}"' in html),
        language=language,
    )


def render_full(night: Night, language: Language, data_docs: str = "") -> str:
    """The page of full length: HTML with its pictures inside, nothing left out but rows.

    `data_docs` is the address of Great Expectations' own pages, relative to this one.
    """
    texts = load_texts(language)
    pictures = _pictures(night.indicators, texts, language)
    sections = _sections(night, texts, language, _FULL, pictures)
    html = page("report.html.j2", sections | {"full": True, "data_docs": data_docs})
    return embedded(html, pictures.values())


def _pictures(
    indicators: list[IndicatorLine], texts: Texts, language: Language
) -> dict[str, Image]:
    """A chart for each indicator with an ambition and a series, by its id."""
    drawn = [line for line in indicators if line.target_value is not None and line.series]
    return {
        line.indicator_id: Image(
            f"chart-{number}@techniekpact",
            charts.draw(line, texts, language),
            _alternative(line, texts, language),
        )
        for number, line in enumerate(drawn[:_CHARTS], start=1)
    }


def _alternative(line: IndicatorLine, texts: Texts, language: Language) -> str:
    first_point, last = line.series[0], line.series[-1]
    return shorten(
        texts["chart_alt"].format(
            name=shorten(line.name_nl if language == "nl" else line.name_en, 120),
            first=amount(first_point.value, line.unit, language),
            first_period=first_point.period,
            last=amount(last.value, line.unit, language),
            last_period=last.period,
            target=amount(line.target_value or 0, line.unit, language),
        ),
        400,
    )


def _sections(
    night: Night,
    texts: Texts,
    language: Language,
    limits: Limits,
    pictures: Mapping[str, Image],
) -> dict[str, Any]:
    """Everything that the templates may say, by the name that they use for it."""
    tone = _TONES[night.verdict]
    lead = headline(night, texts, language)
    rows = indicator_rows(night.indicators, texts, language, pictures)
    return {
        "t": texts,
        "full": False,
        "data_docs": "",
        "language": language,
        "sample": night.profile == "sample",
        "verdict": night.verdict,
        "tone": tone,
        "mark": _MARKS[tone],
        "subject": subject(night, texts, language),
        "headline": lead[:1].upper() + lead[1:],
        "accepted": _accepted(night, texts),
        "night_of": texts["night_of"].format(date=day(night.started_at, language)),
        "release": shorten(night.release_id or "", 60),
        "previous": shorten(night.previous_release_id or "", 60),
        "error": shorten(night.error or "", 1200),
        "actions": first([_clipped(a) for a in actions(night, texts, language)], limits.actions),
        "changes": changes_section(night.changes, texts, language, limits),
        "ambitions": first([row for row in rows if row.ambition], limits.ambitions),
        "others": first([row for row in rows if not row.ambition], limits.others),
        "checks": checks_section(night, texts, language, limits),
        "sources": source_sections(night.datasets, texts, language, limits),
        "deliveries": deliveries_section(night.deliveries, texts, language, limits),
        "reminders": first(
            reminder_rows(night.reminders, texts, language, limits), limits.deliveries
        ),
        "reconciliation": reconciliation_rows(night.reconciliation, texts, language),
        "issues": first(known_rows(night.known_issues, texts, language), limits.issues),
        "provenance": first(provenance_rows(night, texts, language, limits), limits.datasets),
        "timings": _timings(night, texts, language),
    }


def _accepted(night: Night, texts: Texts) -> str:
    if night.accepted is None:
        return ""
    return texts["accepted_by"].format(
        who=shorten(night.accepted.by, 80), why=shorten(night.accepted.reason, 400)
    )


def _clipped(action: Action) -> Action:
    return replace(
        action,
        who=shorten(action.who, 80),
        what=shorten(action.what, 320),
        why=shorten(action.why, 320),
    )


def _timings(night: Night, texts: Texts, language: Language) -> str:
    if not night.stages:
        return ""
    stages = [
        f"{shorten(stage_name(s.name, texts), 40)} {duration(s.seconds, language)}"
        for s in night.stages[:20]
    ]
    total = duration(sum(stage.seconds for stage in night.stages), language)
    log = f" Log: {shorten(night.run_id, 60)}.jsonl." if night.run_id else ""
    return f"{', '.join(stages)}; {texts['total']} {total}.{log}"
