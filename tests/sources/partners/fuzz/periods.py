"""Periods in every form that leaves no question."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from sources.partner_contract import PeriodType
from tests.sources.partners.case import RECEIVED

MONTHS: Sequence[Sequence[str]] = [
    [name.lower() for name in calendar.month_name[1:]],
    ["jan.", "feb.", "mrt.", "apr.", "mei", "jun.", "jul.", "aug.", "sept.", "okt.", "nov.", "dec"],
    ["jan", "feb", "maart", "apr", "mei", "juni", "juli", "aug", "sep", "okt", "nov", "december"],
]
"""The names of the months, as they are written."""

YEARS = st.integers(2005, 2018)
DAYS = st.dates(date(2005, 8, 1), RECEIVED)

AROUND: Mapping[PeriodType, Sequence[str]] = {
    "calendar_year": ("{}", "jaar {}", "eind {}", "t/m {}", " {} ", "Kalenderjaar: {}"),
    "school_year": ("{}", "schooljaar {}", "Studiejaar {}", "sj {}"),
    "month": ("{}", "per {}"),
    "day": ("{}", "op {}", "Peildatum {}"),
    "years": ("{}", "jaren {}"),
    "days": ("{}",),
}
"""What is written around a period."""


def days_written(day: date) -> st.SearchStrategy[str]:
    """A day in every form that leaves no question."""
    forms = [
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day.isoformat()} 00:00:00",
        *(f"{day.day} {names[day.month - 1]} {day.year}" for names in MONTHS),
        *(f"{day.day:02d} {names[day.month - 1].upper()} {day.year}" for names in MONTHS),
    ]
    if day.day > 12 or day.day == day.month:
        forms.append(f"{day:%d/%m/%Y}")
    return st.sampled_from(forms)


def school_years_written(first: int) -> st.SearchStrategy[str]:
    """A school year in every form that leaves no question."""
    last = first + 1
    forms = [f"{first}{dash}{last}" for dash in ("/", "-", "–", " - ")]
    forms += [f"{first % 100:02d}/{last % 100:02d}", f"{first % 100:02d}-{last % 100:02d}"]
    if last % 100 > 7:  # 2005/06 may be a month, too
        forms += [f"{first}/{last % 100:02d}", f"{first}-{last % 100:02d}"]
    within = [date(first, 8, 1), date(first, 10, 1), date(last, 7, 31)]
    return st.one_of(st.sampled_from(forms), *map(days_written, within))


@st.composite
def periods(draw: st.DrawFn, kind: PeriodType) -> tuple[str, str]:
    """A period as it is kept, and as somebody writes it."""
    year, day = draw(YEARS), draw(DAYS)
    written: st.SearchStrategy[str]
    match kind:
        case "calendar_year":
            kept = str(year)
            written = st.one_of(st.just(kept), days_written(date(year, 12, 31)))
        case "school_year":
            kept = f"{year}/{year + 1}"
            written = school_years_written(year)
        case "month":
            kept = f"{day:%Y-%m}"
            named = [f"{names[day.month - 1]} {day.year}" for names in MONTHS]
            numbered = [kept, f"{day:%m-%Y}", f"{day.month}/{day.year}"]
            written = st.one_of(st.sampled_from([*named, *numbered]), days_written(day))
        case "day":
            kept, written = day.isoformat(), days_written(day)
        case "years":
            last = year + draw(st.integers(1, 5))
            kept = f"{year}-{last}"
            written = st.sampled_from(
                [kept, f"{year}/{last}", f"{year} - {last}", f"{year} t/m {last}"]
            )
        case "days":
            last_day = day + timedelta(draw(st.integers(0, 200)))
            kept = f"{day}/{last_day}"
            ends = [f"{day:%d-%m-%Y}", f"{last_day:%d-%m-%Y}"]
            written = st.sampled_from(
                [kept, *(f" {to} ".join(ends) for to in ("t/m", "tot en met", "-"))]
            )
    return kept, draw(st.sampled_from(AROUND[kind])).format(draw(written))
