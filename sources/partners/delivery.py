"""What a file turned out to hold: figures, refusals, and what was neither."""

from __future__ import annotations

from dataclasses import dataclass

from sources.partner_contract import Unit
from sources.partners.reasons import Reason

Key = tuple[str, str, str, str]
"""What there is one value of: figure, period, region, breakdown."""


@dataclass(frozen=True)
class Accepted:
    """One figure, as it goes into the warehouse; `value` is None where a word stands for it."""

    line: int
    figure_id: str
    period: str
    region_code: str
    breakdown: str
    value: float | None
    unit: Unit
    qualifier: str

    @property
    def key(self) -> Key:
        """What there is one value of."""
        return (self.figure_id, self.period, self.region_code, self.breakdown)


@dataclass(frozen=True)
class Refused:
    """One thing wrong in a row: where (as its sender calls the column), what and why."""

    line: int
    column: str
    value: str
    reason: Reason
    row: tuple[str, ...]


@dataclass(frozen=True)
class Delivery:
    """All rows of a file below its header: each is accepted, refused or ignored, never lost.

    `problem` says why nothing of the file could be used. A refused row has every reason of its own
    in `refused`.
    """

    accepted: tuple[Accepted, ...] = ()
    refused: tuple[Refused, ...] = ()
    ignored: tuple[int, ...] = ()
    header: tuple[str, ...] = ()
    remarks: tuple[Reason, ...] = ()
    problem: Reason | None = None

    @property
    def refused_lines(self) -> tuple[int, ...]:
        """The lines of the rows that were refused."""
        return tuple(sorted({refusal.line for refusal in self.refused}))

    @property
    def sent(self) -> int:
        """Rows that were meant as figures."""
        return len(self.accepted) + len(self.refused_lines)
