"""Tables on the labour market: occupations (85276NED) and vacancies (80472ned, 85081NED)."""

from __future__ import annotations

from datetime import date

from sources.upstream.sample.cbs_branches import branches
from sources.upstream.sample.cbs_codes import genders, marked, quarters_and_years
from sources.upstream.sample.cbs_cube import Axis, Cube, Member, Period, Topic, rest
from sources.upstream.sample.cbs_table import Code, Group, Measure

_ALL = "T001035"
_CLASSES, _SEGMENTS, _LEVELS = "BRC1", "BRC2", "NIV"
_GROUPS = (
    Group("BRC", "Beroepenindeling ROA-CBS 2014"),
    Group(_CLASSES, "Beroepsklassen", "BRC"),
    Group(_SEGMENTS, "Beroepssegmenten", "BRC"),
    Group(_LEVELS, "Beroepsniveaus (ISCO 2008)"),
)
_LEVEL_CODES = {level: f"A05240{level}" for level in range(1, 5)}
_LEVEL_TITLES = {level: f"Beroepsniveau {level} (ISCO 2008)" for level in _LEVEL_CODES}

# Classes of occupations: title, thousands of men and of women, how many of ten at levels 1 to 4.
_OCCUPATIONS = {
    "01": ("Pedagogische beroepen", (190, 530), (0, 3, 1, 6)),
    "02": ("Creatieve en taalkundige beroepen", (115, 130), (0, 1, 5, 4)),
    "03": ("Commerciële beroepen", (560, 520), (1, 6, 2, 1)),
    "04": ("Bedrijfseconomische en administrat...", (900, 970), (0, 4, 3, 3)),
    "05": ("Managers", (350, 160), (0, 0, 4, 6)),
    "06": ("Openbaar bestuur, veiligheid en ju.", (200, 140), (0, 3, 3, 4)),
    "09": ("Agrarische beroepen", (120, 56), (3, 6, 0, 1)),
    "10": ("Zorg en welzijn beroepen", (290, 1122), (0, 3, 4, 3)),
    "11": ("Dienstverlenende beroepen", (290, 487), (4, 6, 0, 0)),
    "12": ("Transport en logistiek beroepen", (530, 118), (5, 5, 0, 0)),
    "13": ("Beroepsklasse overig", (60, 39), (2, 3, 2, 3)),
}
# Segments of the technical and ICT occupations: title, men, women, level.
_TECHNICAL = {
    "071": ("Ingenieurs en onderzoekers wis.", (225, 94), 4),
    "072": ("Vakspecialisten natuur en techniek", (195, 32), 3),
    "073": ("Bouwarbeiders", (241, 5), 2),
    "074": ("Metaalarbeiders, machinemonteurs", (160, 6), 2),
    "075": ("Voedselverwerkende beroepen en ov...", (76, 32), 2),
    "076": ("Elektriciens en elektronicamonteurs", (87, 2), 2),
    "077": ("Productiemachinebedieners en asse...", (84, 20), 2),
    "078": ("Hulpkrachten bouw en industrie", (40, 19), 1),
    "081": ("Specialisten ICT", (388, 72), 4),
    "082": ("Vakspecialisten ICT", (70, 13), 3),
}
_TECHNICAL_CLASSES = {"07": "Technische beroepen", "08": "ICT beroepen"}


def _code(occupation: str) -> str:
    return f"BRC{occupation:0<4}"


def _occupations(identifier: str, title: str, total: str, *, levels: bool) -> Axis:
    """Classes of occupations, the segments of the technical ones, and levels across them."""
    members = [Member(_ALL, total)]
    parts = []
    if levels:
        members += [
            Member(code, _LEVEL_TITLES[level], group=_LEVELS)
            for level, code in _LEVEL_CODES.items()
        ]
    names = {code: name for code, (name, _, _) in _OCCUPATIONS.items()} | _TECHNICAL_CLASSES
    for code in sorted(names):
        members.append(Member(_code(code), f"{code} {names[code]}", group=_CLASSES))
        if code in _OCCUPATIONS:
            _, weights, shares = _OCCUPATIONS[code]
            parts += [
                Member(
                    "",
                    f"{code} {level}",
                    tuple(weight * share for weight in weights),
                    (_code(code), _ALL, *((_LEVEL_CODES[level],) if levels else ())),
                )
                for level, share in enumerate(shares, start=1)
                if share
            ]
            continue
        for segment, (name, weights, level) in _TECHNICAL.items():
            if segment.startswith(code):
                within = (_code(code), _ALL, *((_LEVEL_CODES[level],) if levels else ()))
                larger = tuple(10 * weight for weight in weights)
                segment_title = f"{segment} {name}"
                members.append(Member(_code(segment), segment_title, larger, within, _SEGMENTS))
    return Axis(identifier, title, (*members, *parts), groups=_GROUPS)


