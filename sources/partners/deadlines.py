"""Which figures are due: what the last deadline asked for, or the next one will."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sources.partner_contract import Figure, PartnerContract, PeriodType
from sources.partners.history import Known
from sources.partners.periods import school_year_of, starts_on


@dataclass(frozen=True)
class Due:
    """Figures that were to be here by a deadline, or are to be soon."""

    deadline: date
    missing: tuple[str, ...]
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
    missing = tuple(
        name for name, spec in recurring.items() if not _is_there(name, spec, known, day)
    )
    return Due(day, missing, len(recurring))


def _is_there(name: str, spec: Figure, known: Sequence[Known], day: date) -> bool:
    since = _expected_since(spec.period, day.replace(year=day.year - spec.lag))
    return any(k.key[0] == name and starts_on(k.period) >= since for k in known)


def _expected_since(kind: PeriodType, deadline: date) -> date:
    """The first day of the last period that has ended by a deadline."""
    if kind == "school_year":
        year = int(school_year_of(deadline)[:4])
        return starts_on(f"{year - 1}/{year}")
    if kind == "calendar_year":
        return date(deadline.year - 1, 1, 1)
    return deadline.replace(year=deadline.year - 1)
