"""The state of each dataset tonight: what there is of it, how old, and whether it was reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sources.catalog import Dataset, DuoDataset
from sources.connector import Outcome
from sources.landing import Finding, Landing, Manifest

Freshness = Literal["fresh", "stale", "missing"]


@dataclass(frozen=True)
class DatasetState:
    """One dataset, as the report and `sources list` show it."""

    dataset: Dataset
    vintages: tuple[Manifest, ...]
    checked_at: datetime | None
    freshness: Freshness
    age_days: int | None
    new_vintages: int
    findings: tuple[Finding, ...]

    @property
    def latest(self) -> Manifest | None:
        """The vintage that was published last."""
        return self.vintages[-1] if self.vintages else None

    @property
    def kept_findings(self) -> tuple[Finding, ...]:
        """What was seen in the vintages that count: the last delivery, or the newest of each file.

        DUO divides a dataset over files (hbo and wo), which are vintages of their own.
        """
        if not isinstance(self.dataset, DuoDataset):
            return self.latest.findings if self.latest else ()
        newest = {manifest.resource: manifest for manifest in self.vintages}
        return tuple(finding for manifest in newest.values() for finding in manifest.findings)

    @property
    def rows(self) -> int:
        """Rows in all vintages together."""
        return sum(manifest.rows for manifest in self.vintages)

    @property
    def note_nl(self) -> str:
        """What there is to tell of it tonight."""
        notes = [finding.message_nl for finding in self.findings]
        if self.freshness == "missing":
            notes.insert(
                0, "Nog nooit ontvangen" if self.is_awaited else "Komt alleen met backfill"
            )
        elif self.overdue:
            notes.insert(0, f"Laatste publicatie is {self.age_days} dagen oud")
        return "; ".join(notes)

    @property
    def is_awaited(self) -> bool:
        """Whether somebody publishes it: what comes by hand, once, is missed by nobody."""
        return self.dataset.schedule.frequency != "once"

    @property
    def overdue(self) -> bool:
        """Whether the publisher's own schedule has passed."""
        return self.age_days is not None and self.age_days > self.dataset.schedule.stale_after_days


def state_of(
    dataset: Dataset, landing: Landing, outcome: Outcome | None, today: date
) -> DatasetState:
    """The state of a dataset; `outcome` is None when it was not asked for tonight.

    Fresh is what was reached tonight (or not asked for) and is not older than its schedule allows.
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
        new_vintages=len(outcome.new) if outcome else 0,
        findings=tuple(outcome.findings) if outcome else (),
    )
    if vintages and (state.overdue or (outcome is not None and not outcome.reached)):
        return replace(state, freshness="stale")
    return state
