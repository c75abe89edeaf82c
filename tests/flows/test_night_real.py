"""The night on a real file of DUO, against figures computed from it by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.flows.conftest import DATA, REAL_FILES, Home, needs_data

FILE = DATA / "duo_ginberg_cito/leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv"
pytestmark = needs_data
TECHNICAL = {
    "Bouwen, wonen en interieur",
    "Maritiem en Techniek",
    "Media, vormgeving en ICT",
    "Mobiliteit en transport",
    "Produceren, installeren en energie",
    "Vakmanschapsroute Techniek",
}
# Series of several school types are sums of these.
SERIES = {
    "vmbo_bb_tech": ("VMBO BL lj 3-4", 3),
    "vmbo_kb_tech": ("VMBO KL lj 3-4", 3),
    "vmbo_gl_tech": ("VMBO GL lj 3-4", 3),
    "havo_n_profile": ("HAVO lj 4-5", 4),
    "vwo_n_profile": ("VWO lj 4-6", 4),
}
GENDERS = {"male": ["MAN"], "female": ["VROUW"], "total": ["MAN", "VROUW"]}


@pytest.fixture
def home(real_night: Home) -> Home:
    return real_night


def by_hand() -> dict[tuple[str, str, str], tuple[int, int]]:
    """Numerator and denominator per series, province (or Nederland) and gender, with pandas."""
    frame = pd.read_csv(FILE, sep=";", encoding="cp1252", dtype=str, keep_default_na=False)
    places = {"Nederland": frame} | dict(iter(frame.groupby("PROVINCIE VESTIGING")))
    expected = {}
    for series, (school_type, year) in SERIES.items():
        for place, rows in places.items():
            of_type = rows[rows["ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"] == school_type]
            chosen = (
                of_type["AFDELING"].str.contains("Natuur")
                if "profile" in series
                else of_type["AFDELING"].isin(TECHNICAL)
            )
            for gender, words in GENDERS.items():
                columns = [f"LEER- OF VERBLIJFSJAAR {year} - {word}" for word in words]
                pupils = of_type[columns].astype(int).sum(axis=1)
                if pupils.sum():
                    expected[series, place.replace("Friesland", "Fryslân"), gender] = (
                        int(pupils[chosen].sum()),
                        int(pupils.sum()),
                    )
    return expected


def test_the_figures_of_the_definitions_come_out_exactly(home: Home) -> None:
    found = home.rows(
        "select indicator_id, numerator, denominator, period, is_estimate "
        "from marts.indicator_values "
        "where region_level = 'country' and gender = 'total' and indicator_id like '%share' "
        "and dataset_id = 'duo.vo_pupils'"
    )
    assert {i: (n, d) for i, n, d, *_ in found} == {
        "vmbo_bb_tech_share": (4001, 17332),
        "vmbo_kb_tech_share": (6307, 28434),
        "vmbo_gl_tech_share": (1455, 15742),
        "vmbo_bbkb_tech_share": (10308, 45766),
        "vmbo_bbkbgl_tech_share": (11763, 61508),
        "havo_n_profile_share": (25024, 62246),
        "vwo_n_profile_share": (26385, 43840),
        "havo_vwo_n_profile_share": (51409, 106086),
    }
    assert {(period, estimate) for *_, period, estimate in found} == {("2019/2020", False)}


def test_gender_and_province_agree_with_the_file(home: Home) -> None:
    found = home.rows(
        "select replace(indicator_id, '_share', ''), region_name, gender, numerator, denominator "
        "from marts.indicator_values "
        "where region_level in ('country', 'province') and indicator_id like '%share' "
        "and dataset_id = 'duo.vo_pupils'"
    )
    ours = {(s, r, g): (n, d) for s, r, g, n, d in found if s in SERIES}
    assert ours == by_hand()


def test_landsdelen_are_sums_of_their_provinces(home: Home) -> None:
    ((noord,),) = home.rows(
        "select numerator from marts.indicator_values where region_name = 'Noord' "
        "and indicator_id = 'havo_n_profile_share' and gender = 'total'"
    )
    expected = by_hand()
    provinces = ("Groningen", "Fryslân", "Drenthe")
    assert noord == sum(expected["havo_n_profile", p, "total"][0] for p in provinces)


def test_what_is_missing_is_said(home: Home) -> None:
    states = dict(home.rows("select dataset_id, freshness from meta.datasets"))
    assert {states.pop(dataset) for dataset in REAL_FILES} == {"stale"}, "the files are years old"
    assert set(states.values()) == {"missing"}
