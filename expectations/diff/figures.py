"""Figures of `marts.indicator_values`, before and now: what moved, by how much and why.

Leaves three temporary tables: `compared`, one row per figure of either release; `figure_changes`,
the figures that differ, numbered from the gravest; and `changed_indicators`, both in the columns of
the tables of that name in schema `meta`.
"""

from __future__ import annotations

import duckdb

from expectations.diff.causes import CAUSES, SUBJECTS, prepare_causes
from expectations.diff.sides import CANDIDATE, PREVIOUS
from expectations.tiers import figure_tier_sql, gravity_sql

KEPT = 50_000
"""Figures in `meta.figure_changes`, the gravest and biggest first; the rest is counted."""

FIGURE_MARTS = ("indicators", "indicator_values", "indicator_sources")
"""What is read of each release, of schema `marts`."""
KEY = ("indicator_id", "period", "region_code", "gender", "education_level")
_SAID = ("value", "value_low", "value_high", "numerator", "denominator")
_EITHER = ("region_level", "region_name")
_BOTH = ("value", "value_low", "value_high", "status", "definition_version", "dataset_id")


def _moved(column: str) -> str:
    """Differences below a billionth come from the order of adding up."""
    return f"round(n.{column}, 9) IS DISTINCT FROM round(o.{column}, 9)"


_COMPARED = f"""
CREATE TEMP TABLE compared AS
WITH joined AS (
    SELECT
        {", ".join(KEY)},
        {", ".join(f"coalesce(n.{name}, o.{name}) AS {name}" for name in _EITHER)},
        {", ".join(f"o.{name} AS old_{name}, n.{name} AS new_{name}" for name in _BOTH)},
        o.vintage_id AS old_vintage_id,
        n.vintage_id AS new_vintage_id,
        o.is_there IS NULL AS added,
        n.is_there IS NULL AS removed,
        {_moved("value")} AS moved,
        {" OR ".join(_moved(name) for name in _SAID)}
            OR n.is_estimate IS DISTINCT FROM o.is_estimate AS bounds_moved,
        n.status IS DISTINCT FROM o.status AS restated,
        n.definition_version IS DISTINCT FROM o.definition_version AS redefined
    FROM (SELECT *, true AS is_there FROM {CANDIDATE}.marts.indicator_values) AS n
    FULL JOIN (SELECT *, true AS is_there FROM {PREVIOUS}.marts.indicator_values) AS o
        USING ({", ".join(KEY)})
),
known AS (
    SELECT *, bool_and(added) OVER (PARTITION BY indicator_id, period) AS of_new_period
    FROM joined
)
SELECT
    *,
    CASE
        WHEN removed THEN 'lost'
        WHEN of_new_period THEN 'new'
        WHEN added THEN 'added'
        WHEN redefined THEN 'redefined'
        WHEN moved THEN 'revised'
        WHEN bounds_moved THEN 'bounds'
        WHEN restated THEN 'status'
        ELSE 'same'
    END AS kind,
    {figure_tier_sql("kind")} AS tier
FROM known
"""

_NAMES = f"""
CREATE TEMP TABLE names AS
SELECT
    indicator_id,
    coalesce(n.name_nl, o.name_nl) AS name_nl,
    coalesce(n.name_en, o.name_en) AS name_en,
    coalesce(n.unit, o.unit) AS unit
FROM {CANDIDATE}.marts.indicators AS n
FULL JOIN {PREVIOUS}.marts.indicators AS o USING (indicator_id)
"""

# The gravest first; of these the whole country and both genders, since that is what people quote;
# then the biggest: points of a share, per cents of a count.
_FIGURES = f"""
CREATE TEMP TABLE figure_changes AS
WITH differing AS (
    SELECT
        compared.*,
        unit,
        CASE WHEN unit = 'percent' THEN new_value - old_value
            ELSE 100 * (new_value - old_value) / nullif(abs(old_value), 0) END AS difference,
        CASE WHEN unit = 'percent' THEN 'points' ELSE 'percent' END AS difference_unit,
        abs(coalesce(new_value, 0) - coalesce(old_value, 0))
            * CASE WHEN unit = 'percent' THEN 1
                ELSE 100 / greatest(abs(coalesce(old_value, 0)), 1) END AS weight,
        {{causes}} AS cause
    FROM compared
    LEFT JOIN names USING (indicator_id)
    {SUBJECTS}
    WHERE kind NOT IN ('same', 'new')
)
SELECT
    row_number() OVER (
        ORDER BY {gravity_sql("tier")} DESC, region_level <> 'country', gender <> 'total',
            weight DESC, indicator_id, period, region_code, gender, education_level
    )::INTEGER AS position,
    tier, kind,
    indicator_id, period, region_level, region_code, region_name, gender, education_level,
    unit, old_value, new_value, difference, difference_unit,
    old_value_low AS old_low, new_value_low AS new_low,
    old_value_high AS old_high, new_value_high AS new_high,
    old_status, new_status,
    cause.kind AS cause, cause.subject AS cause_subject,
    cause.old AS cause_old, cause.new AS cause_new
FROM differing
QUALIFY position <= {KEPT}
ORDER BY position
"""

_PER_INDICATOR = f"""
CREATE TEMP TABLE changed_indicators AS
WITH listed AS (
    SELECT indicator_id, count(*) AS figures FROM figure_changes GROUP BY indicator_id
)
SELECT
    indicator_id,
    coalesce(any_value(name_nl), indicator_id) AS name_nl,
    coalesce(any_value(name_en), indicator_id) AS name_en,
    arg_max(tier, {gravity_sql("tier")}) AS tier,
    count(*) FILTER (WHERE added) AS figures_added,
    count(*) FILTER (WHERE removed) AS figures_removed,
    count(*) FILTER (WHERE NOT (added OR removed) AND (moved OR bounds_moved OR restated))
        AS figures_changed,
    count(*) FILTER (WHERE kind NOT IN ('same', 'new')) - coalesce(any_value(figures), 0)
        AS figures_left_out,
    coalesce(
        string_agg(DISTINCT period, ', ' ORDER BY period) FILTER (WHERE of_new_period), ''
    ) AS new_periods,
    coalesce(bool_or(kind = 'redefined'), false) AS definition_changed
FROM compared
LEFT JOIN listed USING (indicator_id)
LEFT JOIN names USING (indicator_id)
GROUP BY indicator_id
HAVING bool_or(kind <> 'same')
ORDER BY max({gravity_sql("tier")}) DESC, indicator_id
"""


def compare_figures(connection: duckdb.DuckDBPyConnection) -> None:
    """Compare the figures of both releases; needs `changed_vintages` of the archive.

    Raises:
        duckdb.Error: a release misses the marts.
    """
    connection.execute(_COMPARED)
    connection.execute(_NAMES)
    prepare_causes(connection)
    connection.execute(_FIGURES.replace("{causes}", CAUSES))
    connection.execute(_PER_INDICATOR)
