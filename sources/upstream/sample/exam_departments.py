"""Which departments (afdelingen) the programmes of the exams in secondary education consist of.

Weights are those of DUO's file `geslaagden-gezakten-en-cijfers-2018-2019.csv`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sources.upstream.sample.exam_counts import ExamProgramme

_PROFILES = {
    "C&M": "Cultuur en Maatschappij",
    "E&M": "Economie en Maatschappij",
    "N&G": "Natuur en Gezondheid",
    "N&T": "Natuur en Techniek",
}
# LWT, learning at work, is a way to the diploma of the basisberoepsgerichte leerweg.
_LEERWEGEN = {"B": "BL", "K": "KL", "G": "GL", "LWT": "BL", "T": "TL"}
# Sector as the programme calls it -> sector as the file does, department, weight.
_DEPARTMENTS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "techniek": (
        ("Techniek", "PIE", 45),
        ("Techniek", "BWI", 28),
        ("Techniek", "MTR", 14),
        ("Techniek", "MVI", 11),
        ("Techniek", "MTE", 2),
    ),
    "economie": (
        ("Economie", "EO", 35),
        ("Economie", "HBR", 12),
        ("Intersect. programma", "DP", 53),
    ),
    "zorg": (("Zorg & Welzijn", "ZWE", 1),),
    "landbouw": (("Landbouw", "G", 1),),
    "intersectoraal": (("Intersect. programma", "Dienstverlening & Commercie", 1),),
}


@dataclass(frozen=True, order=True)
class Department:
    """A department; leerweg and sector are empty for havo and vwo, whose department is a profile.

    In the theoretische leerweg there are sectors, but no departments.
    """

    leerweg: str
    sector: str
    name: str


def departments(programme: ExamProgramme) -> Sequence[tuple[Department, int]]:
    """The departments of a programme with their weights."""
    if programme.school_type != "VMBO":
        name = programme.name.partition(" - ")[2]
        for short, profile in _PROFILES.items():
            name = name.replace(short, profile)
        return [(Department("", "", name), 1)]
    kind, _, sector = programme.name.removeprefix("VMBO ").partition(" - ")
    leerweg = _LEERWEGEN[kind]
    parts = _DEPARTMENTS.get(sector.partition(" ")[0], ())
    if kind == "T":
        return [(Department(leerweg, parts[0][0] if parts else "", ""), 1)]
    return [(Department(leerweg, named, name), weight) for named, name, weight in parts]
