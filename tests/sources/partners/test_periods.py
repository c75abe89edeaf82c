"""Periods in every form that partners use, all of them read in one way or asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product
from typing import get_args

import pytest

from sources.partner_contract import PeriodType
from sources.partners.periods import EARLIEST, read_period, school_year_of, starts_on
from sources.partners.reasons import Reason, RefusedCellError

KINDS: tuple[PeriodType, ...] = get_args(PeriodType)
YEARS = range(EARLIEST, 2100)
DUTCH = "januari februari maart april mei juni juli augustus september oktober november december"
ENGLISH = "January February March April May June July August September October November December"
SHORT = (
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
)
CANONICAL: Mapping[PeriodType, list[str]] = {
    "school_year": [f"{year}/{year + 1}" for year in YEARS],
    "calendar_year": [str(year) for year in YEARS],
    "month": [f"{year}-{month:02d}" for year in YEARS for month in range(1, 13)],
    "day": [(date(2015, 1, 1) + timedelta(day)).isoformat() for day in range(0, 4000)],
    "years": [f"{year}-{year + more}" for year in range(EARLIEST, 2080) for more in (1, 2, 10)],
    "days": [f"2017-09-{day:02d}/2017-10-{day:02d}" for day in range(1, 31)],
}
# What a period of one kind is as another: a day says its month, and a school year its two years.
OTHERWISE: Mapping[tuple[PeriodType, PeriodType], tuple[str, str]] = {
    ("day", "month"): ("2018-04-12", "2018-04"),
    ("day", "school_year"): ("2018-04-12", "2017/2018"),
    ("day", "calendar_year"): ("2018-04-12", "2018"),
    ("month", "school_year"): ("2018-08", "2018/2019"),
    ("month", "calendar_year"): ("2018-08", "2018"),
    ("school_year", "years"): ("2017/2018", "2017-2018"),
}
EXAMPLE: Mapping[PeriodType, str] = {
    "school_year": "2017/2018",
    "calendar_year": "2018",
    "month": "2018-03",
    "day": "2018-04-12",
    "years": "2016-2018",
    "days": "2017-09-18/2017-09-21",
}


def refusal(text: str, kind: PeriodType) -> Reason:
    with pytest.raises(RefusedCellError) as caught:
        read_period(text, kind)
    return caught.value.reason


def choices(reason: Reason) -> tuple[str, str]:
    """What a question offers: `Bedoelt u 2016/2017 of 2017/2018?`."""
    found = re.search(r"Bedoelt u (\S+) of (\S+?)\?", reason.nl)
    assert found
    assert reason.rule == "period_ambiguous"
    return found[1], found[2]


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_form_is_understood(kind: PeriodType) -> None:
    for period in CANONICAL[kind]:
        assert read_period(period, kind) == period


@pytest.mark.parametrize(("of", "kind"), [(a, b) for a, b in product(KINDS, KINDS) if a != b])
def test_another_kind_is_read_if_it_says_enough(of: PeriodType, kind: PeriodType) -> None:
    if (of, kind) in OTHERWISE:
        written, read = OTHERWISE[of, kind]
        assert read_period(written, kind) == read
    elif (of, kind) == ("calendar_year", "school_year"):
        assert choices(refusal("2018", kind)) == ("2017/2018", "2018/2019")
    else:
        reason = refusal(EXAMPLE[of], kind)
        assert reason.rule == "period_unfit"
        assert EXAMPLE[kind] in reason.nl
        assert EXAMPLE[kind] in reason.en


def test_days_in_dutch_order() -> None:
    for offset in range(366):
        day = date(2016, 1, 1) + timedelta(offset)
        for form in ("%d-%m-%Y", "%d.%m.%Y", "%d %m %Y"):
            assert read_period(day.strftime(form), "day") == day.isoformat()
        assert read_period(f"{day.day}-{day.month}-{day.year}", "day") == day.isoformat()


def test_slashes_are_asked_about_where_an_american_means_another_day() -> None:
    for day, month in product(range(1, 32), range(1, 13)):
        text = f"{day}/{month}/2018"
        try:
            dutch = date(2018, month, day)
        except ValueError:
            assert refusal(text, "day").rule == "period_unfit"
            continue
        if day > 12 or day == month:
            assert read_period(text, "day") == dutch.isoformat()
        else:
            american = date(2018, day, month)
            asked = choices(refusal(text, "day"))
            assert asked == tuple(sorted([dutch.isoformat(), american.isoformat()]))


@pytest.mark.parametrize(
    "form", ["{d} {m} {y}", "{d:02d} {m} {y}", "op {d} {m} {y}", "Peildatum: {d} {m} {y}"]
)
@pytest.mark.parametrize("names", [DUTCH, ENGLISH, *SHORT])
def test_names_of_months(names: str, form: str) -> None:
    for month, name in enumerate(names.split(), start=1):
        for called in (name, name.upper(), name.lower()):
            day = date(2018, month, 28)
            text = form.format(d=28, m=called, y=2018)
            assert read_period(text, "day") == day.isoformat()
            assert read_period(f"{called} 2018", "month") == f"{day:%Y-%m}"


def test_dates_that_the_calendar_does_not_have() -> None:
    for text in (
        "30-02-2018",
        "29-02-2018",
        "31-04-2018",
        "31 juni 2018",
        "2018-09-31",
        "0-1-2018",
    ):
        assert refusal(text, "day").rule == "period_unfit"
    assert read_period("29-02-2016", "day") == "2016-02-29"


@pytest.mark.parametrize("separator", "-/.")
def test_years_of_two_digits_are_read_or_asked_about_and_never_another(separator: str) -> None:
    for offset in range(365):
        day = date(2018, 1, 1) + timedelta(offset)
        text = day.strftime(f"%d{separator}%m{separator}%y")
        try:
            assert read_period(text, "day") == day.isoformat()
        except RefusedCellError as error:
            asked = choices(error.reason)
            assert day.isoformat() in asked
            assert all(read_period(answer, "day") == answer for answer in asked)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2017", "school_year"),
        ("2006/07", "school_year"),
        ("1/8/2017", "school_year"),
        ("10-11-12", "calendar_year"),
        ("4/12/2018", "month"),
        ("4/12/2018", "day"),
        ("10-11-12", "day"),
        ("1/9/2017 - 2/9/2017", "days"),
    ],
)
def test_the_answer_to_a_question_is_understood(text: str, kind: PeriodType) -> None:
    asked = choices(refusal(text, kind))
    assert asked[0] < asked[1]
    assert tuple(read_period(answer, kind) for answer in asked) == asked


def test_school_years_run_from_august() -> None:
    for offset in range(0, 5000, 3):
        day = date(2006, 8, 1) + timedelta(offset)
        period = school_year_of(day)
        first = int(period[:4])
        assert period == f"{first}/{first + 1}"
        assert date(first, 8, 1) <= day < date(first + 1, 8, 1)
        assert starts_on(period) == date(first, 8, 1)
        assert read_period(day.isoformat(), "school_year") == period


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2017/2018", date(2017, 8, 1)),
        ("2018", date(2018, 1, 1)),
        ("2018-03", date(2018, 3, 1)),
        ("2018-04-12", date(2018, 4, 12)),
        ("2016-2018", date(2016, 1, 1)),
        ("2017-09-18/2017-09-21", date(2017, 9, 18)),
    ],
)
def test_when_a_period_starts(period: str, day: date) -> None:
    assert starts_on(period) == day


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", " ", ".", "jaar", "per", "schooljaar:", "t/m"])
def test_no_period_at_all(text: str, kind: PeriodType) -> None:
    reason = refusal(text, kind)
    assert reason.rule in ("period_empty", "period_unfit")
    assert EXAMPLE[kind] in reason.nl


@pytest.mark.parametrize("kind", KINDS)
def test_long_texts_are_refused_in_no_time(kind: PeriodType) -> None:
    for piece in ("jaar ", "1-", "2018/", " na 1 jaar", "- ", "t/m ", "1 jan 2018, "):
        assert refusal(piece * (2000 // len(piece)) + "?", kind)
