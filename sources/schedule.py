"""When a publisher brings something new, and the figures of which period should be there by now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from sources.strict import Strict

PeriodType = Literal["school_year", "calendar_year", "quarter"]


@dataclass(frozen=True)
class _Kind:
    """A kind of period: its notation, the month that the first one starts in, and its length."""

    form: re.Pattern[str]
    first_month: int
    months: int


_KINDS: dict[PeriodType, _Kind] = {
    "school_year": _Kind(re.compile(r"\d{4}/\d{4}"), 8, 12),
    "calendar_year": _Kind(re.compile(r"\d{4}"), 1, 12),
    "quarter": _Kind(re.compile(r"\d{4}Q[1-4]"), 1, 3),
}


@dataclass(frozen=True)
class Due:
    """A period, and the day by which its figures should be there."""

    period: str
    by: date


class Appearance(Strict):
    """When the figures of a period normally appear: so many months after its first day.

    `grace_days` is how much later they may come before somebody should look.
    """

    period: PeriodType
    months_after_start: int = Field(gt=0)
    grace_days: int = Field(ge=0)

    def expected(self, today: date) -> Due:
        """The newest period whose day has passed: its figures should be there."""
        kind = _KINDS[self.period]
        month = today.year * 12 + today.month - 1
        start = month - (month - kind.first_month + 1) % kind.months
        while self._due(start) >= today:
            start -= kind.months
        return Due(_name(self.period, start), self._due(start))

    def newest(self, periods: Iterable[str]) -> str | None:
        """The newest period of this kind; a table of quarters often has years beside them."""
        form = _KINDS[self.period].form
        return max((period for period in periods if form.fullmatch(period)), default=None)

    def _due(self, start: int) -> date:
        year, month = divmod(start + self.months_after_start, 12)
        return date(year, month + 1, 1) + timedelta(days=self.grace_days)


class Schedule(Strict):
    """When the publisher is expected to bring something new."""

    frequency: Literal["yearly", "quarterly", "monthly", "on_delivery", "once"]
    stale_after_days: int = Field(gt=0, description="age of the newest vintage that asks attention")
    appears: Appearance | None = None
    note: str


def _name(kind: PeriodType, start: int) -> str:
    year, month = divmod(start, 12)
    match kind:
        case "school_year":
            return f"{year}/{year + 1}"
        case "calendar_year":
            return str(year)
        case "quarter":
            return f"{year}Q{month // 3 + 1}"
