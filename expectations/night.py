"""A night, described: what the report is made of. Everything here round-trips through JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from expectations.checks import CheckResult
from expectations.known_issues import IssueState
from expectations.tiers import Tier

Verdict = Literal["published", "nothing_new", "refused", "failed"]


class Described(BaseModel):
    """Refuses unknown keys and does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Acceptance(Described):
    """Who let a refused release through, and why; `release_id` is the refused one."""

    release_id: str
    by: str
    reason: str
    at: datetime


class StageTiming(Described):
    """How long a stage took, in seconds."""

    name: str
    seconds: float


class DatasetStatus(Described):
    """A dataset tonight. `age_days` counts from `published_at`, the publisher's date."""

    dataset_id: str
    title_nl: str
    title_en: str
    publisher: str
    freshness: Literal["fresh", "stale", "missing"]
    published_at: date | None = None
    checked_at: datetime | None = None
    age_days: int | None = None
    rows: int = 0
    new_vintages: int = 0
    vintage_id: str | None = None
    note: str = ""
    url: str | None = None


class Delivery(Described):
    """A partner's file: how many rows were accepted and refused, and the reasons."""

    dataset_id: str
    partner: str
    file: str
    delivery_id: str
    accepted: int
    refused: int
    status: str
    reasons: list[str] = []


class Reminder(Described):
    """Figures that a partner was to deliver by a deadline, or is to soon."""

    dataset_id: str
    title_nl: str
    title_en: str
    deadline: date
    days: int
    overdue: bool
    expected: int
    missing_nl: list[str]
    missing_en: list[str]


class Cause(Described):
    """Why a figure moved: a kind of `expectations/diff/causes.py`, with what it is about.

    `subject` is a dataset, or reference lists separated by commas; `old` and `new` are vintages, or
    versions of a definition or of the code. The titles are those of a dataset.
    """

    kind: str
    subject: str | None = None
    old: str | None = None
    new: str | None = None
    title_nl: str | None = None
    title_en: str | None = None


class Move(Described):
    """A value that differs from the previous release; `old` or `new` is None where it was not.

    `difference` is in points of a percentage, in per cents of anything else; None where there is
    nothing to compare with. `kind` is one of `FIGURE_TIERS` (`expectations/tiers.py`).
    """

    indicator_id: str
    name_nl: str
    name_en: str
    unit: str
    period: str
    region_name: str
    gender: str
    education_level: str
    old: float | None
    new: float | None
    difference: float | None = None
    difference_unit: Literal["points", "percent"] = "points"
    tier: Tier = "minor"
    kind: str = "revised"
    cause: Cause = Cause(kind="unknown")


class IndicatorChange(Described):
    """How the figures of one indicator differ from those of the previous release."""

    indicator_id: str
    name_nl: str
    name_en: str
    tier: Tier
    added: int
    removed: int
    changed: int
    new_periods: list[str] = []
    definition_changed: bool = False


class TableChange(Described):
    """How a table differs. Rows before or now are None where the release lacks the table.

    `confirmed` rows say the same, from another vintage. A column with another type is both removed
    and added. `vintages_changed` are names of vintages: archived rows that are not what they were.
    """

    schema_name: str
    table_name: str
    tier: Tier
    rows_before: int | None
    rows_now: int | None
    added: int = 0
    removed: int = 0
    changed: int = 0
    confirmed: int = 0
    columns_added: list[str] = []
    columns_removed: list[str] = []
    vintages_added: int = 0
    vintages_removed: int = 0
    vintages_changed: list[str] = []

    @property
    def differs(self) -> bool:
        """Whether there is anything to tell."""
        return self.tier != "none" or self.confirmed > 0


class Changes(Described):
    """What differs from the previous release; `tier` is the gravest of its tables.

    What the tiers mean stands in `expectations/tiers.py`. `moves` are the first of the figures that
    moved, gravest first; `figures_left_out` were not kept in `meta.figure_changes` either.
    """

    tier: Tier
    first_release: bool = False
    previous_release_id: str | None = None
    tables: list[TableChange] = []
    indicators: list[IndicatorChange] = []
    moves: list[Move] = []
    moved: int = 0
    figures_left_out: int = 0


class Point(Described):
    """A value of a series, with its bounds where it is an estimate."""

    period: str
    value: float
    value_low: float | None = None
    value_high: float | None = None


class IndicatorLine(Described):
    """An indicator's latest figure for the whole country, both genders, with its provenance.

    `value` in `unit`: `percent` (0-100) or `count`. `value_low` and `value_high` bound an estimate.
    A share carries the counts that it is made of. `reached` is when the ambition is, at the pace of
    the last years: a period, `reached`, `not` or `unknown`. `series` begins after the last break;
    `not_comparable_with` is the period before it where that is the previous one.
    """

    indicator_id: str
    name_nl: str
    name_en: str
    unit: Literal["count", "percent"]
    period: str
    value: float
    value_low: float | None = None
    value_high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    is_estimate: bool = False
    status: str = "definitive"
    target_value: float | None = None
    target_period: str | None = None
    basis: Literal["official", "proxy"] = "official"
    reached: str | None = None
    not_comparable_with: str | None = None
    series: list[Point] = []
    dataset_id: str = ""
    vintage_id: str = ""
    source_url: str | None = None
    sha256: str | None = None
    retrieved_at: datetime | None = None


class Night(Described):
    """Everything that the report says.

    `run_id` names the night itself, in its log and in the record of nights; `release_id` what it
    made. `error` is set when the night broke down; `accepted` when a person let a refused release
    through.
    """

    release_id: str | None
    previous_release_id: str | None = None
    run_id: str | None = None
    started_at: datetime
    finished_at: datetime
    profile: Literal["sample", "live"]
    verdict: Verdict
    reason: str
    error: str | None = None
    accepted: Acceptance | None = None
    known_issues: list[IssueState] = []
    stages: list[StageTiming] = []
    datasets: list[DatasetStatus] = []
    checks: list[CheckResult] = []
    changes: Changes | None = None
    deliveries: list[Delivery] = []
    reminders: list[Reminder] = []
    indicators: list[IndicatorLine] = []
    reconciliation: dict[str, int] = {}
