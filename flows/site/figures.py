"""The figures of every indicator, as data that pages read.

A file holds those of the country, landsdelen and provinces; one for each finer level of region is
asked for when somebody wants it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

DECIMALS = 6
"""Of a value as it stands in the data; percentages are 0-100."""

_FINER = {"labour_market_region": "am", "municipality": "gm"}
# A series is an indicator's figures of one region, gender and level, by period; a point has what it
# needs and no more: bounds where it is an estimate, counts where it is a share.
_SERIES = f"""
SELECT
    v.indicator_id, v.region_level, v.region_code, v.region_name, v.gender, v.education_level,
    list(v.period ORDER BY v.period_start, v.period) AS periods,
    list(v.period_type ORDER BY v.period_start, v.period) AS kinds,
    list([
        round(v.value, {DECIMALS}),
        CASE WHEN v.is_estimate THEN round(v.value_low, {DECIMALS}) END,
        CASE WHEN v.is_estimate THEN round(v.value_high, {DECIMALS}) END,
        CASE WHEN i.unit = 'percent' THEN v.numerator END,
        CASE WHEN i.unit = 'percent' THEN v.denominator END
    ] ORDER BY v.period_start, v.period) AS points,
    list([v.status, v.definition_version, v.basis, v.dataset_id, v.vintage_id]
        ORDER BY v.period_start, v.period) AS origins
FROM marts.indicator_values AS v
JOIN marts.indicators AS i USING (indicator_id)
GROUP BY ALL
ORDER BY v.indicator_id, v.region_level, v.region_name, v.gender, v.education_level
"""


@dataclass
class Figures:
    """What a data file holds; series point into the lists."""

    periods: dict[tuple[str, str], int] = field(default_factory=dict)
    origins: dict[tuple[str | None, ...], int] = field(default_factory=dict)
    regions: dict[str, tuple[str, str]] = field(default_factory=dict)
    series: list[list[Any]] = field(default_factory=list)

    def add(self, row: dict[str, Any]) -> None:
        """Take in a series: a point is `[period, origin, value, low, high, count, of]`."""
        self.regions[row["region_code"]] = (row["region_level"], row["region_name"])
        points = [
            [
                self.periods.setdefault((period, kind), len(self.periods)),
                self.origins.setdefault(tuple(origin), len(self.origins)),
                *_short(point),
            ]
            for period, kind, point, origin in zip(
                row["periods"], row["kinds"], row["points"], row["origins"], strict=True
            )
        ]
        self.series.append([row["region_code"], row["gender"], row["education_level"], points])

    def packed(self) -> dict[str, Any]:
        """As the script of the page reads it."""
        return {
            "periods": list(self.periods),
            "origins": list(self.origins),
            "regions": self.regions,
            "series": self.series,
        }


def write_figures(db: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, list[str]]:
    """Write the data files of all indicators; returns which finer ones each of them has."""
    parts: dict[str, list[str]] = {}
    for indicator_id, figures in _by_indicator(db):
        parts[indicator_id] = sorted(name for name in figures if name)
        for part, held in figures.items():
            name = f"{indicator_id}.{part}" if part else indicator_id
            write_data(folder / f"{name}.js", "figures", held.packed())
    return parts


def write_data(path: Path, kind: str, content: object) -> None:
    """Data as a script that hands it over: a page from disk may load no other kind of file."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str)
    path.write_text(f'TP.given("{kind}",{text});\n', encoding="utf-8")


def _by_indicator(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, dict[str, Figures]]]:
    cursor = db.execute(_SERIES)
    names = [column[0] for column in cursor.description]
    current, figures = "", defaultdict[str, Figures](Figures)
    while rows := cursor.fetchmany(2000):
        for values in rows:
            row = dict(zip(names, values, strict=True))
            if row["indicator_id"] != current:
                if current:
                    yield current, figures
                current, figures = row["indicator_id"], defaultdict(Figures)
            figures[_FINER.get(row["region_level"], "")].add(row)
    if current:
        yield current, figures


def _short(point: list[float | None]) -> list[float | None]:
    """Without the nulls at its end, whole numbers as such."""
    while point and point[-1] is None:
        point = point[:-1]
    return [int(p) if p is not None and p == int(p) else p for p in point]
