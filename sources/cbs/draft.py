"""A first version of a catalog entry, from what CBS says of a table."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sources.catalog import CbsContract, CbsDataset, CbsDimension, CbsFetch
from sources.cbs.api import Api
from sources.cbs.description import Description, Dimension
from sources.cbs.selection import by_title
from sources.cbs.v3 import V3
from sources.cbs.v4 import V4
from sources.client import Client, NotFoundError
from sources.connector import Publishers
from sources.schedule import Schedule

# The names that every table has for these; others are named after the dimension.
_KINDS = {"TimeDimension": "perioden", "GeoDimension": "regio", "GeoDetail": "regio"}
_FREQUENCY: dict[str, Any] = {"Perkwartier": ("quarterly", 150), "Permaand": ("quarterly", 60)}


def draft(table: str, publishers: Publishers, client: Client, folder: Path) -> Path:
    """Write `<folder>/cbs.<table>.yml`; it fetches the whole table until it is narrowed.

    Raises:
        FetchError: the table cannot be read, in neither version.
        FileExistsError: there is such a file.
    """
    path = folder / f"cbs.{table}.yml"
    if path.exists():
        raise FileExistsError(f"{path.name} is in the catalog already")
    api: Api = V4(f"{publishers.cbs_v4}/CBS/{table}")
    try:
        api.look(client)
    except NotFoundError:
        api = V3(f"{publishers.cbs_v3}/ODataFeed/odata/{table}")
        api.look(client)
    entry = _entry(table, api, _describe(api, client))
    text = yaml.safe_dump(
        entry.model_dump(mode="json", exclude_defaults=True),
        allow_unicode=True,
        sort_keys=False,
        width=96,
    )
    path.write_text(text, encoding="utf-8")
    return path


def _describe(api: Api, client: Client) -> Description:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def take(wanted: Mapping[str, str]) -> list[Path]:
            return [client.fetch(url, folder / file).path for file, url in wanted.items()]

        api.take_metadata(take)
        return api.describe(folder)


def _entry(table: str, api: Api, description: Description) -> CbsDataset:
    info = description.table
    frequency, days = _FREQUENCY.get(info.frequency or "", ("yearly", 430))
    return CbsDataset(
        id=f"cbs.{table}",
        title_nl=info.title.strip(),
        title_en=info.title.strip(),
        description=(info.summary or info.title).strip(),
        publisher="CBS",
        licence="CC-BY-4.0",
        attribution=f"CBS StatLine, table {table}",
        homepage=f"https://opendata.cbs.nl/statline/#/CBS/nl/dataset/{table}",
        schedule=Schedule(
            frequency=frequency,
            stale_after_days=days,
            note=f"CBS says: {info.frequency or 'nothing'}",
        ),
        fetch=CbsFetch(
            connector="cbs", table=table, version="v3" if isinstance(api, V3) else "auto"
        ),
        contract=CbsContract(
            dimensions={
                _column(d): CbsDimension(
                    names=(d.identifier,), description=f"{d.title}, code of CBS"
                )
                for d in description.dimensions
            },
            measures=tuple(by_title(description.measures)),
        ),
    )


def _column(dimension: Dimension) -> str:
    words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", dimension.identifier)
    return _KINDS.get(dimension.kind) or "_".join(words).lower()
