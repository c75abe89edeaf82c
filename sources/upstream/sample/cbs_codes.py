"""Dimensions and codes that several StatLine tables share.

The titles are those of CBS, shortened as CBS shortens them; so are the codes of genders, regions,
branches (SBI 2008) and periods. Other codes are made up in CBS's style.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sources.upstream.sample.cbs_cube import Axis, Member, Period, rest
from sources.upstream.sample.cbs_table import GEO, TIME, Code, Dimension, Group

GENDER_TOTAL = "T001038"
GENDER_CODES = ("3000", "4000")
FIELD_TOTAL = "T001072"
COUNTRY = "NL01"
ORIGIN_TOTAL, BORN_TOTAL = "T001638", "T001696"
DUTCH, EUROPE = "1012600", "H008519"
BORN_HERE, BORN_ELSEWHERE = "A051735", "A051736"
GENDER = Dimension(
    "Geslacht",
    "Geslacht",
    (
        Code(GENDER_TOTAL, "Totaal mannen en vrouwen"),
        Code(GENDER_CODES[0], "Mannen"),
        Code(GENDER_CODES[1], "Vrouwen"),
    ),
)
STUDY_YEARS_TOTAL = "T001381"
STUDY_YEARS = tuple(f"A0420{number:02}" for number in range(1, 7))
ISCED = "ISCEDF2013"
REGION_GROUPS = (
    Group("NL", "Nederland"),
    Group("LD", "Landsdelen", "NL"),
    Group("PV", "Provincies", "NL"),
    Group("GM", "Gemeenten", "PV"),
    Group("GG", "Gemeenten naar grootte", "NL"),
)


def field_code(field: str) -> str:
    """The identifier of a field of study: `07` is S0700, its part `073` S0730."""
    return f"S{field:0<4}"


def school_years(years: Iterable[int]) -> Dimension:
    """The dimension of school years; the newest is provisional."""
    ordered = list(years)
    codes = [_school_year(year, "*" if year == ordered[-1] else "") for year in ordered]
    return Dimension("Perioden", "Perioden", codes, kind=TIME)


def school_year_totals(totals: Mapping[int, int], provisional: int = 2) -> tuple[Period, ...]:
    """School years with their totals; of the last two the newer is provisional, the other revised.

    `provisional` is how many of the two marks the table has: 0, 1 or 2.
    """
    newest = sorted(totals, reverse=True)[:provisional]
    marks = dict(zip(newest, ("*", "**"), strict=False))
    return tuple(
        Period(_school_year(year, marks.get(year, "")), total) for year, total in totals.items()
    )


def quarters_and_years(totals: Mapping[int, tuple[int, ...]], year_title: str) -> list[Period]:
    """Four quarters of each year with their totals, and the year that they make."""
    periods = []
    for year, quarters in totals.items():
        codes = [f"{year}KW{quarter:02}" for quarter in range(1, len(quarters) + 1)]
        periods += [
            Period(Code(code, f"{year} {number}e kwartaal", status="Definitief"), total)
            for number, (code, total) in enumerate(zip(codes, quarters, strict=True), start=1)
        ]
        if len(quarters) == 4:
            title = year_title.format(year)
            whole = Code(f"{year}JJ00", title, status="Definitief")
            periods.append(Period(whole, made_of=tuple(codes)))
    return periods


def marked(period: Period, mark: str) -> Period:
    """The same period, provisional (`*`) or revised provisional (`**`)."""
    title, code = period.code.title, period.code.identifier
    return Period(Code(code, title + mark, status=_STATUS[mark]), period.total, period.made_of)


_STATUS = {"": "Definitief", "*": "Voorlopig", "**": "NaderVoorlopig"}


def _school_year(year: int, mark: str) -> Code:
    title = f"{year}/'{(year + 1) % 100:02}{mark}"
    return Code(f"{year}SJ00", title, status=_STATUS[mark])


def genders(men: int = 500, women: int = 500, total: str = "Totaal mannen en vrouwen") -> Axis:
    """Men, women and both, with the weight of each."""
    return Axis(
        "Geslacht",
        "Geslacht",
        (
            Member(GENDER_TOTAL, total),
            Member(GENDER_CODES[0], "Mannen", (men,), (GENDER_TOTAL,)),
            Member(GENDER_CODES[1], "Vrouwen", (women,), (GENDER_TOTAL,)),
        ),
    )


# Code, title, landsdeel, weight (thousands of inhabitants, roughly).
_PROVINCES = (
    ("PV20", "Groningen", "LD01", 583),
    ("PV21", "Fryslân", "LD01", 647),
    ("PV22", "Drenthe", "LD01", 493),
    ("PV23", "Overijssel", "LD02", 1157),
    ("PV24", "Flevoland", "LD02", 416),
    ("PV25", "Gelderland", "LD02", 2071),
    ("PV26", "Utrecht", "LD03", 985),
    ("PV27", "Noord-Holland", "LD03", 1980),
    ("PV28", "Zuid-Holland", "LD03", 3674),
    ("PV29", "Zeeland", "LD03", 383),
    ("PV30", "Noord-Brabant", "LD04", 2544),
    ("PV31", "Limburg", "LD04", 1117),
)
_LANDSDELEN = {
    "LD01": "Noord-Nederland (LD)",
    "LD02": "Oost-Nederland (LD)",
    "LD03": "West-Nederland (LD)",
    "LD04": "Zuid-Nederland (LD)",
    "LD05": "Niet in te delen (LD)",
}
NOWHERE = "PV99"
# Two cities with a code of their own; their province is the rest and they.
_CITIES = (
    ("GM0363", "Amsterdam", ("PV27", "LD03"), 873),
    ("GM0344", "Utrecht (gemeente)", ("PV26", "LD03"), 357),
)
_LARGEST = "GS0001"


def regions(identifier: str, title: str, *, landsdelen: bool = True) -> Axis:
    """The country, landsdelen, provinces, a few municipalities, and who cannot be placed."""
    members = [Member(COUNTRY, "Nederland", group="NL")]
    if landsdelen:
        members += [Member(code, name, group="LD") for code, name in _LANDSDELEN.items()]
    members += [Member(code, f"{name} (PV)", group="PV") for code, name, _, _ in _PROVINCES]
    members.append(Member(NOWHERE, "Niet in te delen (PV)", (40,), (COUNTRY, "LD05"), group="PV"))
    members += [
        Member(code, name, (weight,), (COUNTRY, _LARGEST, *within), group="GM")
        for code, name, within, weight in _CITIES
    ]
    members.append(Member(_LARGEST, "Vier grootste gemeenten (G4)", group="GG"))
    members += [
        Member("", name, (weight,), (COUNTRY, landsdeel, code))
        for code, name, landsdeel, weight in _PROVINCES
    ]
    return Axis(identifier, title, tuple(members), GEO, REGION_GROUPS)


def provinces(identifier: str, title: str) -> Axis:
    """The country, provinces, and who cannot be placed."""
    members = [
        Member(code, f"{name} (PV)", (weight,), (COUNTRY,), "PV")
        for code, name, _, weight in _PROVINCES
    ]
    nowhere = Member(NOWHERE, "Niet in te delen (PV)", (40,), (COUNTRY,), "PV")
    whole = Member(COUNTRY, "Nederland", group="NL")
    groups = tuple(group for group in REGION_GROUPS if group.identifier in {"NL", "PV"})
    return Axis(identifier, title, (whole, *members, nowhere), GEO, groups)


def origins() -> tuple[Axis, Axis]:
    """Country of origin, and of birth. Other origins are counted without a code of their own."""
    origin = Axis(
        "Herkomstland",
        "Herkomstland",
        (
            Member(ORIGIN_TOTAL, "Totaal"),
            Member(DUTCH, "Nederland", (72,), (ORIGIN_TOTAL,)),
            Member(EUROPE, "Europa (exclusief Nederland)", (8,), (ORIGIN_TOTAL,)),
            rest(20, within=ORIGIN_TOTAL),
        ),
    )
    born = Axis(
        "GeboortelandOuders",
        "Geboorteland (ouders)",
        (
            Member(BORN_TOTAL, "Totaal"),
            Member(BORN_HERE, "Geboren in Nederland", (85,), (BORN_TOTAL,)),
            Member(BORN_ELSEWHERE, "Geboren buiten Nederland", (15,), (BORN_TOTAL,)),
        ),
    )
    return origin, born


# Whoever is of Dutch origin was born here: CBS leaves the cell blank.
ORIGIN_IMPOSSIBLE = ((DUTCH, BORN_ELSEWHERE),)
# Fields of study (ISCED-F 2013) as the tables since 2022 print them.
FIELD_TITLES = {
    "01": "Onderwijs",
    "02": "Vormgeving, kunst, talen en gesch...",
    "03": "Journalistiek, gedrag en maatschappij",
    "04": "Recht, administratie, handel en za...",
    "05": "Wiskunde, natuurwetenschappen",
    "06": "Informatica",
    "07": "Techniek, industrie en bouwkunde",
    "08": "Landbouw, diergeneeskunde en -verz...",
    "09": "Gezondheidszorg en welzijn",
    "10": "Dienstverlening",
}


def field_member(field: str, weights: tuple[int, ...] = (), title: str = "") -> Member:
    """A field of study; a part of a field stands under its heading."""
    name = f"{field} {title or FIELD_TITLES[field]}"
    group = ISCED if len(field) == 2 else f"ISCED{field[:2]}"
    return Member(field_code(field), name, weights, (FIELD_TOTAL,), group)


FIELD_GROUPS = (
    Group(ISCED, "Studierichting (ISCED-F 2013)"),
    *(Group(f"ISCED{code}", f"{code} {name}", ISCED) for code, name in FIELD_TITLES.items()),
)
