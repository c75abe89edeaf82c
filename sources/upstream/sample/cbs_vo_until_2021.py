"""Table 80040ned, stopped in 2022 and served by v3: pupils by leerweg, sector and profile."""

from __future__ import annotations

from datetime import date
from itertools import product

from sources.upstream.sample.cbs_codes import (
    NOWHERE,
    STUDY_YEARS,
    STUDY_YEARS_TOTAL,
    genders,
    provinces,
    school_year_totals,
)
from sources.upstream.sample.cbs_cube import Axis, Cube, Member, Topic, rest
from sources.upstream.sample.cbs_table import Measure

_TOTALS = "Totalen leerlingen naar onderwijssoort"
_BY_SECTOR = "Vmbo sectoren naar leerweg lj 3-4"
_HAVO_PROFILES, _VWO_PROFILES = "Havo leerjaar 3-5 naar profiel", "Vwo leerjaar 3-6 naar profiel"


def _old(
    key: str,
    title: str,
    weights: tuple[int, ...] = (),
    within: tuple[str, ...] = (),
    group: str = _TOTALS,
) -> Topic:
    """A column of 80040ned, which counts single pupils."""
    return Topic(Measure(key, title, key=key, group=group), weights, within, size=1000)


def _other(weights: tuple[int, ...], within: tuple[str, ...]) -> Topic:
    """Pupils whom the sample has no column of their own for."""
    return Topic(None, weights, within)


_PUPILS, _GENERAL = "TotaalLeerlingen_1", "AlgemeneLeerjaren123_2"
_VWO, _HAVO, _VMBO = "VwoLeerjaar36_3", "HavoLeerjaar35_4", "VmboLeerjaar34_5"
_IN_G = (_PUPILS, _VMBO, "VmboGLeerjaar34_7")
_IN_K = (_PUPILS, _VMBO, "VmboKLeerjaar34_8")
_IN_B = (_PUPILS, _VMBO, "VmboBLeerjaar34_9")
# Not codes: markers of smaller parts, to say which of them do not go together.
_FIRST_TWO, _LAST_TWO = "years 1-2", "years 5-6"
_GENERAL_FIRST, _GENERAL_THIRD = "general 1-2", "general 3"
_TOPICS = (
    _old(_PUPILS, "Totaal leerlingen"),
    _old(_GENERAL, "Algemene leerjaren 1-2-3"),
    _other((943,), (_PUPILS, _GENERAL, _GENERAL_FIRST)),
    _other((80,), (_PUPILS, _GENERAL, _GENERAL_THIRD)),
    _old(_VWO, "Vwo leerjaar 3-6"),
    _old(_HAVO, "Havo leerjaar 3-5"),
    _old(_VMBO, "Vmbo leerjaar 3-4"),
    _old("VmboTLeerjaar34_6", "Vmbo-t leerjaar 3-4", (188, 182), (_PUPILS, _VMBO)),
    _old("VmboGLeerjaar34_7", "Vmbo-g leerjaar 3-4"),
    _old("VmboKLeerjaar34_8", "Vmbo-k leerjaar 3-4"),
    _old("VmboBLeerjaar34_9", "Vmbo-b leerjaar 3-4"),
    _old("Praktijkonderwijs_10", "Praktijkonderwijs", (36, 24), (_PUPILS,)),
    _old("NatuurEnTechniek_11", "Natuur en techniek", (62, 24), (_PUPILS, _VWO), _VWO_PROFILES),
    _other((193, 281), (_PUPILS, _VWO)),
    _old("NatuurEnTechniek_12", "Natuur en techniek", (34, 5), (_PUPILS, _HAVO), _HAVO_PROFILES),
    _other((226, 262), (_PUPILS, _HAVO)),
    _old("VmboGTechniek_13", "Vmbo-g techniek", (11, 3), _IN_G, _BY_SECTOR),
    _other((58, 67), _IN_G),
    _old("VmboKTechniek_14", "Vmbo-k techniek", (49, 7), _IN_K, _BY_SECTOR),
    _other((87, 121), _IN_K),
    _old("VmboBTotaalTechniek_15", "Vmbo-b totaal techniek", (31, 3), _IN_B, _BY_SECTOR),
    _other((51, 65), _IN_B),
)
_WHERE_LIVING, _WHERE_SCHOOL = "A042101", "A042102"

PUPILS_UNTIL_2021 = Cube(
    identifier="80040ned",
    title="Vo; leerlingen, onderwijssoort in detail, leerjaar 2003/'04-2021/'22",
    description=(
        "Leerlingen in het voortgezet onderwijs naar leerweg, sector en profiel. Deze tabel is "
        "stopgezet. Het voorbeeld begint in 2014/'15 en laat veel onderwerpen weg."
    ),
    coverage="2003/'04 - 2021/'22",
    modified=date(2022, 4, 22),
    topics=_TOPICS,
    axes=(
        genders(503, 497),
        Axis(
            "Leerjaren",
            "Leerjaren",
            (
                Member(STUDY_YEARS_TOTAL, "Totaal leerjaren"),
                Member(STUDY_YEARS[2], "Leerjaar 3", (200,), (STUDY_YEARS_TOTAL,)),
                Member(STUDY_YEARS[3], "Leerjaar 4", (200,), (STUDY_YEARS_TOTAL,)),
                Member("", _FIRST_TWO, (390,), (STUDY_YEARS_TOTAL, _FIRST_TWO)),
                Member("", _LAST_TWO, (210,), (STUDY_YEARS_TOTAL, _LAST_TWO)),
            ),
        ),
        Axis(
            "Migratieachtergrond",
            "Migratieachtergrond",
            (
                Member("T001040", "Totaal"),
                Member("2012655", "Nederlandse achtergrond", (74,), ("T001040",)),
                rest(26, within="T001040"),
            ),
        ),
        Axis(
            "WoonregioSchoolregio",
            "Woonregio/schoolregio",
            (Member(_WHERE_LIVING, "Woonregio", (1,)), Member(_WHERE_SCHOOL, "Schoolregio", (1,))),
        ),
        provinces("Regiokenmerken", "Regiokenmerken"),
    ),
    # Twice the pupils: each is counted where he lives and where his school is.
    periods=school_year_totals(
        {
            2014: 1_964_000,
            2015: 1_990_000,
            2016: 1_992_000,
            2017: 1_970_504,
            2018: 1_937_000,
            2019: 1_900_894,
            2020: 1_870_000,
            2021: 1_859_342,
        },
        provisional=1,
    ),
    version="v3",
    stopped=True,
    hidden_below=5,
    impossible=(
        # A school always has a place.
        (_WHERE_SCHOOL, NOWHERE),
        *product((_VMBO,), (_FIRST_TWO, _LAST_TWO)),
        *product((_VWO, _HAVO), (_FIRST_TWO,)),
        *product((_GENERAL_FIRST,), (*STUDY_YEARS[2:4], _LAST_TWO)),
        *product((_GENERAL_THIRD,), (_FIRST_TWO, STUDY_YEARS[3], _LAST_TWO)),
    ),
)
