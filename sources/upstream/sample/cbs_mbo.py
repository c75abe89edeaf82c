"""Table 85353NED: mbo students by field of study and region.

About 27 % of the students of 2017/2018 are in the fields 05, 06 and 07. CBS rounds the real table
to tens; here nothing is rounded. Extranei are left out: the total is that of bol and bbl.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

from sources.upstream.sample.allocate import allocate, chance
from sources.upstream.sample.calibration import GENDERS, MBO_STUDENTS
from sources.upstream.sample.cbs_codes import (
    FIELD_TOTAL,
    GENDER,
    GENDER_CODES,
    GENDER_TOTAL,
    ISCED,
    REGION_GROUPS,
    field_code,
    school_years,
)
from sources.upstream.sample.cbs_table import (
    GEO,
    SAMPLE_NOTE,
    UNROUNDED_NOTE,
    Code,
    Dimension,
    Group,
    Measure,
    Observation,
    Table,
    write_table,
)
from sources.upstream.sample.cbs_v3 import write_table_v3

_LEVEL_TOTAL, _PATH_TOTAL = "T001097", "T001378"
_STUDENTS = "D008180"
_COUNTRY = "NL01"

# Level -> title, per mille of all students, per mille of it in bol.
_LEVELS = {
    "A028640": ("Mbo-entreeopleiding", 35, 650),
    "A028641": ("Mbo niveau 2", 175, 600),
    "A028642": ("Mbo niveau 3", 225, 640),
    "A028643": ("Mbo niveau 4", 565, 910),
}
_BOL, _BBL = "A041716", "A041717"
_GENDERS_PERMILLE = (512, 488)

# Field -> title and per mille of men, women. What is left has no code of its own here.
_FIELDS = {
    "04": ("Recht, administratie, handel en zakelijke dienstverlening", (200, 210)),
    "05": ("Wiskunde, natuurwetenschappen", (12, 14)),
    "06": ("Informatica", (78, 12)),
    "07": ("Techniek, industrie en bouwkunde", (358, 60)),
    "09": ("Gezondheidszorg en welzijn", (90, 480)),
}
_OTHER = "other"


@dataclass(frozen=True)
class _Province:
    code: str
    title: str
    part_of: str
    weight: int


# CBS puts Flevoland in Oost-Nederland. Weights: thousands of inhabitants, roughly.
_PROVINCES = (
    _Province("PV20", "Groningen", "LD01", 583),
    _Province("PV21", "Fryslân", "LD01", 647),
    _Province("PV22", "Drenthe", "LD01", 493),
    _Province("PV23", "Overijssel", "LD02", 1157),
    _Province("PV24", "Flevoland", "LD02", 416),
    _Province("PV25", "Gelderland", "LD02", 2071),
    _Province("PV26", "Utrecht", "LD03", 1342),
    _Province("PV27", "Noord-Holland", "LD03", 2853),
    _Province("PV28", "Zuid-Holland", "LD03", 3674),
    _Province("PV29", "Zeeland", "LD03", 383),
    _Province("PV30", "Noord-Brabant", "LD04", 2544),
    _Province("PV31", "Limburg", "LD04", 1117),
)
_LANDSDELEN = {
    "LD01": "Noord-Nederland (LD)",
    "LD02": "Oost-Nederland (LD)",
    "LD03": "West-Nederland (LD)",
    "LD04": "Zuid-Nederland (LD)",
}


def write_mbo(folder: Path) -> None:
    """Write the table under `folder` (`<data>/cbs`)."""
    write_table(folder / "v4", _TABLE, _observations())
    write_table_v3(folder / "v3", _TABLE, _observations())


def _dimensions() -> Iterator[Dimension]:
    yield GENDER
    yield Dimension(
        "Niveau",
        "Niveau",
        [Code(_LEVEL_TOTAL, "Totaal")]
        + [Code(level, title) for level, (title, _, _) in _LEVELS.items()],
    )
    yield Dimension(
        "Leerweg",
        "Leerweg",
        [
            Code(_PATH_TOTAL, "Totaal mbo (incl. extranei)"),
            Code(_BOL, "Bol totaal"),
            Code(_BBL, "Bbl totaal"),
        ],
    )
    yield Dimension(
        "Studierichting",
        "Studierichting",
        [Code(FIELD_TOTAL, "Totaal")]
        + [
            Code(field_code(field), f"{field} {title}", group=ISCED)
            for field, (title, _) in _FIELDS.items()
        ],
        groups=[Group(ISCED, "Studierichting (ISCED-F 2013)")],
    )
    regions = [Code(_COUNTRY, "Nederland", group="NL")]
    regions += [Code(code, title, group="LD") for code, title in _LANDSDELEN.items()]
    regions += [
        Code(province.code, f"{province.title} (PV)", group="PV") for province in _PROVINCES
    ]
    groups = [group for group in REGION_GROUPS if group.identifier in {"NL", "LD", "PV"}]
    yield Dimension("RegioS", "Regio", regions, kind=GEO, groups=groups)
    yield school_years(MBO_STUDENTS)


_TABLE = Table(
    identifier="85353NED",
    title="Mbo; studenten, niveau, leerweg, studierichting, regiokenmerken",
    description=(
        "Studenten in het middelbaar beroepsonderwijs naar geslacht, niveau, leerweg, "
        "studierichting en regio; stand op 1 oktober. Provincies tellen op tot Nederland."
    ),
    coverage="2017/'18-2024/'25",
    modified=date(2025, 3, 31),
    dimensions=tuple(_dimensions()),
    measures=(Measure(_STUDENTS, "Mbo-studenten"),),
    note=f"{SAMPLE_NOTE} {UNROUNDED_NOTE}",
)


@dataclass(frozen=True)
class _Cell:
    gender: int
    level: str
    path: str
    field: str
    weight: int


def _cells() -> Iterator[_Cell]:
    """The smallest cells of the country, with their weight."""
    for gender, level, path in product(GENDERS, _LEVELS, (_BOL, _BBL)):
        _, of_all, bol = _LEVELS[level]
        base = _GENDERS_PERMILLE[gender] * of_all * (bol if path == _BOL else 1000 - bol)
        known = {field: permille[gender] for field, (_, permille) in _FIELDS.items()}
        for field, permille in (known | {_OTHER: 1000 - sum(known.values())}).items():
            yield _Cell(gender, level, path, field, base * permille)


def _observations() -> Iterator[Observation]:
    """All cells with people in them, summed from the provinces up."""
    cells = tuple(_cells())
    for year, total in MBO_STUDENTS.items():
        sums: Counter[tuple[str, ...]] = Counter()
        for cell, students in zip(
            cells, allocate(total, [cell.weight for cell in cells]), strict=True
        ):
            weights = [_weight(province, cell, year) for province in _PROVINCES]
            for province, count in zip(_PROVINCES, allocate(students, weights), strict=True):
                for codes in _rolled_up(cell, province):
                    sums[codes] += count
        for codes, value in sorted(sums.items()):
            if value:
                yield Observation(_STUDENTS, (*codes, f"{year}SJ00"), value)


def _weight(province: _Province, cell: _Cell, year: int) -> int:
    taste = chance(80, 120, "mbo", province.code, cell.field, cell.gender)
    return province.weight * taste * chance(97, 103, province.code, cell.level, cell.path, year)


def _rolled_up(cell: _Cell, province: _Province) -> Iterator[tuple[str, ...]]:
    """The cell itself and every total that it is part of."""
    fields = [FIELD_TOTAL] if cell.field == _OTHER else [FIELD_TOTAL, field_code(cell.field)]
    yield from product(
        (GENDER_TOTAL, GENDER_CODES[cell.gender]),
        (_LEVEL_TOTAL, cell.level),
        (_PATH_TOTAL, cell.path),
        fields,
        (_COUNTRY, province.part_of, province.code),
    )
