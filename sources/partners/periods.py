"""Periods as partners write them: every way to read a text, and a question when there are more.

What a figure counts (a school year, a day) decides between the readings: `2017-2018` is a school
year for one figure and two calendar years for another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from sources.partner_contract import PeriodType
from sources.partners.reasons import Reason, RefusedCellError, because

EARLIEST = 2005
"""No figure of the Techniekpact (2013) or its cohorts is of before; settles `17-10-01`."""

_LATEST = 2100
_LONGEST = 80
_SCHOOL_YEAR_STARTS = 8
_MONTHS = {
    name: month
    for names in (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "january february march april may june july august september october november december",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "jan febr mar apr may jun jul aug sept oct nov dec",
    )
    for month, name in enumerate(names.split(), start=1)
}
_AROUND = re.compile(
    r"^(?:cumulatief|sinds de start|schooljaar|studiejaar|school year|academic year|kalenderjaar|"
    r"calendar year|cohort|jaren|jaar|year|sj\.?|komende jaren vanaf|vanaf|eind|per|op|"
    r"peildatum|peilmoment|t/m|t\.m\.|tot en met|through)\b[ :]*|,? na [0-9]+ jaar$",
    re.IGNORECASE,
)
_SLASH = re.compile(r" ?/ ?")
_CENTURY = re.compile(r"['’‘](?=[0-9]{2}(?![0-9]))")
_DASH = re.compile(r" ?[-\u2010-\u2015\u2212] ?")
_TO = re.compile(r" ?(?:t/m|tot en met|tot|through|to|/|-) ?", re.IGNORECASE)
_YEARS = re.compile(
    r"([0-9]{4}|[0-9]{2})(?:[-/]| (?:t/m|tot en met|tot|to) | (?P<and>en|and) )"
    r"([0-9]{4}|[0-9]{2})"
)
_ISO_DAY = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[ T]0{1,2}:00(?::00)?)?")
_NUMERIC_DAY = re.compile(
    r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?: 0{1,2}:00(?::00)?)?"
)
# Excel saves a month as `mrt-18` and a day as `12-apr-18`.
_NAMED = re.compile(
    r"(?:([0-9]{1,2})[ -])?([a-z]{3,})(?:\.?[ -]([0-9]{4})|-([0-9]{2}))", re.IGNORECASE
)
_MONTH = (
    re.compile(r"(?P<y>[0-9]{4})[-/](?P<m>[0-9]{1,2})"),
    re.compile(r"(?P<m>[0-9]{1,2})[-/](?P<y>[0-9]{4})"),
)


@dataclass(frozen=True)
class Moment:
    """A day, a month (no day) or a year (neither)."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def exists(self) -> bool:
        """Whether the calendar has it, in years that can be meant."""
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            return False
        return EARLIEST <= self.year <= _LATEST


def read_period(text: str, kind: PeriodType, latest: int = _LATEST) -> str:
    """Read the cell of a period; the result is in the form that belongs to its kind.

    `latest` is the last year that two digits can stand for.

    Raises:
        RefusedCellError: it is no period, one of another kind, or it can be read in more ways.
    """
    if len(text) > _LONGEST:
        raise RefusedCellError(_unfit("", kind))
    words = _without_words(text)
    if not words:
        raise RefusedCellError(because("period_empty", form=_form(kind)))
    found = set(_readings(words, kind, latest))
    if len(found) > 1:
        choices = sorted(found)
        raise RefusedCellError(because("period_ambiguous", first=choices[0], second=choices[-1]))
    if not found:
        raise RefusedCellError(_unfit(words, kind))
    return found.pop()


def starts_on(period: str) -> date:
    """The first day of a period as `read_period` gives it."""
    if re.fullmatch(r"[0-9]{4}/[0-9]{4}", period):
        return date(int(period[:4]), _SCHOOL_YEAR_STARTS, 1)
    first = period.partition("/")[0]
    if re.fullmatch(r"[0-9]{4}-[0-9]{4}|[0-9]{4}", first):
        return date(int(first[:4]), 1, 1)
    return date.fromisoformat(first if len(first) == 10 else f"{first}-01")


def school_year_of(day: date) -> str:
    """The school year that a day is in: it starts on 1 August."""
    first = day.year if day.month >= _SCHOOL_YEAR_STARTS else day.year - 1
    return f"{first}/{first + 1}"


