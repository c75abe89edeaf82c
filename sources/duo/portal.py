"""Where the files of a dataset are: on DUO's CKAN portal, and on the older site behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sources.catalog import DuoDataset
from sources.client import Client, FetchError
from sources.connector import Publishers
from sources.duo.periods import school_year
from sources.duo_contract import LegacyFile, Resource
from sources.landing import Check, Finding

PORTAL = "ckan"
T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """A file to ask for, at the first of its addresses that answers.

    `version` is what the portal says of it: a file that changed under the same ETag is noticed by
    it. `modified` is when it changed, according to the portal. `may_be_absent`: nobody knows
    whether the file exists.
    """

    key: str
    name: str
    urls: tuple[str, ...]
    version: str | None = None
    modified: str | None = None
    period: str | None = None
    may_be_absent: bool = False

    def changed_since(self, check: Check) -> bool:
        """Whether the portal says something else of it than it did at that look."""
        return self.version is not None and self.version != check.publisher_version

    def at_first_address(self, check: Check | None, ask: Callable[[str, int | None], T]) -> T:
        """What `ask` gives at the first address that answers; what answered last time goes first.

        `ask` is given an address and how often to try, None for as often as the client does: with
        others left, once will do. When none answered, all are asked again with that patience.

        Raises:
            FetchError: none answers; the error of the first.
        """
        urls = sorted(self.urls, key=lambda url: check is None or url != check.url)
        errors: list[FetchError] = []
        for attempts in (1, None) if len(urls) > 1 else (None,):
            errors.clear()
            for url in urls:
                try:
                    return ask(url, attempts)
                except FetchError as error:
                    errors.append(error)
        raise errors[0]


@dataclass(frozen=True)
class Listing:
    """What the portal has of a dataset, and what is wrong with that."""

    files: tuple[Wanted, ...]
    findings: tuple[Finding, ...]


def look(dataset: DuoDataset, publishers: Publishers, client: Client) -> Listing:
    """Find the files of a dataset on the portal: for each pattern exactly one.

    Raises:
        FetchError: the portal does not answer, or not as CKAN does.
    """
    package = dataset.fetch.package
    if package is None:
        return Listing((), ())
    answer = client.json(f"{publishers.duo}/api/3/action/package_show", {"id": package})
    try:
        offered = [_Offered.read(resource) for resource in answer["result"]["resources"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise FetchError(f"package_show of {package} has no result.resources with a url") from error
    files: list[Wanted] = []
    findings: list[Finding] = []
    for resource in dataset.fetch.resources:
        for period, matching in _by_period(resource, offered).items():
            if len(matching) == 1:
                files.append(_wanted(matching[0], resource, period, dataset, publishers))
            else:
                findings.append(_not_unique(package, resource, matching))
    return Listing(tuple(files), tuple(findings))


def behind(dataset: DuoDataset, publishers: Publishers) -> tuple[Wanted, ...]:
    """The files on the older site that stand in when the portal does not answer."""
    return tuple(
        Wanted(_key(resource, ""), PurePosixPath(path).name, (publishers.duo_legacy + path,))
        for resource in dataset.fetch.resources
        if (path := resource.legacy)
    )


def older(dataset: DuoDataset, publishers: Publishers, today: date) -> Iterator[Wanted]:
    """The files of the older site, for periods that the portal has dropped."""
    for file in dataset.fetch.legacy:
        for path, period in _expanded(file, today):
            yield Wanted(
                key=path,
                name=PurePosixPath(path).name,
                urls=(publishers.duo_legacy + path,),
                period=period,
                may_be_absent=file.since is not None,
            )


def _expanded(file: LegacyFile, today: date) -> Iterator[tuple[str, str | None]]:
    if file.since is None:
        yield file.path, file.period
        return
    for start in range(file.since, today.year - file.years + 1):
        end = start + file.years
        period = f"{start}/{end}" if file.years == 1 else None
        yield file.path.format(start=start, end=end), period


@dataclass(frozen=True)
class _Offered:
    """A resource as the portal lists it."""

    id: str
    url: str
    name: str
    version: str
    modified: str | None

    @classmethod
    def read(cls, resource: Mapping[str, Any]) -> _Offered:
        """Read one element of `resources` of package_show."""
        url = str(resource["url"])
        said = [resource.get(key) for key in ("last_modified", "size", "hash")]
        version = " ".join(str(value) for value in said if value)
        return cls(
            id=str(resource.get("id", "")),
            url=url,
            name=PurePosixPath(urlsplit(url).path).name,
            version=version,
            modified=resource.get("last_modified"),
        )


def _by_period(resource: Resource, offered: list[_Offered]) -> Mapping[str, tuple[_Offered, ...]]:
    """What matches a pattern: all together, or by the period that the pattern finds in a name."""
    pattern = re.compile(resource.pattern)
    found: dict[str, tuple[_Offered, ...]] = {}
    for offer in offered:
        if match := pattern.search(offer.name):
            period = match.groupdict().get("period") or ""
            found[period] = (*found.get(period, ()), offer)
    return found or {"": ()}


def _wanted(
    offer: _Offered, resource: Resource, period: str, dataset: DuoDataset, publishers: Publishers
) -> Wanted:
    """Some addresses are of an internal host of DUO: the portal itself may have the file then."""
    addresses = [offer.url, publishers.duo + urlsplit(offer.url).path]
    if offer.id:
        addresses.append(f"{publishers.duo}/datastore/dump/{offer.id}")
    if resource.legacy:
        addresses.append(publishers.duo_legacy + resource.legacy)
    return Wanted(
        key=_key(resource, period),
        name=offer.name,
        urls=tuple(dict.fromkeys(addresses)),
        version=offer.version or None,
        modified=offer.modified,
        period=school_year(period, dataset.contract.period) if period else None,
    )


def _key(resource: Resource, period: str) -> str:
    return " ".join(part for part in (PORTAL, resource.pattern, period) if part)


def _not_unique(package: str, resource: Resource, matching: tuple[_Offered, ...]) -> Finding:
    listed = ", ".join(offer.url for offer in matching) or "-"
    return Finding(
        kind="resource_not_unique",
        message_nl=f"{len(matching)} bestanden in {package} passen op {resource.pattern}, precies "
        f"1 verwacht; gevonden: {listed}",
        message_en=f"{len(matching)} resources of {package} match {resource.pattern}, exactly 1 "
        f"expected; found: {listed}",
        action_nl="Pas fetch.resources in de catalogus aan: een patroon wijst één bestand aan.",
    )
