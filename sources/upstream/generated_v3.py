"""The shape of a generated table as v3 serves it: topics as columns, keys padded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from sources.upstream.shape import AWKWARD, MODIFIED, Shape, Spacing, base_values, month

_SIZE = 10_000  # rows in a block, and what a block adds to its values: no two are alike
_MISSING_EVERY, _BLANK_EVERY, _AWKWARD_EVERY, _POINT_EVERY = 31, 37, 50, 41
_DIMENSIONS: Mapping[str, Sequence[str]] = {
    "Studierichting": [f"A0420{number:02}".ljust(10) for number in range(20)],
    "RegioS": [f"GM{number:04}".ljust(10) for number in range(1, 501)],
}
_PERIODS = "Perioden"
_TOPICS = {
    "Leerlingen_1": ("Long", "aantal", 0),
    "Gediplomeerden_2": ("Long", "aantal", 0),
    "Aandeel_3": ("Double", "%", 1),
    "Toelichting_4": ("String", "tekst", 0),
}


@lru_cache(maxsize=2)
def shape_v3(spacing: Spacing) -> Shape:
    """10,000 rows per month: 20 × 500 codes, and four topics of which one is a text.

    A number is missing (`"."`) or blank (null) here and there.
    """
    before, after = [], []
    values = base_values(_SIZE)
    graduates, shares = np.empty(len(values)), np.empty(len(values))
    for place, (study, region) in enumerate(product(*_DIMENSIONS.values())):
        value = int(values[place])
        before.append(
            f'{spacing.key("Studierichting")}"{study}"{spacing.key("RegioS")}"{region}"'
            f'{spacing.key(_PERIODS)}"'
        )
        missing, blank = place % _MISSING_EVERY == 0, place % _BLANK_EVERY == 0
        graduate = '"."' if missing else "null" if blank else str(value // 3)
        graduates[place] = np.nan if missing or blank else value // 3
        shares[place] = value % 100 + (0.5 if place % 2 else 0)
        text = "." if place % _POINT_EVERY == 0 else "geen"
        text = AWKWARD if place % _AWKWARD_EVERY == 0 else text
        # The block's number comes before these digits, which is why they are padded.
        after.append(
            f"{value:04}{spacing.key('Gediplomeerden_2')}{graduate}"
            f"{spacing.key('Aandeel_3')}{shares[place]}"
            f"{spacing.key('Toelichting_4')}{json.dumps(text)}{spacing.close}"
        )
    return Shape(
        spacing=spacing,
        start=spacing.first_key("ID"),
        before=before,
        after=after,
        middle=lambda block: f'{month(block)}"{spacing.key("Leerlingen_1")}{block + 1}',
        end=lambda block: "",
        columns={
            "Leerlingen_1": (values + _SIZE).astype(np.float64),
            "Gediplomeerden_2": graduates,
            "Aandeel_3": shares,
        },
        steps={"Leerlingen_1": _SIZE},
        entities=_entities,
    )


def _entities(identifier: str, rows: int, blocks: int) -> Mapping[str, Any]:
    codes = {**_DIMENSIONS, _PERIODS: [month(block) for block in range(blocks)]}
    properties = [*_dimensions(), *_topics()]
    for number, item in enumerate(properties):
        item |= {"ID": number, "Position": number, "ParentID": None}
    entities: dict[str, Any] = {
        "TableInfos": [
            {
                "Updated": MODIFIED,
                "ID": 0,
                "Identifier": identifier,
                "Title": f"Gegenereerde tabel {identifier}",
                "ShortTitle": f"Gegenereerde tabel {identifier}",
                "ShortDescription": AWKWARD,
                "Modified": MODIFIED,
                "MetaDataModified": MODIFIED,
                "OutputStatus": "Regulier",
                "Language": "nl",
                "Catalog": "CBS",
                "Frequency": "Permaand",
                "RecordCount": rows,
                "ColumnCount": len(properties),
            }
        ],
        "DataProperties": properties,
        "CategoryGroups": [],
    }
    for name, members in codes.items():
        last: dict[str, Any] = (
            {"Status": "Definitief"} if name == _PERIODS else {"CategoryGroupID": None}
        )
        entities[name] = [
            {"Key": code, "Title": f"{name} {code.strip()}", "Description": AWKWARD, **last}
            for code in members
        ]
    return entities


def _dimensions() -> list[dict[str, Any]]:
    kinds = {"RegioS": "GeoDimension", _PERIODS: "TimeDimension"}
    return [
        {
            "odata.type": f"Cbs.OData.{kinds.get(name, 'Dimension')}",
            "Type": kinds.get(name, "Dimension"),
            "Key": name,
            "Title": name,
            "Description": AWKWARD,
        }
        for name in (*_DIMENSIONS, _PERIODS)
    ]


def _topics() -> list[dict[str, Any]]:
    return [
        {
            "odata.type": "Cbs.OData.Topic",
            "Type": "Topic",
            "Key": name,
            "Title": name.partition("_")[0],
            "Description": AWKWARD,
            "Datatype": datatype,
            "Unit": unit,
            "Decimals": decimals,
            "Default": "Impossible",
        }
        for name, (datatype, unit, decimals) in _TOPICS.items()
    ]
