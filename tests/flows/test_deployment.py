from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from prefect.server.schemas.schedules import CronSchedule

from flows.deployment import CRONS, TIMEZONE
from tests.flows.conftest import Home

AMSTERDAM = ZoneInfo(TIMEZONE)
YEARS = range(2026, 2037)


def due(day: date) -> datetime:
    """When a night is due: 02:00, and 03:00 where that hour does not exist."""
    summer_begins = day.month == 3 and day.weekday() == 6 and day.day >= 25
    # fold=0: in autumn the first of two.
    moment = datetime(day.year, day.month, day.day, 3 if summer_begins else 2, tzinfo=AMSTERDAM)
    return moment.astimezone(UTC)


def planned(start: datetime, end: datetime, most: int) -> list[datetime]:
    """What Prefect's server plans for our schedules."""

    async def ask() -> list[datetime]:
        found: list[datetime] = []
        for cron, day_or in CRONS:
            schedule = CronSchedule(cron=cron, timezone=TIMEZONE, day_or=day_or)
            found += await schedule.get_dates(n=most, start=start, end=end)
        return sorted(moment.astimezone(UTC) for moment in found)

    return asyncio.run(ask())


@pytest.mark.parametrize("year", YEARS)
def test_every_day_has_one_night_at_two_and_the_first_of_summer_time_at_three(year: int) -> None:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    end = due(days[-1])
    assert planned(datetime(year, 1, 1, tzinfo=UTC), end, 400) == [due(day) for day in days]


@pytest.mark.parametrize("month", [3, 10])
def test_at_the_change_of_the_clock_it_does_not_matter_when_the_server_asks(month: int) -> None:
    for year in YEARS:
        sunday = max(d for n in range(25, 32) if (d := date(year, month, n)).weekday() == 6)
        change = datetime(year, month, sunday.day, 1, tzinfo=UTC)
        for minutes in (-26 * 60, -90, -61, -30, 0, 30, 61, 24 * 60):
            # The server asks from now, which is never a whole second.
            start = change + timedelta(minutes=minutes, microseconds=7)
            days = [start.date() + timedelta(days=n) for n in range(-1, 5)]
            expected = [moment for day in days if (moment := due(day)) > start][:3]
            assert planned(start, start + timedelta(days=9), 3)[:3] == expected, start


def test_a_schedule_begins_no_warehouse_where_a_disk_is_not_mounted(
    fresh: Callable[..., Home],
) -> None:
    home = fresh()
    home.path.mkdir()
    ran = home.run("schedule")
    assert ran.code == 1
    assert "holds no archive (landing/): its disk is not mounted" in ran.err
    assert "techniekpact nightly" in ran.err
    assert not list(home.path.iterdir())
