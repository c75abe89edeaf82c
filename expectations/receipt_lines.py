"""The tables of a receipt: rows that were refused, and figures that were taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from expectations.formatting import number, shorten
from expectations.receipt import Comparison, Receipt, RefusedRow, TakenFigure
from expectations.receipt_words import SENTENCE, Words, period_words, shown
from expectations.sections import LINE, Shown, Tone, first

_CELL = 60
_FIXED = "\u00a0"
_DECIMALS = 4
_MANY = 8
"""Refused rows; with more, what occurs most often is said first."""

_COUNTRY = {"", "nl01", "nederland", "netherlands", "the netherlands"}
_TOTAL = {"", "total", "totaal"}
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


def row_lines(receipt: Receipt, words: Words, room: Room) -> Shown[RowLine]:
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
    told = [_row(row, words) for rows in islice(lines.values(), whole) for row in rows]
    return Shown(tuple(told), max(receipt.refused, len(lines)) - whole)


def _row(row: RefusedRow, words: Words) -> RowLine:
    column = shown(row.column, _CELL)
    return RowLine(
        row=words["row_at"].format(line=row.line),
        column=words["column"].format(column=column) if column else "",
        value=shown(row.value, _CELL),
        reason=words.said(row.reason),
    )


def often(rows: Sequence[RefusedRow], words: Words, room: Room) -> list[str]:
    """The reasons that occur most often, when there are more rows than one reads."""
    if len(rows) <= _MANY:
        return []
    reasons = Counter(row.reason.nl if words.language == "nl" else row.reason.en for row in rows)
    return [
        f"{words.counted('times', count)}: {shown(reason, SENTENCE)}"
        for reason, count in reasons.most_common(room.often)
        if count > 1
    ]


def figure_lines(figures: Sequence[TakenFigure], words: Words, room: Room) -> Shown[FigureLine]:
    """Figures in the order of the file; those with a question first."""
    ranked = sorted(figures, key=lambda figure: figure.comparison != "question")
    told = first(ranked, room.figures)
    return Shown(tuple(_figure(figure, words) for figure in told.items), told.more)


def _figure(figure: TakenFigure, words: Words) -> FigureLine:
    about = [period_words(figure.period, words)]
    if figure.region.casefold() not in _COUNTRY:
        about.append(shown(figure.region, _CELL))
    if figure.breakdown.casefold() not in _TOTAL:
        about.append(shown(figure.breakdown, _CELL))
    return FigureLine(
        title=words.said(figure.title, LINE),
        about=", ".join(about),
        value=_value(figure.value, figure.qualifier, figure.unit, words),
        chip=words[f"comparison_{figure.comparison}"],
        tone=_CHIPS[figure.comparison],
        before=_value(figure.previous_value, figure.previous_qualifier, figure.unit, words),
        before_period=period_words(figure.previous_period or "", words),
        difference=_difference(figure, words),
    )


def _value(value: float | None, qualifier: str, unit: str, words: Words) -> str:
    """A value as it was understood: `circa 300`, `16,2 %`, or only the word that was written."""
    parts = [shown(words.texts.get(f"qualifier_{qualifier}", qualifier), 40)]
    if value is not None:
        parts.append(_amount(value, unit, words))
    return " ".join(part for part in parts if part) or words["no_last_time"]


def _amount(value: float, unit: str, words: Words) -> str:
    """A value with every decimal that was sent: its sender holds it against the file."""
    text = number(value, words.language, _decimals(value, unit))
    if unit == "percent":
        text += f"{_FIXED}%" if words.language == "nl" else "%"
    return shorten(text, 40) if len(text) > 40 else text


def _decimals(value: float, unit: str) -> int:
    needed = len(f"{value:.{_DECIMALS}f}".partition(".")[2].rstrip("0"))
    return max(needed, 1) if unit == "percent" else needed


def _difference(figure: TakenFigure, words: Words) -> str:
    if figure.value is None or figure.previous_value is None:
        return ""
    change = round(figure.value - figure.previous_value, _DECIMALS)
    if not change:
        return words["no_difference"]
    text = number(change, words.language, _decimals(change, figure.unit))
    text = f"+{text}" if change > 0 else text
    text = f"{text}{_FIXED}{words['points']}" if figure.unit == "percent" else text
    return words["difference"].format(difference=shorten(text, 40) if len(text) > 40 else text)
