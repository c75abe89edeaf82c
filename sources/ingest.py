"""One dataset's turn of the night, whatever its publisher; and files that come by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sources import cbs, duo
from sources.again import Again
from sources.catalog import CbsDataset, Dataset, Delivered, DuoDataset
from sources.client import Client
from sources.connector import Outcome, Publishers, reread
from sources.landing import Landing
from sources.partners import inbox as partner_inbox
from sources.progress import Progress
from sources.reading import ReadError, Tidier


def fetch(
    dataset: Dataset,
    publishers: Publishers,
    landing: Landing,
    inbox: Path,
    today: date,
    progress: Progress | None = None,
    again: Again | None = None,
) -> Outcome:
    """Archive what is new of a dataset; `progress` is told of long downloads.

    With `again`, what it touches is read and asked for as if it never was. `today` is the day on
    which files in the inbox count as received.

    What a publisher fails to give is in the outcome, never raised; what is wrong with this machine
    (a full disk, say) is raised as OSError.
    """
    with landing.turn(dataset.id):
        findings = reread(dataset, landing, _tidier(dataset), again)
        if again:
            again.forget(dataset.id, landing)
        if isinstance(dataset, Delivered):
            outcome = partner_inbox.fetch(dataset, inbox, landing, today)
        elif isinstance(dataset, CbsDataset):
            outcome = cbs.fetch(dataset, publishers, landing, progress=progress)
        else:
            with Client() as client:
                outcome = duo.fetch(dataset, publishers, landing, client)
    outcome.findings.extend(findings)
    return outcome


def backfill(
    dataset: Dataset,
    files: list[Path],
    landing: Landing,
    *,
    published: date | None = None,
    period: str | None = None,
) -> Outcome:
    """Archive files that the publisher no longer serves, by the same path as a download.

    Raises:
        ReadError: files of this publisher cannot be added by hand.
    """
    outcome = Outcome(dataset.id)
    with landing.turn(dataset.id):
        for path in files:
            if isinstance(dataset, Delivered):
                received = published or datetime.now(UTC).date()
                partner_inbox.backfill(dataset, path, landing, outcome, received)
            elif isinstance(dataset, DuoDataset):
                duo.backfill(dataset, path, landing, outcome, published=published, period=period)
            else:
                raise ReadError(f"{dataset.id}: a StatLine table comes from its API only")
    return outcome


def _tidier(dataset: Dataset) -> Tidier:
    if isinstance(dataset, DuoDataset):
        return duo.tidier(dataset)
    if isinstance(dataset, CbsDataset):
        return cbs.tidier(dataset)
    return partner_inbox.tidier(dataset)
