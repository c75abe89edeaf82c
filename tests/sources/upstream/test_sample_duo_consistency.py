"""Files of the sample that count the same people agree, and give the calibrated totals."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sources.upstream.sample.calibration import FIRST_YEARS, MBO_STUDENTS
from tests.sources.upstream.duo_files import (
    IMAGES,
    assert_overlap,
    bounds,
    high,
    low,
    portal_file,
    table,
)
from tests.sources.upstream.duo_headers import INFLOW

CUTS = ("gesl", "", "oplv")
HIGHER = {
    "p01hoinges": ("ingeschrevenen", "AANTAL_INGESCHREVENEN", "STUDIEJAAR"),
    "p02ho1ejrs": ("eerstejaarsingeschrevenen", "AANTAL_EERSTEJAARS_INGESCHREVENEN", "STUDIEJAAR"),
    "p04hogdipl": ("gediplomeerden", "AANTAL_GEDIPLOMEERDEN", "DIPLOMAJAAR"),
}


@pytest.mark.parametrize("package", list(HIGHER))
@pytest.mark.parametrize("level", ["hbo", "wo"])
def test_the_cuts_of_higher_education_count_the_same_people(
    sample: Path, package: str, level: str
) -> None:
    stem, count, year = HIGHER[package]
    kind = "SOORT_DIPLOMA" if package == "p04hogdipl" else "TYPE_HOGER_ONDERWIJS"
    keys = [year, "GEMEENTENUMMER", "INSTELLINGSCODE_ACTUEEL", "ONDERDEEL", "SUBONDERDEEL", kind]
    by_gender, by_programme, by_mode = (
        bounds(table(portal_file(sample, package, f"{stem}{cut}{level}.csv")), count, keys)
        for cut in CUTS
    )
    assert len(by_gender) > 50
    assert_overlap(by_gender, by_programme)
    assert_overlap(by_gender, by_mode)
    assert_overlap(by_programme, by_mode)


@pytest.mark.parametrize("level", ["hbo", "wo"])
@pytest.mark.parametrize("year", range(2020, 2025))
def test_first_years_are_those_of_the_calibration(sample: Path, level: str, year: int) -> None:
    total = FIRST_YEARS[level][year].total
    name = f"eerstejaarsingeschrevenengesl{level}.csv"
    found = table(portal_file(sample, "p02ho1ejrs", name))
    found = found[found["STUDIEJAAR"] == str(year)]
    count = "AANTAL_EERSTEJAARS_INGESCHREVENEN"
    by_gender = bounds(found, count, ["GESLACHT"])
    for gender, people in zip(("MAN", "VROUW"), total, strict=True):
        # Two women are among those whose gender is not known.
        known = people - 2 * (gender == "VROUW")
        assert by_gender["low"][gender] <= known <= by_gender["high"][gender]
    all_people = bounds(found, count, ["STUDIEJAAR"]).iloc[0]
    assert all_people["low"] <= sum(total) <= all_people["high"]


def test_technical_first_years_are_those_of_the_calibration(sample: Path) -> None:
    """By the field of each programme in ISCED-F 2013: 05, 06 and 07."""
    technical = {
        "hbo": "30020 34280 34263 39280 34267 34396 30026 30009 34284",
        "wo": "56966 56964 60439 56951 56952 56962 56953 56860 56978 66981 56980 66986 50014",
    }
    for level, codes in technical.items():
        found = table(portal_file(sample, "p02ho1ejrs", f"eerstejaarsingeschrevenen{level}.csv"))
        found = found[found["OPLEIDINGSCODE_ACTUEEL"].isin(codes.split())]
        sums = bounds(found, "AANTAL_EERSTEJAARS_INGESCHREVENEN", ["STUDIEJAAR"])
        for year, (lowest, highest) in zip(sums.index, sums.to_numpy(), strict=True):
            assert lowest <= sum(FIRST_YEARS[level][int(year)].counted) <= highest


def mbo(sample: Path) -> pd.DataFrame:
    """Students, one row per year and gender."""
    name = (
        "2021-2024-03-studenten-per-instelling-plaats-van-de-instelling-sectorkamer-leerweg-"
        "opleiding-niv.csv"
    )
    found = table(portal_file(sample, "mbo-studenten-per-instelling", name))
    counts = [column for column in found if column.startswith(("MAN", "VROUW"))]
    keys = [column for column in found if column not in counts]
    long = found.melt(id_vars=keys, value_vars=counts, value_name="AANTAL")
    return long.assign(JAAR=long["variable"].str[-4:])


def test_students_of_mbo_are_those_of_the_calibration(sample: Path) -> None:
    sums = bounds(mbo(sample), "AANTAL", ["JAAR"])
    assert list(sums.index) == ["2021", "2022", "2023", "2024"]
    for year in sums.index:
        assert sums["low"][year] <= MBO_STUDENTS[int(year)] <= sums["high"][year]


def test_students_of_mbo_by_leerweg_are_the_same(sample: Path) -> None:
    name = (
        "2021-2024-01-studenten-per-instelling-bevoegd-gezag-plaats-gemeente-provincie-van-de-"
        "instelling-.csv"
    )
    found = table(portal_file(sample, "mbo-studenten-per-instelling", name))
    long = found.melt(
        id_vars=["JAAR", "INSTELLINGSCODE"],
        value_vars=["BBL", "BOLDT", "BOLVT", "EX"],
        var_name="LEERWEG",
        value_name="AANTAL",
    )
    keys = ["JAAR", "INSTELLINGSCODE", "LEERWEG"]
    in_full = bounds(mbo(sample), "AANTAL", keys)
    assert_overlap(bounds(long, "AANTAL", keys).loc[in_full.index], in_full)


@pytest.mark.parametrize("year", range(2021, 2025))
def test_inflow_counts_the_students_of_mbo(sample: Path, year: int) -> None:
    package = "instromende-mbo-studenten"
    by_kind = table(
        portal_file(
            sample, package, INFLOW.format(year, "niveau-leerweg-beroepsopleiding-met-soorten-inst")
        )
    )
    by_group = table(
        portal_file(
            sample, package, INFLOW.format(year, "hoofdgroep-leerweg-beroepsopleiding-niveau-vooro")
        )
    )
    by_group["LEERWEG"] = by_group["LEERWEG"].replace({"BOLVT": "BOL", "BOLDT": "BOL"})
    keys = ["INSTELLINGSCODE", "NIVEAU", "LEERWEG", "BEROEPSOPLEIDING CODE"]
    assert_overlap(bounds(by_kind, "AANTAL", keys), bounds(by_group, "TOTAAL MBO", keys))
    for name in ("INSTROOM MBO", "INSTROOM OPLEIDING"):
        new = by_kind[by_kind[name] == "J"]
        keys = ["INSTELLINGSCODE", "VOOROPLEIDING VO", "VOOROPLEIDING MBO"]
        grouped = bounds(by_group, name, keys)
        assert_overlap(bounds(new, "AANTAL", keys), grouped[grouped["high"] > 0])
    students = mbo(sample)
    keys = ["INSTELLINGSCODE", "NIVEAU"]
    of_year = students[students["JAAR"] == str(year)]
    assert_overlap(bounds(by_kind, "AANTAL", keys), bounds(of_year, "AANTAL", keys))


def test_totals_of_graduates_are_true(sample: Path) -> None:
    name = "2020-2024-gediplomeerden.csv"
    found = table(portal_file(sample, "gediplomeerde-mbo-studenten", name))
    footer, rows = found.iloc[-1], found.iloc[:-1]
    assert footer["INSTELLINGSCODE"] == "Totalen"
    assert not (rows["INSTELLINGSCODE"] == "Totalen").any()
    for column in found.filter(like="DIP"):
        assert low(rows[column]).sum() <= int(footer[column]) <= high(rows[column]).sum()


def test_addresses_are_those_of_the_schools(sample: Path) -> None:
    addresses = table(portal_file(sample, "adressen_vo", "vestigingenvo.csv"))
    pupils = table(
        sample / IMAGES / "leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv", "cp1252", ";"
    )
    codes = pupils["BRIN NUMMER"] + pupils["VESTIGINGSNUMMER"]
    described = pupils.assign(code=codes).drop_duplicates("code").set_index("code")
    found = addresses.set_index("VESTIGINGSCODE")
    assert set(found.index) == set(described.index)
    described = described.loc[found.index]
    assert (found["VESTIGINGSNAAM"] == described["INSTELLINGSNAAM VESTIGING"]).all()
    assert (found["PLAATSNAAM"] == described["PLAATSNAAM VESTIGING"]).all()
    assert (found["PROVINCIE"] == described["PROVINCIE VESTIGING"]).all()
    older = table(sample / IMAGES / "02.-alle-vestigingen-vo.csv", "cp1252", ";")
    assert list(older["VESTIGINGSCODE"]) == list(addresses["VESTIGINGSCODE"])


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("adressen_vo", "vestigingenvo.csv"),
        ("adressen_bo", "vestigingenbo.csv"),
        ("adressen_mbo", "instellingenmbo.csv"),
        ("adressen_ho", "instellingenho.csv"),
    ],
)
def test_municipalities_are_in_their_provinces(sample: Path, package: str, name: str) -> None:
    seeds = Path(__file__).parents[3] / "dbt_project/seeds"
    known = table(seeds / "municipalities.csv", "utf-8").merge(
        table(seeds / "provinces.csv", "utf-8"), on="province_code"
    )
    now = known[known["valid_until"] == ""]
    province = dict(zip(now["municipality_code"], now["duo_name"], strict=True))
    found = table(portal_file(sample, package, name))
    assert (found["GEMEENTENUMMER"].map(province) == found["PROVINCIE"]).all()


def test_boards_govern_and_main_locations_are_listed(sample: Path) -> None:
    for kind in ("vo", "bo"):
        package = f"adressen_{kind}"
        locations = table(portal_file(sample, package, f"vestigingen{kind}.csv"))
        main = table(portal_file(sample, package, f"instellingen{kind}.csv"))
        governing = table(portal_file(sample, package, f"besturen{kind}.csv"))
        assert set(main["INSTELLINGSCODE"]) == set(locations["INSTELLINGSCODE"])
        assert main["INSTELLINGSCODE"].is_unique
        assert set(locations["BEVOEGD GEZAG NUMMER"]) == set(governing["BEVOEGD GEZAG NUMMER"])
        assert governing["BEVOEGD GEZAG NUMMER"].is_unique


def test_licences_cover_what_schools_offer(sample: Path) -> None:
    licences = table(portal_file(sample, "06_vomtgo", "vo_onderwijslicenties.csv"))
    assert licences["LICENTIECODE"].is_unique
    running = licences[licences["EINDDATUM"] == ""]
    held = set(
        zip(running["VESTIGINGSCODE"], running["ERKENDEOPLEIDINGSCODE"].str.zfill(4), strict=True)
    )
    pupils = table(portal_file(sample, "01voins-v1", "01voins.csv"))
    offered = set(zip(pupils["VESTIGINGSCODE"], pupils["ELEMENTCODE"], strict=True))
    assert offered <= held
    assert (licences["EINDDATUM"] != "").any()
