"""The receipt of a partner's delivery: one message as HTML and as text, from the same sections.

What became of the file comes first, then what its sender can do, then the rows. What a partner
typed is cut to a length, and cannot run in a browser, a terminal or a spreadsheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import accumulate, islice
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from expectations.cells import harmless
from expectations.formatting import Language, day, moment, number, shorten
from expectations.highlights import Texts
from expectations.receipt import Bilingual, Comparison, Outcome, Receipt, RefusedRow, TakenFigure
from expectations.report import LARGEST_HTML, TEMPLATES, Report, environment
from expectations.sections import LINE, Shown, Tone, first

_SUBJECT = 150
_SENTENCE = 360
_WORD = 60
_CELL = 60
_FIXED = "\u00a0"
_DECIMALS = 4
_MANY = 8
"""Refused rows; with more, what occurs most often is said first."""

_COUNTRY = {"", "nl01", "nederland", "netherlands", "the netherlands"}
_TOTAL = {"", "total", "totaal"}
_TONES: dict[Outcome, Tone] = {"accepted": "good", "partly": "attention", "refused": "bad"}
_MARKS: dict[Tone, str] = {"good": "✓", "attention": "!", "bad": "✕"}
_CHIPS: dict[Comparison, Tone] = {
    "first": "calm",
    "same": "calm",
    "corrected": "good",
    "later": "good",
    "question": "attention",
}


@dataclass(frozen=True)
class Room:
    """How much of a delivery goes into one message; the rest is counted."""

    rows: int = 50
    figures: int = 100
    listed: int = 20
    often: int = 5


_ROOMS = (
    Room(),
    Room(rows=40, figures=70),
    Room(rows=25, figures=45, listed=15),
    Room(rows=15, figures=25, listed=10, often=3),
    Room(rows=8, figures=12, listed=5, often=3),
    Room(rows=4, figures=6, listed=3, often=2),
)
"""From ample to tight; a receipt takes the first in which its HTML fits."""


@dataclass(frozen=True)
class Step:
    """Something that the sender can do. `mark` is a word before it."""

    what: str
    why: str = ""
    mark: str = ""


@dataclass(frozen=True)
class RowLine:
    """A row that was refused."""

    row: str
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class FigureLine:
    """A figure that was taken, beside what was known before."""

    title: str
    about: str
    value: str
    chip: str
    tone: Tone
    before: str
    before_period: str
    difference: str


@dataclass(frozen=True)
class _Words:
    """The fixed words of a receipt in one language."""

    texts: Texts
    language: Language

    def __getitem__(self, key: str) -> str:
        return self.texts[key]

    def counted(self, key: str, count: int, **details: str) -> str:
        """A sentence with a count; in the singular where there is one for it."""
        template = self.texts.get(f"{key}_one") if count == 1 else None
        return (template or self.texts[key]).format(count=self.number(count), **details)

    def number(self, value: int) -> str:
        """A whole number."""
        return number(value, self.language)

    def day(self, value: date) -> str:
        """A day, written out."""
        return day(value, self.language)

    def said(self, sentence: Bilingual, width: int = _SENTENCE) -> str:
        """A sentence in this language."""
        return _shown(sentence.nl if self.language == "nl" else sentence.en, width)


def render_receipt(receipt: Receipt, language: Language) -> Report:
    """Write the receipt of a delivery; the same receipt gives the same message.

    The HTML stays under `LARGEST_HTML`, however much was sent: what is left out is counted.
    """
    words = _Words(_load_texts(language), language)
    html, text = "", ""
    for room in _ROOMS:
        sections = _sections(receipt, words, room)
        html = environment().get_template("receipt.html.j2").render(sections)
        text = environment().get_template("receipt.txt.j2").render(sections)
        if len(html.encode()) <= LARGEST_HTML:
            break
    return Report(subject=sections["subject"], text=text, html=html, images=(), language=language)


@cache
def _load_texts(language: Language) -> Texts:
    path = TEMPLATES / f"receipt_texts.{language}.yml"
    texts: Texts = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


def _shown(text: str, width: int) -> str:
    """Text of somebody else: one line, no longer than `width`, without a word that never ends."""
    # A cell may hold megabytes; what follows is slow on those.
    line = shorten(text[: 8 * width], width)
    return harmless(" ".join(shorten(word, _WORD) for word in line.split()))


def _sections(receipt: Receipt, words: _Words, room: Room) -> dict[str, Any]:
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
        "file": _shown(receipt.file, LINE),
        "title": words.said(receipt.title, LINE),
        "partner": _shown(receipt.partner, LINE),
        "received": _received(receipt, words),
        "problem": _problem(receipt, words),
        "steps": _steps(receipt, words, room),
        "often": _often(receipt.refused_rows, words, room),
        "rows": _refused_rows(receipt, words, room),
        "figures": _figures(receipt.figures, words, room),
        "remarks": first([words.said(remark) for remark in receipt.remarks], room.listed),
        "missing": first([words.said(item) for item in receipt.missing], room.listed),
        "missing_lead": _missing_lead(receipt, words),
        "more": words.counted,
        "delivery": _shown(receipt.delivery_id, LINE),
        "sha256": harmless(shorten(receipt.sha256, 64)),
        "size": words.counted("size_bytes", receipt.size),
        "contact": words.said(receipt.contact, LINE),
        "command": _command(receipt, words),
        "foot": _foot(receipt, words),
    }


def _subject(receipt: Receipt, words: _Words) -> str:
    mark = f"[{words['sample_mark']}] " if receipt.sample else ""
    outcome = _by_outcome("subject", receipt, words)
    return shorten(f"{mark}{words['product']}: {outcome} – {receipt.file}", _SUBJECT)


def _foot(receipt: Receipt, words: _Words) -> str:
    delivery = _shown(receipt.delivery_id, LINE)
    if not delivery:
        return words["product"]
    return words["foot"].format(product=words["product"], delivery=delivery)


def _by_outcome(key: str, receipt: Receipt, words: _Words) -> str:
    return words.counted(f"{key}_{receipt.outcome}", receipt.refused)


def _lead(receipt: Receipt, words: _Words) -> str:
    lead = _counts(receipt, words)
    if questions := len(_questions(receipt.figures)):
        return f"{lead} {words.counted('lead_questions', questions)}"
    return lead


def _counts(receipt: Receipt, words: _Words) -> str:
    if not receipt.sent:
        return words["lead_empty"]
    if not receipt.accepted or receipt.outcome == "refused":
        return words.counted("lead_none", receipt.sent)
    if not receipt.refused:
        return words.counted("lead_all", receipt.accepted)
    refused = words.counted("lead_refused", receipt.refused)
    sent = words.number(receipt.sent)
    return words.counted("lead_some", receipt.accepted, sent=sent, refused=refused)


def _received(receipt: Receipt, words: _Words) -> str:
    """When it came, by the clock of its sender."""
    at = receipt.received_at
    try:
        local = at.astimezone(ZoneInfo("Europe/Amsterdam")) if at.tzinfo else at
    except ZoneInfoNotFoundError:
        return moment(at, words.language)
    return words["at_time"].format(day=words.day(local), time=f"{local:%H:%M}")


def _problem(receipt: Receipt, words: _Words) -> str:
    """Why nothing at all was taken."""
    if receipt.outcome != "refused":
        return ""
    if receipt.problem:
        return words.said(receipt.problem)
    return words["no_row_usable" if receipt.refused_rows else "file_unusable"]


def _steps(receipt: Receipt, words: _Words, room: Room) -> list[Step]:
    """What to do, first things first; empty when there is nothing."""
    return [
        *_corrections(receipt, words),
        *_answers(receipt, words, room),
        *_still_send(receipt, words),
    ]


def _corrections(receipt: Receipt, words: _Words) -> list[Step]:
    if receipt.outcome == "refused":
        return [Step(words["send_file"])]
    if not receipt.refused:
        return []
    return [
        Step(words.counted("correct", receipt.refused), words["correct_why"]),
        Step(
            words.counted("send_rows", receipt.refused),
            words.counted("send_rows_why", receipt.refused),
        ),
    ]


def _questions(figures: Sequence[TakenFigure]) -> list[TakenFigure]:
    return [figure for figure in figures if figure.comparison == "question"]


def _answers(receipt: Receipt, words: _Words, room: Room) -> list[Step]:
    questions = first(_questions(receipt.figures), room.listed)
    steps = [Step(_question(figure, words), mark=words["question"]) for figure in questions.items]
    if questions.more:
        steps.append(Step(words.counted("more_questions", questions.more)))
    answer = words["answer"].format(contact=words.said(receipt.contact, LINE))
    return [*steps[:-1], *(replace(last, why=answer) for last in steps[-1:])]


def _question(figure: TakenFigure, words: _Words) -> str:
    asked = words.said(figure.question) if figure.question else words["question_unsaid"]
    return f"{words.said(figure.title, LINE)}, {_period(figure.period, words)}: {asked}"


def _still_send(receipt: Receipt, words: _Words) -> list[Step]:
    if not receipt.missing:
        return []
    key, deadline = _due(receipt, words)
    what = words.counted(f"still_send_{key}", len(receipt.missing), date=deadline)
    return [Step(what, words["still_send_why"])]


def _missing_lead(receipt: Receipt, words: _Words) -> str:
    key, deadline = _due(receipt, words)
    return words[f"missing_{key}"].format(date=deadline)


def _due(receipt: Receipt, words: _Words) -> tuple[str, str]:
    """Whether there is still time for what is missing, and until when."""
    if receipt.deadline is None:
        return "undated", ""
    key = "due" if receipt.received_at.date() <= receipt.deadline else "late"
    return key, words.day(receipt.deadline)


def _refused_rows(receipt: Receipt, words: _Words, room: Room) -> Shown[RowLine]:
    """The rows that were refused, each with everything that is wrong with it.

    There are none where the file was refused before its rows were read.
    """
    if receipt.outcome == "refused" and not receipt.refused_rows:
        return Shown((), 0)
    lines: dict[int, list[RefusedRow]] = {}
    for row in receipt.refused_rows:
        lines.setdefault(row.line, []).append(row)
    ends = accumulate(len(rows) for rows in lines.values())
    whole = sum(end <= room.rows for end in ends)
    shown = [_row(row, words) for rows in islice(lines.values(), whole) for row in rows]
    return Shown(tuple(shown), max(receipt.refused, len(lines)) - whole)


def _row(row: RefusedRow, words: _Words) -> RowLine:
    column = _shown(row.column, _CELL)
    return RowLine(
        row=words["row_at"].format(line=row.line),
        column=words["column"].format(column=column) if column else "",
        value=_shown(row.value, _CELL),
        reason=words.said(row.reason),
    )


def _often(rows: Sequence[RefusedRow], words: _Words, room: Room) -> list[str]:
    """The reasons that occur most often, when there are more rows than one reads."""
    if len(rows) <= _MANY:
        return []
    reasons = Counter(row.reason.nl if words.language == "nl" else row.reason.en for row in rows)
    return [
        f"{words.counted('times', count)}: {_shown(reason, _SENTENCE)}"
        for reason, count in reasons.most_common(room.often)
        if count > 1
    ]


def _figures(figures: Sequence[TakenFigure], words: _Words, room: Room) -> Shown[FigureLine]:
    """Figures in the order of the file; those with a question first."""
    ranked = sorted(figures, key=lambda figure: figure.comparison != "question")
    shown = first(ranked, room.figures)
    return Shown(tuple(_figure(figure, words) for figure in shown.items), shown.more)


def _figure(figure: TakenFigure, words: _Words) -> FigureLine:
    about = [_period(figure.period, words)]
    if figure.region.casefold() not in _COUNTRY:
        about.append(_shown(figure.region, _CELL))
    if figure.breakdown.casefold() not in _TOTAL:
        about.append(_shown(figure.breakdown, _CELL))
    return FigureLine(
        title=words.said(figure.title, LINE),
        about=", ".join(about),
        value=_value(figure.value, figure.qualifier, figure.unit, words),
        chip=words[f"comparison_{figure.comparison}"],
        tone=_CHIPS[figure.comparison],
        before=_value(figure.previous_value, figure.previous_qualifier, figure.unit, words),
        before_period=_period(figure.previous_period or "", words),
        difference=_difference(figure, words),
    )


def _value(value: float | None, qualifier: str, unit: str, words: _Words) -> str:
    """A value as it was understood: `circa 300`, `16,2 %`, or only the word that was written."""
    parts = [_shown(words.texts.get(f"qualifier_{qualifier}", qualifier), 40)]
    if value is not None:
        parts.append(_amount(value, unit, words))
    return " ".join(part for part in parts if part) or words["no_last_time"]


def _amount(value: float, unit: str, words: _Words) -> str:
    """A value with every decimal that was sent: its sender holds it against the file."""
    text = number(value, words.language, _decimals(value, unit))
    if unit == "percent":
        text += f"{_FIXED}%" if words.language == "nl" else "%"
    return shorten(text, 40) if len(text) > 40 else text


def _decimals(value: float, unit: str) -> int:
    needed = len(f"{value:.{_DECIMALS}f}".partition(".")[2].rstrip("0"))
    return max(needed, 1) if unit == "percent" else needed


def _difference(figure: TakenFigure, words: _Words) -> str:
    if figure.value is None or figure.previous_value is None:
        return ""
    change = round(figure.value - figure.previous_value, _DECIMALS)
    if not change:
        return words["no_difference"]
    text = number(change, words.language, _decimals(change, figure.unit))
    text = f"+{text}" if change > 0 else text
    text = f"{text}{_FIXED}{words['points']}" if figure.unit == "percent" else text
    return words["difference"].format(difference=shorten(text, 40) if len(text) > 40 else text)


def _period(text: str, words: _Words) -> str:
    """A period as one says it; its sender sees how a date was read."""
    start, slash, end = text.partition("/")
    if slash and (last := _date(end, words)) and (begin := _date(start, words)):
        return words["period_span"].format(first=begin, last=last)
    return _date(text, words) or _shown(text, 40)


def _date(text: str, words: _Words) -> str:
    """`2018-04-12` or `2018-03` in words; empty for anything else."""
    for form in ("%Y-%m-%d", "%Y-%m"):
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        said = words.day(found)
        return said if form.endswith("%d") else said.partition(" ")[2]
    return ""


def _command(receipt: Receipt, words: _Words) -> str:
    contract = shorten(receipt.dataset_id.removeprefix("partners."), _WORD)
    return f"techniekpact partner check {words['check_file']} --contract {contract}"
