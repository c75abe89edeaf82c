"""A look at publishers that stores nothing: are they there, and have they something new."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sources import cbs, duo
from sources.catalog import Catalog, CbsDataset, Dataset, Delivered, DuoDataset
from sources.client import Client, FetchError, Limits, NotFoundError, Validators
from sources.connector import Publishers
from sources.landing import Check, Landing
from sources.partners.dropbox import hashes

News = Literal["new", "unchanged", "unreachable"]


@dataclass(frozen=True)
class Probe:
    """What a look gave; `detail` is what the publisher says, or why there was no answer."""

    dataset_id: str
    news: News
    detail: str


@dataclass(frozen=True)
class Answer:
    """How long a publisher took to answer a question, or what went wrong."""

    publisher: str
    url: str
    seconds: float
    error: str = ""


def ask_publishers(catalog: Catalog, publishers: Publishers, limits: Limits) -> list[Answer]:
    """Ask each publisher one thing that a night asks it too: what it has of one dataset."""

    def ask(publisher: str, url: str, question: Callable[[Client], object]) -> Answer:
        began = time.monotonic()
        error = ""
        try:
            with Client(limits) as client:
                question(client)
        except FetchError as problem:
            error = str(problem)
        return Answer(publisher, url, time.monotonic() - began, error)

    tables = {d.fetch.version: d for d in catalog if isinstance(d, CbsDataset)}
    files = next(d for d in catalog if isinstance(d, DuoDataset))
    v4, v3 = tables["v4"], tables["v3"]
    asked = [
        ("CBS v4", publishers.cbs_v4, lambda client: cbs.look(v4, publishers, client)),
        ("CBS v3", publishers.cbs_v3, lambda client: cbs.look(v3, publishers, client)),
        ("DUO", publishers.duo, lambda client: duo.look(files, publishers, client)),
    ]
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda question: ask(*question), asked))


def probe(
    dataset: Dataset, publishers: Publishers, landing: Landing, inbox: Path, client: Client
) -> Probe:
    """Ask the publisher; an answer that cannot be had is in the result."""
    if isinstance(dataset, Delivered):
        return _inbox(dataset, landing, inbox)
    try:
        if isinstance(dataset, CbsDataset):
            return _table(dataset, publishers, landing, client)
        return _files(dataset, publishers, landing, client)
    except FetchError as error:
        return Probe(dataset.id, "unreachable", str(error))


def _table(dataset: CbsDataset, publishers: Publishers, landing: Landing, client: Client) -> Probe:
    api, seen = cbs.look(dataset, publishers, client)
    check = landing.checks(dataset.id).get(api.resource)
    same = check is not None and check.publisher_version == seen.version
    stopped = "; stopped by CBS" if seen.stopped else ""
    detail = f"{api.resource}, modified {seen.modified}{stopped}"
    return Probe(dataset.id, "unchanged" if same else "new", detail)


def _files(dataset: DuoDataset, publishers: Publishers, landing: Landing, client: Client) -> Probe:
    listing = duo.look(dataset, publishers, client)
    if listing.findings:
        raise FetchError("; ".join(finding.message_en for finding in listing.findings))
    today = datetime.now(UTC).date()
    checks = landing.checks(dataset.id)
    seen = []
    for wanted in listing.files or duo.older(dataset, publishers, today):
        try:
            new = _is_new(wanted, checks.get(wanted.key), client)
        except NotFoundError:
            if not wanted.may_be_absent:
                raise
        else:
            seen.append((wanted.name, new))
    if not seen:
        return Probe(dataset.id, "unchanged", "not published online: its files come by backfill")
    news = [name for name, new in seen if new]
    listed = ", ".join(news or [name for name, _ in seen])
    return Probe(dataset.id, "new" if news else "unchanged", listed)


def _is_new(wanted: duo.Wanted, check: Check | None, client: Client) -> bool:
    """Whether a file changed, at the first of its addresses that answers."""
    known = check.validators if check else Validators()
    # Asked in any case, for this also tells whether the file is there.
    modified = wanted.at_first_address(
        check, lambda url, attempts: client.modified(url, known, attempts=attempts)
    )
    return check is None or wanted.changed_since(check) or modified


def _inbox(dataset: Delivered, landing: Landing, inbox: Path) -> Probe:
    seen = landing.checks(dataset.id)
    # What was read stays in the inbox: only what differs from it is news.
    waiting = [
        f"{partner}/{name}"
        for partner in dataset.fetch.partners
        for name, sha256 in _dropped(inbox / partner)
        if (check := seen.get(f"{partner}/{name}")) is None or check.sha256 != sha256
    ]
    folders = ", ".join(f"inbox/{partner}" for partner in dataset.fetch.partners)
    detail = ", ".join(waiting) or f"nothing new in {folders}"
    return Probe(dataset.id, "new" if waiting else "unchanged", detail)


def _dropped(folder: Path) -> list[tuple[str, str]]:
    return list(hashes(folder)) if folder.is_dir() and not folder.is_symlink() else []
