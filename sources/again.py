"""Doing again what was done: reading archived vintages anew, asking publishers anew."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sources.landing import Landing
from sources.reading import ReadError

_PERIOD = re.compile(r"(\d{4})(?:/\d{4}|Q[1-4])?")


@dataclass(frozen=True)
class Again:
    """What to do again: everything of which a period starts in the years from `first` to `last`."""

    first: int = 0
    last: int = 9999

    def touches(self, periods: Iterable[str]) -> bool:
        """Whether one of these periods is among them."""
        return any(self.first <= _year(period) <= self.last for period in periods)

    def forget(self, dataset_id: str, landing: Landing) -> None:
        """Make the next look at the resources of a dataset one as if it were the first.

        Of a resource that gave no vintage nobody knows its periods: it is asked for as well.
        """
        held = landing.vintages(dataset_id)
        others = {m.resource for m in held} - {m.resource for m in held if self.touches(m.periods)}
        landing.forget(dataset_id, landing.checks(dataset_id).keys() - others)


def read_range(since: str | None, until: str | None) -> Again:
    """What to do again, from periods such as `2012/2013`, `2019` or `2019Q3`.

    Raises:
        ReadError: one is no period, or the range is empty.
    """
    again = Again(_year(since) if since else 0, _year(until) if until else 9999)
    if again.first > again.last:
        raise ReadError(f"no periods from {since} to {until}; write the earlier one first")
    return again


def _year(period: str) -> int:
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise ReadError(f"{period!r} is no period; write 2019/2020, 2019 or 2019Q3")
    return int(found[1])
