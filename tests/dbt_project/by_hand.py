"""Figures of the indicators, computed with pandas straight from the real files of DUO.

Nothing of the project is used here, so that a mistake in it cannot hide. Every function gives
numerator and denominator per series, school year, region (NL01, a province or a city), gender and
education level. Where the denominator is zero there is no figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

DATA = Path(__file__).parents[3] / "shared" / "data"
COUNTRY = "NL01"
# Place and municipality are the same here: no other place lies in it.
CITY = "Eindhoven"

Key = tuple[str, str, str, str, str]
VersionedKey = tuple[str, str, str, str, str, str]
Figure = tuple[int, int]

GENDERS = ("male", "female", "total")
_SCHOOL_TYPE = "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"
VMBO_TECHNICAL = {
    "Bouwen, wonen en interieur",
    "Maritiem en Techniek",
    "Media, vormgeving en ICT",
    "Mobiliteit en transport",
    "Produceren, installeren en energie",
    "Vakmanschapsroute Techniek",
}
DOMAINS = {
    "afbouw, hout en onderhoud",
    "ambacht, laboratorium en gezondheidstechniek",
    "bouw en infra",
    "informatie en communicatietechnologie",
    "media en vormgeving",
    "mobiliteit en voertuigen",
    "techniek en procesindustrie",
    "transport, scheepvaart en logistiek",
}
MBO_DEFINITIONS: dict[str, Callable[[pd.DataFrame], pd.Series[bool]]] = {
    "mbo-sector": lambda rows: rows["MBO SECTOR"].str.strip().str.lower() == "techniek",
    "mbo-domeinen-2017": lambda rows: rows["DOMEIN"].str.strip().str.lower().isin(DOMAINS),
}
LEERWEGEN = {"BOLVT": "bol", "BOLDT": "bol", "BBL": "bbl"}


def exams() -> dict[Key, Figure]:
    """Diplomas of havo and vwo with an N profile, of all; the country only."""
    rows = _read("duo_ginberg_cito/examenkandidaten-en-geslaagden-2014-2019.csv", "BRIN NUMMER")
    is_n = rows["OPLEIDINGSNAAM"].str.contains("N&T|N&G", regex=True)
    words = dict(zip(GENDERS, ("MAN", "VROUW", "TOTAAL"), strict=True))
    found: dict[Key, Figure] = {}
    for level in ("havo", "vwo", "havo/vwo"):
        of_level = rows["ONDERWIJSTYPE VO"].isin(level.upper().split("/"))
        series = f"{level.replace('/', '_')}_n_profile_graduates"
        for year in range(2014, 2019):
            for gender, word in words.items():
                column = f"GESLAAGDEN SCHOOLJAAR {year}-{year + 1} - {word}"
                figure = _figure(_counts(rows[column])[of_level], is_n)
                if figure[1]:
                    found[series, _school_year(year), COUNTRY, gender, level] = figure
    return found


def mbo() -> dict[VersionedKey, Figure]:
    """Technical students of mbo, of all enrolled, per definition; the country and one city."""
    rows = _read("duo_tekkieworden/mbo_inscriptions_2019.csv", "BRIN NUMMER")
    place_name = rows["PLAATSNAAM"].str.strip()
    places = {COUNTRY: place_name.notna(), CITY: place_name == CITY.upper()}
    levels = dict(_mbo_levels(rows))
    words = dict(zip(GENDERS, ("MAN", "VROUW", "TOTAAL"), strict=True))
    found: dict[VersionedKey, Figure] = {}
    for definition, technical in MBO_DEFINITIONS.items():
        is_technical = technical(rows)
        for year in range(2015, 2020):
            for gender, word in words.items():
                students = _counts(rows[f"{word}{year}"])
                for place, is_here in places.items():
                    for level, of_level in levels.items():
                        figure = _figure(students[is_here & of_level], is_technical)
                        key = ("mbo_students_tech", _school_year(year), place, gender, level)
                        if figure[1]:
                            found[(*key, definition)] = figure
    return found


def ho() -> dict[Key, Figure]:
    """Natuur and techniek in hbo and wo: first-years, enrolled and diplomas, also per province."""
    folder = "duo_tekkieworden"
    first_years = {
        "hbo": _by_gender_rows(f"{folder}/hbo_inscriptions_2019.csv"),
        "wo": _by_gender_rows(f"{folder}/wo_inscriptions_2019.csv"),
    }
    enrolled = {"hbo": _by_gender_columns("duo_openDataHBO/01-ingeschrevenen-hbo-2018.csv")}
    # Diploma year 2018 is school year 2018/2019: one-year masters that had their first students in
    # October 2018 have diplomas in it.
    graduates = {
        "hbo": _by_gender_rows(f"{folder}/hbo_gediplomeerden_2019.csv"),
        "wo": _by_gender_rows(f"{folder}/wo_gediplomeerden_2019.csv"),
    }
    return {
        **_higher_education("tech", first_years),
        **_higher_education("students_tech", enrolled),
        **_higher_education("graduates_tech", graduates),
    }


def vmbo_bb_per_municipality() -> dict[str, Figure]:
    """Third-year pupils of vmbo-bb on 1 October 2019, per municipality of the register of 2020."""
    rows = _pupils()
    rows = rows[rows[_SCHOOL_TYPE] == "VMBO BL lj 3-4"]
    register = _read("duo_ginberg_cito/alle-vestigingen-vo.csv", "BRIN NUMMER")
    codes = dict(
        zip(register["VESTIGINGSNUMMER"], register["GEMEENTENUMMER"].str.zfill(4), strict=True)
    )
    where = (rows["BRIN NUMMER"] + rows["VESTIGINGSNUMMER"].str.zfill(2)).map(codes)
    counts = _third_year(rows)
    chosen = rows["AFDELING"].isin(VMBO_TECHNICAL)
    return {
        f"GM{code}": _figure(counts.loc[of_code.index], chosen)
        for code, of_code in rows.groupby(where)
        if counts.loc[of_code.index].sum()
    }


def pupils_per_location(programme: str) -> dict[str, int]:
    """Pupils of the third and fourth year of vmbo bb, kb and gl in a programme, per location."""
    rows = _pupils()
    rows = rows[
        rows[_SCHOOL_TYPE].isin(["VMBO BL lj 3-4", "VMBO KL lj 3-4", "VMBO GL lj 3-4"])
        & (rows["AFDELING"] == programme)
    ]
    where = rows["BRIN NUMMER"] + rows["VESTIGINGSNUMMER"].str.zfill(2)
    summed = (_third_year(rows) + _third_year(rows, 4)).groupby(where).sum()
    return {str(code): int(count) for code, count in summed.items() if count}


def first_years_of_programmes(codes: set[str], ho_type: str, year: int) -> int:
    """First-years of 1 October of a year in programmes with these CROHO codes."""
    rows = _read(f"duo_tekkieworden/{ho_type}_inscriptions_2019.csv", "PROVINCIE")
    return int(_counts(rows[str(year)])[rows["OPLEIDINGSCODE ACTUEEL"].isin(codes)].sum())


def _higher_education(name: str, sources: dict[str, pd.DataFrame]) -> dict[Key, Figure]:
    """Figures of tidy rows: of hbo, of wo, and of both where there are both."""
    levels = dict(sources)
    if len(sources) > 1:
        levels["hbo+wo"] = pd.concat(sources.values(), ignore_index=True)
    found: dict[Key, Figure] = {}
    for level, rows in levels.items():
        series = f"{level.replace('hbo+wo', 'ho')}_{name}"
        for keys, of_group in rows.groupby(["year", "province", "gender"]):
            year, province, gender = (str(key) for key in keys)
            figure = _figure(of_group["count"], of_group["is_technical"])
            for region in (COUNTRY, province):
                for either in (gender, "total"):
                    key = (series, _school_year(int(year)), region, either, level)
                    before = found.get(key, (0, 0))
                    found[key] = (before[0] + figure[0], before[1] + figure[1])
    return {key: figure for key, figure in found.items() if figure[1]}


def _by_gender_rows(name: str) -> pd.DataFrame:
    """Tidy rows of a file with a row per gender and a column per year."""
    rows = _read(name, "PROVINCIE")
    years = [column for column in rows.columns.astype(str) if column.isdigit()]
    return _tidy(rows, {year: (year, rows["GESLACHT"]) for year in years})


def _by_gender_columns(name: str) -> pd.DataFrame:
    """Tidy rows of a file with a column per year and gender, such as 2014 Man."""
    rows = _read(name, "PROVINCIE")
    columns = [column for column in rows.columns.astype(str) if column[:4].isdigit()]
    return _tidy(
        rows,
        {c: (c[:4], pd.Series(c[5:].lower(), index=rows.index)) for c in columns},
    )


def _tidy(rows: pd.DataFrame, columns: dict[str, tuple[str, pd.Series[str]]]) -> pd.DataFrame:
    is_technical = rows["CROHO ONDERDEEL"].str.strip().str.lower().isin({"natuur", "techniek"})
    province = rows["PROVINCIE"].str.strip().replace("Friesland", "Fryslân")
    parts = []
    for column, (year, words) in columns.items():
        gender = words.str.strip().str.lower().map({"man": "male", "vrouw": "female"})
        if gender.isna().any():
            raise ValueError(f"{column}: neither man nor vrouw: {sorted(set(words))}")
        parts.append(
            pd.DataFrame(
                {
                    "year": year,
                    "province": province,
                    "gender": gender,
                    "is_technical": is_technical,
                    "count": _counts(rows[column]),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _mbo_levels(rows: pd.DataFrame) -> Iterator[tuple[str, pd.Series[bool]]]:
    """Education levels, with who is in each. Who is in neither bol nor bbl is in mbo and mbo-N."""
    level = rows["KWALIFICATIENIVEAU"].str.strip()
    leerweg = rows["TYPE MBO"].str.strip().map(LEERWEGEN)
    yield "mbo", level.notna()
    for path in ("bol", "bbl"):
        yield f"mbo-{path}", leerweg == path
    for number in ("1", "2", "3", "4"):
        yield f"mbo-{number}", level == number
        for path in ("bol", "bbl"):
            yield f"mbo-{number}-{path}", (level == number) & (leerweg == path)


def _pupils() -> pd.DataFrame:
    name = "leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv"
    return _read(f"duo_ginberg_cito/{name}", "BRIN NUMMER")


def _third_year(rows: pd.DataFrame, year: int = 3) -> pd.Series[int]:
    columns = [f"LEER- OF VERBLIJFSJAAR {year} - {word}" for word in ("MAN", "VROUW")]
    return _counts(rows[columns[0]]) + _counts(rows[columns[1]])


def _read(name: str, filled: str) -> pd.DataFrame:
    """The rows of a file that have `filled`: blank lines and the totals at the end do not."""
    path = DATA / name
    encoding = "cp1252" if "ginberg" in name else "utf-8-sig"
    rows = pd.read_csv(path, sep=";", encoding=encoding, dtype=str, keep_default_na=False)
    return rows[rows[filled].str.strip() != ""].reset_index(drop=True)


def _counts(cells: pd.Series[str]) -> pd.Series[int]:
    """Counts of a column: a blank cell is nobody, and what is no count (<5, -1) is an error."""
    text = cells.str.strip().replace("", "0")
    if not text.str.fullmatch("[0-9]+").all():
        raise ValueError(f"{cells.name}: no counts: {sorted(set(text[~text.str.isdigit()]))}")
    return text.astype(int)


def _figure(counts: pd.Series[int], chosen: pd.Series[bool]) -> Figure:
    return int(counts[chosen.loc[counts.index]].sum()), int(counts.sum())


def _school_year(start: int) -> str:
    return f"{start}/{start + 1}"
