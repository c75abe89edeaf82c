"""One table's turn of the night: look, and take it whole when it changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sources.catalog import CbsDataset
from sources.cbs.api import Api, Look
from sources.cbs.changes import changed_codes
from sources.cbs.connections import Connect, Connections
from sources.cbs.pages import PagedDownload
from sources.cbs.selection import select
from sources.cbs.tidy import tidier
from sources.cbs.v3 import V3
from sources.cbs.v4 import V4
from sources.client import Client, FetchError, NotFoundError
from sources.connector import Arrival, Outcome, Publishers, archive, unchanged
from sources.landing import Check, Finding, Landing, Original
from sources.progress import Progress
from sources.reading import ReadError

_STARTS = 2
"""How often a table that changes while it is read is started on."""


def fetch(
    dataset: CbsDataset,
    publishers: Publishers,
    landing: Landing,
    connect: Connect = Client,
    progress: Progress | None = None,
) -> Outcome:
    """Ask whether a table changed and archive it when it did."""
    outcome = Outcome(dataset.id)
    try:
        with connect() as client, Connections(connect) as connections:
            api, seen = look(dataset, publishers, client)
            if seen.stopped and not dataset.fetch.stopped:
                outcome.findings.append(_stopped(seen.stopped))
            check = landing.checks(dataset.id).get(api.resource)
            if check and _stands(check, dataset, seen):
                unchanged(dataset, api.resource, landing, outcome)
                return outcome
            for _ in range(_STARTS):
                state = f"{api.resource} {seen.version} {dataset.fingerprint}"
                with landing.resumable(dataset.id, state) as folder:
                    originals = _download(dataset, api, seen, folder, connections, client, progress)
                    _, now = look(dataset, publishers, client)
                    if now.version == seen.version:
                        _archive(dataset, api, seen, originals, folder, landing, outcome)
                        return outcome
                seen = now
            raise FetchError(
                f"table {dataset.fetch.table} changed while it was read, {_STARTS} times; the "
                "next night tries again"
            )
    except FetchError as error:
        outcome.unreachable(error)
    return outcome


def look(dataset: CbsDataset, publishers: Publishers, client: Client) -> tuple[Api, Look]:
    """What the table is now, and the version of the API that has it.

    Raises:
        FetchError: it cannot be asked.
    """
    table = dataset.fetch.table
    v4 = V4(f"{publishers.cbs_v4}/CBS/{table}")
    v3 = V3(f"{publishers.cbs_v3}/ODataFeed/odata/{table}")
    if dataset.fetch.version == "v3":
        return v3, v3.look(client)
    try:
        return v4, v4.look(client)
    except NotFoundError:
        if dataset.fetch.version == "v4":
            raise
        return v3, v3.look(client)


def _stands(check: Check, dataset: CbsDataset, seen: Look) -> bool:
    """Whether what was made of the table last time would be made of it again."""
    return check.publisher_version == seen.version and check.contract == dataset.fingerprint


def _download(
    dataset: CbsDataset,
    api: Api,
    seen: Look,
    folder: Path,
    connections: Connections,
    client: Client,
    progress: Progress | None,
) -> tuple[Original, ...]:
    originals: list[Original] = []

    def one(name: str, url: str) -> Original:
        with connections.client() as mine:
            download = mine.fetch(url, folder / name)
        return Original(name=name, url=url, sha256=download.sha256, size=download.size)

    def take(wanted: Mapping[str, str]) -> list[Path]:
        with connections.threads() as pool:
            originals.extend(pool.map(one, wanted.keys(), wanted.values()))
        return [folder / name for name in wanted]

    api.take_metadata(take)
    try:
        selection = select(dataset.contract, api.describe(folder))
    except ReadError:
        # Reading it again refuses it, with the metadata as evidence; cells would add nothing.
        return tuple(originals)
    pages = PagedDownload(
        api.listing(client, selection, seen),
        entity=api.cells,
        row_id=api.row_id,
        fields=api.fields(selection),
        folder=folder,
        connections=connections,
        progress=progress,
    )
    return (*originals, *pages.run())


def _archive(
    dataset: CbsDataset,
    api: Api,
    seen: Look,
    originals: tuple[Original, ...],
    folder: Path,
    landing: Landing,
    outcome: Outcome,
) -> None:
    before = landing.vintages(dataset.id)
    arrival = Arrival(
        resource=api.resource,
        origin="download",
        originals=originals,
        published=seen.modified,
        publisher_version=seen.version,
    )
    archive(
        dataset,
        arrival,
        workspace=folder,
        landing=landing,
        tidy=tidier(dataset),
        outcome=outcome,
    )
    # The versions name measures differently.
    if outcome.new and before and before[-1].resource == api.resource:
        codes = [
            landing.parquet(m).with_name("codes.parquet") for m in (before[-1], outcome.new[0])
        ]
        outcome.findings.extend(changed_codes(*codes))


def _stopped(reason: str) -> Finding:
    return Finding(
        kind="table_stopped",
        message_nl=f"CBS heeft deze tabel stopgezet ({reason}); zoek de opvolger",
        message_en=f"CBS stopped this table ({reason}); look for its successor",
        action_nl="Zet de opvolger in de catalogus, en fetch.stopped bij deze tabel.",
    )
