"""Which period should be there on a day, by the publisher's own schedule."""

from __future__ import annotations

from datetime import date

import pytest

from sources.catalog import CbsDataset, DuoDataset, read_catalog
from sources.schedule import Appearance, PeriodType

OCTOBER_COUNT = Appearance(period="school_year", months_after_start=7, grace_days=45)


def appears(period: PeriodType, months: int, grace: int) -> Appearance:
    return Appearance(period=period, months_after_start=months, grace_days=grace)


@pytest.mark.parametrize(
    ("schedule", "today", "period", "by"),
    [
        # A count of 1 October appears in March and may take until 15 April, that day included.
        (OCTOBER_COUNT, date(2025, 4, 15), "2023/2024", date(2024, 4, 15)),
        (OCTOBER_COUNT, date(2025, 4, 16), "2024/2025", date(2025, 4, 15)),
        (OCTOBER_COUNT, date(2025, 8, 2), "2024/2025", date(2025, 4, 15)),
        (OCTOBER_COUNT, date(2026, 1, 2), "2024/2025", date(2025, 4, 15)),
        # The grace of February counts its days: 29 in 2024.
        (appears("school_year", 6, 45), date(2024, 3, 17), "2022/2023", date(2023, 3, 18)),
        (appears("school_year", 6, 45), date(2024, 3, 18), "2023/2024", date(2024, 3, 17)),
        (appears("school_year", 6, 28), date(2024, 3, 1), "2023/2024", date(2024, 2, 29)),
        (appears("school_year", 6, 28), date(2023, 3, 2), "2022/2023", date(2023, 3, 1)),
        # Three years after it was left, a school year is known.
        (appears("school_year", 37, 45), date(2025, 10, 16), "2021/2022", date(2024, 10, 16)),
        (appears("school_year", 37, 45), date(2025, 10, 17), "2022/2023", date(2025, 10, 16)),
        # Within the year itself.
        (appears("school_year", 3, 45), date(2025, 12, 17), "2025/2026", date(2025, 12, 16)),
        (appears("calendar_year", 17, 60), date(2025, 7, 31), "2023", date(2024, 7, 31)),
        (appears("calendar_year", 17, 60), date(2025, 8, 1), "2024", date(2025, 7, 31)),
        (appears("calendar_year", 12, 0), date(2025, 1, 2), "2024", date(2025, 1, 1)),
        (appears("quarter", 4, 45), date(2025, 3, 18), "2024Q3", date(2024, 12, 16)),
        (appears("quarter", 4, 45), date(2025, 3, 19), "2024Q4", date(2025, 3, 18)),
        (appears("quarter", 4, 45), date(2025, 6, 16), "2025Q1", date(2025, 6, 15)),
        (appears("quarter", 2, 29), date(2024, 3, 30), "2023Q4", date(2023, 12, 30)),
    ],
)
def test_the_period_that_is_due(schedule: Appearance, today: date, period: str, by: date) -> None:
    due = schedule.expected(today)
    assert (due.period, due.by) == (period, by)


def test_what_is_due_goes_on_period_by_period() -> None:
    schedule, seen = appears("quarter", 4, 45), []
    for day in range(date(2023, 1, 1).toordinal(), date(2026, 1, 1).toordinal()):
        due = schedule.expected(date.fromordinal(day))
        assert due.by.toordinal() < day
        if due.period not in seen:
            seen.append(due.period)
    assert seen == sorted(seen)
    assert len(seen) == 13


def test_only_periods_of_its_kind_count() -> None:
    held = ("2024", "2024Q3", "2023Q4", "2024/2025", "2023/2024")
    assert appears("quarter", 4, 0).newest(held) == "2024Q3"
    assert appears("calendar_year", 4, 0).newest(held) == "2024"
    assert appears("school_year", 4, 0).newest(held) == "2024/2025"
    assert appears("quarter", 4, 0).newest(("2024",)) is None


def test_whatever_appears_at_known_times_says_which_period_that_is() -> None:
    silent = {
        dataset.id
        for dataset in read_catalog()
        if isinstance(dataset, CbsDataset | DuoDataset)
        and dataset.schedule.frequency in ("yearly", "quarterly")
        and dataset.schedule.appears is None
    }
    assert silent == {"cbs.80040ned"}, "what CBS has stopped is expected never"
