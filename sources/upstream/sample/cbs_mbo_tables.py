"""Tables on secondary vocational education beside 85353NED: origin, graduates, inflow, after it."""

from __future__ import annotations

from datetime import date

from sources.upstream.sample.cbs_branches import branches
from sources.upstream.sample.cbs_codes import (
    FIELD_GROUPS,
    FIELD_TOTAL,
    ORIGIN_IMPOSSIBLE,
    field_code,
    field_member,
    genders,
    origins,
    provinces,
    school_year_totals,
)
from sources.upstream.sample.cbs_cube import Axis, Cube, Member, Topic, rest
from sources.upstream.sample.cbs_leavers import leaver_axes, not_yet
from sources.upstream.sample.cbs_table import Group, Measure

_LEVEL_TOTAL, _PATH_TOTAL = "T001097", "T001378"
_WITHOUT_EXTERNAL, _BOL, _BBL, _EXTERNAL = "A041715", "A041716", "A041717", "A041718"
_ROOMS = "SECTORKAMER"
_TECH, _MOBILITY, _CARE, _CREATIVE = "SK0100", "SK0200", "SK0300", "SK0500"
_GROUPS = (*FIELD_GROUPS, Group(_ROOMS, "Sectorkamers"))


def _levels(total: str) -> Axis:
    within = (_LEVEL_TOTAL,)
    return Axis(
        "Niveau",
        "Niveau",
        (
            Member(_LEVEL_TOTAL, total),
            Member("A028640", "Mbo-entreeopleiding", (35,), within),
            Member("A028641", "Mbo niveau 2", (175,), within),
            Member("A028642", "Mbo niveau 3", (225,), within),
            Member("A028643", "Mbo niveau 4", (565,), within),
        ),
    )


def _paths(total: str, *, external: bool) -> Axis:
    """Bol and bbl; with or without those who only take an exam."""
    inside = (_PATH_TOTAL, _WITHOUT_EXTERNAL) if external else (_PATH_TOTAL,)
    members = [
        Member(_PATH_TOTAL, total),
        Member(_BOL, "Bol totaal", (745,), inside),
        Member(_BBL, "Bbl totaal", (250,), inside),
    ]
    if external:
        members.insert(1, Member(_WITHOUT_EXTERNAL, "Totaal mbo (excl. extranei)"))
        members.append(Member(_EXTERNAL, "Extranei", (5,), (_PATH_TOTAL,)))
    return Axis("Leerweg", "Leerweg", tuple(members))


def _fields(technical_room: str) -> Axis:
    """Fields of study and sectorkamers, two classifications of the same people."""
    total = (FIELD_TOTAL,)
    f05, f06, f07, f09 = (field_code(field) for field in ("05", "06", "07", "09"))
    return Axis(
        "Studierichting",
        "Studierichting",
        (
            Member(FIELD_TOTAL, "Totaal"),
            *(field_member(field) for field in ("05", "06", "07", "09")),
            Member(_TECH, technical_room, group=_ROOMS),
            Member(_MOBILITY, "Sectorkamer mobiliteit, transport, logi.", group=_ROOMS),
            Member(_CREATIVE, "Sectorkamer creatieve industrie en ICT", group=_ROOMS),
            Member("", "05", (12, 14), (f05, *total)),
            Member("", "06", (78, 12), (f06, _CREATIVE, *total)),
            Member("", "07 building", (190, 22), (f07, _TECH, *total)),
            Member("", "07 vehicles", (120, 10), (f07, _MOBILITY, *total)),
            Member("", "07 media", (48, 28), (f07, _CREATIVE, *total)),
            Member("", "09", (90, 480), (f09, *total)),
            Member("", "transport", (60, 14), (_MOBILITY, *total)),
            Member("", "media", (60, 80), (_CREATIVE, *total)),
            rest(342, 340, within=FIELD_TOTAL),
        ),
        groups=_GROUPS,
    )


