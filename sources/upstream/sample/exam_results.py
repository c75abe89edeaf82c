"""DUO's `geslaagden, gezakten en cijfers`: exam results with mean marks, men and women together.

The portal's file tells types of school apart, for several years; the older files tell programmes
apart, for one year each. Both count the candidates of `exam_files`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sources.upstream.sample.allocate import allocate, allocate_within, chance
from sources.upstream.sample.exam_departments import Department, departments
from sources.upstream.sample.exams import ExamRow, Result
from sources.upstream.sample.files import (
    CKAN,
    LEGACY,
    LEGACY_2023,
    Layout,
    below_five,
    write_csv,
)
from sources.upstream.sample.resources import resource
from sources.upstream.sample.schools import Location

_PATH = "files/open_onderwijsdata/images/geslaagden-gezakten-en-cijfers-{}-{}.csv"
_PORTAL_YEARS = range(2019, 2024)
_OLDER, _NEWER = 2018, 2022
_MARKS = [
    "GEMIDDELD CIJFER SCHOOLEXAMEN",
    "GEMIDDELD CIJFER CENTRAAL EXAMEN",
    "GEMIDDELD CIJFER CIJFERLIJST",
]
_COUNTS = ["EXAMENKANDIDATEN", "GESLAAGDEN", "GEZAKTEN"]
_PROGRAMME = [
    "INSTELLINGSNAAM VESTIGING",
    "GEMEENTENAAM VESTIGING",
    "PROVINCIE VESTIGING",
    "ONDERWIJSTYPE VO",
    "LEERWEG VMBO",
    "VMBO SECTOR",
    "AFDELING",
    *_COUNTS,
    *_MARKS,
]
_PORTAL = [
    "SCHOOLJAAR",
    "BRIN NUMMER",
    "BRINVESTIGINGSNUMMER",
    "INSTELLINGSNAAM VESTIGING",
    "GEMEENTENAAM VESTIGING",
    "PROVINCIE VESTIGING",
    "ONDERWIJSTYPE VO",
    *_COUNTS,
    "SLAGINGSPERCENTAGE",
    *_MARKS,
    *(f"INDICATIEAVG {name}" for name in _COUNTS),
]


@dataclass(frozen=True)
class Group:
    """Those who are counted together in an older file."""

    location: Location
    school_type: str
    department: Department

    @property
    def order(self) -> tuple[str, str, Department]:
        """What a file is sorted by."""
        return self.location.full_code, self.school_type, self.department


def write_exam_results(folder: Path, rows: Sequence[ExamRow]) -> None:
    """Write the portal's file and the two older ones under `folder` (`<data>/duo`)."""
    file = resource("03_voex-v1", "03_voex.csv")
    write_csv(folder / file.path, CKAN, [_PORTAL, *_by_school_type(rows)], file.published)
    codes = ["BRIN NUMMER", "VESTIGINGSNUMMER"]
    older = [[*codes, *_PROGRAMME], *_older(by_programme(rows, _OLDER))]
    _write_year(folder, _OLDER, LEGACY, older, date(2019, 11, 1))
    codes = ["INSTELLINGSCODE", "VESTIGINGSCODE"]
    newer = [[*codes, *_PROGRAMME], *_newer(by_programme(rows, _NEWER))]
    _write_year(folder, _NEWER, LEGACY_2023, newer, date(2023, 12, 4), after=('""', '""'))


def _write_year(
    folder: Path,
    year: int,
    layout: Layout,
    table: Iterable[Sequence[str]],
    published: date,
    after: Sequence[str] = (),
) -> None:
    write_csv(folder / _PATH.format(year, year + 1), layout, table, published, after)


def _by_school_type(rows: Sequence[ExamRow]) -> Iterator[list[str]]:
    """One row per year, location and type; a hidden count is written 4, flagged J."""
    for year in _PORTAL_YEARS:
        sums: dict[tuple[Location, str], Result] = {}
        for row in rows:
            men, women = row.results[year]
            key = (row.location, row.programme.school_type)
            sums[key] = sums.get(key, Result(0, 0)) + men + women
        for (location, school_type), result in sums.items():
            if result.candidates == 0:
                continue
            counts = (result.candidates, result.passed, result.failed)
            yield [
                str(year),
                location.institution_code,
                location.full_code,
                location.name,
                location.municipality,
                location.province,
                school_type,
                *("4" if 0 < count < 5 else str(count) for count in counts),
                result.percentage,
                *_marks(year, location.full_code, school_type),
                *("J" if 0 < count < 5 else "N" for count in counts),
            ]


def by_programme(rows: Sequence[ExamRow], year: int) -> Mapping[Group, Result]:
    """Split what `exam_files` counts together: vmbo programmes over their departments."""
    sums: dict[Group, Result] = {}
    for row in rows:
        men, women = row.results[year]
        both = men + women
        parts = departments(row.programme)
        weights = [weight for _, weight in parts]
        candidates = allocate(both.candidates, weights)
        failed = allocate_within(both.failed, weights, candidates)
        for (department, _), sat, lost in zip(parts, candidates, failed, strict=True):
            group = Group(row.location, row.programme.school_type, department)
            sums[group] = sums.get(group, Result(0, 0)) + Result(sat, sat - lost)
    found = {group: result for group, result in sums.items() if result.candidates}
    return dict(sorted(found.items(), key=lambda item: item[0].order))


def _older(groups: Mapping[Group, Result]) -> Iterator[list[str]]:
    """Nothing is hidden, but a mean of one candidate is not given: `,0`."""
    for group, result in groups.items():
        marks = _marks(_OLDER, *group.order)
        yield [
            *_describe(group),
            group.department.leerweg,
            group.department.sector,
            group.department.name,
            *map(str, (result.candidates, result.passed, result.failed)),
            *(mark.replace(".", ",") if result.candidates > 1 else ",0" for mark in marks),
        ]


def _newer(groups: Mapping[Group, Result]) -> Iterator[list[str]]:
    """With a space for the leerweg of havo and vwo, as DUO writes it."""
    for group, result in groups.items():
        yield [
            *_describe(group),
            group.department.leerweg or " ",
            group.department.sector,
            group.department.name,
            *map(below_five, (result.candidates, result.passed, result.failed)),
            *(mark.replace(".", ",") for mark in _marks(_NEWER, *group.order)),
        ]


def _describe(group: Group) -> list[str]:
    location = group.location
    return [
        location.institution_code,
        location.full_code,
        location.name,
        location.municipality,
        location.province,
        group.school_type,
    ]


def _marks(year: int, *key: object) -> list[str]:
    """Mean marks with one decimal and a point: school exam, central exam, and both."""
    school = chance(61, 69, "school exam", year, *key)
    central = school - chance(-1, 4, "central exam", year, *key)
    return [f"{mark // 10}.{mark % 10}" for mark in (school, central, (school + central + 1) // 2)]
