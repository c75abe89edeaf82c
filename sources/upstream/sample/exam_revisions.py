"""What DUO revises in the exam files of later years: the documented differences of the sample.

A school that had registered candidates under the wrong profile corrects them, so they move from one
programme to another at the same location. All were men who passed, so no total of a location or of
the country changes, nor any number of those who failed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sources.upstream.sample.allocate import chance
from sources.upstream.sample.exams import ExamRow, Result

REVISED = {2018: 2018, 2021: 2019}
"""School year (its first year) to the first year of the first file that has the corrections."""
_SCHOOLS = 4
_FEWEST = 15


@dataclass(frozen=True)
class _Correction:
    """Candidates that move from one row to another, by position."""

    source: int
    target: int
    moved: int


def revised(rows: Sequence[ExamRow], first_year: int) -> tuple[ExamRow, ...]:
    """The rows as they stand in the file whose first school year starts in `first_year`."""
    found = list(rows)
    for year, since in REVISED.items():
        if first_year >= since:
            for correction in _corrections(rows, year):
                source, target = correction.source, correction.target
                found[source] = _moved(found[source], year, -correction.moved)
                found[target] = _moved(found[target], year, correction.moved)
    return tuple(found)


def _corrections(rows: Sequence[ExamRow], year: int) -> list[_Correction]:
    """At most one pair of rows per location, at the first few locations drawn."""
    by_location: dict[str, list[int]] = {}
    for position, row in enumerate(rows):
        if row.programme.school_type != "VMBO" and row.results[year][0].passed >= _FEWEST:
            key = f"{row.location.full_code} {row.programme.school_type}"
            by_location.setdefault(key, []).append(position)
    able = [key for key, positions in by_location.items() if len(positions) > 1]
    drawn = sorted(able, key=lambda key: chance(0, 1 << 32, "revised", key, year))[:_SCHOOLS]
    return [
        _Correction(by_location[key][0], by_location[key][1], chance(1, 3, "moved", key, year))
        for key in drawn
    ]


def _moved(row: ExamRow, year: int, men: int) -> ExamRow:
    results: Mapping[int, tuple[Result, Result]] = row.results
    before, women = results[year]
    after = Result(before.candidates + men, before.passed + men)
    return replace(row, results={**results, year: (after, women)})
