"""The rows that fail a check: counted, shown and written in the database, never all in Python."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.cells import harmless
from expectations.checks import Row, as_row
from expectations.sql import literal, quoted, rows_of

Match = Mapping[str, tuple[str, ...]]
"""Which rows: the values, as text, that columns may have. Empty means every row."""

MOST_IN_FILE = 100_000
_BATCH = 5_000


@dataclass(frozen=True)
class FailingRows:
    """The failing rows of a check, without those that `known` explains.

    `known` counts the latter, per match that was asked for. `expected` and `observed` are of the
    row that is furthest off, where rows have two numbers of these names.
    """

    count: int
    rows: list[Row]
    known: tuple[int, ...]
    expected: float | None = None
    observed: float | None = None

    @property
    def difference_percent(self) -> float | None:
        """How far the worst row is off; None where there is nothing to divide by."""
        if self.expected is None or self.observed is None or self.expected == 0:
            return None
        return 100 * (self.observed - self.expected) / abs(self.expected)


def look(
    connection: duckdb.DuckDBPyConnection, query: str, limit: int, matches: Sequence[Match] = ()
) -> FailingRows:
    """Run the query of a check; at most `limit` rows come along.

    Raises `duckdb.Error` when the query or a match does not fit the tables.
    """
    conditions = [_condition(match) for match in matches]
    seen = f"SELECT * FROM (\n{query}\n) AS failing"
    known = [
        connection.execute(f"SELECT count(*) FROM ({seen} WHERE {condition})").fetchall()[0][0]
        for condition in conditions
    ]
    rest = _without(seen, conditions)
    rows = [as_row(row) for row in rows_of(connection.execute(f"{rest} LIMIT {limit}"))]
    ((count,),) = connection.execute(f"SELECT count(*) FROM ({rest})").fetchall()
    expected = observed = None
    if rows and {"expected", "observed"} <= rows[0].keys():
        ((expected, observed),) = connection.execute(
            "SELECT CAST(expected AS DOUBLE), CAST(observed AS DOUBLE) "
            f"FROM ({rest}) "
            "ORDER BY abs(observed - expected) / nullif(abs(expected), 0) DESC NULLS LAST LIMIT 1"
        ).fetchall()
    return FailingRows(count, rows, tuple(known), expected, observed)


def write_csv(
    connection: duckdb.DuckDBPyConnection, query: str, path: Path, matches: Sequence[Match] = ()
) -> int:
    """Write the failing rows that no match explains, up to `MOST_IN_FILE`; says how many.

    A CSV with commas, in UTF-8; texts that a spreadsheet would run as a formula are made harmless.
    """
    seen = f"SELECT * FROM (\n{query}\n) AS failing"
    rest = _without(seen, [_condition(match) for match in matches])
    cursor = connection.execute(f"{rest} LIMIT {MOST_IN_FILE}")
    written = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column[0] for column in cursor.description])
        while batch := cursor.fetchmany(_BATCH):
            written += len(batch)
            writer.writerows([map(_cell, row) for row in batch])
    return written


def matches_row(match: Match, row: Row) -> bool:
    """Whether a row that is already here is one of those that a match means."""
    return all(str(row.get(column)) in values for column, values in match.items())


def _condition(match: Match) -> str:
    parts = [
        f"CAST({quoted(column)} AS VARCHAR) IN ({', '.join(literal(value) for value in values)})"
        for column, values in match.items()
    ]
    return " AND ".join(parts) or "true"


def _without(seen: str, conditions: Sequence[str]) -> str:
    if not conditions:
        return seen
    known = " OR ".join(f"({condition})" for condition in conditions)
    return f"{seen} WHERE NOT coalesce({known}, false)"


def _cell(value: object) -> object:
    return harmless(value) if isinstance(value, str) else value
