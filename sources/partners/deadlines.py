"""Which figures are due: what the last deadline asked for, or the next one will."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sources.partner_contract import Figure, PartnerContract
from sources.partners.history import Known
from sources.partners.periods import school_year_of, starts_on


@dataclass(frozen=True)
class Missing:
    """A figure, and the period of it that is awaited where that has one name."""

    figure_id: str
    period: str


@dataclass(frozen=True)
class Due:
    """Figures that were to be here by a deadline, or are to be soon."""

    deadline: date
    missing: tuple[Missing, ...]
    expected: int

    def is_overdue(self, today: date) -> bool:
        """Whether the deadline has passed."""
        return self.deadline <= today


def due(contract: PartnerContract, known: Sequence[Known], today: date) -> Due | None:
    """What is missing of the last deadline; else of the next one, once it is near.

    Figures that are measured once are never due.
    """
    deadline = contract.deadline
    if deadline is None:
        return None
    days = [deadline.last(today), *([deadline.next(today)] if deadline.is_near(today) else [])]
    for day in days:
        found = _due(contract, known, day)
        if found.missing:
            return found
    return None


def _due(contract: PartnerContract, known: Sequence[Known], day: date) -> Due:
    recurring = {name: spec for name, spec in contract.figures.items() if not spec.once}
    missing = []
    for name, spec in recurring.items():
        period = _awaited(spec, day)
        since = starts_on(period) if period else day.replace(year=day.year - 1 - spec.lag)
        if not any(k.key[0] == name and starts_on(k.period) >= since for k in known):
            missing.append(Missing(name, period))
    return Due(day, tuple(missing), len(recurring))


def _awaited(spec: Figure, deadline: date) -> str:
    """The last period that has ended by a deadline; empty where any of the year before it will do.

    An event has a day of its own.
    """
    ended = deadline.replace(year=deadline.year - spec.lag)
    if spec.period == "school_year":
        year = int(school_year_of(ended)[:4])
        return f"{year - 1}/{year}"
    return str(ended.year - 1) if spec.period == "calendar_year" else ""
