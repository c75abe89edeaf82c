"""The profiles of vmbo, havo and vwo are those that DUO's files name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
DATA = Path(__file__).parents[3] / "shared" / "data" / "duo_ginberg_cito"
needs_files = pytest.mark.skipif(
    not DATA.exists(), reason="the folder with real files (../shared/data) is not here"
)
PROGRAMMES_AND_YEARS = "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"


def seed(name: str) -> pd.DataFrame:
    return pd.read_csv(SEEDS / f"{name}.csv", dtype=str, keep_default_na=False)


def duo(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / name, sep=";", encoding="cp1252", dtype=str, keep_default_na=False)


def test_a_mix_has_an_n_profile_where_one_of_its_two_is_one() -> None:
    for row in seed("havo_vwo_profiles").itertuples():
        parts = {row.first_profile, row.second_profile}
        assert row.has_n_profile == str(bool(parts & {"N&G", "N&T"})).lower()
        assert ("Natuur" in row.name) == (row.has_n_profile == "true")


def test_technical_programmes_are_profiles_of_the_technical_sector() -> None:
    profiles = seed("vmbo_profiles")
    technical = set(profiles.loc[profiles["vmbo_sector"] == "Techniek", "name"])
    listed = seed("technical_list")
    assert technical < set(
        listed.loc[listed["definition_version"] == "vmbo-profielen-2017", "code"]
    )


def test_n_profiles_are_those_with_one_in_both_files() -> None:
    listed = seed("technical_list")
    profiles = seed("havo_vwo_profiles").query("has_n_profile == 'true'")
    codes = listed[listed["definition_version"] == "n-profiel"].groupby("kind")["code"].agg(set)
    assert codes["profile"] == set(profiles["name"])
    mixes = profiles["second_profile"].map(lambda second: f" / {second}" if second else "")
    assert codes["exam_profile"] == set(profiles["first_profile"] + mixes)


@needs_files
def test_every_profile_in_the_files_is_known() -> None:
    known = set(seed("havo_vwo_profiles")["name"])
    results = duo("geslaagden-gezakten-en-cijfers-2018-2019.csv")
    pupils = duo("leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv")
    general = pupils[PROGRAMMES_AND_YEARS].isin(["HAVO lj 4-5", "VWO lj 4-6"])
    assert set(results.loc[results["ONDERWIJSTYPE VO"] != "VMBO", "AFDELING"]) == known
    assert set(pupils.loc[general, "AFDELING"]) == known


@needs_files
def test_codes_of_vmbo_profiles_stand_for_the_names_in_the_other_file() -> None:
    profiles = seed("vmbo_profiles")
    results = duo("geslaagden-gezakten-en-cijfers-2018-2019.csv")
    vmbo = results[results["ONDERWIJSTYPE VO"] == "VMBO"]
    codes = set(vmbo.loc[vmbo["AFDELING"].str.fullmatch("[A-Z]{1,3}"), "AFDELING"])
    assert codes == set(profiles["profile_code"])
    pupils = duo("leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv")
    sectors = pupils.set_index("AFDELING")["VMBO SECTOR"].groupby(level=0).agg(set)
    for row in profiles.itertuples():
        assert sectors[row.name] == {row.vmbo_sector}
