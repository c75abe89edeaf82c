"""OData v4, at `datasets.cbs.nl/odata/v1`: a cell is a row, measures are codes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sources.cbs.api import STOPPED, Listing, Look, Take, count, entries
from sources.cbs.description import (
    Code,
    Description,
    Dimension,
    TableInfo,
    group_path,
    status_of,
)
from sources.cbs.selection import Selection, any_of
from sources.client import Client, FetchError
from sources.reading import ReadError

_NEEDED = ("Modified", "Status", "ObservationCount")


@dataclass(frozen=True)
class V4:
    """A table at `base`, `…/odata/v1/CBS/<table>`."""

    base: str
    resource = "odata-v4"
    cells = "Observations"
    row_id = "Id"

    def look(self, client: Client) -> Look:
        """See `Api.look`."""
        properties = client.json(f"{self.base}/Properties")
        if not isinstance(properties, dict) or any(key not in properties for key in _NEEDED):
            raise FetchError(f"{self.base}/Properties lacks one of {', '.join(_NEEDED)}")
        keys = ("Modified", "Version", "ObservationsModified")
        reason = properties.get("VersionReason") or STOPPED
        return Look(
            version=" ".join(str(properties.get(key, "-")) for key in keys),
            modified=datetime.fromisoformat(properties["Modified"]).date(),
            stopped=str(reason) if properties["Status"] == STOPPED else None,
            rows=int(properties["ObservationCount"]),
        )

    def take_metadata(self, take: Take) -> None:
        """See `Api.take_metadata`."""
        entities = ("Properties", "MeasureCodes", "MeasureGroups", "Dimensions")
        *_, dimensions = take(self._addresses(entities))
        kinds = ("Codes", "Groups")
        take(self._addresses([f"{i}{kind}" for i in _identifiers(dimensions) for kind in kinds]))

    def _addresses(self, entities: Sequence[str]) -> dict[str, str]:
        return {f"{entity}.json": f"{self.base}/{entity}" for entity in entities}

    def describe(self, folder: Path) -> Description:
        """See `Api.describe`."""
        try:
            return _describe(folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReadError(f"the metadata cannot be read: {error!r}") from error

    def fields(self, selection: Selection) -> dict[str, str]:
        """See `Api.fields`."""
        names = [name for name in selection.columns.values() if name]
        fields = {self.row_id: "BIGINT", "Measure": "VARCHAR", "ValueAttribute": "VARCHAR"}
        fields |= {"Value": "DOUBLE", "StringValue": "VARCHAR"}
        return fields | dict.fromkeys(names, "VARCHAR")

    def listing(self, client: Client, selection: Selection, seen: Look) -> Listing:
        """See `Api.listing`."""
        conditions = selection.conditions()
        if selection.some_measures:
            conditions.append(any_of("Measure", [m.code for m in selection.measures]))
        url = f"{self.base}/{self.cells}"
        if not conditions and seen.rows is not None:
            return Listing(url, {}, seen.rows)
        options = {"$filter": " and ".join(conditions)} if conditions else {}
        return Listing(url, options, count(client, f"{url}/$count", options))


def _identifiers(path: Path) -> list[str]:
    try:
        return [str(item["Identifier"]) for item in entries(path)]
    except (ValueError, KeyError, TypeError) as error:
        raise FetchError(f"{path.name} is not a list of dimensions") from error


def _describe(folder: Path) -> Description:
    properties = json.loads((folder / "Properties.json").read_bytes())
    return Description(
        table=TableInfo(
            identifier=properties["Identifier"],
            title=properties["Title"],
            summary=properties.get("Summary"),
            description=properties.get("Description"),
            modified=properties["Modified"],
            status=properties["Status"],
            frequency=properties.get("Frequency"),
            period=properties.get("TemporalCoverage"),
            source=properties.get("Source"),
            licence=properties.get("License") or "CC-BY-4.0",
        ),
        dimensions=[
            Dimension(
                identifier=item["Identifier"],
                title=item["Title"],
                description=item.get("Description"),
                kind=item.get("Kind") or "Dimension",
                codes=_codes(folder, item["Identifier"], item.get("Kind") == "TimeDimension"),
            )
            for item in entries(folder / "Dimensions.json")
        ],
        measures=_measures(folder),
    )


def _codes(folder: Path, identifier: str, is_time: bool) -> list[Code]:
    groups = _groups(folder / f"{identifier}Groups.json")
    return [
        Code(
            code=item["Identifier"],
            title=item["Title"],
            description=item.get("Description"),
            position=item.get("Index"),
            group=group_path(_text(item.get("DimensionGroupId")), groups),
            status=status_of(item["Title"], item.get("Status")) if is_time else None,
        )
        for item in entries(folder / f"{identifier}Codes.json")
    ]


def _measures(folder: Path) -> list[Code]:
    groups = _groups(folder / "MeasureGroups.json")
    return [
        Code(
            code=item["Identifier"],
            title=item["Title"],
            description=item.get("Description"),
            position=item.get("Index"),
            group=group_path(_text(item.get("MeasureGroupId")), groups),
            unit=item.get("Unit"),
            decimals=item.get("Decimals"),
            text=item.get("DataType") == "String",
        )
        for item in entries(folder / "MeasureCodes.json")
    ]


def _groups(path: Path) -> dict[str, tuple[str, str | None]]:
    return {
        str(item["Id"]): (str(item["Title"]), _text(item.get("ParentId"))) for item in entries(path)
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