_GENDERS = genders(512, 488)
STUDENTS_BY_ORIGIN = Cube(
    identifier="85352NED",
    title="Mbo; studenten naar niveau, leerweg, studierichting, herkomst",
    description=(
        "Studenten in het middelbaar beroepsonderwijs naar herkomst; stand op 1 oktober. "
        "Afgerond op tientallen."
    ),
    coverage="2023/'24-2024/'25",
    modified=date(2025, 3, 31),
    topics=(Topic(Measure("D008180", "Mbo-studenten"), (1,)),),
    axes=(
        _GENDERS,
        _levels("Totaal"),
        _paths("Totaal mbo (incl. extranei)", external=True),
        _fields("Sectorkamer techniek en gebouwde omgevi."),
        *origins(),
    ),
    periods=school_year_totals({2023: 47_980, 2024: 47_050}),
    impossible=(*ORIGIN_IMPOSSIBLE, ("A028640", _EXTERNAL)),
)
GRADUATES = Cube(
    identifier="85356NED",
    title="Mbo; gediplomeerden, niveau, leerweg, studierichting, regiokenmerken",
    description=(
        "Gediplomeerden in het middelbaar beroepsonderwijs naar woonregio in het diplomajaar. "
        "Afgerond op tientallen."
    ),
    coverage="2022/'23-2023/'24",
    modified=date(2025, 3, 31),
    topics=(Topic(Measure("D008185", "Gediplomeerden mbo"), (1,)),),
    axes=(
        _GENDERS,
        _levels("Totaal mbo"),
        _paths("Totaal mbo (incl extranei)", external=False),
        _fields("Sectorkamer techniek en gebouwde omgeve."),
        provinces("RegioS", "Regio"),
    ),
    periods=school_year_totals({2022: 16_410, 2023: 15_980}),
)
INFLOW = Cube(
    identifier="85574NED",
    title="Instromers mbo; bedrijfstakken 1 jaar eerder",
    description=(
        "Instromers in het middelbaar beroepsonderwijs naar de bedrijfstak waarin zij een jaar "
        "eerder werkten. Afgerond op tientallen."
    ),
    coverage="2022/'23-2024/'25",
    modified=date(2025, 11, 20),
    topics=(Topic(Measure("D008190", "Instromers mbo"), (1,)),),
    axes=(
        _GENDERS,
        _levels("Totaal middelbaar beroepsonderwijs"),
        _paths("Totaal mbo (incl. extranei)", external=False),
        Axis(
            "Sectorkamer",
            "Sectorkamer",
            (
                Member("T001100", "Totaal"),
                Member(_TECH, "Sectorkamer techniek en gebouwde omgeve.", (280, 35), ("T001100",)),
                Member(
                    _MOBILITY, "Sectorkamer mobiliteit, transport, logi.", (170, 25), ("T001100",)
                ),
                Member(_CARE, "Sectorkamer zorg, welzijn en sport", (170, 480), ("T001100",)),
                Member(
                    _CREATIVE, "Sectorkamer creatieve industrie en ICT", (150, 110), ("T001100",)
                ),
                rest(230, 350, within="T001100"),
            ),
        ),
        Axis(
            "Leeftijd",
            "Leeftijd",
            (
                Member("T001382", "Totaal leeftijd"),
                Member("53105", "15 tot 20 jaar", (70,), ("T001382",)),
                rest(30, within="T001382"),
            ),
        ),
        branches("BedrijfstakkenBranchesSBI2008", "Bedrijfstakken/branches SBI (2008)", few=True),
    ),
    periods=school_year_totals({2022: 17_650, 2023: 17_320, 2024: 17_240}),
)
_AXES = leaver_axes(
    "mbo",
    genders(530, 470, total="Totaal"),
    Axis(
        "Persoonskenmerken",
        "Persoonskenmerken",
        (
            Member("T009002", "Totaal"),
            Member("53200", "20 tot 23 jaar", (44,), ("T009002",)),
            rest(56, within="T009002"),
        ),
    ),
    Axis(
        "Studierichting",
        "Studierichting",
        (
            Member(FIELD_TOTAL, "Totaal"),
            field_member("05", (12, 14)),
            field_member("06", (70, 10)),
            field_member("07", (330, 55)),
            field_member("09", (90, 450)),
            rest(498, 471, within=FIELD_TOTAL),
        ),
        groups=FIELD_GROUPS,
    ),
)
_LEAVERS = {2018: 12_690, 2019: 12_350, 2020: 11_020, 2021: 11_240, 2022: 11_980}
LEAVERS = Cube(
    identifier="85696NED",
    title="Uitstromers mbo; arbeidsmarktpositie na verlaten onderwijs",
    description=(
        "Uitstromers uit het middelbaar beroepsonderwijs naar hun plaats op de arbeidsmarkt, "
        "direct en na enkele jaren. Afgerond op tientallen; kleine aantallen ontbreken."
    ),
    coverage="2018/'19-2022/'23",
    modified=date(2025, 9, 16),
    topics=(Topic(Measure("D008195", "Uitstromers mbo"), (1,)),),
    axes=_AXES,
    # Three moments are counted, each of them all leavers.
    periods=school_year_totals({year: 3 * n for year, n in _LEAVERS.items()}, provisional=0),
    hidden_below=2,
    pending=not_yet(_LEAVERS),
)
MBO_CUBES = (STUDENTS_BY_ORIGIN, GRADUATES, INFLOW, LEAVERS)
