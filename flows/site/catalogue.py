"""Goals and indicators, with where each one stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from expectations.sql import rows_of

Row = dict[str, Any]
Verdict = Literal["reached", "on_the_way", "not", "unknown", "no_figure", "no_ambition"]

BREAKS = """
SELECT indicator_id, min(period) AS period, note_nl, note_en
FROM (
    SELECT indicator_id, period, note_nl, note_en FROM marts.indicator_breaks
    UNION ALL
    SELECT indicator_id, period, break_nl, break_en FROM marts.indicator_changes
    WHERE break_nl IS NOT NULL
)
GROUP BY indicator_id, note_nl, note_en
"""
"""What is on its two sides cannot be compared: a break that is known, another list or source. A
series with gaps meets it later."""

# Of an indicator with several levels, the one that most people are in.
_STANDING = f"""
WITH country AS (
    SELECT * FROM marts.indicator_values WHERE region_level = 'country' AND gender = 'total'
),
newest AS (
    SELECT * FROM country
    QUALIFY row_number() OVER (
        PARTITION BY indicator_id
        ORDER BY period_type = 'quarter', period_start DESC, coalesce(denominator, value) DESC,
            value DESC, education_level
    ) = 1
),
series AS (
    SELECT
        indicator_id, education_level, period_type,
        list({{
            'period': period, 'value': value,
            'low': CASE WHEN is_estimate THEN value_low END,
            'high': CASE WHEN is_estimate THEN value_high END
        }} ORDER BY period_start) AS points
    FROM country GROUP BY ALL
)
SELECT
    i.*,
    newest.region_code, newest.gender, newest.education_level, newest.period, newest.period_type,
    newest.value, newest.value_low, newest.value_high, newest.is_estimate, newest.status,
    newest.basis AS newest_basis, newest.definition_version AS newest_version,
    newest.numerator, newest.denominator,
    p.distance, p.trend_per_year, p.trend_periods, p.reached, p.report_period, p.report_value,
    p.value_then, p.change_since_report,
    d.freshness, d.dataset_id AS newest_dataset, d.title_nl AS dataset_nl, d.title_en AS dataset_en,
    d.attribution, d.licence, d.homepage,
    coalesce(series.points, []) AS points,
    coalesce(breaks.periods, []) AS breaks
FROM marts.indicators AS i
LEFT JOIN newest USING (indicator_id)
LEFT JOIN marts.progress AS p
    ON i.indicator_id = p.indicator_id AND newest.region_code = p.region_code
    AND newest.gender = p.gender AND newest.education_level = p.education_level
    AND newest.period = p.period
LEFT JOIN series
    ON i.indicator_id = series.indicator_id AND newest.education_level = series.education_level
    AND newest.period_type = series.period_type
LEFT JOIN (
    SELECT indicator_id, list(DISTINCT period ORDER BY period) AS periods
    FROM ({BREAKS}) GROUP BY indicator_id
) AS breaks ON i.indicator_id = breaks.indicator_id
LEFT JOIN meta.datasets AS d ON newest.dataset_id = d.dataset_id
ORDER BY i.goal_no, i.target_value IS NULL, newest.value IS NULL, i.unit <> 'percent',
    i.indicator_id
"""


@dataclass(frozen=True)
class Indicator:
    """An indicator with its newest figure for the country, and how far that is from the ambition.

    `row` has the columns of `marts.indicators`, and of `marts.progress` where there is a figure.
    """

    row: Row

    @property
    def indicator_id(self) -> str:
        """Its id, also the name of its page."""
        return str(self.row["indicator_id"])

    @property
    def verdict(self) -> Verdict:
        """What the newest figure and the pace of the last years say of the ambition."""
        if self.row["target_value"] is None:
            return "no_ambition"
        if self.row["value"] is None:
            return "no_figure"
        match self.row["reached"]:
            case "reached" | "not" | "unknown":
                found: Verdict = self.row["reached"]
                return found
            case None:
                return "unknown"
        return "on_the_way"


@dataclass(frozen=True)
class Goal:
    """A goal of the Techniekpact, and its indicators; those with an ambition come first."""

    row: Row
    indicators: Sequence[Indicator]

    @property
    def ambitions(self) -> list[Indicator]:
        """What has a number to reach."""
        return [i for i in self.indicators if i.row["target_value"] is not None]

    @property
    def headline(self) -> Indicator | None:
        """What stands for the goal: an ambition that has a figure, else any figure."""
        found = [i for i in self.indicators if i.row["value"] is not None]
        return found[0] if found else None

    @property
    def verdict(self) -> Verdict:
        """Of all ambitions together: reached or on the way only where every one is."""
        said = {i.verdict for i in self.ambitions}
        if not said:
            return "no_ambition"
        order: tuple[Verdict, ...] = ("not", "unknown", "on_the_way", "reached", "no_figure")
        return next(verdict for verdict in order if verdict in said)

    @property
    def tally(self) -> dict[Verdict, int]:
        """How many ambitions have each verdict."""
        said = [i.verdict for i in self.ambitions]
        return {verdict: said.count(verdict) for verdict in dict.fromkeys(said)}

    @property
    def freshness(self) -> str | None:
        """The worst of the datasets that its newest figures come from; None without any."""
        known = {i.row["freshness"] for i in self.indicators}
        return next((f for f in ("missing", "stale", "fresh") if f in known), None)


def read_goals(db: duckdb.DuckDBPyConnection) -> list[Goal]:
    """The twelve goals, in their order."""
    indicators = [Indicator(row) for row in rows_of(db.execute(_STANDING))]
    return [
        Goal(row, [i for i in indicators if i.row["goal_no"] == row["goal_no"]])
        for row in rows_of(db.execute("SELECT * FROM marts.goals ORDER BY goal_no"))
    ]
