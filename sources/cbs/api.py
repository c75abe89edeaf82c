"""What the two versions of CBS's OData share, and what a table answers to a first look."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from sources.cbs.description import Description
from sources.cbs.selection import Selection
from sources.client import Client, FetchError

STOPPED = "Gediscontinueerd"
Take = Callable[[Mapping[str, str]], list[Path]]
"""Downloads addresses, side by side, to files of these names, as originals."""


@dataclass(frozen=True)
class Look:
    """What one small request says: whether the table changed, and whether it still lives.

    `rows` is the number of rows of the whole table, where the request says it.
    """

    version: str
    modified: date
    stopped: str | None
    rows: int | None = None


@dataclass(frozen=True)
class Listing:
    """The cells that are wanted: where, and how many rows the server says there are."""

    url: str
    options: dict[str, str]
    stated: int

    def page(self, skip: int) -> str:
        """The address of the page after `skip` rows."""
        options = self.options | ({"$skip": str(skip)} if skip else {})
        return address(self.url, options)


class Api(Protocol):
    """One version of the API, for one table."""

    @property
    def resource(self) -> str:
        """What the archive calls it."""

    @property
    def cells(self) -> str:
        """The entity that holds the cells; pages are named after it."""

    @property
    def row_id(self) -> str:
        """The key of a row's number, which rises from page to page."""

    def look(self, client: Client) -> Look:
        """Ask what the table is now.

        Raises:
            FetchError: no answer, or not that of a table.
        """

    def take_metadata(self, take: Take) -> None:
        """Download everything but the cells."""

    def describe(self, folder: Path) -> Description:
        """Read what `take_metadata` brought.

        Raises:
            ReadError: it is not what this version of the API says of a table.
        """

    def fields(self, selection: Selection) -> dict[str, str]:
        """The keys of a row that are read, with their types in DuckDB."""

    def listing(self, client: Client, selection: Selection, seen: Look) -> Listing:
        """The cells of a selection."""


def address(url: str, options: dict[str, str]) -> str:
    """An address with OData options, written as OData has them."""
    query = urlencode(options, safe="$,()'", quote_via=quote)
    return f"{url}?{query}" if query else url


def count(client: Client, url: str, options: dict[str, str]) -> int:
    """The number at a `$count` address.

    Raises:
        FetchError: there is none.
    """
    number = client.json(address(url, options))
    if not isinstance(number, int):
        raise FetchError(f"{url} is not a number")
    return number


def entries(path: Path) -> list[dict[str, Any]]:
    """The objects in a metadata file.

    Raises:
        ValueError: it has none.
    """
    value = json.loads(path.read_bytes())["value"]
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ValueError("value is not a list of objects")
    return value
