"""The report of a night: one mail as HTML and as text, from the same sections.

The verdict comes first, then what to do, then the figures and everything that explains them.
"""

from __future__ import annotations

import base64
import textwrap
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from expectations import charts
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
from expectations.night import IndicatorLine, Night, Verdict
from expectations.origins import delivery_rows, provenance_rows, reminder_rows, source_rows
from expectations.page import Image as Image
from expectations.page import Report as Report
from expectations.sections import (
    Limits,
    Tone,
    changes_section,
    first,
    indicator_rows,
    reconciliation_sentence,
)

TEMPLATES = Path(__file__).parent / "templates"
LARGEST_HTML = 95_000
"""Bytes. Gmail cuts a message off at 102 KB, and its end says where the figures come from."""

_COLUMNS = 72
_PANELS = 8
_CID = "indicators@techniekpact"
_SIZES = (
    Limits(),
    Limits(datasets=25, indicators=25, findings=8, listed=25, columns=5, cell=28, reasons=3),
    Limits(datasets=16, indicators=16, findings=6, listed=18, columns=4, cell=24, reasons=2),
    Limits(
        actions=5,
        indicators=9,
        changes=5,
        datasets=9,
        findings=3,
        listed=12,
        columns=4,
        cell=24,
        reasons=1,
    ),
)
"""From ample to tight; a night takes the first in which its HTML fits."""

_TONES: dict[Verdict, Tone] = {
    "published": "good",
    "nothing_new": "calm",
    "refused": "bad",
    "failed": "bad",
}
_MARKS: dict[Tone, str] = {"good": "✓", "calm": "=", "attention": "!", "bad": "✕"}


def render(night: Night, language: Language) -> Report:
    """Write the report of a night; the same night gives the same report.

    The HTML stays under `LARGEST_HTML`, however much went wrong: what is left out is counted.
    """
    texts = load_texts(language)
    images = _images(night.indicators, texts, language)
    html, text = "", ""
    for limits in _SIZES:
        sections = _sections(night, texts, language, limits) | {"images": images}
        html = environment().get_template("report.html.j2").render(sections)
        text = environment().get_template("report.txt.j2").render(sections)
        if len(html.encode()) <= LARGEST_HTML:
            break
    return Report(
        subject=subject(night, texts, language),
        text=text,
        html=html,
        images=images,
        language=language,
    )


def standalone_html(report: Report) -> str:
    """The HTML with its pictures inside, to keep as a file."""
    html = report.html
    for image in report.images:
        data = base64.b64encode(image.png).decode()
        # Only an attribute that a template wrote has these quotes: those in data are escaped.
        html = html.replace(f'src="cid:{image.cid}"', f'src="data:image/png;base64,{data}"')
    return html


@cache
def load_texts(language: Language) -> Texts:
    """The fixed words of the report."""
    path = TEMPLATES / f"texts.{language}.yml"
    texts: Texts = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


@cache
def environment() -> Environment:
    """The templates, with what they all need."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["wrapped"] = wrapped
    return found


def wrapped(text: str, indent: int = 0, hanging: int = 0) -> str:
    """Break a line of the text part; an address is never broken."""
    return textwrap.fill(
        text,
        _COLUMNS,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _images(indicators: list[IndicatorLine], texts: Texts, language: Language) -> tuple[Image, ...]:
    # Sorting is stable: shares with an ambition first, each group in the order of the goals.
    shares = sorted(charts.charted(indicators), key=lambda line: line.target_value is None)
    drawn = shares[:_PANELS]
    if not drawn:
        return ()
    latest = "; ".join(
        f"{line.name_nl if language == 'nl' else line.name_en}"
        f" {amount(line.value, line.unit, language)} ({line.period})"
        for line in drawn
    )
    alt = shorten(texts["chart_alt"].format(summary=latest), 900)
    return (Image(_CID, charts.draw(drawn, texts, language), alt),)


def _sections(night: Night, texts: Texts, language: Language, limits: Limits) -> dict[str, Any]:
    """Everything that the templates may say, by the name that they use for it."""
    tone = _TONES[night.verdict]
    lead = headline(night, texts, language)
    return {
        "t": texts,
        "language": language,
        "sample": night.profile == "sample",
        "verdict": night.verdict,
        "tone": tone,
        "mark": _MARKS[tone],
        "marks": _MARKS,
        "subject": subject(night, texts, language),
        "headline": lead[:1].upper() + lead[1:],
        "night_of": texts["night_of"].format(date=day(night.started_at, language)),
        "release": shorten(night.release_id or "", 60),
        "previous": shorten(night.previous_release_id or "", 60),
        "error": shorten(night.error or "", 1200),
        "actions": first([_clipped(a) for a in actions(night, texts, language)], limits.actions),
        "indicators": first(indicator_rows(night.indicators, texts, language), limits.indicators),
        "reconciliation": reconciliation_sentence(night.reconciliation, texts, language),
        "changes": changes_section(night.changes, texts, language, limits),
        "sources": first(source_rows(night.datasets, texts, language), limits.datasets),
        "checks": checks_section(night.checks, texts, language, limits),
        "deliveries": first(
            delivery_rows(night.deliveries, texts, language, limits), limits.deliveries
        ),
        "reminders": first(
            reminder_rows(night.reminders, texts, language, limits), limits.deliveries
        ),
        "provenance": first(provenance_rows(night, texts, language), limits.datasets),
        "timings": _timings(night, texts, language),
    }


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
    return f"{', '.join(stages)}; {texts['total']} {total}"
