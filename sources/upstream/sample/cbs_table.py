"""A StatLine table in the shape that OData v4 serves, written to the data directory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sources.upstream.sample.files import write_bytes, write_json

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
CBS = "https://standaarden.overheid.nl/owms/terms/Centraal_Bureau_voor_de_Statistiek"
SAMPLE_NOTE = (
    "VOORBEELDDATA (sample data): dit zijn voorbeelddata in de vorm van een CBS-tabel, geen "
    "cijfers van het CBS. Het CBS rondt deze cijfers af op tientallen; hier zijn ze onafgerond, "
    "zodat gepubliceerde aantallen herkenbaar zijn."
)


@dataclass(frozen=True)
class Code:
    """One code of a dimension; `status` only for periods, `group` where the dimension has them."""

    identifier: str
    title: str
    group: str | None = None
    status: str | None = None


@dataclass(frozen=True)
class Dimension:
    """One dimension with its codes; `groups` maps group ids to titles."""

    identifier: str
    title: str
    codes: Sequence[Code]
    kind: str = "Dimension"
    groups: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Measure:
    """One measure, a count of people."""

    identifier: str
    title: str


@dataclass(frozen=True)
class Observation:
    """One value: its measure, its codes in the order of the dimensions, and how many people."""

    measure: str
    codes: tuple[str, ...]
    value: int


@dataclass(frozen=True)
class Table:
    """What describes a table."""

    identifier: str
    title: str
    description: str
    coverage: str
    modified: date
    dimensions: Sequence[Dimension]
    measures: Sequence[Measure]


def write_table(folder: Path, table: Table, observations: Iterable[Observation]) -> None:
    """Write all entities of a table under `folder` (`<data>/cbs/v4`)."""
    home = folder / table.identifier
    names = [dimension.identifier for dimension in table.dimensions]
    lines = [_line(number, names, observation) for number, observation in enumerate(observations)]
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
            {"Id": group, "Index": index, "Title": title, "Description": None, "ParentId": None}
            for index, (group, title) in enumerate(dimension.groups, start=1)
        ]
    for name, content in entities.items():
        write_json(home / f"{name}.json", content, table.modified)


def _line(number: int, names: Sequence[str], observation: Observation) -> str:
    keys = "".join(
        f',"{name}":"{code}"' for name, code in zip(names, observation.codes, strict=True)
    )
    return (
        f'{{"Id":{number},"Measure":"{observation.measure}","ValueAttribute":"None",'
        f'"Value":{observation.value}.0{keys}}}\n'
    )


def _properties(table: Table, observations: int) -> dict[str, object]:
    moment = f"{table.modified.isoformat()}T02:00:00+01:00"
    return {
        "Identifier": table.identifier,
        "Title": f"{table.title} (voorbeelddata)",
        "Description": f"{SAMPLE_NOTE}\n\n{table.description}",
        "Language": "nl",
        "Authority": CBS,
        "Modified": moment,
        "TemporalCoverage": table.coverage,
        "Catalog": "CBS",
        "Publisher": CBS,
        "ContactPoint": "infoservice@cbs.nl",
        "Version": f"{table.modified:%Y%m%d}0200",
        "VersionNotes": "",
        "VersionReason": "Actualisering",
        "Frequency": "Perjaar",
        "Status": "Regulier",
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
        "Description": "",
        "Kind": dimension.kind,
        "MapYear": None,
        "ReleasePolicy": None,
    }


def _measure(index: int, measure: Measure) -> dict[str, object]:
    return {
        "Identifier": measure.identifier,
        "Index": index,
        "Title": measure.title,
        "Description": "",
        "MeasureGroupId": None,
        "DataType": "Long",
        "Unit": "aantal",
        "Format": None,
        "Decimals": 0,
        "PresentationType": "Absolute",
    }


def _code(index: int, code: Code) -> dict[str, object]:
    content: dict[str, object] = {
        "Identifier": code.identifier,
        "Index": index,
        "Title": code.title,
        "Description": "",
        "DimensionGroupId": code.group,
    }
    return content if code.status is None else content | {"Status": code.status}
