"""DUO's `examenkandidaten en geslaagden`: the counts of every location."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sources.upstream.sample.allocate import allocate, allocate_within, chance
from sources.upstream.sample.calibration import EXAMS, GENDERS
from sources.upstream.sample.exam_counts import EXAM_PROGRAMMES, ExamProgramme
from sources.upstream.sample.schools import Location, choose


@dataclass(frozen=True)
class Result:
    """Candidates and those who passed, of one gender or both."""

    candidates: int
    passed: int

    def __add__(self, other: Result) -> Result:
        return Result(self.candidates + other.candidates, self.passed + other.passed)

    @property
    def failed(self) -> int:
        """Those who did not pass."""
        return self.candidates - self.passed

    @property
    def percentage(self) -> str:
        """The percentage that passed, with one decimal and a point; halves go up."""
        tenths = (2000 * self.passed + self.candidates) // (2 * self.candidates)
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True)
class ExamRow:
    """Results of one programme at one location.

    `results` holds, for the first year of a school year, (men, women).
    """

    location: Location
    programme: ExamProgramme
    results: dict[int, tuple[Result, Result]]

    def is_empty(self, years: Sequence[int]) -> bool:
        """Whether nobody was examined in these years."""
        return not any(result.candidates for year in years for result in self.results[year])


def build_exam_rows(locations: Sequence[Location]) -> tuple[ExamRow, ...]:
    """All rows, in the order of location and programme, with the results of all years."""
    places = {programme: _places(programme, locations) for programme in EXAM_PROGRAMMES}
    rows = {
        (programme, location): ExamRow(location, programme, {})
        for programme in EXAM_PROGRAMMES
        for location in places[programme]
    }
    for year in EXAMS:
        men, women = (_results(year, gender, places) for gender in GENDERS)
        for key, row in rows.items():
            row.results[year] = (men[key], women[key])
    rank = {programme: number for number, programme in enumerate(EXAM_PROGRAMMES)}
    return tuple(
        sorted(rows.values(), key=lambda row: (row.location.full_code, rank[row.programme]))
    )


def _places(programme: ExamProgramme, locations: Sequence[Location]) -> tuple[Location, ...]:
    rare = sum(programme.candidates) < 100
    if programme.school_type != "VMBO":
        return choose(locations, "bh", 2 if rare else 12, "profile")
    kinds = "g" if programme.name.endswith("landbouw") else "vb"
    sector = programme.name.partition(" - ")[2]
    return choose(locations, kinds, 2 if rare else 9, "exam", sector)


def _results(
    year: int, gender: int, places: dict[ExamProgramme, tuple[Location, ...]]
) -> dict[tuple[ExamProgramme, Location], Result]:
    """Split the country's candidates, and those who failed, over programmes and locations."""
    total = EXAMS[year].candidates[gender]
    failed = total - EXAMS[year].passed[gender]
    candidates = allocate(total, [programme.candidates[gender] for programme in places])
    failures = allocate_within(
        failed,
        [programme.candidates[gender] - programme.passed[gender] for programme in places],
        candidates,
    )
    results: dict[tuple[ExamProgramme, Location], Result] = {}
    for programme, sat, lost in zip(places, candidates, failures, strict=True):
        sizes = [_weight(place, programme, year, gender) for place in places[programme]]
        at_place = allocate(sat, sizes)
        luck = [
            number * chance(40, 160, "luck", place.full_code, programme.name, year, gender)
            for number, place in zip(at_place, places[programme], strict=True)
        ]
        lost_at_place = allocate_within(lost, luck, at_place)
        for place, number, fails in zip(places[programme], at_place, lost_at_place, strict=True):
            results[programme, place] = Result(number, number - fails)
    return results


def _weight(location: Location, programme: ExamProgramme, year: int, gender: int) -> int:
    taste = chance(50, 150, "taste", location.full_code, programme.name, gender)
    return location.size * taste * chance(92, 108, location.full_code, programme.name, year, gender)
