"""DUO's files on students and graduates of mbo: wide by year and gender, `-1` for 1 to 4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sources.upstream.sample.calibration import GENDERS
from sources.upstream.sample.files import CKAN, minus_one, write_csv
from sources.upstream.sample.institutions import MBO, Institution
from sources.upstream.sample.mbo_cells import (
    GRADUATES,
    STUDENT_YEARS,
    Cell,
    graduates,
    students,
)
from sources.upstream.sample.registers import vocational
from sources.upstream.sample.resources import PACKAGES, Resource, resource

_GENDER_NAMES = ("MAN", "VROUW")
_LEERWEGEN = ("BBL", "BOLDT", "BOLVT", "EX")
_QUALIFICATION = [
    "LEERWEG",
    "NIVEAU",
    "ERKENDE OPLEIDING CODE",
    "ERKENDE OPLEIDING NAAM",
    "SECTORKAMER NAAM",
    "HOOFDGROEP NAAM",
]
_BY_LEERWEG = [
    "JAAR",
    "PROVINCIE INSTELLING",
    "BEVOEGD GEZAG NUMMER",
    "INSTELLINGSCODE",
    "INSTELLINGSNAAM",
    "PLAATSNAAM INSTELLING",
    "GEMEENTENUMMER INSTELLING",
    "GEMEENTE INSTELLING",
    *_LEERWEGEN,
]

Years = Mapping[int, Mapping[Cell, int]]


def write_mbo_students(folder: Path) -> None:
    """Write the files of students and graduates under `folder` (`<data>/duo`)."""
    by_year = {year: students(year) for year in STUDENT_YEARS}
    by_leerweg, in_full = _student_files()
    write_csv(
        folder / by_leerweg.path, CKAN, [_BY_LEERWEG, *_totals(by_year)], by_leerweg.published
    )
    codes = ["INSTELLINGSCODE", "INSTELLINGSNAAM", "SOORT INSTELLING", "PLAATSNAAM INSTELLING"]
    header = [*codes, *_QUALIFICATION, *_columns("", by_year)]
    write_csv(
        folder / in_full.path,
        CKAN,
        [header, *_wide(by_year, with_kind=True)],
        in_full.published,
    )
    _write_graduates(folder)


def _write_graduates(folder: Path) -> None:
    """Diplomas, under a header whose years are later than those in the name of the file.

    DUO numbers a diploma by the year after that in which its school year ended: what was published
    in February 2025 has 2025 for the school year 2023/2024. The last line holds the totals.
    """
    by_year = {year + 2: graduates(year) for year in GRADUATES}
    file = resource("gediplomeerde-mbo-studenten", "2020-2024-gediplomeerden.csv")
    codes = ["INSTELLINGSCODE", "INSTELLINGSNAAM", "PLAATSNAAM INSTELLING"]
    header = [*codes, *_QUALIFICATION, *_columns("DIP", by_year)]
    footer = ["Totalen", *[""] * (len(codes) + len(_QUALIFICATION) - 1)]
    footer += [
        str(sum(count for cell, count in cells.items() if cell.gender == gender))
        for cells in by_year.values()
        for gender in GENDERS
    ]
    table = [header, *_wide(by_year, with_kind=False), footer]
    write_csv(folder / file.path, CKAN, table, file.published)


def _student_files() -> tuple[Resource, Resource]:
    (package,) = (one for one in PACKAGES if one.name == "mbo-studenten-per-instelling")
    first, second = package.resources
    return first, second


def _columns(prefix: str, by_year: Years) -> list[str]:
    return [f"{prefix}{gender}{year}" for year in by_year for gender in _GENDER_NAMES]


def _wide(by_year: Years, *, with_kind: bool) -> Iterator[list[str]]:
    """A row for every qualification and leerweg at an institution, in that order."""
    rows = {
        (one.institution.code, one.leerweg, one.qualification.level, one.qualification.code): one
        for cells in by_year.values()
        for one in cells
    }
    for _, cell in sorted(rows.items(), key=lambda item: item[0]):
        institution, qualification = cell.institution, cell.qualification
        counts = [
            cells.get(Cell(institution, qualification, cell.leerweg, gender), 0)
            for cells in by_year.values()
            for gender in GENDERS
        ]
        yield [
            institution.code,
            institution.name,
            *([institution.kind] if with_kind else []),
            institution.places[0].name,
            cell.leerweg,
            str(qualification.level),
            qualification.code,
            qualification.name,
            qualification.room,
            qualification.main_group,
            *map(minus_one, counts),
        ]


def _totals(by_year: Years) -> Iterator[list[str]]:
    """A row for every year and institution: the same students by leerweg."""
    boards = {entry.institution: entry.board.number for entry in vocational()}
    for year, cells in by_year.items():
        counts: Counter[tuple[str, str]] = Counter()
        for cell, count in cells.items():
            counts[cell.institution.code, cell.leerweg] += count
        for institution in MBO:
            found = [counts[institution.code, leerweg] for leerweg in _LEERWEGEN]
            yield [*_describe(year, institution, boards), *map(minus_one, found)]


def _describe(year: int, institution: Institution, boards: Mapping[str, str]) -> Sequence[str]:
    place = institution.places[0]
    return [
        str(year),
        place.province,
        boards[institution.code].lstrip("0"),
        institution.code,
        institution.name,
        place.name,
        place.municipality_code,
        place.municipality,
    ]
