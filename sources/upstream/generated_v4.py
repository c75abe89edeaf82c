"""The shape of a generated table as v4 serves it: an observation per row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from sources.upstream.shape import AWKWARD, MODIFIED, Shape, Spacing, base_values, month

_SIZE = 100_000  # rows in a block, and what a block adds to its values: no two are alike
_ABSENT_EVERY = 97  # of that many observations one has no value
_MEASURES = [f"M00{number:04}" for number in range(1, 6)]
_DIMENSIONS: Mapping[str, Sequence[str]] = {
    "HerkomstGeboorteland": ["T001038", "3000", "4000", "9999999"],
    "OnderwijssoortLeerjaar": [f"A0420{number:02}" for number in range(50)],
    "Regiokenmerken": [f"GM{number:04}" for number in range(1, 101)],
}
_PERIODS = "Perioden"


@lru_cache(maxsize=2)
def shape_v4(spacing: Spacing) -> Shape:
    """100,000 observations per month: 5 measures, 4 × 50 × 100 codes."""
    origins, levels, regions = _DIMENSIONS.values()
    keys = product(regions, levels, origins, _MEASURES)
    before, after = [], []
    values = base_values(_SIZE)
    numbers = np.empty(len(values))
    for place, (region, level, origin, measure) in enumerate(keys):
        head = f'{spacing.key("Measure")}"{measure}"{spacing.key("ValueAttribute")}'
        value = int(values[place])
        # The block's number comes before these digits, which is why they are padded.
        if place % _ABSENT_EVERY:
            half = 5 if place % 2 else 0
            before.append(f'{head}"None"{spacing.key("Value")}')
            cell = f"{value:05}.{half}"
            numbers[place] = _SIZE + value + half / 10
        else:
            before.append(f'{head}"')
            cell = f". {json.dumps(AWKWARD)[1:]}{spacing.key('Value')}null"
            numbers[place] = np.nan
        after.append(
            f'{cell}{spacing.key("HerkomstGeboorteland")}"{origin}"'
            f'{spacing.key("OnderwijssoortLeerjaar")}"{level}"'
            f'{spacing.key("Regiokenmerken")}"{region}"{spacing.key(_PERIODS)}"'
        )
    return Shape(
        spacing=spacing,
        start=spacing.first_key("Id"),
        before=before,
        after=after,
        middle=lambda block: str(block + 1),
        end=lambda block: f'{month(block)}"{spacing.close}',
        columns={"Value": numbers},
        steps={"Value": _SIZE},
        entities=_entities,
    )


def _entities(identifier: str, rows: int, blocks: int) -> Mapping[str, Any]:
    codes = {**_DIMENSIONS, _PERIODS: [month(block) for block in range(blocks)]}
    entities: dict[str, Any] = {
        "Properties": _properties(identifier, rows),
        "Dimensions": [
            {"Identifier": name, "Title": name, "Description": "", "Kind": _kind(name)}
            for name in codes
        ],
        "MeasureGroups": [],
        "MeasureCodes": [
            {
                "Identifier": measure,
                "Index": index,
                "Title": f"Onderwerp {index}",
                "Description": AWKWARD,
                "MeasureGroupId": None,
                "DataType": "Double",
                "Unit": "aantal",
                "Decimals": 1,
            }
            for index, measure in enumerate(_MEASURES, start=1)
        ],
    }
    for name, members in codes.items():
        entities[f"{name}Groups"] = []
        entities[f"{name}Codes"] = [
            {
                "Identifier": code,
                "Index": index,
                "Title": f"{name} {code}",
                "Description": AWKWARD,
                "DimensionGroupId": None,
            }
            | ({"Status": "Definitief"} if name == _PERIODS else {})
            for index, code in enumerate(members, start=1)
        ]
    return entities


def _kind(name: str) -> str:
    return {_PERIODS: "TimeDimension", "Regiokenmerken": "GeoDimension"}.get(name, "Dimension")


def _properties(identifier: str, rows: int) -> dict[str, Any]:
    return {
        "Identifier": identifier,
        "Title": f"Gegenereerde tabel {identifier}",
        "Description": AWKWARD,
        "Language": "nl",
        "Modified": f"{MODIFIED}+01:00",
        "Catalog": "CBS",
        "Version": "202403010200",
        "Frequency": "Permaand",
        "Status": "Regulier",
        "ObservationCount": rows,
        "ObservationsModified": f"{MODIFIED}+01:00",
        "DatasetType": "Numeric",
        "License": "https://creativecommons.org/licenses/by/4.0/",
        "Source": "CBS.",
    }