# Thousands in each quarter, by year.
_EMPLOYED = {
    2019: (9_180, 9_250, 9_290, 9_330), 2020: (9_320, 9_150, 9_230, 9_280),
    2021: (9_230, 9_330, 9_420, 9_480), 2022: (9_510, 9_590, 9_640, 9_680),
    2023: (9_690, 9_740, 9_770, 9_800), 2024: (9_790, 9_800, 9_810, 9_809),
}  # fmt: skip
# Vacancies: those open (hundreds), new and filled (thousands) together, in each quarter.
_VACANCIES = {
    2018: (3_050, 3_280, 3_270, 3_220), 2019: (3_470, 3_660, 3_560, 3_520),
    2020: (2_770, 2_400, 2_650, 2_650), 2021: (2_990, 4_040, 4_490, 4_640),
    2022: (5_270, 5_520, 5_380, 5_240), 2023: (5_160, 5_060, 4_940, 4_840),
    2024: (4_820, 4_740, 4_640, 4_540), 2025: (4_520,),
}  # fmt: skip
_YEARLY = "{} jaargem. /jaartotaal"
_PERSONS = "T009002"

EMPLOYED = Cube(
    identifier="85276NED",
    title="Werkzame beroepsbevolking; beroep",
    description=(
        "Mensen van 15 tot 75 jaar met betaald werk naar beroep (BRC 2014), in duizendtallen. "
        "Minder dan 2 duizend is te onzeker en ontbreekt. Alle cijfers zijn definitief."
    ),
    coverage="2019 1e kwartaal - 2024 4e kwartaal",
    modified=date(2025, 1, 30),
    topics=(Topic(Measure("D008301", "Werkzame beroepsbevolking", "x 1 000"), (1,), size=1000),),
    axes=(
        genders(1, 1),
        Axis(
            "Persoonskenmerken",
            "Persoonskenmerken",
            (
                Member(_PERSONS, "Totaal personen"),
                Member("53050", "Leeftijd: 15 tot 25 jaar", (16,), (_PERSONS,)),
                rest(84, within=_PERSONS),
            ),
        ),
        _occupations("Beroep", "Beroep", "Totaal", levels=True),
    ),
    periods=tuple(quarters_and_years(_EMPLOYED, "{}")),
    frequency="Perkwartaal",
    hidden_below=2,
)


def _vacancy_periods() -> tuple[Period, ...]:
    """The newest quarters are provisional, the year before them revised provisional."""
    marks = {"2024": "**", "2025": "*"}
    return tuple(
        marked(period, marks.get(period.code.identifier[:4], ""))
        for period in quarters_and_years(_VACANCIES, _YEARLY)
    )


_X1000 = "x 1 000"
VACANCIES = Cube(
    identifier="80472ned",
    title="Vacatures; SBI 2008; naar economische activiteit en bedrijfsgrootte",
    description=(
        "Openstaande vacatures aan het einde van het kwartaal, en ontstane en vervulde in het "
        "kwartaal, naar economische activiteit en naar bedrijfsgrootte."
    ),
    coverage="2018 1e kwartaal - 2025 1e kwartaal",
    modified=date(2025, 5, 15),
    topics=(
        Topic(
            Measure(
                "OpenstaandeVacatures_1",
                "Openstaande vacatures",
                _X1000,
                1,
                key="OpenstaandeVacatures_1",
            ),
            (85,),
            size=100,
        ),
        Topic(
            Measure("OntstaneVacatures_2", "Ontstane vacatures", _X1000, key="OntstaneVacatures_2"),
            (7,),
            size=1000,
            flow=True,
        ),
        Topic(
            Measure("VervuldeVacatures_3", "Vervulde vacatures", _X1000, key="VervuldeVacatures_3"),
            (7,),
            size=1000,
            flow=True,
        ),
    ),
    axes=(branches("Bedrijfskenmerken", "Bedrijfskenmerken", sizes=True),),
    periods=_vacancy_periods(),
    version="v3",
    frequency="Perkwartaal",
    hidden_below=2,
)
_NEW_VACANCIES = {
    2018: 12_010, 2019: 12_600, 2020: 9_830, 2021: 13_720, 2022: 15_800, 2023: 14_320,
    2024: 13_610,
}  # fmt: skip
NEW_VACANCIES = Cube(
    identifier="85081NED",
    title="Ontstane vacatures; beroepenindeling ROA-CBS 2014 (BRC 2014), SBI 2008",
    description=(
        "Ontstane vacatures naar economische activiteit en beroep, per jaar. Waar er te weinig "
        "zijn voor een betrouwbaar cijfer ontbreekt het."
    ),
    coverage="2018 - 2024",
    modified=date(2025, 7, 14),
    topics=(Topic(Measure("D008311", "Ontstane vacatures", _X1000, 1), (1,), size=100),),
    axes=(
        branches("BedrijfstakkenBranchesSBI2008", "Bedrijfstakken/branches (SBI2008)"),
        _occupations("Beroepenindeling", "Beroepenindeling", "Totaal", levels=False),
    ),
    periods=tuple(
        Period(Code(f"{year}JJ00", f"{year}*", status="Voorlopig"), total)
        for year, total in _NEW_VACANCIES.items()
    ),
    hidden_below=5,
    # Nobody teaches in mining, and no farmer is taken on in a bank.
    impossible=(("305700", _code("01")), ("396300", _code("09"))),
)
LABOUR_CUBES = (EMPLOYED, VACANCIES, NEW_VACANCIES)
