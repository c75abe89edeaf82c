"""Tables on higher education beside 85421NED: graduates, international students, after it."""

from __future__ import annotations

from datetime import date

from sources.upstream.sample.cbs_codes import (
    FIELD_GROUPS,
    FIELD_TITLES,
    FIELD_TOTAL,
    ORIGIN_IMPOSSIBLE,
    field_code,
    field_member,
    genders,
    origins,
    school_year_totals,
)
from sources.upstream.sample.cbs_cube import Axis, Cube, Member, Topic, rest
from sources.upstream.sample.cbs_leavers import leaver_axes, not_yet
from sources.upstream.sample.cbs_table import Group, Measure

_ALL_LEVELS, _HBO, _WO = "A025290", "A025294", "A025297"
_BACHELOR, _MASTER = "A051801", "A051802"
_DIPLOMAS, _PHASES = "T001644", "T001645"
_YEAR_TOTAL = "T001646"
_STUDENTS, _NATIONAL, _INTERNATIONAL = "D008170", "D008173", "D008174"

# Broad field -> weights of men, women.
_WEIGHTS = {
    "01": (45, 95), "02": (70, 85), "03": (110, 165), "04": (320, 235), "05": (75, 72),
    "06": (95, 24), "07": (180, 72), "08": (18, 20), "09": (80, 215), "10": (65, 45),
}  # fmt: skip
# Parts of a technical field: title and per mille of the field.
_PARTS = {
    "051": ("Biologie, biochemie", "05", 420),
    "053": ("Natuur- en scheikunde, aardwetensch.", "05", 330),
    "071": ("Techniek en procestechniek", "07", 620),
    "073": ("Architectuur, bouwkunde en civiele...", "07", 240),
}


def _fields(total: str, *, unknown: bool = False) -> Axis:
    """The broad fields of study; with people whose field is unknown."""
    members = [Member(FIELD_TOTAL, total)]
    members += [field_member(field, weights) for field, weights in _WEIGHTS.items()]
    if unknown:
        members.append(Member("S9900", "Onderwijsrichting onbekend", (2,), (FIELD_TOTAL,)))
    return Axis("Studierichting", "Studierichting", tuple(members), groups=FIELD_GROUPS)


def _fields_in_detail() -> Axis:
    """The broad fields, two of them with parts."""
    members = [Member(FIELD_TOTAL, "Totaal")]
    for field, weights in _WEIGHTS.items():
        parts = {code: part for code, part in _PARTS.items() if part[1] == field}
        if not parts:
            members.append(field_member(field, tuple(1000 * weight for weight in weights)))
            continue
        within = (field_code(field), FIELD_TOTAL)
        members.append(field_member(field))
        for code, (title, _, share) in parts.items():
            portion = tuple(weight * share for weight in weights)
            heading = f"ISCED{field}"
            members.append(Member(field_code(code), f"{code} {title}", portion, within, heading))
        left = 1000 - sum(share for _, _, share in parts.values())
        others = tuple(weight * left for weight in weights)
        members.append(Member("", FIELD_TITLES[field], others, within))
    return Axis("Studierichting", "Studierichting", tuple(members), groups=FIELD_GROUPS)


def _diplomas(identifier: str, title: str, total: tuple[str, str]) -> Axis:
    within = (total[0],)
    return Axis(
        identifier,
        title,
        (
            Member(*total),
            Member(_BACHELOR, "Bachelor- en doctoraalopleidingen", (70,), within),
            Member(_MASTER, "Master- en vervolgopleidingen", (30,), within),
        ),
    )


