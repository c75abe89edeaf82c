"""The receipt of a partner's delivery: one message as HTML and as text, from the same sections.

What became of the file comes first, then what its sender can do, then the rows. What a partner
typed is cut to a length, and cannot run in a browser, a terminal or a spreadsheet.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from expectations.cells import harmless
from expectations.formatting import Language, moment, shorten
from expectations.page import Report
from expectations.receipt import Outcome, Receipt
from expectations.receipt_lines import Room, figure_lines, often, row_lines
from expectations.receipt_steps import missing_lead, questions, steps
from expectations.receipt_words import WORD, Words, load_texts, shown
from expectations.sections import LINE, Tone, first
from expectations.templating import LARGEST_HTML, environment, page

_SUBJECT = 150

_TONES: dict[Outcome, Tone] = {"accepted": "good", "partly": "attention", "refused": "bad"}
_MARKS: dict[Tone, str] = {"good": "✓", "attention": "!", "bad": "✕"}
_ROOMS = (
    Room(),
    Room(rows=40, figures=70),
    Room(rows=25, figures=45, listed=15),
    Room(rows=15, figures=25, listed=10, often=3),
    Room(rows=8, figures=12, listed=5, often=3),
    Room(rows=4, figures=6, listed=3, often=2),
)
"""From ample to tight; a receipt takes the first in which its HTML fits."""


def render_receipt(receipt: Receipt, language: Language) -> Report:
    """Write the receipt of a delivery; the same receipt gives the same message.

    The HTML stays under `LARGEST_HTML`, however much was sent: what is left out is counted.
    """
    words = Words(load_texts(language), language)
    html, text = "", ""
    for room in _ROOMS:
        sections = _sections(receipt, words, room)
        html = page("receipt.html.j2", sections)
        text = environment().get_template("receipt.txt.j2").render(sections)
        if len(html.encode()) <= LARGEST_HTML:
            break
    return Report(subject=sections["subject"], text=text, html=html, images=(), language=language)


def _sections(receipt: Receipt, words: Words, room: Room) -> dict[str, Any]:
    """Everything that the templates may say, by the name that they use for it."""
    tone = _TONES[receipt.outcome]
    return {
        "t": words.texts,
        "language": words.language,
        "sample": receipt.sample,
        "trial": receipt.trial,
        "tone": tone,
        "mark": _MARKS[tone],
        "subject": _subject(receipt, words),
        "verdict": _by_outcome("verdict", receipt, words),
        "lead": _lead(receipt, words),
        "file": shown(receipt.file, LINE),
        "title": words.said(receipt.title, LINE),
        "partner": shown(receipt.partner, LINE),
        "received": _received(receipt, words),
        "problem": _problem(receipt, words),
        "steps": steps(receipt, words, room),
        "often": often(receipt.refused_rows, words, room),
        "rows": row_lines(receipt, words, room),
        "figures": figure_lines(receipt.figures, words, room),
        "remarks": first([words.said(remark) for remark in receipt.remarks], room.listed),
        "missing": first([words.said(item) for item in receipt.missing], room.listed),
        "missing_lead": missing_lead(receipt, words),
        "more": words.counted,
        "delivery": shown(receipt.delivery_id, LINE),
        "sha256": harmless(shorten(receipt.sha256, 64)),
        "size": words.counted("size_bytes", receipt.size),
        "contact": words.said(receipt.contact, LINE),
        "command": _command(receipt, words),
        "foot": _foot(receipt, words),
    }


def _subject(receipt: Receipt, words: Words) -> str:
    mark = f"[{words['sample_mark']}] " if receipt.sample else ""
    outcome = _by_outcome("subject", receipt, words)
    return shorten(f"{mark}{words['product']}: {outcome} – {receipt.file}", _SUBJECT)


def _foot(receipt: Receipt, words: Words) -> str:
    delivery = shown(receipt.delivery_id, LINE)
    if not delivery:
        return words["product"]
    return words["foot"].format(product=words["product"], delivery=delivery)


def _by_outcome(key: str, receipt: Receipt, words: Words) -> str:
    return words.counted(f"{key}_{receipt.outcome}", receipt.refused)


def _lead(receipt: Receipt, words: Words) -> str:
    lead = _counts(receipt, words)
    if asked := len(questions(receipt.figures)):
        return f"{lead} {words.counted('lead_questions', asked)}"
    return lead


def _counts(receipt: Receipt, words: Words) -> str:
    if not receipt.sent:
        return words["lead_empty"]
    if not receipt.accepted or receipt.outcome == "refused":
        return words.counted("lead_none", receipt.sent)
    if not receipt.refused:
        return words.counted("lead_all", receipt.accepted)
    refused = words.counted("lead_refused", receipt.refused)
    sent = words.number(receipt.sent)
    return words.counted("lead_some", receipt.accepted, sent=sent, refused=refused)


def _received(receipt: Receipt, words: Words) -> str:
    """When it came, by the clock of its sender."""
    at = receipt.received_at
    try:
        local = at.astimezone(ZoneInfo("Europe/Amsterdam")) if at.tzinfo else at
    except ZoneInfoNotFoundError:
        return moment(at, words.language)
    return words["at_time"].format(day=words.day(local), time=f"{local:%H:%M}")


def _problem(receipt: Receipt, words: Words) -> str:
    """Why nothing at all was taken."""
    if receipt.outcome != "refused":
        return ""
    if receipt.problem:
        return words.said(receipt.problem)
    return words["no_row_usable" if receipt.refused_rows else "file_unusable"]


def _command(receipt: Receipt, words: Words) -> str:
    contract = shorten(receipt.dataset_id.removeprefix("partners."), WORD)
    return f"techniekpact partner check {words['check_file']} --contract {contract}"
