"""DUO's `nieuw instromende studenten`: the students of a year by where they came from.

Both kinds of file count the same students as `mbo_files`, men and women together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sources.upstream.sample.allocate import allocate
from sources.upstream.sample.files import CKAN, minus_one, write_csv
from sources.upstream.sample.institutions import Institution
from sources.upstream.sample.mbo_cells import STUDENT_YEARS, students
from sources.upstream.sample.mbo_counts import Qualification
from sources.upstream.sample.resources import INFLOW_KINDS, inflow_file, resource

_BY_KIND = [
    "JAAR",
    "INSTELLINGSCODE",
    "NIVEAU",
    "LEERWEG",
    "BEROEPSOPLEIDING CODE",
    "BEROEPSOPLEIDING NAAM",
    "WIJZIGING IN INSTELLING",
    "LAATSTE JAAR VO",
    "VOOROPLEIDING VO",
    "LAATSTE JAAR MBO",
    "VOOROPLEIDING MBO",
    "INSTROOM VO",
    "INSTROOM MBO",
    "INSTROOM OPLEIDING",
    "AANTAL",
]
_BY_GROUP = [
    "VOOROPLEIDING VO",
    "VOOROPLEIDING MBO",
    "INDICATIE KLEINE OPLEIDING",
    "INSTELLINGSCODE",
    "INSTELLINGSNAAM",
    "HOOFDGROEP CODE",
    "HOOFDGROEP NAAM",
    "NIVEAU",
    "LEERWEG",
    "BEROEPSOPLEIDING CODE",
    "BEROEPSOPLEIDING NAAM",
    "TOTAAL MBO",
    "INSTROOM MBO",
    "INSTROOM OPLEIDING",
]
_NOTHING = " "
_NO_VO, _NO_MBO = "vooropleiding onbekend", "vooropleiding mbo onbekend of ongediplomeerd"
_SMALL = 200
# The diploma of vo that most students of a level came with.
_USUAL_VO = {
    1: "vmbo/havo/vwo ongediplomeerd",
    2: "vmbo basisberoepsgerichte leerweg diploma",
    3: "vmbo kaderberoepsgerichte leerweg diploma",
    4: "vmbo theoretische leerweg/mavo diploma",
}


@dataclass(frozen=True)
class _Career:
    """What students did before. Years count back from the count: 1 is the year before it."""

    weight: int
    vo: str
    vo_year: int | None
    mbo: str = _NO_MBO
    mbo_year: int | None = None
    moved: str = _NOTHING

    @property
    def from_vo(self) -> str:
        if self.mbo_year is not None or self.vo_year is None:
            return "Geen instroom"
        return "Directe instroom" if self.vo_year == 1 else "Indirecte instroom"

    @property
    def is_new_in_mbo(self) -> bool:
        return self.mbo_year != 1

    @property
    def is_new_in_programme(self) -> bool:
        return self.is_new_in_mbo or self.mbo != _NO_MBO or self.moved == "J"


def _careers(level: int) -> Iterator[_Career]:
    """The careers of the students of a level; most were there the year before."""
    usual = _USUAL_VO[level]
    yield _Career(560, usual, 2, mbo_year=1, moved="N")
    yield _Career(250 if level > 1 else 330, usual, 1)
    yield _Career(40, usual, 2)
    yield _Career(25, _NO_VO, None)
    yield _Career(30, usual, 2, mbo_year=1, moved="J")
    if level > 1:
        yield _Career(75, usual, 2, f"mbo niveau {level - 1} diploma", 1, "N")
    if level == 4:
        yield _Career(55, "havo diploma", 1)


@dataclass(frozen=True)
class _Place:
    """A broad programme at a level and in a leerweg, at an institution."""

    institution: Institution
    qualification: Qualification
    leerweg: str

    @property
    def order(self) -> tuple[str, str, int, str]:
        one = self.qualification
        return self.institution.code, one.dossier_code, one.level, self.leerweg


def write_mbo_inflow(folder: Path) -> None:
    """Write both files of every year under `folder` (`<data>/duo`)."""
    for year in STUDENT_YEARS:
        counts = _counts(year)
        for kind, table in zip(
            INFLOW_KINDS,
            ([_BY_GROUP, *_by_group(counts)], [_BY_KIND, *_by_kind(year, counts)]),
            strict=True,
        ):
            file = resource("instromende-mbo-studenten", inflow_file(year, kind))
            write_csv(folder / file.path, CKAN, table, file.published)


def _counts(year: int) -> Mapping[tuple[_Place, _Career], int]:
    """Students of a year; of the qualifications of a dossier the first stands for all."""
    totals: Counter[tuple[str, str, int, str]] = Counter()
    places: dict[tuple[str, str, int, str], _Place] = {}
    for cell, count in students(year).items():
        place = _Place(cell.institution, cell.qualification, cell.leerweg)
        places.setdefault(place.order, place)
        totals[place.order] += count
    found: dict[tuple[_Place, _Career], int] = {}
    for order, total in sorted(totals.items()):
        careers = [*_careers(order[2])][: None if order[3] in ("BBL", "BOLVT") else 2]
        split = allocate(total, [career.weight for career in careers])
        found |= {
            (places[order], career): count
            for career, count in zip(careers, split, strict=True)
            if count
        }
    return found


def _by_kind(year: int, counts: Mapping[tuple[_Place, _Career], int]) -> Iterator[list[str]]:
    """One row per career; full-time and part-time bol are not told apart."""
    rows: Counter[tuple[str, ...]] = Counter()
    for (place, career), count in counts.items():
        one = place.qualification
        key = (
            str(year),
            place.institution.code,
            str(one.level),
            "BOL" if place.leerweg.startswith("BOL") else place.leerweg,
            one.dossier_code,
            one.dossier,
            career.moved,
            _year(year, career.vo_year),
            career.vo,
            _year(year, career.mbo_year),
            career.mbo,
            career.from_vo,
            "J" if career.is_new_in_mbo else "N",
            "J" if career.is_new_in_programme else "N",
        )
        rows[key] += count
    yield from ([*key, minus_one(count)] for key, count in rows.items())


def _by_group(counts: Mapping[tuple[_Place, _Career], int]) -> Iterator[list[str]]:
    """One row per previous education: everybody, and those who are new."""
    rows: dict[tuple[str, ...], list[int]] = {}
    sizes: Counter[str] = Counter()
    for (place, _), count in counts.items():
        sizes[place.qualification.dossier_code] += count
    for (place, career), count in counts.items():
        one = place.qualification
        key = (
            career.vo,
            career.mbo,
            "J" if sizes[one.dossier_code] < _SMALL else "N",
            place.institution.code,
            place.institution.name,
            one.main_group_code,
            one.main_group,
            str(one.level),
            place.leerweg,
            one.dossier_code,
            one.dossier,
        )
        row = rows.setdefault(key, [0, 0, 0])
        for position, counted in enumerate(
            (True, career.is_new_in_mbo, career.is_new_in_programme)
        ):
            row[position] += count if counted else 0
    yield from ([*key, *map(minus_one, row)] for key, row in rows.items())


def _year(year: int, back: int | None) -> str:
    """The year before the count, `<` that year for all before it, or a space."""
    if back is None:
        return _NOTHING
    return str(year - 1) if back == 1 else f"<{year - 1}"
