"""Students of higher education in the sample, in their smallest cells.

First-years in the fields 05, 06 and 07, and all of them, are as many as in the calibration. Older
students follow from them as in the sample's table 85421NED, and diplomas from all together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sources.upstream.sample.allocate import allocate, chance
from sources.upstream.sample.calibration import FIRST_YEARS, GENDERS, WOMEN
from sources.upstream.sample.ho_counts import PROGRAMMES, HigherProgramme
from sources.upstream.sample.institutions import HBO, WO, Institution
from sources.upstream.sample.places import Place

UNKNOWN = 2
# Per mille by mode of study: full-time, part-time, dual.
_MODES = {
    ("hbo", "associate degree"): (600, 350, 50),
    ("hbo", "bachelor"): (880, 100, 20),
    ("hbo", "master"): (200, 750, 50),
    ("wo", "bachelor"): (990, 9, 1),
    ("wo", "master"): (975, 20, 5),
    ("wo", "postmaster"): (700, 200, 100),
}
MODES = ("VT", "DT", "DU")
# Diplomas per mille of those enrolled.
_DIPLOMAS = {"hbo": (140, 185), "wo": (225, 285)}
_TECHNICAL_UNIVERSITIES = ("99UE", "99UF")


@dataclass(frozen=True)
class Site:
    """An institution in one of its places."""

    institution: Institution
    place: Place


@dataclass(frozen=True)
class HigherCell:
    """People of one gender in a programme, in one mode of study, at a site."""

    site: Site
    programme: HigherProgramme
    mode: str
    gender: int


@cache
def first_years(level: str, year: int) -> Mapping[HigherCell, int]:
    """First-years on 1 October, of hbo or wo."""
    found: dict[HigherCell, int] = {}
    for gender in GENDERS:
        for technical in (True, False):
            group = [
                one for one in PROGRAMMES if (one.level, one.is_technical) == (level, technical)
            ]
            total = FIRST_YEARS[level][year].part(gender, technical)
            weights = [
                one.weights[gender] * chance(93, 107, one.code, gender, year) for one in group
            ]
            for programme, count in zip(group, allocate(total, weights), strict=True):
                found |= _spread(programme, gender, year, count)
    return _with_unknown(found)


@cache
def enrolled(level: str, year: int) -> Mapping[HigherCell, int]:
    """All students on 1 October."""
    return {cell: count + _older(cell, count) for cell, count in first_years(level, year).items()}


@cache
def graduates(level: str, year: int) -> Mapping[HigherCell, int]:
    """Diplomas in the school year that starts in `year`."""
    low, high = _DIPLOMAS[level]
    return {
        cell: count * chance(low, high, "diplomas", cell.programme.code, cell.gender) // 1000
        for cell, count in enrolled(level, year).items()
    }


def _older(cell: HigherCell, first: int) -> int:
    level, field = cell.programme.level, cell.programme.field[:2]
    return first * chance(3100, 3700, "older", level, min(cell.gender, WOMEN), field) // 1000


def _spread(
    programme: HigherProgramme, gender: int, year: int, count: int
) -> Iterator[tuple[HigherCell, int]]:
    """Split over the sites that offer it, and over modes of study."""
    sites = _SITES[programme]
    weights = [
        site.institution.size
        * chance(60, 140, "ho", site.institution.code, site.place.name, programme.code, gender)
        * chance(95, 105, site.institution.code, site.place.name, programme.code, year)
        for site in sites
    ]
    for site, part in zip(sites, allocate(count, weights), strict=True):
        modes = allocate(part, _MODES[programme.level, programme.type])
        for mode, students in zip(MODES, modes, strict=True):
            if students:
                yield HigherCell(site, programme, mode, gender), students


def _with_unknown(cells: Mapping[HigherCell, int]) -> Mapping[HigherCell, int]:
    """In the largest cell of women, two people whose gender is not known."""
    found = dict(cells)
    largest = max(found, key=lambda cell: found[cell] if cell.gender == WOMEN else 0)
    found[largest] -= 2
    found[HigherCell(largest.site, largest.programme, largest.mode, UNKNOWN)] = 2
    return found


def _sites(turn: int, programme: HigherProgramme) -> tuple[Site, ...]:
    """Where a programme is offered: every fifth site of hbo, every second of wo, in turn."""
    institutions = HBO if programme.level == "hbo" else tuple(_universities(programme))
    sites = [Site(one, place) for one in institutions for place in one.places]
    step = 5 if programme.level == "hbo" else 2
    return tuple(site for number, site in enumerate(sites) if (number + turn) % step == 0)


def _universities(programme: HigherProgramme) -> Iterator[Institution]:
    """The technical universities keep to technical programmes, the others to all else."""
    for one in WO:
        if (one.code in _TECHNICAL_UNIVERSITIES) == (programme.sector == "techniek"):
            yield one


_SITES = {one: _sites(turn, one) for turn, one in enumerate(PROGRAMMES)}
