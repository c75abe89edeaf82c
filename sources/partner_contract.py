"""The contract of a partner delivery: which figures, from whom, in what form and by when.

Every delivery has the same columns (`sources/partners/columns.yml`): one row per figure, period,
region and breakdown. What differs between delivery types is which figures they hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from pydantic import Field, model_validator

from sources.strict import Identifier, Strict

COUNTRY = "NL01"
TOTAL = "total"
Unit = Literal["count", "percent"]
PeriodType = Literal["school_year", "calendar_year", "month", "day", "years", "days"]
"""`2017/2018`, `2018`, `2018-03`, `2018-04-12`, `2016-2018`, `2017-09-18/2017-09-21`."""


class PartnerFetch(Strict):
    """Files that a partner drops in its folder of the inbox; more partners may send the same."""

    connector: Literal["partner"]
    partners: tuple[Identifier, ...] = Field(min_length=1)


class Figure(Strict):
    """One figure that a partner may deliver, and what makes a value of it acceptable.

    `words` are what may stand where nobody counted (`tientallen`); the value is then empty.
    `factor` is how many times larger or smaller than last time asks a question. `sender` is the
    partner whose figure leads when another sends it too: the first of the contract by default.
    """

    title_nl: str
    title_en: str
    goal_no: int = Field(ge=1, le=12)
    unit: Unit
    period: PeriodType
    population_nl: str
    education: tuple[str, ...] = ()
    gender: Literal["total", "male", "female"] = "total"
    kind: Literal["observed", "planned", "capacity", "target", "derived_from_list"] = "observed"
    cumulative: bool = Field(False, description="counted from the start up to the period")
    once: bool = Field(False, description="measured once: nobody is reminded of it")
    lag: int = Field(0, ge=0, description="years between a period and when it can be known")
    regions: tuple[str, ...] = (COUNTRY,)
    breakdowns: Mapping[Identifier, tuple[str, ...]] = {}
    spellings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    minimum: float = Field(0, ge=0)
    maximum: float | None = None
    factor: float = Field(3, gt=1)
    sender: Identifier | None = None
    statements: tuple[Identifier, ...] = Field(
        (), description="of the progress report of 2018 that this figure gives again"
    )

    @property
    def highest(self) -> float:
        """No value can be higher: 100 percent, or more people than there are in the country."""
        if self.maximum is not None:
            return self.maximum
        return 100 if self.unit == "percent" else 20_000_000


class AtMost(Strict):
    """A figure that cannot exceed another, or the sum of others, of the same period.

    `why_nl` and `why_en` complete "…: " in what the partner is told.
    """

    part: Identifier
    whole: tuple[Identifier, ...] = Field(min_length=1)
    why_nl: str
    why_en: str


class Deadline(Strict):
    """The day of the year on which the figures of the last complete period are due."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=28)
    remind_days: int = Field(30, ge=1, description="days before, from which the team is reminded")

    def last(self, today: date) -> date:
        """The deadline that has passed last; today's has."""
        due = date(today.year, self.month, self.day)
        return due if due <= today else due.replace(year=due.year - 1)

    def next(self, today: date) -> date:
        """The first deadline after today."""
        return self.last(today).replace(year=self.last(today).year + 1)

    def is_near(self, today: date) -> bool:
        """Whether the next deadline is near enough to remind of."""
        return self.next(today) - today <= timedelta(days=self.remind_days)


class Contact(Strict):
    """Whom a partner asks, and whom the team asks; addresses are settings, not public data.

    `language` is that of the receipts.
    """

    partner: str
    language: Literal["nl", "en"] = "nl"
    team_nl: str = "het databeheer van het Techniekpact"
    team_en: str = "the data desk of the Techniekpact"


class PartnerContract(Strict):
    """What a delivery may hold."""

    figures: Mapping[Identifier, Figure] = Field(min_length=1)
    at_most: tuple[AtMost, ...] = ()
    deadline: Deadline | None = None
    contact: Contact

    @model_validator(mode="after")
    def _rules_name_figures(self) -> PartnerContract:
        named = {name for rule in self.at_most for name in (rule.part, *rule.whole)}
        if unknown := sorted(named - set(self.figures)):
            raise ValueError(f"at_most names figures that are not here: {', '.join(unknown)}")
        return self
