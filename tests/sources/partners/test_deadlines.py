"""What is due, and when it is said: before a deadline, and after it until the figures are there."""

from __future__ import annotations

from datetime import date

import pytest

from sources.partner_contract import PartnerContract
from sources.partners.deadlines import due
from sources.partners.history import Known

FIGURE = {"title_nl": "x", "title_en": "x", "goal_no": 3, "unit": "count", "population_nl": "x"}
CONTRACT = PartnerContract.model_validate(
    {
        "contact": {"partner": "the data desk"},
        "deadline": {"month": 11, "day": 1},
        "figures": {
            "yearly": FIGURE | {"period": "school_year"},
            "stock": FIGURE | {"period": "calendar_year"},
            "event": FIGURE | {"period": "day"},
            "later": FIGURE | {"period": "school_year", "lag": 9},
            "once": FIGURE | {"period": "school_year", "once": True},
        },
    }
)
COMPLETE = {
    "yearly": "2017/2018",
    "stock": "2017",
    "event": "2018-04-12",
    "later": "2008/2009",
}


def known(**periods: str) -> list[Known]:
    return [Known("a", (name, p, "NL01", "total"), 1, "", "d") for name, p in periods.items()]


def missing(today: date, **periods: str) -> list[tuple[str, str]] | None:
    found = due(CONTRACT, known(**periods), today)
    return [(m.figure_id, m.period) for m in found.missing] if found else None


def test_everything_that_recurs_is_due_on_the_day_itself() -> None:
    found = due(CONTRACT, [], date(2018, 11, 1))
    assert found is not None
    assert (found.deadline, found.expected) == (date(2018, 11, 1), 4)
    assert found.is_overdue(date(2018, 11, 1))
    assert [(m.figure_id, m.period) for m in found.missing] == [
        ("yearly", "2017/2018"),
        ("stock", "2017"),
        ("event", ""),
        ("later", "2008/2009"),
    ]


@pytest.mark.parametrize("name", COMPLETE)
def test_what_is_there_is_not_due_and_what_is_older_does_not_help(name: str) -> None:
    day = date(2018, 11, 15)
    assert missing(day, **COMPLETE) is None
    rest = {figure: period for figure, period in COMPLETE.items() if figure != name}
    older = {"yearly": "2016/2017", "stock": "2016", "event": "2017-10-31", "later": "2007/2008"}
    (only,) = missing(day, **rest, **{name: older[name]}) or []
    assert only[0] == name


def test_the_next_deadline_is_near_a_month_before() -> None:
    assert missing(date(2019, 10, 1), **COMPLETE) is None
    near = due(CONTRACT, known(**COMPLETE), date(2019, 10, 2))
    assert near is not None
    assert near.deadline == date(2019, 11, 1)
    assert not near.is_overdue(date(2019, 10, 31))
    assert near.is_overdue(date(2019, 11, 1))


def test_what_is_late_is_said_first_and_until_it_is_there() -> None:
    late = due(CONTRACT, [], date(2019, 10, 20))
    assert late is not None
    assert late.deadline == date(2018, 11, 1)


def test_without_a_deadline_nothing_is_due() -> None:
    free = CONTRACT.model_copy(update={"deadline": None})
    assert due(free, [], date(2018, 11, 1)) is None


@pytest.mark.parametrize(
    ("today", "last", "following"),
    [
        (date(2018, 10, 31), date(2017, 11, 1), date(2018, 11, 1)),
        (date(2018, 11, 1), date(2018, 11, 1), date(2019, 11, 1)),
        (date(2020, 2, 29), date(2019, 11, 1), date(2020, 11, 1)),
    ],
)
def test_deadlines_are_yearly(today: date, last: date, following: date) -> None:
    deadline = CONTRACT.deadline
    assert deadline is not None
    assert (deadline.last(today), deadline.next(today)) == (last, following)
