"""The figures of the report: per indicator the latest country total, its series, its origin."""

from __future__ import annotations

from pathlib import Path

import duckdb

from expectations.night import IndicatorLine

_LINES = """
WITH country AS (
    SELECT * FROM marts.indicator_values
    WHERE region_level = 'country' AND gender = 'total' AND value IS NOT NULL
    -- Of an indicator with levels and their sum, the sum.
    QUALIFY education_level = 'total'
        OR NOT bool_or(education_level = 'total') OVER (PARTITION BY indicator_id)
),
series AS (
    SELECT
        indicator_id, education_level,
        list(
            {
                'period': period, 'value': value,
                'value_low': CASE WHEN is_estimate THEN value_low END,
                'value_high': CASE WHEN is_estimate THEN value_high END
            } ORDER BY period_start
        ) AS series
    FROM country
    GROUP BY indicator_id, education_level
),
latest AS (
    SELECT * FROM country
    QUALIFY row_number() OVER (
        PARTITION BY indicator_id, education_level ORDER BY period_start DESC
    ) = 1
)
SELECT
    indicators.indicator_id, indicators.name_nl, indicators.name_en, indicators.unit,
    latest.period, latest.value, latest.value_low, latest.value_high,
    CASE WHEN indicators.unit = 'percent' THEN latest.numerator END AS numerator,
    CASE WHEN indicators.unit = 'percent' THEN latest.denominator END AS denominator,
    latest.is_estimate, latest.status,
    indicators.target_value, indicators.target_period, indicators.basis,
    latest.dataset_id, latest.vintage_id,
    vintages.url AS source_url, vintages.sha256, vintages.retrieved_at,
    series.series
FROM latest
JOIN marts.indicators AS indicators USING (indicator_id)
JOIN series USING (indicator_id, education_level)
LEFT JOIN meta.vintages AS vintages USING (dataset_id, vintage_id)
WHERE indicators.unit = 'percent' OR NOT EXISTS (
    SELECT 1 FROM marts.indicators AS shares
    WHERE shares.unit = 'percent' AND shares.numerator_nl = indicators.numerator_nl
)
ORDER BY indicators.target_value IS NULL, indicators.goal_no, indicator_id, education_level
"""


def read_indicator_lines(release: Path) -> list[IndicatorLine]:
    """Read a release: what has an ambition first, then by goal; periods of a series run upward.

    A count that a share is made of stands beside that share, not on a line of its own. An indicator
    without a country total is left out. Raises `duckdb.Error` when the file cannot
    be opened or misses the marts.
    """
    with duckdb.connect(release, read_only=True) as connection:
        cursor = connection.execute(_LINES)
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    return [IndicatorLine.model_validate(dict(zip(names, row, strict=True))) for row in rows]
