"""The state of the data: the release, its checks and datasets, known issues, the last nights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from expectations.sql import rows_of
from flows.nights import NightRecord

Row = dict[str, Any]
MOST_NIGHTS = 30


@dataclass(frozen=True)
class Condition:
    """What there is to say of a release as a whole; `nights` are the last ones, newest first."""

    release: Row
    datasets: Sequence[Row]
    checks: Sequence[Row]
    issues: Sequence[Row]
    nights: Sequence[NightRecord]

    @property
    def tally(self) -> dict[str, int]:
        """How many checks ended how."""
        said = [check["result"] for check in self.checks]
        order = ("pass", "known", "fail", "error", "skipped")
        return {result: said.count(result) for result in order if result in said}

    @property
    def found(self) -> list[Row]:
        """Checks that found something."""
        return [check for check in self.checks if check["result"] in ("fail", "error", "known")]


def read_condition(db: duckdb.DuckDBPyConnection, nights: Sequence[NightRecord]) -> Condition:
    """The state of a release; `nights` the first to begin first."""
    (release,) = rows_of(db.execute("SELECT * FROM meta.release"))
    return Condition(
        release=release,
        datasets=rows_of(db.execute(_DATASETS)),
        checks=rows_of(db.execute(_CHECKS)),
        issues=rows_of(db.execute("SELECT * FROM meta.known_issues ORDER BY issue_id")),
        nights=list(reversed(nights[-MOST_NIGHTS:])),
    )


def read_reconciliation(db: duckdb.DuckDBPyConnection) -> list[Row]:
    """Every figure published elsewhere beside ours, the progress report first."""
    return rows_of(db.execute(_RECONCILIATION))


_DATASETS = """
SELECT * FROM meta.datasets
ORDER BY freshness = 'fresh', freshness, source, dataset_id
"""
_CHECKS = """
SELECT check_id, table_name, severity, result, expected, observed, failing_count, known_issues,
    failing_since, description_nl, description_en, owner, action_nl, action_en
FROM meta.checks
ORDER BY result NOT IN ('fail', 'error'), severity <> 'block', table_name, check_id
"""
_RECONCILIATION = """
SELECT r.reference_id, r.collection, r.indicator_id, r.our_indicator_id, i.name_nl, i.name_en,
    r.period, r.region_name, r.gender, r.education_level, r.unit, r.published, r.computed,
    r.difference, r.verdict, r.explanation, f.publisher, f.publication, f.url
FROM marts.reconciliation AS r
LEFT JOIN marts.reference_values AS f USING (reference_id, collection)
LEFT JOIN marts.indicators AS i ON i.indicator_id = coalesce(r.our_indicator_id, r.indicator_id)
ORDER BY r.collection <> 'report_2018', i.goal_no, r.indicator_id, r.period, r.reference_id
"""
