"""DUO's `leerlingen vo`: the count of every location, and the three layouts it came in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sources.upstream.sample.allocate import allocate, chance
from sources.upstream.sample.calibration import GENDERS, MEN, OTHER_PUPILS, PUPILS
from sources.upstream.sample.files import (
    CKAN,
    LEGACY,
    LEGACY_2023,
    below_five,
    minus_one,
    write_csv,
)
from sources.upstream.sample.offers import Offer
from sources.upstream.sample.pupil_counts import PROGRAMMES, Programme
from sources.upstream.sample.resources import resource

STUDY_YEARS = range(1, 7)
_LEGACY_PATH = (
    "files/open_onderwijsdata/images/leerlingen-vo-per-vestiging-naar-onderwijstype-{}.csv"
)
_LEGACY_COLUMNS = [
    "BRIN NUMMER",
    "VESTIGINGSNUMMER",
    "INSTELLINGSNAAM VESTIGING",
    "PLAATSNAAM VESTIGING",
    "PROVINCIE VESTIGING",
    "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR",
    "VMBO SECTOR",
    "AFDELING",
    "ELEMENTCODE",
    "OPLEIDINGSNAAM",
]
_COUNT_COLUMNS = [
    f"LEER- OF VERBLIJFSJAAR {study_year} - {gender}"
    for study_year in STUDY_YEARS
    for gender in ("MAN", "VROUW")
]
_CKAN_COLUMNS = [
    "STUDIEJAAR",
    "INSTELLINGSCODE",
    "VESTIGINGSCODE",
    "INSTELLINGSNAAM_VESTIGING",
    "PLAATSNAAM_VESTIGING",
    "PROVINCIE_VESTIGING",
    "ONDERWIJSTYPE",
    "VMBO_SECTOR",
    "AFDELING",
    "ELEMENTCODE",
    "OPLEIDINGSNAAM",
    "LEERJAAR",
    "GESLACHT",
    "AANTAL_LEERLINGEN",
]


@dataclass(frozen=True)
class PupilRow:
    """Pupils of one programme at one location on 1 October of a year.

    `counts` holds twelve numbers: men and women of study year 1, of study year 2, and so on.
    """

    offer: Offer
    counts: tuple[int, ...]


def write_vo_pupils(folder: Path, offers: Sequence[Offer]) -> None:
    """Write the files of all years under `folder` (`<data>/duo`)."""
    rows = {year: tuple(pupil_rows(year, offers)) for year in OTHER_PUPILS}
    for year, published in {
        2017: date(2018, 3, 1),
        2018: date(2019, 3, 1),
        2019: date(2020, 3, 2),
    }.items():
        _write_legacy(folder, year, rows[year], published)
    for year in (2020, 2021):
        _write_legacy_2023(folder, year, rows[year], date(2023, 11, 6))
    recent = {year: rows[year] for year in range(2021, 2025)}
    table = [_CKAN_COLUMNS, *(line for year in recent for line in _long(year, recent[year]))]
    file = resource("01voins-v1", "01voins.csv")
    write_csv(folder / file.path, CKAN, table, file.published)


def pupil_rows(year: int, offers: Sequence[Offer]) -> Iterator[PupilRow]:
    """The rows of one year in which at least one pupil is counted."""
    by_programme: dict[Programme, list[Offer]] = {}
    for offer in offers:
        by_programme.setdefault(offer.programme, []).append(offer)
    counts = {offer: [0] * 12 for offer in offers}
    for (programme, study_year, gender), total in _national(year).items():
        places = by_programme[programme]
        weights = [_weight(offer, year, study_year, gender) for offer in places]
        for offer, count in zip(places, allocate(total, weights), strict=True):
            counts[offer][2 * (study_year - 1) + gender] = count
    for offer, numbers in counts.items():
        if any(numbers):
            yield PupilRow(offer, tuple(numbers))


def _weight(offer: Offer, year: int, study_year: int, gender: int) -> int:
    """A location's share: its size, its own taste for the programme, and a little of the year."""
    location, programme = offer.location, offer.programme
    taste = chance(50, 150, "taste", location.full_code, programme.department, gender)
    this_year = chance(92, 108, location.full_code, programme.department, year, study_year, gender)
    return location.size * taste * this_year


def _national(year: int) -> dict[tuple[Programme, int, int], int]:
    """Pupils of the whole country by programme, study year and gender."""
    totals: dict[tuple[Programme, int, int], int] = {}
    for gender in GENDERS:
        for level, years in PUPILS.items():
            for counted in (True, False):
                group = [
                    programme
                    for programme in PROGRAMMES
                    if programme.level == level and programme.is_counted == counted
                ]
                target = years[year].part(gender, counted)
                base = [programme.counts[0][gender] for programme in group]
                for programme, total in zip(group, allocate(target, base), strict=True):
                    totals[programme, programme.first_year, gender] = total
        for programme in PROGRAMMES:
            for offset, pair in enumerate(programme.counts):
                key = (programme, programme.first_year + offset, gender)
                totals.setdefault(key, pair[gender] * _index(programme, year, gender) // 1000)
    return totals


def _index(programme: Programme, year: int, gender: int) -> int:
    """Size of the programme's level this year, per mille of 2019."""
    if programme.level is None:
        return OTHER_PUPILS[year]
    share = PUPILS[programme.level]
    base = share[2019].part(gender, programme.is_counted)
    return share[year].part(gender, programme.is_counted) * 1000 // base


def _write_legacy(folder: Path, year: int, rows: Sequence[PupilRow], published: date) -> None:
    table = [
        [row.offer.location.institution_code, row.offer.location.location_code, *_describe(row)]
        + [str(count) for count in row.counts]
        for row in rows
    ]
    if year == 2018:
        sums = [str(sum(column)) for column in zip(*(row.counts for row in rows), strict=True)]
        table.append(["Totalen", *[""] * (len(_LEGACY_COLUMNS) - 1), *sums])
    path = folder / _LEGACY_PATH.format(year)
    write_csv(path, LEGACY, [_LEGACY_COLUMNS + _COUNT_COLUMNS, *table], published)


def _write_legacy_2023(folder: Path, year: int, rows: Sequence[PupilRow], published: date) -> None:
    columns = ["INSTELLINGSCODE", "VESTIGINGSCODE", *_LEGACY_COLUMNS[2:], *_COUNT_COLUMNS]
    table = [
        [row.offer.location.institution_code, row.offer.location.full_code, *_describe(row)]
        + [below_five(count) for count in row.counts]
        for row in rows
    ]
    path = folder / _LEGACY_PATH.format(year)
    after = ("", '""', "") if year == 2020 else ()
    write_csv(path, LEGACY_2023, [columns, *table], published, after)


def _long(year: int, rows: Sequence[PupilRow]) -> Iterator[list[str]]:
    """One line per study year and gender; cells without pupils are left out."""
    for row in rows:
        location = row.offer.location
        start = [str(year), location.institution_code, location.full_code, *_describe(row)]
        for position, count in enumerate(row.counts):
            if count:
                study_year, gender = divmod(position, 2)
                name = "MAN" if gender == MEN else "VROUW"
                yield [*start, str(study_year + 1), name, minus_one(count)]


def _describe(row: PupilRow) -> list[str]:
    location, programme = row.offer.location, row.offer.variant
    return [
        location.name,
        location.place,
        location.province,
        programme.school_type,
        programme.sector,
        programme.department,
        programme.element_code,
        programme.name,
    ]
