"""Writing a StatLine table in the shape that OData v3 serves.

Measures are columns, keys are padded with spaces to the longest of their dimension, a cell that
cannot occur is null, and one that is unknown or secret is a full stop.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from sources.upstream.sample.cbs_table import GEO, TIME, Code, Dimension, Observation, Table
from sources.upstream.sample.files import write_bytes, write_json

_API = "https://opendata.cbs.nl/{}/OData/{}"
# A region is as wide as CBS's longest one (a neighbourhood), whatever the table holds.
_REGION_WIDTH = 10
_PRESENTATION = {"aantal": "Absolute", "%": "Relative"}


def write_table_v3(folder: Path, table: Table, observations: Iterable[Observation]) -> None:
    """Write all entities of a table under `folder` (`<data>/cbs/v3`)."""
    home = folder / table.identifier
    lines = _lines(table, observations)
    write_bytes(home / "TypedDataSet.ndjson", "".join(lines).encode(), table.modified)
    groups = _category_groups(table.dimensions)
    entities: dict[str, object] = {
        "TableInfos": [_table_info(table, len(lines))],
        "DataProperties": _data_properties(table),
        "CategoryGroups": [content for _, content in groups],
    }
    numbers = {key: content["ID"] for key, content in groups}
    for dimension in table.dimensions:
        entities[dimension.identifier] = [
            _category(dimension, code, numbers) for code in dimension.codes
        ]
    for name, content in entities.items():
        write_json(home / f"{name}.json", content, table.modified)


def padded(dimension: Dimension, code: str) -> str:
    """The key as v3 gives it."""
    longest = max(len(other.identifier) for other in dimension.codes)
    width = _REGION_WIDTH if dimension.kind == GEO else longest
    return code.ljust(width)


def topic_keys(table: Table) -> list[str]:
    """Keys of the measures: their own, else the words of their title and their number."""
    keys = []
    for number, measure in enumerate(table.measures, start=1):
        words = re.findall(r"[A-Za-z0-9]+", measure.title)
        made = "".join(word[:1].upper() + word[1:] for word in words)
        keys.append(measure.key or f"{made}_{number}")
    return keys


def _lines(table: Table, observations: Iterable[Observation]) -> list[str]:
    """The rows as JSON, one a line, in the order in which their codes first come."""
    columns = {measure.identifier: index for index, measure in enumerate(table.measures)}
    decimals = [measure.decimals for measure in table.measures]
    rows: dict[tuple[str, ...], list[str]] = {}
    for measure, codes, value in observations:
        row = rows.setdefault(codes, ["null"] * len(columns))
        column = columns[measure]
        row[column] = '"."' if value is None else f"{value:.{decimals[column]}f}"
    keys = [
        {
            code.identifier: json.dumps(padded(dimension, code.identifier))
            for code in dimension.codes
        }
        for dimension in table.dimensions
    ]
    names = [f'"{dimension.identifier}":' for dimension in table.dimensions]
    topics = [f'"{key}":' for key in topic_keys(table)]
    lines = []
    for number, (codes, row) in enumerate(rows.items()):
        cells = [f'"ID":{number}']
        cells += [name + key[code] for name, key, code in zip(names, keys, codes, strict=True)]
        cells += [topic + value for topic, value in zip(topics, row, strict=True)]
        lines.append("{" + ",".join(cells) + "}\n")
    return lines


def _table_info(table: Table, rows: int) -> dict[str, object]:
    moment = f"{table.modified.isoformat()}T02:00:00"
    api, feed = (_API.format(service, table.identifier) for service in ("ODataApi", "ODataFeed"))
    return {
        "ID": 0,
        "Title": f"{table.title} (voorbeelddata)",
        "ShortTitle": f"{table.title} (voorbeelddata)",
        "Identifier": table.identifier,
        "Summary": table.description,
        "Modified": moment,
        "MetaDataModified": moment,
        "ReasonDelivery": table.reason,
        "ExplanatoryText": "",
        "OutputStatus": table.status,
        "Source": "CBS.",
        "Language": "nl",
        "Catalog": "CBS",
        "Frequency": "Stopgezet" if table.stopped else table.frequency,
        "Period": table.coverage,
        "ShortDescription": f"\n{table.note}\n\n{table.description}\n",
        "Description": f"{table.note}\n\n{table.description}",
        "DefaultPresentation": "graphtype=Table",
        "DefaultSelection": "",
        "GraphTypes": "Table,Bar,Line",
        "RecordCount": rows,
        "ColumnCount": len(table.dimensions) + len(table.measures),
        "SearchPriority": "2",
        "ApiUrl": api,
        "FeedUrl": feed,
    }


def _data_properties(table: Table) -> list[dict[str, object]]:
    """Dimensions, then topics, each under the heading that it belongs to."""
    contents: list[dict[str, object]] = []
    for position, dimension in enumerate(table.dimensions):
        contents.append(
            _property(len(contents), dimension.kind, dimension.identifier, dimension.title)
            | {"Position": position, "Description": dimension.description}
        )
        if dimension.kind == TIME:
            contents[-1]["ReleasePolicy"] = True
    headings: dict[str, int] = {}
    keys = topic_keys(table)
    for position, measure in enumerate(table.measures, start=len(table.dimensions)):
        if measure.group is not None and measure.group not in headings:
            headings[measure.group] = len(contents)
            contents.append(_property(len(contents), "TopicGroup", "", measure.group))
        contents.append(
            _property(len(contents), "Topic", keys[position - len(table.dimensions)], measure.title)
            | {
                "Position": position,
                "ParentID": None if measure.group is None else headings[measure.group],
                "Description": measure.description,
                "Datatype": "Float" if measure.decimals else "Long",
                "Unit": measure.unit,
                "Decimals": measure.decimals,
                "Default": "Impossible",
                "PresentationType": _PRESENTATION.get(measure.unit, "Absolute"),
            }
        )
    return contents


def _property(number: int, kind: str, key: str, title: str) -> dict[str, object]:
    return {
        "odata.type": f"Cbs.OData.{kind}",
        "ID": number,
        "Position": None,
        "ParentID": None,
        "Type": kind,
        "Key": key,
        "Title": title,
        "Description": "",
        "ReleasePolicy": None,
        "Datatype": None,
        "Unit": None,
        "Decimals": None,
        "Default": None,
    }


def _category_groups(
    dimensions: Sequence[Dimension],
) -> list[tuple[tuple[str, str], dict[str, object]]]:
    """Every group with its dimension and identifier; v3 numbers them over the whole table."""
    found: list[tuple[tuple[str, str], dict[str, object]]] = []
    numbers: dict[tuple[str, str], int] = {}
    for dimension in dimensions:
        for group in dimension.groups:
            key = (dimension.identifier, group.identifier)
            numbers[key] = len(found)
            parent = None if group.parent is None else numbers[dimension.identifier, group.parent]
            content: dict[str, object] = {
                "ID": numbers[key],
                "DimensionKey": dimension.identifier,
                "Title": group.title,
                "Description": "",
                "ParentID": parent,
            }
            found.append((key, content))
    return found


def _category(
    dimension: Dimension, code: Code, numbers: dict[tuple[str, str], object]
) -> dict[str, object]:
    content: dict[str, object] = {
        "Key": padded(dimension, code.identifier),
        "Title": code.title,
        "Description": code.description,
    }
    if dimension.kind == TIME:
        return content | {"Status": code.status}
    group = None if code.group is None else numbers[dimension.identifier, code.group]
    return content | {"CategoryGroupID": group}
