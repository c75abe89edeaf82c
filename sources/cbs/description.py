"""What CBS says of a table, in one form for both versions of OData."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet

Status = Literal["definitive", "provisional", "revised_provisional"]


@dataclass(frozen=True)
class Code:
    """A member of a dimension, or a measure.

    `code` is as the server has it: v3 pads keys with spaces, and filters need them so.
    """

    code: str
    title: str
    description: str | None = None
    position: int | None = None
    group: str | None = None
    unit: str | None = None
    decimals: int | None = None
    text: bool = False
    status: Status | None = None


@dataclass(frozen=True)
class Dimension:
    """A dimension with its members."""

    identifier: str
    title: str
    description: str | None
    kind: str
    codes: Sequence[Code]


@dataclass(frozen=True)
class TableInfo:
    """A table as a whole."""

    identifier: str
    title: str
    summary: str | None
    description: str | None
    modified: str
    status: str
    frequency: str | None
    period: str | None
    source: str | None
    licence: str


@dataclass(frozen=True)
class Description:
    """A table, its dimensions and its measures."""

    table: TableInfo
    dimensions: Sequence[Dimension]
    measures: Sequence[Code]


def status_of(title: str, status: str | None) -> Status:
    """The status of a period: what CBS states, else the asterisks behind its title."""
    word = (status or "").replace(" ", "").lower()
    stars = len(title.rstrip()) - len(title.rstrip().rstrip("*"))
    if word == "definitief":
        return "definitive"
    if word.startswith("nader") or stars == 2:
        return "revised_provisional"
    return "provisional" if word == "voorlopig" or stars == 1 else "definitive"


def group_path(group: str | None, groups: Mapping[str, tuple[str, str | None]]) -> str | None:
    """The titles of a group and those above it, `Provincies` or `Techniek / Bouw`.

    `groups` gives a group's title and the group above it. A circle ends where it closes.
    """
    titles: list[str] = []
    seen: set[str] = set()
    while group and group in groups and group not in seen:
        seen.add(group)
        title, group = groups[group]
        titles.insert(0, title)
    return " / ".join(titles) or None


Columns = Mapping[str, tuple[pa.DataType, str]]
"""Of a Parquet file: type and meaning of each column."""

CODES: Columns = {
    "dimension": (pa.string(), "Dimension that the code belongs to; measure for a measure"),
    "code": (pa.string(), "Code of CBS, without the padding of v3"),
    "title": (pa.string(), "Dutch title, with asterisks for a provisional period"),
    "description": (pa.string(), "What CBS says of it, in Dutch"),
    "position": (pa.int32(), "Place in the list of CBS"),
    "group_path": (pa.string(), "Titles of the groups that it is in, from the widest"),
    "unit": (pa.string(), "Unit of a measure"),
    "decimals": (pa.int32(), "Decimals that CBS shows of a measure"),
    "status": (pa.string(), "Of a period: definitive, provisional or revised_provisional"),
}
DIMENSIONS: Columns = {
    "dimension": (pa.string(), "Name here, a column of the table"),
    "identifier": (pa.string(), "Name of CBS"),
    "title": (pa.string(), "Dutch title"),
    "description": (pa.string(), "What CBS says of it, in Dutch"),
    "kind": (pa.string(), "Dimension, TimeDimension, GeoDimension or GeoDetail"),
}
TABLE: Columns = {
    "identifier": (pa.string(), "Id of the table"),
    "title": (pa.string(), "Dutch title"),
    "summary": (pa.string(), "Summary of CBS"),
    "description": (pa.string(), "Description of CBS"),
    "modified": (pa.string(), "When CBS changed it last"),
    "status": (pa.string(), "Regulier, or Gediscontinueerd when CBS stopped it"),
    "frequency": (pa.string(), "How often CBS brings new figures"),
    "period": (pa.string(), "Periods that it covers"),
    "source": (pa.string(), "Source that CBS names"),
    "licence": (pa.string(), "Licence of the figures"),
}


def write_description(
    description: Description, names: Mapping[str, str | None], folder: Path
) -> None:
    """Write `codes.parquet`, `dimensions.parquet` and `table.parquet`.

    `names` maps our name of a dimension to that of CBS.
    """
    named = {identifier: column for column, identifier in names.items() if identifier}
    lists = {named[d.identifier]: d.codes for d in description.dimensions}
    codes = [
        {
            "dimension": dimension,
            "code": code.code.strip(),
            "title": code.title.strip(),
            "description": code.description,
            "position": code.position,
            "group_path": code.group,
            "unit": code.unit,
            "decimals": code.decimals,
            "status": code.status,
        }
        for dimension, members in {**lists, "measure": description.measures}.items()
        for code in members
    ]
    dimensions = [
        {
            "dimension": named[d.identifier],
            "identifier": d.identifier,
            "title": d.title,
            "description": d.description,
            "kind": d.kind,
        }
        for d in description.dimensions
    ]
    for name, rows, columns in (
        ("codes", codes, CODES),
        ("dimensions", dimensions, DIMENSIONS),
        ("table", [asdict(description.table)], TABLE),
    ):
        schema = pa.schema([(column, kind) for column, (kind, _) in columns.items()])
        table = pa.Table.from_pylist(rows, schema=schema)
        pa.parquet.write_table(table, folder / f"{name}.parquet", compression="zstd")
