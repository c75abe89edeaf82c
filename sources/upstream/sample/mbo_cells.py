"""Students and graduates of mbo in the sample, in their smallest cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sources.upstream.sample.allocate import allocate, chance
from sources.upstream.sample.calibration import GENDERS, MBO_STUDENTS
from sources.upstream.sample.institutions import MBO, Institution
from sources.upstream.sample.mbo_counts import QUALIFICATIONS, Qualification

STUDENT_YEARS = range(2021, 2025)
# Diplomas of a school year, by its first year: about a third of its students.
GRADUATES = {2019: 163_500, 2020: 168_300, 2021: 170_100, 2022: 164_100, 2023: 159_800}
# Four sets of ROCs of about the same size.
_QUARTERS = ("99MJ 99MC 99MK", "99MH 99MB 99MA", "99ML 99MG 99ME", "99MF 99MD 99MN")
_FEW = 2
# Per mille of all students of a qualification: those who only sit the exam, part-timers, and (of
# graduates) other adults. They are few, so most of these cells are hidden.
_EXAM_ONLY, _PART_TIME, _ADULTS = 4, 1, 2


@dataclass(frozen=True)
class Cell:
    """People of one gender in a qualification at an institution; `leerweg` as DUO codes it."""

    institution: Institution
    qualification: Qualification
    leerweg: str
    gender: int


def students(year: int) -> Mapping[Cell, int]:
    """Students on 1 October; all together the calibrated number."""
    return _cells(MBO_STUDENTS[year], year, {"EX": _EXAM_ONLY, "BOLDT": _PART_TIME})


def graduates(year: int) -> Mapping[Cell, int]:
    """Diplomas in the school year that starts in `year`."""
    return _cells(GRADUATES[year], year, {"EX": _EXAM_ONLY, "OVO": _ADULTS})


def _cells(total: int, year: int, rare: Mapping[str, int]) -> Mapping[Cell, int]:
    keys = [
        (qualification, leerweg, gender, permille * _popularity(qualification, gender, year))
        for qualification in QUALIFICATIONS
        for leerweg, permille in _leerwegen(qualification, rare).items()
        for gender in GENDERS
    ]
    found: dict[Cell, int] = {}
    counts = allocate(total, [weight for *_, weight in keys])
    for (qualification, leerweg, gender, _), count in zip(keys, counts, strict=True):
        offering = _OFFERING[qualification]
        if leerweg in rare:
            offering = offering[:_FEW]
        weights = [_weight(one, qualification, leerweg, gender, year) for one in offering]
        for institution, part in zip(offering, allocate(count, weights), strict=True):
            if part:
                found[Cell(institution, qualification, leerweg, gender)] = part
    return found


def _popularity(qualification: Qualification, gender: int, year: int) -> int:
    return qualification.weights[gender] * chance(94, 106, qualification.code, gender, year)


def _leerwegen(qualification: Qualification, rare: Mapping[str, int]) -> Mapping[str, int]:
    """Per mille of the students of a qualification by leerweg."""
    few = rare if qualification.level > 1 else {}
    rest = 1000 - sum(few.values())
    bbl = rest * qualification.bbl // 1000
    return {"BBL": bbl, "BOLVT": rest - bbl, **few}


def _offering(turn: int, qualification: Qualification) -> tuple[Institution, ...]:
    """One quarter of the ROCs in turn, and the beroepscolleges of the trade."""
    quarter = _QUARTERS[turn % len(_QUARTERS)].split()
    return tuple(one for one in MBO if one.code in quarter or _is_trade_of(one, qualification))


def _is_trade_of(institution: Institution, qualification: Qualification) -> bool:
    """The beroepscolleges keep to their trade: plants, and making things."""
    rooms = {"99MP": ("Voedsel",), "99MR": ("Techniek", "Mobiliteit")}
    return qualification.room.startswith(rooms.get(institution.code, ("-",)))


def _weight(
    institution: Institution, qualification: Qualification, leerweg: str, gender: int, year: int
) -> int:
    taste = chance(60, 140, "mbo", institution.code, qualification.code, leerweg, gender)
    return institution.size * taste * chance(95, 105, institution.code, qualification.code, year)


_OFFERING = {one: _offering(turn, one) for turn, one in enumerate(QUALIFICATIONS)}
