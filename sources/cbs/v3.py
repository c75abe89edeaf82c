"""OData v3, at `opendata.cbs.nl`: a row holds all measures of its members; keys are padded.

Cells are taken from `UntypedDataSet`, where they are texts: only there a blank cell (cannot
occur) differs from a missing one (`.`: unknown or secret). `TypedDataSet` makes both null.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sources.cbs.api import STOPPED, Listing, Look, Take, address, count, entries
from sources.cbs.description import (
    Code,
    Description,
    Dimension,
    TableInfo,
    group_path,
    status_of,
)
from sources.cbs.selection import Selection
from sources.client import Client, FetchError
from sources.reading import ReadError

KINDS = ("Dimension", "TimeDimension", "GeoDimension", "GeoDetail")
TOPIC = "Topic"
_JSON = {"$format": "json"}


@dataclass(frozen=True)
class V3:
    """A table at `base`, `…/ODataFeed/odata/<table>`."""

    base: str
    resource = "odata-v3"
    cells = "UntypedDataSet"
    row_id = "ID"

    def look(self, client: Client) -> Look:
        """See `Api.look`."""
        url = f"{self.base}/TableInfos"
        try:
            (info,) = client.json(address(url, _JSON))["value"]
            modified = str(info["Modified"])
            return Look(
                version=f"{modified} {info.get('MetaDataModified', '-')}",
                modified=datetime.fromisoformat(modified).date(),
                stopped=_stopped(info),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise FetchError(f"{url} does not describe one table") from error

    def take_metadata(self, take: Take) -> None:
        """See `Api.take_metadata`."""
        entities = ("TableInfos", "CategoryGroups", "DataProperties")
        *_, path = take(self._addresses(entities))
        try:
            keys = [item["Key"] for item in entries(path) if item["Type"] in KINDS]
        except (ValueError, KeyError, TypeError) as error:
            raise FetchError(f"{path.name} does not list the dimensions") from error
        take(self._addresses(keys))

    def _addresses(self, entities: Sequence[str]) -> dict[str, str]:
        return {f"{entity}.json": address(f"{self.base}/{entity}", _JSON) for entity in entities}

    def describe(self, folder: Path) -> Description:
        """See `Api.describe`."""
        try:
            return _describe(folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReadError(f"the metadata cannot be read: {error!r}") from error

    def fields(self, selection: Selection) -> dict[str, str]:
        """See `Api.fields`."""
        names = [name for name in selection.columns.values() if name]
        topics = [measure.code for measure in selection.measures]
        return {self.row_id: "BIGINT"} | dict.fromkeys([*names, *topics], "VARCHAR")

    def listing(self, client: Client, selection: Selection, seen: Look) -> Listing:
        """See `Api.listing`."""
        conditions = selection.conditions()
        url = f"{self.base}/{self.cells}"
        options = {"$filter": " and ".join(conditions)} if conditions else {}
        stated = count(client, f"{url}/$count", options)
        if selection.some_measures:
            names = [name for name in selection.columns.values() if name]
            chosen = [self.row_id, *names, *(m.code for m in selection.measures)]
            options["$select"] = ",".join(chosen)
        return Listing(url, _JSON | options, stated)


def _stopped(info: dict[str, Any]) -> str | None:
    if info.get("OutputStatus") == STOPPED or info.get("ReasonDelivery") == "Stopgezet":
        return str(info.get("ReasonDelivery") or STOPPED)
    return None


def _describe(folder: Path) -> Description:
    (info,) = entries(folder / "TableInfos.json")
    properties = entries(folder / "DataProperties.json")
    groups = _category_groups(folder)
    topics = {
        str(item["ID"]): (str(item["Title"]), _text(item.get("ParentID"))) for item in properties
    }
    return Description(
        table=TableInfo(
            identifier=info["Identifier"],
            title=info["Title"],
            summary=info.get("Summary"),
            description=info.get("ShortDescription"),
            modified=info["Modified"],
            status=info.get("OutputStatus") or "Regulier",
            frequency=info.get("Frequency"),
            period=info.get("Period"),
            source=info.get("Source"),
            licence="CC-BY-4.0",
        ),
        dimensions=[
            Dimension(
                identifier=item["Key"],
                title=item["Title"],
                description=item.get("Description"),
                kind=item["Type"],
                codes=_codes(folder, item, groups.get(item["Key"], {})),
            )
            for item in properties
            if item["Type"] in KINDS
        ],
        measures=[
            Code(
                code=item["Key"],
                title=item["Title"],
                description=item.get("Description"),
                position=item.get("Position"),
                group=group_path(_text(item.get("ParentID")), topics),
                unit=item.get("Unit"),
                decimals=item.get("Decimals"),
                text=item.get("Datatype") == "String",
            )
            for item in properties
            if item["Type"] == TOPIC
        ],
    )


def _codes(
    folder: Path, dimension: dict[str, Any], groups: dict[str, tuple[str, str | None]]
) -> list[Code]:
    is_time = dimension["Type"] == "TimeDimension"
    return [
        Code(
            code=item["Key"],
            title=item["Title"],
            description=item.get("Description"),
            position=position,
            group=group_path(_text(item.get("CategoryGroupID")), groups),
            status=status_of(item["Title"], item.get("Status")) if is_time else None,
        )
        for position, item in enumerate(entries(folder / f"{dimension['Key']}.json"), start=1)
    ]


def _category_groups(folder: Path) -> dict[str, dict[str, tuple[str, str | None]]]:
    """Title and parent of each group, by dimension."""
    found: dict[str, dict[str, tuple[str, str | None]]] = {}
    for item in entries(folder / "CategoryGroups.json"):
        of_dimension = found.setdefault(item["DimensionKey"], {})
        of_dimension[str(item["ID"])] = (str(item["Title"]), _text(item.get("ParentID")))
    return found


def _text(value: object) -> str | None:
    return None if value is None else str(value)
