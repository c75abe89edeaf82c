"""Tables on secondary education: pupils, candidates and diplomas.

Which details 85379NED and 85381NED print could not be seen: theirs follow the broader tables and
80040ned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product

from sources.upstream.sample.cbs_codes import (
    ORIGIN_IMPOSSIBLE,
    STUDY_YEARS,
    STUDY_YEARS_TOTAL,
    genders,
    origins,
    regions,
    school_year_totals,
)
from sources.upstream.sample.cbs_cube import Axis, Cube, Member, Topic
from sources.upstream.sample.cbs_table import Measure

_ALL, _VMBO_HAVO_VWO, _GENERAL = "T001387", "A041910", "A041911"
_VMBO, _BK, _B, _K = "A041912", "A041913", "A041914", "A041915"
_GT, _G, _T = "A041916", "A041917", "A041918"
_HAVO, _VWO, _PRACTICAL = "A041920", "A041922", "A041924"
_TECH_B, _TECH_K, _TECH_G = "A041930", "A041931", "A041932"
_N_HAVO, _N_VWO = "A041933", "A041934"

# Pupils in tens, by the first year of the school year.
_PUPILS = {
    2017: 98_525, 2018: 96_860, 2019: 95_045, 2020: 93_520, 2021: 92_967, 2022: 92_530,
    2023: 91_820, 2024: 91_240,
}  # fmt: skip
# Not codes: who is in the general years is in year 1 or 2, or still in year 3.
_FIRST_TWO, _THIRD = "years 1-2", "year 3"
_IN_VMBO = (_ALL, _VMBO_HAVO_VWO, _VMBO)
_KINDS = (
    Member(_ALL, "Totaal leerlingen"),
    Member(_VMBO_HAVO_VWO, "Totaal vmbo/havo/vwo", within=(_ALL,)),
    Member(_GENERAL, "Vo algemene leerjaren 1-2-3"),
    Member("", _FIRST_TWO, (943,), (_ALL, _VMBO_HAVO_VWO, _GENERAL, _FIRST_TWO)),
    Member("", _THIRD, (80,), (_ALL, _VMBO_HAVO_VWO, _GENERAL, _THIRD)),
    Member(_VMBO, "Vmbo 3-4 totaal"),
    Member(_BK, "Vmbo-b/k 3-4 totaal"),
    Member(_B, "Vmbo-b 3-4", (82, 68), (*_IN_VMBO, _BK)),
    Member(_K, "Vmbo-k 3-4", (136, 128), (*_IN_VMBO, _BK)),
    Member(_GT, "Vmbo-g/t 3-4 totaal"),
    Member(_G, "Vmbo-g 3-4", (68, 70), (*_IN_VMBO, _GT)),
    Member(_T, "Vmbo-t 3-4", (190, 180), (*_IN_VMBO, _GT)),
    Member(_HAVO, "Havo 3-5", (290, 305), (_ALL, _VMBO_HAVO_VWO)),
    Member(_VWO, "Vwo 3-6", (255, 305), (_ALL, _VMBO_HAVO_VWO)),
    Member(_PRACTICAL, "Praktijkonderwijs", (36, 24), (_ALL,)),
)


def _in_detail(
    members: tuple[Member, ...], details: Mapping[str, tuple[str, str, tuple[int, int]]]
) -> tuple[Member, ...]:
    """Split members in a part with a code of its own (per mille of men, women) and the others."""
    found = []
    for member in members:
        if member.code not in details:
            weights = tuple(1000 * weight for weight in member.weights)
            found.append(replace(member, weights=weights))
            continue
        code, title, shares = details[member.code]
        pairs = tuple(zip(member.weights, shares, strict=True))
        within = (member.code, *member.within)
        found += [
            replace(member, weights=()),
            Member(code, title, tuple(weight * share for weight, share in pairs), within),
            Member("", title, tuple(weight * (1000 - share) for weight, share in pairs), within),
        ]
    return tuple(found)


_TECHNICAL = {
    _B: (_TECH_B, "Vmbo-b techniek", (380, 45)),
    _K: (_TECH_K, "Vmbo-k techniek", (360, 55)),
    _G: (_TECH_G, "Vmbo-g techniek", (160, 40)),
    _HAVO: (_N_HAVO, "Havo natuurprofielen", (280, 250)),
    _VWO: (_N_VWO, "Vwo natuurprofielen", (450, 440)),
}
_STUDY_YEARS = Axis(
    "Leerjaar",
    "Leerjaar",
    (
        Member(STUDY_YEARS_TOTAL, "Totaal leerjaren"),
        *(
            Member(code, f"Leerjaar {number}", (weight,), (STUDY_YEARS_TOTAL,))
            for number, (code, weight) in enumerate(
                zip(STUDY_YEARS, (195, 195, 200, 200, 140, 70), strict=True), start=1
            )
        ),
    ),
)
# The general years are 1 to 3, vmbo has 3 and 4, havo 3 to 5, vwo 3 to 6, practical education 1-6.
_NO_STUDY_YEARS = (
    *product((_FIRST_TWO,), STUDY_YEARS[2:]),
    *product((_THIRD,), (*STUDY_YEARS[:2], *STUDY_YEARS[3:])),
    *product((_VMBO,), (*STUDY_YEARS[:2], *STUDY_YEARS[4:])),
    *product((_HAVO,), (*STUDY_YEARS[:2], STUDY_YEARS[5])),
    *product((_VWO,), STUDY_YEARS[:2]),
)
_PUPIL_COUNT = Topic(Measure("D008160", "Aantal leerlingen"), (1,))
_NEW_PROFILES = ((_N_HAVO, STUDY_YEARS[2]), (_N_VWO, STUDY_YEARS[2]))

_EXAM_MEMBERS = (
    Member("A025301", "Vmbo"),
    Member("A025302", "Vmbo-b/k totaal"),
    Member("A025303", "Vmbo-b", (92, 78), ("A025301", "A025302")),
    Member("A025304", "Vmbo-k", (150, 130), ("A025301", "A025302")),
    Member("A025305", "Vmbo g/t totaal"),
    Member("A025306", "Vmbo-g", (45, 50), ("A025301", "A025305")),
    Member("A025307", "Vmbo-t", (250, 255), ("A025301", "A025305")),
    Member("A025308", "Havo", (270, 285)),
    Member("A025309", "Vwo", (175, 215)),
)
_EXAM_DETAILS = {
    "A025303": ("A025310", "Vmbo-b techniek", (375, 45)),
    "A025304": ("A025311", "Vmbo-k techniek", (355, 55)),
    "A025306": ("A025312", "Vmbo-g techniek", (155, 40)),
}
_CANDIDATES = "D008165"
_GRADUATES = "D008166"
_EXAM_TOPICS = (
    Topic(Measure(_CANDIDATES, "Examenkandidaten"), (65,)),
    Topic(Measure(_GRADUATES, "Gediplomeerden"), (935,), (_CANDIDATES,)),
    Topic(Measure("D008167", "Gediplomeerden, relatief", "%"), ratio=(_GRADUATES, _CANDIDATES)),
)
_EXAMS = {
    2015: 19_850, 2016: 20_050, 2017: 19_900, 2018: 19_650, 2019: 19_330, 2020: 18_700,
    2021: 18_650, 2022: 18_500, 2023: 18_320, 2024: 18_260,
}  # fmt: skip
_NOTE = "Afgerond op tientallen."

PUPILS_BY_ORIGIN = Cube(
    identifier="85379NED",
    title="Vo; leerlingen, onderwijssoort in detail, leerjaar, herkomst",
    description=f"Leerlingen in het voortgezet onderwijs op 1 oktober. {_NOTE}",
    coverage="2019/'20-2024/'25",
    modified=date(2025, 4, 2),
    topics=(_PUPIL_COUNT,),
    axes=(
        genders(503, 497),
        Axis("OnderwijssoortInDetail", "Onderwijssoort in detail", _in_detail(_KINDS, _TECHNICAL)),
        _STUDY_YEARS,
        *origins(),
    ),
    periods=school_year_totals({year: n for year, n in _PUPILS.items() if year >= 2019}),
    impossible=(*_NO_STUDY_YEARS, *_NEW_PROFILES, *ORIGIN_IMPOSSIBLE),
)
PUPILS_BY_REGION = Cube(
    identifier="85380NED",
    title="Vo; leerlingen, onderwijssoort, leerjaar, woonregio",
    description=f"Leerlingen in het voortgezet onderwijs naar woonregio op 1 oktober. {_NOTE}",
    coverage="2022/'23-2024/'25",
    modified=date(2025, 4, 2),
    topics=(_PUPIL_COUNT,),
    axes=(
        genders(503, 497),
        Axis("Onderwijssoort", "Onderwijssoort", _KINDS),
        _STUDY_YEARS,
        regions("Regiokenmerken", "Regiokenmerken"),
    ),
    periods=school_year_totals({year: n for year, n in _PUPILS.items() if year >= 2022}),
    impossible=_NO_STUDY_YEARS,
)
EXAMS_BY_ORIGIN = Cube(
    identifier="85381NED",
    title="Vo; examenkandidaten en gediplomeerden, onderwijssoort in detail, herkomst",
    description=f"Examenkandidaten en gediplomeerden in het voortgezet onderwijs. {_NOTE}",
    coverage="2019/'20-2024/'25",
    modified=date(2025, 3, 27),
    topics=_EXAM_TOPICS,
    axes=(
        genders(500, 500),
        Axis(
            "OnderwijssoortInDetail",
            "Onderwijssoort in detail",
            _in_detail(_EXAM_MEMBERS, _EXAM_DETAILS),
        ),
        *origins(),
    ),
    periods=school_year_totals({year: n for year, n in _EXAMS.items() if year >= 2019}),
    impossible=ORIGIN_IMPOSSIBLE,
)
EXAMS_BY_REGION = Cube(
    identifier="85382NED",
    title="Vo; examenkandidaten en gediplomeerden, onderwijssoort, woonregio",
    description=f"Examenkandidaten en gediplomeerden naar woonregio. {_NOTE}",
    coverage="2019/'20-2024/'25",
    modified=date(2025, 3, 27),
    topics=_EXAM_TOPICS,
    axes=(
        genders(500, 500),
        Axis("Onderwijssoort", "Onderwijssoort", _EXAM_MEMBERS),
        regions("Regiokenmerken", "Regiokenmerken"),
    ),
    periods=school_year_totals({year: n for year, n in _EXAMS.items() if year >= 2020}),
)

VO_CUBES = (
    PUPILS_BY_ORIGIN,
    PUPILS_BY_REGION,
    EXAMS_BY_ORIGIN,
    EXAMS_BY_REGION,
)
