"""What differs between a candidate and the release that readers have now, computed in SQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from expectations.diff.figures import FIGURE_MARTS, compare_figures
from expectations.diff.sides import CANDIDATE, attached, has_table
from expectations.diff.tables import compare_tables
from expectations.night import Changes, IndicatorChange, Move, TableChange
from expectations.sql import rows_of
from expectations.tiers import gravest

MOVES = 12
"""Figures that are told one by one where nobody asks for more."""
TEMPORARY = "temp.main"
"""Schema in which `compute` leaves its tables."""

_TABLES = """
SELECT
    schema_name, table_name, tier, rows_before, rows_now,
    rows_added AS added, rows_removed AS removed, rows_changed AS changed,
    rows_confirmed AS confirmed,
    if(columns_added = '', [], string_split(columns_added, ', ')) AS columns_added,
    if(columns_removed = '', [], string_split(columns_removed, ', ')) AS columns_removed,
    vintages_added, vintages_removed,
    if(vintages_changed = '', [], string_split(vintages_changed, ', ')) AS vintages_changed
FROM {changes}.table_changes
"""
_INDICATORS = """
SELECT
    indicator_id, name_nl, name_en, tier,
    figures_added AS added, figures_removed AS removed, figures_changed AS changed,
    if(new_periods = '', [], string_split(new_periods, ', ')) AS new_periods,
    definition_changed
FROM {changes}.changed_indicators
"""
# Bounds and status alone are no move; a figure that is said for the first time did not move either.
_MOVED = "kind <> 'added' AND round(old_value, 9) IS DISTINCT FROM round(new_value, 9)"
_MOVES = f"""
SELECT
    indicator_id, name_nl, name_en, f.unit, period, region_name, gender, education_level,
    old_value AS old, new_value AS new, difference, difference_unit, f.tier, kind,
    {{{{
        'kind': cause, 'subject': cause_subject, 'old': cause_old, 'new': cause_new,
        'title_nl': d.title_nl, 'title_en': d.title_en
    }}}} AS cause
FROM {{changes}}.figure_changes AS f
JOIN {{changes}}.changed_indicators USING (indicator_id)
LEFT JOIN {{release}}.datasets AS d ON d.dataset_id = cause_subject
WHERE {_MOVED}
ORDER BY position
LIMIT {{moves}}
"""


def compare(candidate: Path, current: Path | None, moves: int = MOVES) -> Changes:
    """Compare two releases, table by table and figure by figure.

    Both are attached read-only. Without `current` this is the first release. `moves` is how many
    of the figures that moved are told.

    Raises:
        duckdb.Error: a file cannot be opened or misses the marts.
    """
    if current is None:
        return Changes(tier="news", first_release=True)
    with attached(candidate, current) as connection:
        compute(connection)
        return _read(connection, TEMPORARY, f"{CANDIDATE}.meta", moves)


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave `table_changes`, `changed_indicators` and `figure_changes` as temporary tables.

    dbt leaves out what is behind a failing test: a candidate may lack marts. Its figures are then
    not compared; that tables are lost stands in `table_changes`.
    """
    compare_tables(connection)
    if all(has_table(connection, CANDIDATE, "marts", mart) for mart in FIGURE_MARTS):
        compare_figures(connection)
    else:
        for table in ("changed_indicators", "figure_changes"):
            connection.execute(
                f"CREATE TEMP TABLE {table} AS FROM {CANDIDATE}.meta.{table} LIMIT 0"
            )


def read_changes(database: Path, moves: int = MOVES) -> Changes:
    """What a release keeps of its comparison with the one before it.

    Raises:
        duckdb.Error: it was made before releases kept that.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        return _read(connection, "meta", "meta", moves)


def _read(connection: duckdb.DuckDBPyConnection, changes: str, release: str, moves: int) -> Changes:
    """Read the tables in schema `changes` of a release whose schema `meta` is `release`."""

    def read(query: str) -> list[dict[str, Any]]:
        named = {"changes": changes, "release": release, "moves": moves}
        return rows_of(connection.execute(query.format(**named)))

    told = connection.execute(
        f"SELECT any_value(previous_release_id) FROM {changes}.table_changes"
    ).fetchone()
    if told is None or told[0] is None:
        return Changes(tier="news", first_release=True)
    found = [TableChange.model_validate(row) for row in read(_TABLES)]
    ((moved, left_out),) = connection.execute(
        f"SELECT (SELECT count(*) FROM {changes}.figure_changes WHERE {_MOVED}), "
        f"(SELECT coalesce(sum(figures_left_out), 0)::BIGINT FROM {changes}.changed_indicators)"
    ).fetchall()
    return Changes(
        tier=gravest(table.tier for table in found),
        previous_release_id=told[0],
        tables=[table for table in found if table.differs],
        indicators=[IndicatorChange.model_validate(row) for row in read(_INDICATORS)],
        moves=[Move.model_validate(row) for row in read(_MOVES)],
        moved=moved,
        figures_left_out=left_out,
    )
