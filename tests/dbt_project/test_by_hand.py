"""The figures computed by hand, against what was published under the same definition."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from tests.dbt_project import by_hand
from tests.dbt_project.by_hand import CITY, COUNTRY

pytestmark = pytest.mark.skipif(
    not by_hand.DATA.exists(), reason="the folder with real files (../shared/data) is not here"
)
PROVINCES = {
    "Drenthe",
    "Flevoland",
    "Fryslân",
    "Gelderland",
    "Groningen",
    "Limburg",
    "Noord-Brabant",
    "Noord-Holland",
    "Overijssel",
    "Utrecht",
    "Zeeland",
    "Zuid-Holland",
}

exams = cache(by_hand.exams)
mbo = cache(by_hand.mbo)
ho = cache(by_hand.ho)


def percent(figure: tuple[int, int]) -> float:
    return 100 * figure[0] / figure[1]


def test_n_profiles_of_vwo_agree_with_cbs() -> None:
    # CBS, Geslaagd! (2019), diplomas of 2016/2017: 60 %, of 34 and 47 thousand (rounded).
    vwo = exams()["vwo_n_profile_graduates", "2016/2017", COUNTRY, "total", "vwo"]
    havo = exams()["havo_n_profile_graduates", "2016/2017", COUNTRY, "total", "havo"]
    assert round(percent(vwo)) == 60
    assert vwo[1] == pytest.approx(34_000, abs=500)
    assert havo[1] == pytest.approx(47_000, abs=500)


def test_sector_techniek_of_mbo_agrees_with_the_definitions() -> None:
    key = ("mbo_students_tech", "2017/2018", COUNTRY, "total", "mbo")
    assert round(percent(mbo()[(*key, "mbo-sector")]), 1) == 27.2
    assert mbo()[(*key, "mbo-sector")][1] == mbo()[(*key, "mbo-domeinen-2017")][1]


@pytest.mark.parametrize(
    ("period", "level", "published"),
    [
        ("2015/2016", "mbo-bbl", 95_700),
        ("2016/2017", "mbo-bbl", 99_800),
        ("2017/2018", "mbo-bbl", 106_100),
        # Full-time only, as the publication has it; part-time was 17 and 0 students.
        ("2016/2017", "mbo-bol", 379_700),
        ("2017/2018", "mbo-bol", 376_800),
    ],
)
def test_students_of_mbo_agree_with_onderwijs_in_cijfers(
    period: str, level: str, published: int
) -> None:
    figure = mbo()["mbo_students_tech", period, COUNTRY, "total", level, "mbo-sector"]
    assert round(figure[1], -2) == published


@pytest.mark.parametrize(
    ("period", "published"),
    [("2014/2015", 81_400), ("2015/2016", 84_100), ("2016/2017", 88_100), ("2017/2018", 92_200)],
)
def test_students_of_hbo_agree_with_onderwijs_in_cijfers(period: str, published: int) -> None:
    # CROHO onderdeel techniek: hbo has no natuur. The last figure was provisional.
    figure = ho()["hbo_students_tech", period, COUNTRY, "total", "hbo"]
    assert figure[0] == pytest.approx(published, abs=60)


def test_students_of_hbo_are_the_totals_at_the_end_of_the_file() -> None:
    totals = [
        ho()["hbo_students_tech", f"{year}/{year + 1}", COUNTRY, "total", "hbo"][1]
        for year in range(2014, 2019)
    ]
    assert totals == [445896, 442011, 446121, 452169, 455237]


def test_the_domains_are_those_of_the_monitor_of_2017() -> None:
    name = "facts/definitions/mbo_technische_domeinen_monitor_tm_2017.csv"
    listed = pd.read_csv(by_hand.DATA.parent / name)["opleidingsdomein"]
    assert set(listed.str.lower()) == by_hand.DOMAINS


def test_natuur_and_techniek_of_wo_agree_with_the_definitions() -> None:
    assert round(percent(ho()["wo_tech", "2017/2018", COUNTRY, "total", "wo"])) == 23


def test_higher_education_is_hbo_and_wo_and_all_provinces() -> None:
    found = ho()
    assert {region for _, _, region, _, _ in found} == PROVINCES | {COUNTRY}
    for name in ("tech", "graduates_tech"):
        for series, period, region, gender, level in found:
            if series == f"ho_{name}":
                parts = [
                    found.get((f"{part}_{name}", period, region, gender, part), (0, 0))
                    for part in ("hbo", "wo")
                ]
                assert found[series, period, region, gender, level] == added(parts)
    for series, period, region, gender, level in found:
        if region == COUNTRY:
            parts = [found.get((series, period, p, gender, level), (0, 0)) for p in PROVINCES]
            assert found[series, period, region, gender, level] == added(parts)


def test_totals_are_men_and_women() -> None:
    for figures in (exams(), mbo(), ho()):
        for key, figure in figures.items():
            if key[3] == "total":
                parts = [figures.get((*key[:3], g, *key[4:]), (0, 0)) for g in ("male", "female")]
                assert figure == added(parts), key


def test_mbo_is_the_sum_of_its_levels() -> None:
    # Nobody in this file is in neither bol nor bbl.
    for key, figure in mbo().items():
        if key[4] == "mbo":
            for split in (
                ["mbo-1", "mbo-2", "mbo-3", "mbo-4"],
                ["mbo-bol", "mbo-bbl"],
                [f"mbo-{n}-{path}" for n in (1, 2, 3, 4) for path in ("bol", "bbl")],
            ):
                parts = [mbo().get((*key[:4], level, key[5]), (0, 0)) for level in split]
                assert figure == added(parts), (key, split)
    assert {key[2] for key in mbo()} == {COUNTRY, CITY}


def added(figures: list[tuple[int, int]]) -> tuple[int, int]:
    return sum(n for n, _ in figures), sum(d for _, d in figures)
