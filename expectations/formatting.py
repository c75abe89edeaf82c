"""Numbers, dates and times as they are written in Dutch and in English."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Literal

Language = Literal["nl", "en"]

_MONTHS: dict[Language, list[str]] = {
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_FIXED = "\u00a0"
_MINUS = "\u2212"


def number(value: float, language: Language, decimals: int = 0) -> str:
    """`1234.5` as `1.234,5` (nl) or `1,234.5` (en)."""
    text = f"{abs(value):,.{decimals}f}"
    if language == "nl":
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{_MINUS}{text}" if value < 0 and text.strip("0.,") else text


def amount(value: float, unit: str, language: Language) -> str:
    """A value with its unit: `24,1 %` for `percent`, `4.743` for anything else.

    An estimated count may lie halfway two numbers; half a person would say too much.
    """
    if unit != "percent":
        return number(value, language)
    return number(value, language, 1) + (f"{_FIXED}%" if language == "nl" else "%")


def difference(value: float, unit: str, language: Language) -> str:
    """A signed difference; between percentages it is in points."""
    sign = "+" if value > 0 else ""
    if unit != "percent":
        return sign + number(value, language)
    points = "punt" if language == "nl" else "pts"
    return f"{sign}{number(value, language, 1)}{_FIXED}{points}"


def day(value: date, language: Language) -> str:
    """`24 november 2020`."""
    return f"{value.day} {_MONTHS[language][value.month - 1]} {value.year}"


def relative(value: float, language: Language) -> str:
    """A signed difference in per cents: `+2,4 %`."""
    return ("+" if value > 0 else "") + amount(value, "percent", language)


def moment(value: datetime, language: Language) -> str:
    """`24 november 2020, 02:14`, with the zone when there is one."""
    zone = f" {value.tzname()}" if value.tzinfo else ""
    return f"{day(value, language)}, {value:%H:%M}{zone}"


def duration(seconds: float, language: Language) -> str:
    """`4,2 s` under a minute, `3 min 20 s` above it."""
    if seconds < 60:
        return f"{number(seconds, language, 1)}{_FIXED}s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}{_FIXED}min {rest}{_FIXED}s"


def cell(value: object, language: Language, width: int = 60) -> str:
    """Anything from a failing row, on one line and not too long. An empty cell is a dash."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        words = ("ja", "nee") if language == "nl" else ("yes", "no")
        return words[0] if value else words[1]
    if isinstance(value, float) and math.isfinite(value):
        return number(value, language, 0 if value == int(value) else 2)
    return shorten(str(value), width)


def shorten(text: str, width: int) -> str:
    """One line of at most `width` characters, without control characters."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1].rstrip()}…"
