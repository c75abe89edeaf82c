"""A StatLine table, and its writer in the shape that OData v4 serves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sources.upstream.sample.files import write_bytes, write_json

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
CBS = "https://standaarden.overheid.nl/owms/terms/Centraal_Bureau_voor_de_Statistiek"
SAMPLE_NOTE = (
    "VOORBEELDDATA (sample data): dit zijn voorbeelddata in de vorm van een CBS-tabel, geen "
    "cijfers van het CBS."
)
UNROUNDED_NOTE = (
    "Het CBS rondt deze cijfers af op tientallen; hier zijn ze onafgerond, zodat gepubliceerde "
    "aantallen herkenbaar zijn."
)
PLAIN, TIME, GEO = "Dimension", "TimeDimension", "GeoDimension"


@dataclass(frozen=True)
class Code:
    """One code of a dimension; `status` only for periods, `group` where the dimension has them."""

    identifier: str
    title: str
    group: str | None = None
    status: str | None = None
    description: str = ""


@dataclass(frozen=True)
class Group:
    """A heading above codes, or above other groups."""

    identifier: str
    title: str
    parent: str | None = None


@dataclass(frozen=True)
class Dimension:
    """One dimension with its codes."""

    identifier: str
    title: str
    codes: Sequence[Code]
    kind: str = PLAIN
    groups: Sequence[Group] = ()
    description: str = ""


@dataclass(frozen=True)
class Measure:
    """One measure; `key` is the name of its column in v3, `group` a heading above it there."""

    identifier: str
    title: str
    unit: str = "aantal"
    decimals: int = 0
    description: str = ""
    key: str = ""
    group: str | None = None


class Observation(NamedTuple):
    """One value: its measure, its codes in the order of the dimensions; None for a missing one."""

    measure: str
    codes: tuple[str, ...]
    value: float | None


@dataclass(frozen=True)
class Table:
    """What describes a table; `stopped` is the reason when CBS discontinued it."""

    identifier: str
    title: str
    description: str
    coverage: str
    modified: date
    dimensions: Sequence[Dimension]
    measures: Sequence[Measure]
    frequency: str = "Perjaar"
    stopped: bool = False
    note: str = SAMPLE_NOTE

    @property
    def status(self) -> str:
        """CBS's word for whether the table is still kept up to date."""
        return "Gediscontinueerd" if self.stopped else "Regulier"

    @property
    def reason(self) -> str:
        """CBS's word for why this version was published."""
        return "Stopgezet" if self.stopped else "Actualisering"


def write_table(folder: Path, table: Table, observations: Iterable[Observation]) -> None:
    """Write all entities of a table under `folder` (`<data>/cbs/v4`)."""
    home = folder / table.identifier
    lines = _lines(table, observations)
    write_bytes(home / "Observations.ndjson", "".join(lines).encode(), table.modified)
    entities: dict[str, object] = {
        "Properties": _properties(table, len(lines)),
        "Dimensions": [_dimension(dimension) for dimension in table.dimensions],
        "MeasureGroups": [],
        "MeasureCodes": [
            _measure(index, measure) for index, measure in enumerate(table.measures, start=1)
        ],
    }
    for dimension in table.dimensions:
        entities[f"{dimension.identifier}Codes"] = [
            _code(index, code) for index, code in enumerate(dimension.codes, start=1)
        ]
        entities[f"{dimension.identifier}Groups"] = [
            _group(index, group) for index, group in enumerate(dimension.groups, start=1)
        ]
    for name, content in entities.items():
        write_json(home / f"{name}.json", content, table.modified)


def _lines(table: Table, observations: Iterable[Observation]) -> list[str]:
    """The observations as JSON, one a line."""
    pattern = "".join(f',"{dimension.identifier}":"%s"' for dimension in table.dimensions)
    lines = []
    for number, (measure, codes, value) in enumerate(observations):
        shown = '"Missing","Value":null' if value is None else f'"None","Value":{float(value)}'
        head = f'{{"Id":{number},"Measure":"{measure}","ValueAttribute":{shown}'
        lines.append(f"{head}{pattern % codes}}}\n")
    return lines


def _properties(table: Table, observations: int) -> dict[str, object]:
    moment = f"{table.modified.isoformat()}T02:00:00+01:00"
    return {
        "Identifier": table.identifier,
        "Title": f"{table.title} (voorbeelddata)",
        "Description": f"{table.note}\n\n{table.description}",
        "Language": "nl",
        "Authority": CBS,
        "Modified": moment,
        "TemporalCoverage": table.coverage,
        "Catalog": "CBS",
        "Publisher": CBS,
        "ContactPoint": "infoservice@cbs.nl",
        "Version": f"{table.modified:%Y%m%d}0200",
        "VersionNotes": "",
        "VersionReason": table.reason,
        "Frequency": table.frequency,
        "Status": table.status,
        "ObservationCount": observations,
        "ObservationsModified": moment,
        "DatasetType": "Numeric",
        "GraphTypes": "Table,Bar,Line",
        "SearchPriority": "2",
        "License": CC_BY,
        "Source": "CBS.",
        "Summary": table.description,
    }


def _dimension(dimension: Dimension) -> dict[str, object]:
    return {
        "Identifier": dimension.identifier,
        "Title": dimension.title,
        "Description": dimension.description,
        "Kind": dimension.kind,
        "MapYear": None,
        "ReleasePolicy": None,
    }


def _measure(index: int, measure: Measure) -> dict[str, object]:
    return {
        "Identifier": measure.identifier,
        "Index": index,
        "Title": measure.title,
        "Description": measure.description,
        "MeasureGroupId": None,
        "DataType": "Double" if measure.decimals else "Long",
        "Unit": measure.unit,
        "Format": None,
        "Decimals": measure.decimals,
        "PresentationType": "Relative" if measure.unit == "%" else "Absolute",
    }


def _code(index: int, code: Code) -> dict[str, object]:
    content: dict[str, object] = {
        "Identifier": code.identifier,
        "Index": index,
        "Title": code.title,
        "Description": code.description,
        "DimensionGroupId": code.group,
    }
    return content if code.status is None else content | {"Status": code.status}


def _group(index: int, group: Group) -> dict[str, object]:
    return {
        "Id": group.identifier,
        "Index": index,
        "Title": group.title,
        "Description": None,
        "ParentId": group.parent,
    }
