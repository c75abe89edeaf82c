"""One dataset's turn of the night, whatever its publisher; and files that come by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sources import cbs, duo, partners
from sources.catalog import CbsDataset, Dataset, DuoDataset, PartnerDataset
from sources.client import Client
from sources.connector import Outcome, Publishers, reread
from sources.landing import Landing
from sources.progress import Progress
from sources.reading import ReadError, Tidier


def fetch(
    dataset: Dataset,
    publishers: Publishers,
    landing: Landing,
    inbox: Path,
    progress: Progress | None = None,
) -> Outcome:
    """Archive what is new of a dataset; `progress` is told of long downloads.

    What a publisher fails to give is in the outcome, never raised; what is wrong with this machine
    (a full disk, say) is raised as OSError.
    """
    findings = reread(dataset, landing, _tidier(dataset))
    if isinstance(dataset, PartnerDataset):
        outcome = partners.fetch(dataset, inbox, landing)
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
    for path in files:
        if isinstance(dataset, PartnerDataset):
            partners.deliver(dataset, path, landing, outcome)
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
    return partners.tidier(dataset)
