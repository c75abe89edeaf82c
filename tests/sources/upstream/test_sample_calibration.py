"""The generated files, read back without the generator's code, give the published figures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

IMAGES = "duo/files/open_onderwijsdata/images"
LEVELS = {
    "vmbo-bb": ("VMBO BL lj 3-4", 3),
    "vmbo-kb": ("VMBO KL lj 3-4", 3),
    "vmbo-gl": ("VMBO GL lj 3-4", 3),
    "havo": ("HAVO lj 4-5", 4),
    "vwo": ("VWO lj 4-6", 4),
}


def legacy_pupils(sample: Path, year: int) -> pd.DataFrame:
    path = sample / IMAGES / f"leerlingen-vo-per-vestiging-naar-onderwijstype-{year}.csv"
    table = pd.read_csv(path, sep=";", encoding="cp1252", dtype=str, keep_default_na=False)
    return table[table["BRIN NUMMER"] != "Totalen"]


def shares(sample: Path, year: int, level: str) -> dict[str, tuple[int, int]]:
    """(counted, all) by gender and in total."""
    school_type, study_year = LEVELS[level]
    table = legacy_pupils(sample, year)
    table = table[table["ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"] == school_type]
    if level.startswith("vmbo"):
        counted = table["VMBO SECTOR"] == "Techniek"
    else:
        counted = table["AFDELING"].str.contains("Natuur")
    found = {}
    for gender in ("MAN", "VROUW"):
        counts = table[f"LEER- OF VERBLIJFSJAAR {study_year} - {gender}"].astype(int)
        found[gender] = (int(counts[counted].sum()), int(counts.sum()))
    men, women = found["MAN"], found["VROUW"]
    return found | {"TOTAAL": (men[0] + women[0], men[1] + women[1])}


def percentage(pair: tuple[int, int]) -> int:
    return round(100 * pair[0] / pair[1])


@pytest.mark.parametrize(
    ("year", "level", "counted", "total"),
    [
        (2017, "vmbo-bb", 4743, 19763),
        (2017, "vmbo-kb", 6589, 29950),
        (2017, "vmbo-gl", 1520, 16900),
        (2019, "vmbo-bb", 4001, 17332),
        (2019, "vmbo-kb", 6307, 28434),
        (2019, "vmbo-gl", 1455, 15742),
        (2019, "havo", 25024, 62246),
        (2019, "vwo", 26385, 43840),
    ],
)
def test_published_counts(sample: Path, year: int, level: str, counted: int, total: int) -> None:
    assert shares(sample, year, level)["TOTAAL"] == (counted, total)


@pytest.mark.parametrize(
    ("year", "level", "gender", "percent"),
    [
        (2017, "vmbo-bb", "TOTAAL", 24),
        (2017, "vmbo-bb", "VROUW", 4),
        (2017, "vmbo-kb", "TOTAAL", 22),
        (2017, "vmbo-kb", "VROUW", 5),
        (2017, "vmbo-gl", "TOTAAL", 9),
        (2017, "havo", "TOTAAL", 42),
        (2017, "havo", "MAN", 44),
        (2017, "havo", "VROUW", 39),
        (2017, "vwo", "TOTAAL", 61),
        (2017, "vwo", "MAN", 63),
        (2017, "vwo", "VROUW", 60),
        (2018, "havo", "TOTAAL", 41),
        (2018, "vwo", "TOTAAL", 60),
        (2019, "vmbo-bb", "MAN", 37),
        (2019, "vmbo-bb", "VROUW", 4),
        (2019, "havo", "MAN", 42),
        (2019, "havo", "VROUW", 38),
        (2019, "vwo", "MAN", 61),
        (2019, "vwo", "VROUW", 59),
    ],
)
def test_published_percentages(
    sample: Path, year: int, level: str, gender: str, percent: int
) -> None:
    assert percentage(shares(sample, year, level)[gender]) == percent


def test_havo_and_vwo_together_in_2017(sample: Path) -> None:
    havo, vwo = (shares(sample, 2017, level)["TOTAAL"] for level in ("havo", "vwo"))
    assert percentage((havo[0] + vwo[0], havo[1] + vwo[1])) == 50


def test_programmes_of_vmbo_bb_in_2019_are_those_of_duo(sample: Path) -> None:
    table = legacy_pupils(sample, 2019)
    table = table[table["ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"] == "VMBO BL lj 3-4"]
    columns = [f"LEER- OF VERBLIJFSJAAR 3 - {gender}" for gender in ("MAN", "VROUW")]
    counts = table[columns].astype(int).groupby(table["AFDELING"]).sum().sum(axis=1)
    assert counts.to_dict() == {
        "Bouwen, wonen en interieur": 1185,
        "Dienstverlening en producten": 3453,
        "Economie en ondernemen": 1853,
        "Groen": 2602,
        "Horeca, bakkerij en recreatie": 895,
        "Maritiem en Techniek": 84,
        "Media, vormgeving en ICT": 279,
        "Mobiliteit en transport": 631,
        "Produceren, installeren en energie": 1697,
        "Vakmanschapsroute Economie": 27,
        "Vakmanschapsroute Landbouw": 49,
        "Vakmanschapsroute Techniek": 125,
        "Vakmanschapsroute Zorg en Welzijn": 196,
        "Zorg en welzijn": 4256,
    }


def cbs(sample: Path, table: str) -> pd.DataFrame:
    """Observations with the titles of their codes."""
    folder = sample / "cbs/v4" / table
    rows = pd.read_json(folder / "Observations.ndjson", lines=True, dtype={"Studierichting": str})
    for dimension in pd.read_json(folder / "Dimensions.json")["Identifier"]:
        codes = pd.read_json(folder / f"{dimension}Codes.json", dtype={"Identifier": str})
        titles = dict(zip(codes["Identifier"], codes["Title"], strict=True))
        rows[dimension] = rows[dimension].astype(str).map(titles)
        assert rows[dimension].notna().all()
    measures = pd.read_json(folder / "MeasureCodes.json")
    rows["Measure"] = rows["Measure"].map(
        dict(zip(measures["Identifier"], measures["Title"], strict=True))
    )
    return rows


@pytest.fixture(scope="module")
def higher_education(sample: Path) -> pd.DataFrame:
    return cbs(sample, "85421NED")


@pytest.fixture(scope="module")
def mbo(sample: Path) -> pd.DataFrame:
    return cbs(sample, "85353NED")


TECHNICAL = ("05 ", "06 ", "07 ")


def first_years(rows: pd.DataFrame, level: str, period: str, gender: str) -> tuple[int, int]:
    rows = rows[
        (rows["Measure"] == "Eerstejaarsstudenten")
        & (rows["Onderwijssoort"] == level)
        & (rows["Perioden"] == period)
        & (rows["Geslacht"] == gender)
        & (rows["Herkomstland"] == "Totaal")
    ]
    technical = rows["Studierichting"].str.startswith(TECHNICAL)
    total = rows["Studierichting"] == "Totaal"
    return int(rows["Value"][technical].sum()), int(rows["Value"][total].sum())


HBO, WO = "Hoger beroepsonderwijs", "Wetenschappelijk onderwijs"
ALL, MEN, WOMEN = "Totaal mannen en vrouwen", "Mannen", "Vrouwen"


@pytest.mark.parametrize(
    ("level", "period", "gender", "counted", "percent"),
    [
        (HBO, "2017/'18", ALL, 24846, 25),
        (HBO, "2017/'18", WOMEN, 6214, 12),
        (WO, "2017/'18", ALL, 23776, 36),
        (WO, "2017/'18", WOMEN, 9766, 28),
        (HBO, "2019/'20", ALL, 24848, 24),
        (HBO, "2019/'20", WOMEN, 6514, 12),
        (WO, "2019/'20", ALL, 24902, 35),
        (WO, "2019/'20", WOMEN, 10567, 27),
    ],
)
def test_published_inflow(
    higher_education: pd.DataFrame,
    level: str,
    period: str,
    gender: str,
    counted: int,
    percent: int,
) -> None:
    found = first_years(higher_education, level, period, gender)
    assert found[0] == counted
    assert percentage(found) == percent


def test_higher_education_adds_up(higher_education: pd.DataFrame) -> None:
    wide = higher_education.drop(columns=["Id", "ValueAttribute"])
    keys = [name for name in wide.columns if name != "Value"]
    values = wide.set_index(keys)["Value"]
    by_gender = values.unstack("Geslacht")
    assert (by_gender[MEN] + by_gender[WOMEN] == by_gender[ALL]).all()
    by_level = values.unstack("Onderwijssoort")
    assert (by_level[HBO] + by_level[WO] == by_level["Hoger onderwijs"]).all()
    by_measure = values.unstack("Measure")
    together = by_measure["Eerstejaarsstudenten"] + by_measure["Ouderejaarsstudenten"]
    assert (together == by_measure["Totaal ingeschrevenen"]).all()
    by_field = values.unstack("Studierichting")
    broad = [title for title in map(str, by_field) if title[2:3] == " "]
    assert len(broad) == 10
    assert (by_field[broad].sum(axis=1) == by_field["Totaal"]).all()
    # The narrower codes are parts: with them everybody in 06 would count twice.
    assert (by_field["061 Informatica"] == by_field["06 Informatica"]).all()
    by_origin = values.unstack("Herkomstland")
    parts = by_origin.drop(columns="Totaal").sum(axis=1)
    assert (parts < by_origin["Totaal"]).all()


def test_mbo_adds_up(mbo: pd.DataFrame) -> None:
    wide = mbo.drop(columns=["Id", "ValueAttribute", "Measure"])
    keys = [name for name in wide.columns if name != "Value"]
    values = wide.set_index(keys)["Value"]
    regions = values.unstack("RegioS", fill_value=0)
    provinces = [title for title in map(str, regions) if title.endswith("(PV)")]
    landsdelen = [title for title in map(str, regions) if title.endswith("(LD)")]
    assert (len(provinces), len(landsdelen)) == (12, 4)
    assert (regions[provinces].sum(axis=1) == regions["Nederland"]).all()
    assert (regions[landsdelen].sum(axis=1) == regions["Nederland"]).all()
    east = ["Overijssel (PV)", "Gelderland (PV)", "Flevoland (PV)"]
    assert (regions[east].sum(axis=1) == regions["Oost-Nederland (LD)"]).all()
    assert {"Groningen (PV)", "Fryslân (PV)"} <= set(provinces)
    genders = values.unstack("Geslacht", fill_value=0)
    assert (genders[MEN] + genders[WOMEN] == genders[ALL]).all()
    paths = values.unstack("Leerweg", fill_value=0)
    both = paths["Bol totaal"] + paths["Bbl totaal"]
    assert (both == paths["Totaal mbo (incl. extranei)"]).all()
    levels = values.unstack("Niveau", fill_value=0)
    assert (levels.drop(columns="Totaal").sum(axis=1) == levels["Totaal"]).all()


def test_technical_share_of_mbo(mbo: pd.DataFrame) -> None:
    rows = mbo[
        (mbo["Perioden"] == "2017/'18")
        & (mbo["RegioS"] == "Nederland")
        & (mbo["Geslacht"] == ALL)
        & (mbo["Niveau"] == "Totaal")
        & (mbo["Leerweg"] == "Totaal mbo (incl. extranei)")
    ].set_index("Studierichting")["Value"]
    technical = rows[rows.index.str.startswith(TECHNICAL)].sum()
    assert rows["Totaal"] == 487_110
    assert percentage((int(technical), int(rows["Totaal"]))) == 27


def test_observation_count_is_true(sample: Path) -> None:
    for table in ("85421NED", "85353NED"):
        folder = sample / "cbs/v4" / table
        properties = pd.read_json(folder / "Properties.json", typ="series")
        with (folder / "Observations.ndjson").open(encoding="utf-8") as lines:
            assert properties["ObservationCount"] == sum(1 for _ in lines)


def test_exams_of_2018_2019_are_those_of_duo(sample: Path) -> None:
    path = sample / IMAGES / "examenkandidaten-en-geslaagden-2014-2019.csv"
    table = pd.read_csv(path, sep=";", encoding="cp1252", dtype=str)
    name = "{} SCHOOLJAAR 2018-2019 - {}"
    candidates = table[name.format("EXAMENKANDIDATEN", "TOTAAL")].astype(int)
    passed = table[name.format("GESLAAGDEN", "TOTAAL")].astype(int)
    assert (candidates.sum(), passed.sum()) == (196_552, 180_894)
    science = table["OPLEIDINGSNAAM"] == "HAVO - N&T / N&G"
    assert (candidates[science].sum(), passed[science].sum()) == (7645, 6988)
    assert (passed <= candidates).all()


def test_hidden_counts_enclose_the_truth(sample: Path) -> None:
    """The wide and the long file of 1 October 2021 hide the same counts."""
    wide_path = sample / IMAGES / "leerlingen-vo-per-vestiging-naar-onderwijstype-2021.csv"
    wide = pd.read_csv(wide_path, sep=";", dtype=str, keep_default_na=False)
    counts = wide.filter(like="LEER- OF VERBLIJFSJAAR").iloc[:, 1:]
    shown = counts.replace("<5", "0").astype(int).to_numpy().sum()
    hidden = (counts == "<5").to_numpy().sum()
    [long_path] = sample.glob("duo/files/dataset/*/resource/*/download/01voins.csv")
    long = pd.read_csv(long_path, encoding="utf-8-sig")
    numbers = long.loc[long["STUDIEJAAR"] == 2021, "AANTAL_LEERLINGEN"]
    assert numbers[numbers > 0].sum() == shown
    assert (numbers == -1).sum() == hidden
    assert hidden > 20
