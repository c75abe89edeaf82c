"""DUO: CSV files on the CKAN portal, older ones on the legacy site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from sources import duo_reader
from sources.catalog import DuoDataset
from sources.client import Client, FetchError, Validators
from sources.connector import Arrival, Outcome, Publishers, archive, published_on, unchanged
from sources.landing import Finding, Landing, Original
from sources.reading import Tidied, Tidier

PORTAL = "ckan"


@dataclass(frozen=True)
class _Resource:
    """A file to ask for, at the first of its addresses that answers."""

    key: str
    urls: tuple[str, ...]
    period: str | None = None


def tidier(dataset: DuoDataset) -> Tidier:
    """Reads an original of this dataset."""
    return partial(_tidy, dataset)


def _tidy(
    dataset: DuoDataset,
    folder: Path,
    originals: Sequence[str],
    *,
    published: date,
    period: str | None,
) -> Tidied:
    (name,) = originals
    return duo_reader.read(
        folder / name,
        dataset.contract,
        folder / "data.parquet",
        period=period,
        published=published,
    )


def fetch(dataset: DuoDataset, publishers: Publishers, landing: Landing, client: Client) -> Outcome:
    """Ask for every file of a dataset and archive what is new.

    A file that cannot be had is a finding. Only the portal's own file decides whether the dataset
    counts as reached: the older ones do not change.
    """
    outcome = Outcome(dataset.id)
    try:
        resources = [*_portal(dataset, publishers, client, outcome)]
        for resource in resources:
            _take(resource, dataset, landing, client, outcome)
    except FetchError as error:
        outcome.unreachable(error)
    for resource in _legacy(dataset, publishers):
        try:
            _take(resource, dataset, landing, client, outcome)
        except FetchError as error:
            if resource.key not in landing.checks(dataset.id):
                outcome.findings.append(
                    Finding(
                        kind="legacy_not_reached",
                        message_nl=f"Ouder bestand niet opgehaald: {error}. Voeg het zo nodig toe "
                        f"met `techniekpact backfill {dataset.id} BESTAND`",
                        message_en=f"Older file not fetched: {error}. Add it with `techniekpact "
                        f"backfill {dataset.id} FILE` where needed",
                        action_nl="Haal het bestand uit een eigen archief, als dat er is.",
                    )
                )
    return outcome


def portal_files(dataset: DuoDataset, publishers: Publishers, client: Client) -> list[str]:
    """Addresses of the files on the portal that match the catalog: exactly one, if all is well.

    Raises:
        FetchError: the portal does not answer, or not as CKAN does.
    """
    answer = client.json(
        f"{publishers.duo}/api/3/action/package_show", {"id": dataset.fetch.package}
    )
    try:
        urls = [str(resource["url"]) for resource in answer["result"]["resources"]]
    except (KeyError, TypeError) as error:
        raise FetchError(
            f"package_show of {dataset.fetch.package} has no result.resources with a url"
        ) from error
    pattern = re.compile(dataset.fetch.resource)
    return [url for url in urls if pattern.search(PurePosixPath(urlsplit(url).path).name)]


def addresses(url: str, publishers: Publishers) -> tuple[str, ...]:
    """Where a file of the portal may answer: some point at an internal host of DUO."""
    return tuple(dict.fromkeys([url, publishers.duo + urlsplit(url).path]))


def _portal(
    dataset: DuoDataset, publishers: Publishers, client: Client, outcome: Outcome
) -> Iterator[_Resource]:
    matching = portal_files(dataset, publishers, client)
    if len(matching) != 1:
        outcome.reached = False
        listed = ", ".join(matching) or "-"
        outcome.findings.append(
            Finding(
                kind="resource_not_unique",
                message_nl=f"{len(matching)} bestanden in {dataset.fetch.package} passen op "
                f"{dataset.fetch.resource}, precies 1 verwacht; gevonden: {listed}",
                message_en=f"{len(matching)} resources of {dataset.fetch.package} match "
                f"{dataset.fetch.resource}, exactly 1 expected; found: {listed}",
                action_nl="Pas fetch.resource in de catalogus aan, zodat het één bestand aanwijst.",
            )
        )
        return
    (url,) = matching
    yield _Resource(PORTAL, addresses(url, publishers))


def _legacy(dataset: DuoDataset, publishers: Publishers) -> Iterator[_Resource]:
    for file in dataset.fetch.legacy:
        yield _Resource(file.path, (publishers.duo_legacy + file.path,), file.period)


def _take(
    resource: _Resource, dataset: DuoDataset, landing: Landing, client: Client, outcome: Outcome
) -> None:
    check = landing.checks(dataset.id).get(resource.key)
    # A refused file is asked for again in full once its contract has changed.
    known = check is not None and (check.refused is None or check.contract == dataset.fingerprint)
    validators = check.validators if check and known else Validators()
    with landing.workspace(dataset.id) as workspace:
        for last, url in enumerate(resource.urls, start=1 - len(resource.urls)):
            name = PurePosixPath(urlsplit(url).path).name
            try:
                download = client.download(url, workspace / name, validators)
                break
            except FetchError:
                if last == 0:
                    raise
        if download is None:
            unchanged(dataset, resource.key, landing, outcome)
            return
        original = Original(
            name=name,
            url=url,
            sha256=download.sha256,
            size=download.size,
            etag=download.validators.etag,
            last_modified=download.validators.last_modified,
        )
        arrival = Arrival(
            resource=resource.key,
            origin="download",
            originals=(original,),
            published=published_on(original.last_modified),
            period=resource.period,
        )
        archive(
            dataset,
            arrival,
            workspace=workspace,
            landing=landing,
            tidy=tidier(dataset),
            outcome=outcome,
        )
