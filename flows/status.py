"""The state of each dataset tonight: what there is of it, how old, and whether it was reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sources.catalog import Dataset, DuoDataset, PartnerDataset
from sources.connector import Outcome
from sources.landing import Finding, Landing, Manifest
from sources.partners.history import sender_of
from sources.schedule import Due

Freshness = Literal["fresh", "stale", "missing"]
_MISSING = {"once": "Komt alleen met backfill", "on_delivery": "Nog niets ontvangen"}
"""What there is to say of a dataset without a vintage, where nobody waits for one."""


@dataclass(frozen=True)
class DatasetState:
    """One dataset, as the report and `sources list` show it."""

    dataset: Dataset
    vintages: tuple[Manifest, ...]
    checked_at: datetime | None
    freshness: Freshness
    age_days: int | None
    arrived: tuple[Manifest, ...]
    findings: tuple[Finding, ...]
    today: date

    @property
    def latest(self) -> Manifest | None:
        """The vintage that was published last."""
        return self.vintages[-1] if self.vintages else None

    @property
    def kept_findings(self) -> tuple[Finding, ...]:
        """What was seen in tonight's vintages, and in those that count: the newest of each part.

        DUO divides a dataset over files (hbo and wo), partners send each their own.
        """
        return tuple(finding for manifest in self.telling for finding in manifest.findings)

    @property
    def new_vintages(self) -> int:
        """How many vintages came tonight."""
        return len(self.arrived)

    @property
    def telling(self) -> tuple[Manifest, ...]:
        """The vintages that there is something to tell of: tonight's, and the newest ones."""
        told = {manifest.vintage_id: manifest for manifest in (*self.arrived, *self.newest)}
        return tuple(told.values())

    @property
    def newest(self) -> tuple[Manifest, ...]:
        """The newest vintage of each file of DUO, or of each sender; else the newest of all."""
        parts = {self._part(manifest): manifest for manifest in self.vintages}
        return tuple(parts.values())

    def _part(self, manifest: Manifest) -> str:
        match self.dataset:
            case DuoDataset():
                return manifest.resource
            case PartnerDataset():
                return sender_of(manifest)
            case _:
                return ""

    @property
    def rows(self) -> int:
        """Rows in all vintages together."""
        return sum(manifest.rows for manifest in self.vintages)

    @property
    def note_nl(self) -> str:
        """What there is to tell of it tonight."""
        notes = [finding.message_nl for finding in self.findings]
        if self.freshness == "missing":
            notes.insert(0, _MISSING.get(self.dataset.schedule.frequency, "Nog nooit ontvangen"))
        elif self.expected and self.days_late:
            by = self.expected.by
            notes.insert(
                0,
                f"Cijfers van {self.expected.period} hadden er op {by.day}-{by.month}-{by.year} "
                "moeten zijn",
            )
        elif self.overdue:
            notes.insert(0, f"Laatste publicatie is {self.age_days} dagen oud")
        return "; ".join(notes)

    @property
    def is_awaited(self) -> bool:
        """Whether it comes at times that are known: what does not is missed by nobody."""
        return self.dataset.schedule.frequency not in _MISSING

    @property
    def newest_period(self) -> str | None:
        """The newest period in the archive, of the kind that the schedule is about."""
        held = {period for manifest in self.vintages for period in manifest.periods}
        appears = self.dataset.schedule.appears
        return appears.newest(held) if appears else None

    @property
    def expected(self) -> Due | None:
        """The newest period that the publisher's schedule promises by now, where it does."""
        appears = self.dataset.schedule.appears
        return appears.expected(self.today) if appears else None

    @property
    def days_late(self) -> int | None:
        """Days since that period should have been there; 0 when it is."""
        if self.expected is None:
            return None
        if (self.newest_period or "") >= self.expected.period:
            return 0
        return (self.today - self.expected.by).days

    @property
    def overdue(self) -> bool:
        """Whether the publisher's own schedule has passed."""
        too_old = (self.age_days or 0) > self.dataset.schedule.stale_after_days
        return bool(self.days_late) or too_old


def state_of(
    dataset: Dataset, landing: Landing, outcome: Outcome | None, today: date
) -> DatasetState:
    """The state of a dataset; `outcome` is None when it was not asked for tonight.

    Fresh is what was reached tonight (or not asked for), is not older than its schedule allows and
    has the period that its schedule promises.
    """
    vintages = tuple(landing.vintages(dataset.id))
    checks = landing.checks(dataset.id).values()
    age = (today - vintages[-1].published_at).days if vintages else None
    state = DatasetState(
        dataset=dataset,
        vintages=vintages,
        checked_at=max((check.checked_at for check in checks), default=None),
        freshness="missing" if not vintages else "fresh",
        age_days=age,
        arrived=tuple(outcome.new) if outcome else (),
        findings=tuple(outcome.findings) if outcome else (),
        today=today,
    )
    if vintages and (state.overdue or (outcome is not None and not outcome.reached)):
        return replace(state, freshness="stale")
    return state
