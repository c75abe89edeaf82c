"""What differs between a candidate and the release that readers have now, computed in SQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from expectations.night import Changes, IndicatorChange, Move, Tier

_MOST_MOVES = 12
_GRAVITY: tuple[Tier, ...] = ("none", "news", "minor", "major")

# One row per key of either side. Differences below a billionth come from the order of adding up.
_COMPARED = """
CREATE TEMP TABLE compared AS
WITH joined AS (
    SELECT
        indicator_id, period, region_level, gender, education_level,
        coalesce(n.region_name, o.region_name) AS region_name,
        o.value AS old,
        n.value AS new,
        o.region_name IS NULL AS added,
        n.region_name IS NULL AS removed,
        round(n.value, 9) IS DISTINCT FROM round(o.value, 9) AS moved,
        round(n.value_low, 9) IS DISTINCT FROM round(o.value_low, 9)
            OR round(n.value_high, 9) IS DISTINCT FROM round(o.value_high, 9) AS bounds_moved,
        coalesce(n.definition_version <> o.definition_version, false) AS redefined
    FROM candidate.marts.indicator_values AS n
    FULL JOIN previous.marts.indicator_values AS o
        USING (indicator_id, period, region_level, region_code, gender, education_level)
)
SELECT
    * EXCLUDE (moved, bounds_moved),
    moved AND NOT (added OR removed) AS moved,
    (moved OR bounds_moved) AND NOT (added OR removed) AS changed,
    bool_and(added) OVER (PARTITION BY indicator_id, period) AS of_new_period
FROM joined
"""

_NAMES = """
CREATE TEMP TABLE names AS
SELECT
    indicator_id,
    coalesce(n.name_nl, o.name_nl) AS name_nl,
    coalesce(n.name_en, o.name_en) AS name_en,
    coalesce(n.unit, o.unit) AS unit
FROM candidate.marts.indicators AS n
FULL JOIN previous.marts.indicators AS o USING (indicator_id)
"""

_PER_INDICATOR = """
SELECT
    indicator_id,
    coalesce(any_value(name_nl), indicator_id) AS name_nl,
    coalesce(any_value(name_en), indicator_id) AS name_en,
    count(*) FILTER (WHERE added) AS added,
    count(*) FILTER (WHERE removed) AS removed,
    count(*) FILTER (WHERE changed) AS changed,
    coalesce(list(DISTINCT period ORDER BY period) FILTER (WHERE of_new_period), [])
        AS new_periods,
    bool_or(redefined) AS definition_changed,
    CASE
        WHEN bool_or(removed OR redefined) THEN 'major'
        WHEN bool_or(changed OR added AND NOT of_new_period) THEN 'minor'
        ELSE 'news'
    END AS tier
FROM compared
LEFT JOIN names USING (indicator_id)
GROUP BY indicator_id
HAVING bool_or(added OR removed OR changed OR redefined)
ORDER BY indicator_id
"""

# The whole country first, since that is what people quote; then the biggest move: points of a
# share, percents of a count.
_MOVES = f"""
SELECT
    indicator_id,
    coalesce(name_nl, indicator_id) AS name_nl,
    coalesce(name_en, indicator_id) AS name_en,
    coalesce(unit, 'count') AS unit,
    period, region_name, gender, education_level, old, new
FROM compared
LEFT JOIN names USING (indicator_id)
WHERE moved
ORDER BY
    region_level <> 'country', gender <> 'total',
    abs(coalesce(new, 0) - coalesce(old, 0))
        * CASE unit WHEN 'percent' THEN 1 ELSE 100 / greatest(abs(coalesce(old, 0)), 1) END DESC,
    indicator_id, period, region_name, gender, education_level
LIMIT {_MOST_MOVES}
"""


def compare(candidate: Path, current: Path | None) -> Changes:
    """Compare `marts.indicator_values` of two DuckDB files by key.

    Both are attached read-only. Without `current` this is the first release. Raises
    `duckdb.Error` when a file cannot be opened or misses the marts.
    """
    if current is None:
        return Changes(tier="news", first_release=True)
    with duckdb.connect() as connection:
        _attach(connection, candidate, "candidate")
        _attach(connection, current, "previous")
        connection.execute(_COMPARED)
        connection.execute(_NAMES)
        indicators = [
            IndicatorChange.model_validate(row) for row in _rows(connection, _PER_INDICATOR)
        ]
        moves = [Move.model_validate(row) for row in _rows(connection, _MOVES)]
    gravest = max((change.tier for change in indicators), key=_GRAVITY.index, default="none")
    return Changes(tier=gravest, indicators=indicators, moves=moves)


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
