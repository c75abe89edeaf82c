"""Where technology is taught, and the shapes and tiles that maps are drawn with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
from defusedxml.ElementTree import fromstring

from expectations.yaml_file import read_yaml

HERE = Path(__file__).parent
SHAPES = HERE / "vendor" / "netherlands.svg"
TILES = HERE / "tiles.yml"
# The drawing knows provinces by letters, and CBS by codes.
_CODES = {
    "gr": "PV20", "fr": "PV21", "dr": "PV22", "ov": "PV23", "fl": "PV24", "ge": "PV25",
    "ut": "PV26", "nh": "PV27", "zh": "PV28", "ze": "PV29", "nb": "PV30", "li": "PV31",
}  # fmt: skip

_LOCATIONS = """
SELECT
    education, institution_code, location_code, location_name, address, postcode, place_name,
    municipality_name, province_code,
    education_level, programme_code, programme_name, period, pupils_low, pupils_high
FROM marts.school_locations
ORDER BY coalesce(location_name, institution_code), institution_code, location_code, place_name,
    programme_name, programme_code, education_level, period
"""
_OF_LOCATION = 9
"""Columns that say which location it is; three more say which programme."""


@dataclass
class Locations:
    """Locations of one kind of education; a name that is everywhere is held once.

    A place is what `columns` says of it, and its programmes: which of `programmes`, then of every
    one of `periods` the number of pupils, `[lowest, highest]` where it is not known, or null.
    """

    columns: list[str]
    periods: list[str]
    programmes: dict[tuple[Any, ...], int] = field(default_factory=dict)
    places: list[list[Any]] = field(default_factory=list)

    def add(self, place: list[Any], rows: Iterable[tuple[Any, ...]]) -> None:
        """Take in a place with the rows of its programmes."""
        taught = []
        for programme, years in groupby(rows, lambda row: row[_OF_LOCATION:-3]):
            number = self.programmes.setdefault(programme, len(self.programmes))
            pupils = {
                period: low if low == high else [low, high] for *_, period, low, high in years
            }
            taught.append([number, *map(pupils.get, self.periods)])
        self.places.append([*place, taught])

    def packed(self) -> dict[str, Any]:
        """As the script of the page reads it."""
        return vars(self) | {"programmes": list(self.programmes)}


def read_locations(db: duckdb.DuckDBPyConnection) -> dict[str, Locations]:
    """Per kind of education its locations, each with its technical programmes.

    A location of mbo is an institution in a town: DUO knows no finer place.
    """
    cursor = db.execute(_LOCATIONS)
    columns = [column[0] for column in cursor.description[1:_OF_LOCATION]]
    rows = cursor.fetchall()
    found: dict[str, Locations] = {}
    for (education, *place), of_place in groupby(rows, lambda row: row[:_OF_LOCATION]):
        if education not in found:
            periods = sorted({row[-3] for row in rows if row[0] == education})
            found[education] = Locations(columns, periods)
        found[education].add(place, of_place)
    return found


def shapes(provinces: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """The outlines of the provinces with their names, and the grid of labour-market regions."""
    drawing = fromstring(SHAPES.read_text(encoding="utf-8"))
    tiles = read_yaml(TILES)
    return {
        "viewBox": drawing.attrib["viewBox"],
        "provinces": {
            _CODES[path.attrib["id"]]: path.attrib["d"] for path in drawing if "d" in path.attrib
        },
        "names": {code: name for code, (name, _) in provinces.items()},
        "landsdelen": {code: landsdeel for code, (_, landsdeel) in provinces.items()},
        "tiles": tiles,
    }


def read_provinces(db: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Of every province, by code, its name and the code of its landsdeel."""
    rows = db.execute("SELECT province_code, name, landsdeel_code FROM reference.provinces")
    return {code: (name, landsdeel) for code, name, landsdeel in rows.fetchall()}