def _without_words(text: str) -> str:
    before = None
    while before != text:
        before, text = text, _AROUND.sub("", text).strip(" ,.")
    return _CENTURY.sub("", _SLASH.sub("/", _DASH.sub("-", text)))


def _readings(text: str, kind: PeriodType, latest: int) -> Iterator[str]:
    if kind == "days":
        yield from _spans_of_days(text, latest)
        return
    if kind in ("school_year", "years"):
        yield from _pairs_of_years(text, kind)
    for moment in _moments(text, latest):
        if period := _as(moment, kind):
            yield period


def _pairs_of_years(text: str, kind: PeriodType) -> Iterator[str]:
    if not (found := _YEARS.fullmatch(text)) or (len(found[1]) == 2 and len(found[3]) == 4):
        return
    first, last = (int(year) if len(year) == 4 else 2000 + int(year) for year in found.group(1, 3))
    if not EARLIEST <= first < last <= _LATEST:
        return
    if found["and"] and last != first + 1:
        return  # two years, and what lies between them is not said
    if kind == "years":
        yield f"{first}-{last}"
    elif last == first + 1:
        yield f"{first}/{last}"


def _spans_of_days(text: str, latest: int) -> Iterator[str]:
    for split in _TO.finditer(text):
        before, after = text[: split.start()], text[split.end() :]
        ends = [list(_moments(end, latest)) for end in (_completed(before, after), after)]
        for first, last in product(*ends):
            begin, end = _as(first, "day"), _as(last, "day")
            if begin and end and begin <= end:
                yield f"{begin}/{end}"


def _completed(first: str, last: str) -> str:
    """The first day of `18 t/m 21 september 2017`, with what it leaves to the last one to say."""
    words = last.split(" ")
    given = len(first.split(" "))
    return " ".join([first, *words[given:]]) if len(words) == 3 and given < 3 else first


def _moments(text: str, latest: int) -> Iterator[Moment]:
    """Every day, month or year that a text can be."""
    yield from (moment for moment in _any_moments(text, latest) if moment.exists)


def _any_moments(text: str, latest: int) -> Iterator[Moment]:
    if re.fullmatch(r"[0-9]{4}", text):
        yield Moment(int(text))
    for form in _MONTH:
        if found := form.fullmatch(text):
            yield Moment(int(found["y"]), int(found["m"]))
    if found := _ISO_DAY.fullmatch(text):
        yield Moment(*map(int, found.groups()))
    if found := _NUMERIC_DAY.fullmatch(text):
        yield from _numeric_days(found[1], found[3], found[4], found[2], latest)
    if (found := _NAMED.fullmatch(text)) and (month := _MONTHS.get(found[2].lower())):
        year = int(found[3]) if found[3] else 2000 + int(found[4])
        yield Moment(year, month, int(found[1]) if found[1] else None)


def _numeric_days(
    first: str, second: str, last: str, separator: str, latest: int
) -> Iterator[Moment]:
    year = int(last) if len(last) == 4 else 2000 + int(last)
    yield Moment(year, int(second), int(first))
    if separator == "/":  # how Americans write the 12th of April: 4/12
        yield Moment(year, int(first), int(second))
    elif len(first) == len(last) == 2 and 2000 + int(first) <= latest:
        yield Moment(2000 + int(first), int(second), int(last))


def _as(moment: Moment, kind: PeriodType) -> str | None:
    """A moment as a period of this kind, if it says enough."""
    year, month, day = moment.year, moment.month, moment.day
    if kind == "calendar_year":
        return str(year)
    if kind == "school_year" and month:
        return school_year_of(date(year, month, day or 1))
    if kind == "month" and month:
        return f"{year}-{month:02d}"
    if kind == "day" and month and day:
        return f"{year}-{month:02d}-{day:02d}"
    return None


def _unfit(text: str, kind: PeriodType) -> Reason:
    if kind == "school_year" and re.fullmatch(r"[0-9]{4}", text) and Moment(int(text)).exists:
        year = int(text)
        first, second = f"{year - 1}/{year}", f"{year}/{year + 1}"
        return because("period_ambiguous", first=first, second=second)
    return because("period_unfit", form=_form(kind))


def _form(kind: PeriodType) -> Reason:
    return because(f"form_{kind}")
