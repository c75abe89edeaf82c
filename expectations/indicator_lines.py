"""The figures of the report: per indicator the latest country total, its series, its origin."""

from __future__ import annotations

from pathlib import Path

import duckdb

from expectations.night import IndicatorLine
from expectations.sql import rows_of

_LINES = """
WITH country AS (
    -- What policy names has no source to report on.
    SELECT * FROM marts.indicator_values
    WHERE region_level = 'country' AND gender = 'total' AND value IS NOT NULL
        AND dataset_id IS NOT NULL
),
-- Of an indicator with several levels, the one that most people are in.
latest AS (
    SELECT * FROM country
    QUALIFY row_number() OVER (
        PARTITION BY indicator_id
        ORDER BY period_start DESC, coalesce(denominator, value) DESC, value DESC, education_level
    ) = 1
),
-- Only what can be compared with it: from the last break on.
last_breaks AS (
    SELECT changes.indicator_id, max(country.period_start) AS period_start
    FROM marts.indicator_changes AS changes
    JOIN country USING (indicator_id, region_code, gender, education_level, period)
    SEMI JOIN latest
        ON latest.indicator_id = country.indicator_id
        AND latest.education_level = country.education_level
        AND latest.period_type = country.period_type
    WHERE NOT changes.is_comparable
    GROUP BY changes.indicator_id
),
series AS (
    SELECT
        country.indicator_id,
        list(
            {
                'period': country.period, 'value': country.value,
                'value_low': CASE WHEN country.is_estimate THEN country.value_low END,
                'value_high': CASE WHEN country.is_estimate THEN country.value_high END
            } ORDER BY country.period_start
        ) AS series
    FROM country
    JOIN latest USING (indicator_id, education_level, period_type)
    LEFT JOIN last_breaks USING (indicator_id)
    WHERE country.period_start >= last_breaks.period_start OR last_breaks.period_start IS NULL
    GROUP BY country.indicator_id
)
SELECT
    indicators.indicator_id, indicators.name_nl, indicators.name_en, indicators.unit,
    latest.period, latest.value, latest.value_low, latest.value_high,
    CASE WHEN indicators.unit = 'percent' THEN latest.numerator END AS numerator,
    CASE WHEN indicators.unit = 'percent' THEN latest.denominator END AS denominator,
    latest.is_estimate, latest.status,
    indicators.target_value, indicators.target_period, latest.basis,
    progress.reached,
    CASE WHEN NOT changes.is_comparable THEN changes.previous_period END AS not_comparable_with,
    latest.dataset_id, latest.vintage_id,
    vintages.url AS source_url, vintages.sha256, vintages.retrieved_at,
    series.series
FROM latest
JOIN marts.indicators AS indicators USING (indicator_id)
JOIN series USING (indicator_id)
LEFT JOIN marts.progress AS progress
    USING (indicator_id, region_code, gender, education_level, period)
LEFT JOIN marts.indicator_changes AS changes
    USING (indicator_id, region_code, gender, education_level, period)
LEFT JOIN meta.vintages AS vintages
    ON latest.dataset_id = vintages.dataset_id AND latest.vintage_id = vintages.vintage_id
WHERE indicators.unit = 'percent' OR NOT EXISTS (
    SELECT 1 FROM marts.indicators AS shares
    WHERE shares.unit = 'percent' AND shares.numerator_nl = indicators.numerator_nl
)
ORDER BY indicators.target_value IS NULL, indicators.goal_no, indicator_id
"""

_RECONCILIATION = """
SELECT verdict, count(*) FROM marts.reconciliation GROUP BY verdict ORDER BY verdict
"""


def read_indicator_lines(release: Path) -> list[IndicatorLine]:
    """Read a release: what has an ambition first, then by goal; periods of a series run upward.

    A count that a share is made of stands beside that share, not on a line of its own. An indicator
    without a country total is left out. Raises `duckdb.Error` when the file cannot
    be opened or misses the marts.
    """
    with duckdb.connect(release, read_only=True) as connection:
        rows = rows_of(connection.execute(_LINES))
    return [IndicatorLine.model_validate(row) for row in rows]


def read_reconciliation(release: Path) -> dict[str, int]:
    """How many published figures have each verdict, beside ours; `marts.reconciliation`.

    Raises `duckdb.Error` when the file cannot be opened or misses the marts.
    """
    with duckdb.connect(release, read_only=True) as connection:
        return dict(connection.execute(_RECONCILIATION).fetchall())