GRADUATES = Cube(
    identifier="85425NED",
    title="Ho; gediplomeerden, soort diploma, studierichting, herkomst",
    description=(
        "Gediplomeerden in het hoger onderwijs naar studierichting en herkomst. Afgerond op "
        "tientallen. De soorten diploma zijn voor het voorbeeld bedacht."
    ),
    coverage="2020/'21-2023/'24",
    modified=date(2025, 4, 10),
    topics=(Topic(Measure("D008175", "Gediplomeerden"), (1,)),),
    axes=(
        genders(450, 550),
        Axis(
            "Onderwijssoort",
            "Onderwijssoort",
            (
                Member(_HBO, "Hoger beroepsonderwijs", (60,)),
                Member(_WO, "Wetenschappelijk onderwijs", (40,)),
            ),
        ),
        _fields_in_detail(),
        _diplomas("SoortDiploma", "Soort diploma", (_DIPLOMAS, "Totaal")),
        *origins(),
    ),
    periods=school_year_totals({2020: 17_580, 2021: 17_030, 2022: 17_280, 2023: 17_450}),
    impossible=ORIGIN_IMPOSSIBLE,
)
INTERNATIONAL = Cube(
    identifier="85125NED",
    title="Hoger onderwijs; internationale studenten, onderwijskenmerken",
    description=(
        "Ingeschrevenen in het hoger onderwijs, internationale studenten en anderen; stand op "
        "1 oktober. Afgerond op tientallen."
    ),
    coverage="2022/'23-2024/'25",
    modified=date(2025, 4, 10),
    topics=(
        Topic(Measure(_STUDENTS, "Totaal ingeschrevenen")),
        Topic(Measure(_NATIONAL, "Totaal niet-internationale studenten"), (84,), (_STUDENTS,)),
        Topic(Measure(_INTERNATIONAL, "Totaal internationale studenten"), (16,), (_STUDENTS,)),
    ),
    axes=(
        genders(465, 535),
        Axis(
            "Verblijfsjaar",
            "Verblijfsjaar",
            (
                Member(_YEAR_TOTAL, "Totaal verblijfsjaar"),
                Member("A051811", "Eerstejaarsstudenten", (23,), (_YEAR_TOTAL,)),
                Member("A051812", "Ouderejaarsstudenten", (77,), (_YEAR_TOTAL,)),
            ),
        ),
        Axis(
            "Onderwijssoort",
            "Onderwijssoort",
            (
                Member(_ALL_LEVELS, "Hoger onderwijs"),
                Member(_HBO, "Hoger beroepsonderwijs", (57,), (_ALL_LEVELS,)),
                Member(_WO, "Wetenschappelijk onderwijs", (43,), (_ALL_LEVELS,)),
            ),
        ),
        _fields("Totaal studierichting", unknown=True),
        _diplomas("Opleidingsfase", "Opleidingsfase", (_PHASES, "Totaal opleidingsfase")),
    ),
    periods=school_year_totals({2022: 81_400, 2023: 80_200, 2024: 79_100}),
    impossible=(("S9900", _MASTER),),
)
_LEAVERS = {2018: 13_210, 2019: 13_480, 2020: 14_130, 2021: 14_260, 2022: 14_610}
# Fields of the CROHO, not of ISCED: code, title, weights of men and women.
_CROHO = (
    ("CR0100", "Onderwijs", (70, 150)),
    ("CR0200", "Natuur", (60, 50)),
    ("CR0300", "Techniek", (270, 70)),
)
LEAVERS = Cube(
    identifier="85776NED",
    title="Uitstromers ho; arbeidsmarktpositie na verlaten onderwijs",
    description=(
        "Uitstromers uit het hoger onderwijs naar hun plaats op de arbeidsmarkt, direct en na "
        "enkele jaren. Afgerond op tientallen; kleine aantallen ontbreken."
    ),
    coverage="2018/'19-2022/'23",
    modified=date(2025, 9, 16),
    topics=(Topic(Measure("D008196", "Uitstromers ho"), (1,)),),
    axes=leaver_axes(
        "ho",
        genders(470, 530, total="Totaal"),
        Axis(
            "Persoonskenmerken",
            "Persoonskenmerken",
            (
                Member("T009002", "Totaal"),
                Member("A051821", "Internationale student", (14,), ("T009002",)),
                rest(86, within="T009002"),
            ),
        ),
        Axis(
            "Studierichting",
            "Studierichting",
            (
                Member("T001650", "Totaal"),
                *(
                    Member(code, title, weights, ("T001650",), "CROHO")
                    for code, title, weights in _CROHO
                ),
                rest(600, 730, within="T001650"),
            ),
            groups=(Group("CROHO", "Croho-onderdeel"),),
        ),
    ),
    periods=school_year_totals({year: 3 * n for year, n in _LEAVERS.items()}, provisional=0),
    hidden_below=2,
    pending=not_yet(_LEAVERS),
)
HO_CUBES = (GRADUATES, INTERNATIONAL, LEAVERS)
