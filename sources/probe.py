"""A look at a dataset's publisher that stores nothing: is it there, and is there something new."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from sources import cbs, duo
from sources.catalog import CbsDataset, Dataset, DuoDataset, PartnerDataset
from sources.client import Client, FetchError, Validators
from sources.connector import Publishers
from sources.landing import Landing, hash_file

News = Literal["new", "unchanged", "unreachable"]


@dataclass(frozen=True)
class Probe:
    """What a look gave; `detail` is what the publisher says, or why there was no answer."""

    dataset_id: str
    news: News
    detail: str


def probe(
    dataset: Dataset, publishers: Publishers, landing: Landing, inbox: Path, client: Client
) -> Probe:
    """Ask the publisher; an answer that cannot be had is in the result."""
    if isinstance(dataset, PartnerDataset):
        return _inbox(dataset, landing, inbox)
    try:
        if isinstance(dataset, CbsDataset):
            return _table(dataset, publishers, landing, client)
        return _file(dataset, publishers, landing, client)
    except FetchError as error:
        return Probe(dataset.id, "unreachable", str(error))


def _table(dataset: CbsDataset, publishers: Publishers, landing: Landing, client: Client) -> Probe:
    api, seen = cbs.look(dataset, publishers, client)
    check = landing.checks(dataset.id).get(api.resource)
    same = check is not None and check.publisher_version == seen.version
    stopped = "; stopped by CBS" if seen.stopped else ""
    detail = f"{api.resource}, modified {seen.modified}{stopped}"
    return Probe(dataset.id, "unchanged" if same else "new", detail)


def _file(dataset: DuoDataset, publishers: Publishers, landing: Landing, client: Client) -> Probe:
    matching = duo.portal_files(dataset, publishers, client)
    if len(matching) != 1:
        raise FetchError(
            f"{len(matching)} files of {dataset.fetch.package} match {dataset.fetch.resource}, "
            "exactly 1 expected"
        )
    check = landing.checks(dataset.id).get(duo.PORTAL)
    first, *others = duo.addresses(matching[0], publishers)
    try:
        new = client.modified(first, check.validators if check else Validators())
    except FetchError:
        if not others:
            raise
        new = client.modified(others[0], check.validators if check else Validators())
    name = PurePosixPath(urlsplit(first).path).name
    return Probe(dataset.id, "new" if new else "unchanged", name)


def _inbox(dataset: PartnerDataset, landing: Landing, inbox: Path) -> Probe:
    folder = inbox / dataset.fetch.partner
    seen = landing.checks(dataset.id)
    # What was read stays in the inbox: only what differs from it is news.
    waiting = [
        path.name
        for path in (sorted(folder.glob("*.csv")) if folder.is_dir() else [])
        if path.name not in seen or seen[path.name].sha256 != hash_file(path)
    ]
    detail = ", ".join(waiting) or f"nothing new in inbox/{dataset.fetch.partner}"
    return Probe(dataset.id, "new" if waiting else "unchanged", detail)
