"""The reference lists of municipalities: whole, consistent, and the same as their sources.

The project's own SQL runs here on its seeds, rendered as dbt renders it.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import duckdb
import jinja2
import pytest

from expectations.yaml_file import read_yaml
from flows.dbt import PROJECT
from tests.dbt_project.test_project import seed

DATA = Path(__file__).parents[3] / "shared" / "data"
SEEDS = [
    "provinces",
    "landsdelen",
    "municipalities",
    "municipality_reorganisations",
    "municipality_spellings",
    "municipality_labour_market_regions",
    "labour_market_regions",
]
# Gemeenten on 1 January, CBS.
OFFICIAL = {
    2014: 403,
    2015: 393,
    2016: 390,
    2017: 388,
    2018: 380,
    2019: 355,
    2020: 355,
    2021: 352,
    2022: 345,
    2023: 342,
    2024: 342,
    2025: 342,
    2026: 342,
}
# CBS's lists and the day that each shows.
LISTS = {
    "83765NED": date(2017, 1, 1),
    "84799NED": date(2020, 1, 1),
    "86247NED": date(2026, 1, 1),
}
SOURCES = {"nlextract", "places", "cbs", "vng", "stb 2014 187", *LISTS}
# No list of ours shows the time before 2017: a place of each municipality that ended before, and
# the municipality of 2026 that it lies in.
PLACES_BEFORE_2017 = {
    ("0241", "Groesbeek"): "1945",
    ("0265", "Millingen aan de Rijn"): "1945",
    ("0282", "Ubbergen"): "1945",
    ("0365", "De Rijp"): "0361",
    ("0381", "Bussum"): "1942",
    ("0424", "Muiden"): "1942",
    ("0425", "Naarden"): "1942",
    ("0458", "Schermerhorn"): "0361",
    ("0478", "Oosthuizen"): "0385",
    ("0491", "Bergambacht"): "1931",
    ("0568", "Zuidland"): "1930",
    ("0608", "Schoonhoven"): "1931",
    ("0612", "Spijkenisse"): "1930",
    ("0623", "Vlist"): "1931",
    ("0643", "Lekkerkerk"): "1931",
    ("0644", "Gouderak"): "1931",
    ("0844", "Schijndel"): "1948",
    ("0846", "Sint-Oedenrode"): "1948",
    ("0860", "Veghel"): "1948",
    ("1671", "Nuland"): "0796",
    ("1671", "Geffen"): "0828",
    ("1921", "Lemmer"): "1940",
}
# Names that a place elsewhere has too: Katwijk in Cuijk; Haren in Groningen is Haren Gn to CBS.
NAMESAKES = {("1684", "0537"), ("0017", "0828")}
# Real files that name municipalities, and the last day of the newest period in each.
NAMED = {
    "duo_ginberg_cito/alle-vestigingen-bo.csv": date(2020, 10, 1),
    "duo_ginberg_cito/alle-vestigingen-vo.csv": date(2020, 10, 1),
    "duo_ginberg_cito/examenkandidaten-en-geslaagden-2014-2019.csv": date(2019, 7, 31),
    "duo_ginberg_cito/examenkandidaten-havo-en-examencijfers-2018-2019.csv": date(2019, 7, 31),
    "duo_ginberg_cito/examenkandidaten-vwo-en-examencijfers-2018-2019.csv": date(2019, 7, 31),
    "duo_ginberg_cito/geslaagden-gezakten-en-cijfers-2018-2019.csv": date(2019, 7, 31),
    "duo_openDataHBO/01-ingeschrevenen-hbo-2018.csv": date(2018, 10, 1),
    "duo_tekkieworden/hbo_gediplomeerden_2019.csv": date(2018, 10, 1),
    "duo_tekkieworden/hbo_inscriptions_2019.csv": date(2019, 10, 1),
    "duo_tekkieworden/wo_gediplomeerden_2019.csv": date(2018, 10, 1),
    "duo_tekkieworden/wo_inscriptions_2019.csv": date(2019, 10, 1),
}
needs_sources = pytest.mark.skipif(
    not DATA.is_dir(), reason="the folder with real files (../shared/data) is not here"
)


def rendered(sql: str) -> str:
    """SQL of the project with its macros applied, tables under their own names."""
    engine = jinja2.Environment(loader=jinja2.FileSystemLoader(PROJECT / "macros"))
    engine.globals["ref"] = lambda name: name
    macros = "{% from 'municipality_names.sql' import municipality_key, municipality_names %}"
    validity = "{% from 'municipality_names.sql' import is_valid_on %}"
    return engine.from_string(macros + validity + sql).render()


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """The seeds with the types that the project declares, and int_municipalities."""
    declared = {
        entry["name"]: entry.get("config", {}).get("column_types", {})
        for entry in read_yaml(PROJECT / "seeds" / "seeds.yml")["seeds"]
    }
    model = PROJECT / "models" / "intermediate" / "int_municipalities.sql"
    with duckdb.connect() as connection:
        for name in SEEDS:
            path = str(PROJECT / "seeds" / f"{name}.csv")
            connection.read_csv(path, header=True, dtype=declared[name] or None).create(name)
        connection.execute(
            f"create table int_municipalities as {rendered(model.read_text(encoding='utf-8'))}"
        )
        connection.execute(
            f"create table municipality_names as {rendered('{{ municipality_names() }}')}"
        )
        yield connection


@pytest.fixture(scope="module")
def places() -> dict[str, str]:
    """The municipality of 2026 that a place lies in; places whose name is unique."""
    found: dict[str, set[str]] = defaultdict(set)
    path = DATA / "regio_woningwaardering" / "corop.generated.csv"
    for row in read(path, "utf-8", ","):
        found[row["Woonplaats"]].add(row["Gemeentecode"])
    return {place: next(iter(codes)) for place, codes in found.items() if len(codes) == 1}


def read(path: Path, encoding: str = "cp1252", delimiter: str = ";") -> Iterator[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as lines:
        yield from csv.DictReader(lines, delimiter=delimiter)


def valid_on(day: date) -> dict[str, dict[str, str]]:
    return {
        row["municipality_code"]: row
        for row in seed("municipalities")
        if row["valid_from"] <= day.isoformat()
        and (not row["valid_until"] or day.isoformat() < row["valid_until"])
    }


def successors() -> dict[str, set[str]]:
    """Today's municipalities that each vanished one lives on in."""
    direct: dict[str, set[str]] = defaultdict(set)
    for row in seed("municipality_reorganisations"):
        direct[row["old_code"]].add(row["new_code"])

    def today(code: str) -> set[str]:
        if code not in direct:
            return {code}
        return set().union(*(today(successor) for successor in direct[code]))

    return {code: today(code) for code in direct}


def neighbourhoods(table: str) -> set[tuple[str, str]]:
    """Municipality and name of the wijken and buurten in a list of CBS."""
    folder = DATA / "cbs_statline_bq" / table
    query = {
        "83765NED": (
            "select Identifier, DimensionGroupId, Title "
            f"from '{folder}/cbs.v4.83765NED_WijkenEnBuurtenCodes.parquet'"
        ),
        "84799NED": (
            "select Key, Municipality, Title "
            f"from '{folder}/cbs.v3.84799NED_WijkenEnBuurten.parquet'"
        ),
    }[table]
    return {
        (municipality.strip().removeprefix("GM"), re.sub(r"^Wijk \d+ ", "", title.strip()))
        for code, municipality, title in duckdb.execute(query).fetchall()
        if code.startswith(("WK", "BU"))
    }


def names_in(table: str) -> dict[str, str]:
    """Code and name of the municipalities in a list of CBS."""
    folder = DATA / "cbs_statline_bq" / table
    if table == "86247NED":
        path = DATA / "regio_woningwaardering" / "corop.generated.csv"
        return {row["Gemeentecode"]: row["Gemeente"] for row in read(path, "utf-8", ",")}
    key, path = {
        "83765NED": ("Identifier", folder / "cbs.v4.83765NED_WijkenEnBuurtenCodes.parquet"),
        "84799NED": ("Key", folder / "cbs.v3.84799NED_WijkenEnBuurten.parquet"),
    }[table]
    found = duckdb.execute(f"select trim({key}), trim(Title) from '{path}' where {key} like 'GM%'")
    return {code.removeprefix("GM"): title for code, title in found.fetchall()}


def unique(pairs: set[tuple[str, str]]) -> dict[str, str]:
    """Municipality by name, for names that occur in one municipality."""
    times = Counter(name for _, name in pairs)
    return {name: code for code, name in pairs if times[name] == 1}


# What holds without any source.


@pytest.mark.parametrize(("year", "number"), OFFICIAL.items())
def test_there_are_as_many_municipalities_as_cbs_counted(year: int, number: int) -> None:
    assert len(valid_on(date(year, 1, 1))) == number


def test_a_reorganisation_ends_one_code_on_the_day_that_its_successors_are_valid() -> None:
    rows = {row["municipality_code"]: row for row in seed("municipalities")}
    reorganisations = seed("municipality_reorganisations")
    for row in reorganisations:
        old, new = rows[row["old_code"]], rows[row["new_code"]]
        assert old["valid_until"] == row["date"], row
        assert new["valid_from"] <= row["date"], row
        assert not new["valid_until"] or row["date"] < new["valid_until"], row
    ended = {code for code, row in rows.items() if row["valid_until"]}
    assert ended == {row["old_code"] for row in reorganisations}
    main = Counter(row["old_code"] for row in reorganisations if row["is_main"] == "true")
    assert main == Counter(dict.fromkeys(ended, 1))


def test_a_new_code_has_predecessors_that_end_when_it_begins() -> None:
    begun = {
        (row["municipality_code"], row["valid_from"])
        for row in seed("municipalities")
        if row["valid_from"] != "2014-01-01"
    }
    assert begun <= {(r["new_code"], r["date"]) for r in seed("municipality_reorganisations")}


def test_reorganisations_are_of_1_january_but_for_a_new_name_and_weesp() -> None:
    others = {
        (row["date"], row["old_code"])
        for row in seed("municipality_reorganisations")
        if not row["date"].endswith("-01-01")
    }
    assert others == {("2015-07-01", "1921"), ("2022-03-24", "0457")}


def test_only_vijfheerenlanden_took_municipalities_to_another_province() -> None:
    province = {row["municipality_code"]: row["province_code"] for row in seed("municipalities")}
    crossed = {
        (row["old_code"], province[row["old_code"]], row["new_code"], province[row["new_code"]])
        for row in seed("municipality_reorganisations")
        if province[row["old_code"]] != province[row["new_code"]]
    }
    assert crossed == {("0545", "PV28", "1961", "PV26"), ("0707", "PV28", "1961", "PV26")}
    assert province["0620"] == "PV26"  # Vianen, from 2002


def test_every_reorganisation_says_what_confirms_it() -> None:
    for row in seed("municipality_reorganisations"):
        named = set(row["source"].split("; "))
        assert named <= SOURCES, row
        # A date, and that the one became the other.
        assert named & {"nlextract", "cbs"}, row
        assert "places" in named, row


def test_every_municipality_lies_in_regions_that_exist(
    database: duckdb.DuckDBPyConnection,
) -> None:
    regions = database.sql(
        """
        select count(*), count(distinct municipality_code), count(provinces.name),
            count(landsdelen.name), count(labour_market_regions.name),
            count(distinct labour_market_region_code)
        from int_municipalities
        left join provinces using (province_code)
        left join landsdelen on int_municipalities.landsdeel_code = landsdelen.landsdeel_code
        left join labour_market_regions using (labour_market_region_code)
        """
    ).fetchall()
    assert regions == [(426, 426, 426, 426, 426, 35)]


def test_the_main_successor_of_today_follows_from_the_reorganisations(
    database: duckdb.DuckDBPyConnection,
) -> None:
    main = {
        row["old_code"]: row["new_code"]
        for row in seed("municipality_reorganisations")
        if row["is_main"] == "true"
    }
    current = dict(
        database.sql(
            "select municipality_code, current_municipality_code from int_municipalities"
        ).fetchall()
    )
    for code, found in current.items():
        expected = code
        while expected in main:
            expected = main[expected]
        assert found == expected
    assert set(current.values()) == set(valid_on(date(2026, 1, 1)))


def test_a_name_leads_to_one_municipality_on_any_day(
    database: duckdb.DuckDBPyConnection,
) -> None:
    days = {row["valid_from"] for row in seed("municipalities")}
    for day in sorted(days):
        twice = database.execute(
            rendered(
                "select municipality_key from municipality_names "
                "where {{ is_valid_on('municipality_names', 'cast($day as date)') }} "
                "group by municipality_key having count(*) > 1"
            ),
            {"day": day},
        ).fetchall()
        assert twice == [], day


def test_a_listed_spelling_is_one_that_no_rule_covers(
    database: duckdb.DuckDBPyConnection,
) -> None:
    covered = database.sql(
        rendered(
            "select spelling from municipality_spellings "
            "inner join int_municipalities using (municipality_code) "
            "where {{ municipality_key('spelling') }} = {{ municipality_key('municipality_name') }}"
        )
    ).fetchall()
    assert covered == []


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("'S-GRAVENHAGE", "0518"),
        ("S GRAVENHAGE", "0518"),
        ("’s-Gravenhage (gemeente)", "0518"),
        ("S-HERTOGENBOSCH", "0796"),
        ("SUDWEST-FRYSLAN", "1900"),
        ("Noardeast-Fryslân", "1970"),
        ("NOORD BEVELAND", "1695"),
        ("BERGEN NH", "0373"),
        ("Bergen (NH.)", "0373"),
        ("Bergen (L.)", "0893"),
        ("BERGEN LB", "0893"),
        ("NUENEN CA", "0820"),
        ("Hengelo (O.)", "0164"),
        ("Utrecht (gem)", "0344"),
        ("Bergen", None),
        ("Leerdam", None),
        ("", None),
    ],
)
def test_a_spelling_leads_to_its_municipality(
    database: duckdb.DuckDBPyConnection, spelling: str, code: str | None
) -> None:
    assert resolve(database, {spelling}, date(2020, 1, 1))[spelling] == ([code] if code else [])


def test_a_name_is_asked_of_its_time(database: duckdb.DuckDBPyConnection) -> None:
    found = {
        day: resolve(database, {"LEERDAM", "De Friese Meren", "De Fryske Marren"}, day)
        for day in (date(2015, 6, 30), date(2015, 7, 1), date(2018, 12, 31), date(2019, 1, 1))
    }
    assert [found[day]["LEERDAM"] for day in found] == [["0545"], ["0545"], ["0545"], []]
    assert [found[day]["De Friese Meren"] for day in found] == [["1921"], [], [], []]
    assert [found[day]["De Fryske Marren"] for day in found] == [[], ["1940"], ["1940"], ["1940"]]


def resolve(
    database: duckdb.DuckDBPyConnection, names: set[str], day: date
) -> Mapping[str, list[str]]:
    """The codes that each name leads to on a day."""
    found: dict[str, list[str]] = {name: [] for name in names}
    rows = database.execute(
        rendered(
            "select given.name, names.municipality_code "
            "from (select unnest($names) as name) as given "
            "inner join municipality_names as names "
            "on {{ municipality_key('given.name') }} = names.municipality_key "
            "and {{ is_valid_on('names', '$day') }}"
        ),
        {"names": sorted(names), "day": day},
    ).fetchall()
    for name, code in rows:
        found[name].append(code)
    return found


# What the sources say.


@needs_sources
@pytest.mark.parametrize("table", LISTS)
def test_municipalities_are_those_of_the_lists_of_cbs(
    database: duckdb.DuckDBPyConnection, table: str
) -> None:
    listed = names_in(table)
    ours = valid_on(LISTS[table])
    assert set(ours) == set(listed)
    different = {listed[code] for code in ours if ours[code]["name"] != listed[code]}
    assert different <= {row["spelling"] for row in seed("municipality_spellings")}


@needs_sources
def test_what_a_reorganisation_calls_a_list_of_cbs_for_is_in_that_list() -> None:
    lists = {table: names_in(table) for table in LISTS}
    for row in seed("municipality_reorganisations"):
        for table in set(row["source"].split("; ")) & set(LISTS):
            if LISTS[table].isoformat() < row["date"]:
                assert row["old_code"] in lists[table], row
            else:
                assert row["old_code"] not in lists[table], row
                assert row["new_code"] in lists[table], row


@needs_sources
def test_provinces_are_those_of_duo_and_follow_corop() -> None:
    by_duo = {row["duo_name"]: row["province_code"] for row in seed("provinces")}
    told: dict[str, set[str]] = defaultdict(set)
    corop: dict[str, set[str]] = defaultdict(set)
    for level in ("bo", "vo"):
        for row in read(DATA / "duo_ginberg_cito" / f"alle-vestigingen-{level}.csv"):
            told[row["GEMEENTENUMMER"]].add(by_duo[row["PROVINCIE"]])
            corop[row["COROPGEBIED CODE"]].add(by_duo[row["PROVINCIE"]])
    ours = valid_on(date(2020, 1, 1))
    assert told == {code: {row["province_code"]} for code, row in ours.items()}

    # No COROP area crosses a border of a province, so those of 2026 tell their provinces.
    today = valid_on(date(2026, 1, 1))
    for row in read(DATA / "regio_woningwaardering" / "corop.generated.csv", "utf-8", ","):
        province = today[row["Gemeentecode"]]["province_code"]
        assert corop[row["COROP-gebiedcode"]] == {province}, row


@needs_sources
def test_neighbourhoods_of_a_vanished_municipality_lie_in_its_successors(
    places: dict[str, str],
) -> None:
    of_2017, of_2020 = neighbourhoods("83765NED"), neighbourhoods("84799NED")
    today = successors()
    later = {
        name: codes
        for name, code in unique(of_2020).items()
        if len(codes := today.get(code, {code})) == 1
    }
    told: dict[str, set[str]] = defaultdict(set)
    for name, code in unique(of_2017).items():
        told[code] |= later.get(name, set())
    # Neighbourhoods are often called after a place, and municipalities too.
    named = {row["name"]: row["municipality_code"] for row in seed("municipalities")}
    for name, code in [*unique(of_2017).items(), *unique(of_2020).items(), *named.items()]:
        if name in places and (code, places[name]) not in NAMESAKES:
            told[code].add(places[name])
    for row in seed("municipality_reorganisations"):
        if row["date"] > "2017-01-01":
            assert told[row["old_code"]] == today[row["old_code"]], row


@needs_sources
def test_schools_of_2020_lie_in_a_successor_of_their_municipality(places: dict[str, str]) -> None:
    today = successors()
    capitals = {place.upper(): code for place, code in places.items()}
    checked = set()
    for level in ("bo", "vo"):
        for row in read(DATA / "duo_ginberg_cito" / f"alle-vestigingen-{level}.csv"):
            code, place = row["GEMEENTENUMMER"], row["PLAATSNAAM"]
            if code in today and place in capitals:
                assert capitals[place] in today[code], row
                checked.add(code)
    ended = {r["old_code"] for r in seed("municipality_reorganisations") if r["date"] > "2020"}
    assert checked == ended


@needs_sources
def test_places_of_what_vanished_before_2017_lie_in_its_successors(places: dict[str, str]) -> None:
    told: dict[str, set[str]] = defaultdict(set)
    for (code, place), expected in PLACES_BEFORE_2017.items():
        assert places[place] == expected, place
        told[code].add(expected)
    before = {
        r["old_code"] for r in seed("municipality_reorganisations") if r["date"] <= "2017-01-01"
    }
    assert told == {code: codes for code, codes in successors().items() if code in before}


@needs_sources
def test_labour_market_regions_repeat_cbs() -> None:
    path = DATA / "regio_cedanl" / "arbeidsmarktregio_gemeente.json"
    source = json.loads(path.read_text(encoding="utf-8"))["gemeenten"]
    names = {row["labour_market_region_code"]: row["name"] for row in seed("labour_market_regions")}
    assert sorted(names.values()) == sorted(set(source.values()))
    assert {
        row["municipality_code"]: names[row["labour_market_region_code"]]
        for row in seed("municipality_labour_market_regions")
    } == source


@needs_sources
@pytest.mark.parametrize("file", NAMED)
def test_every_municipality_that_a_real_file_names_is_found(
    database: duckdb.DuckDBPyConnection, file: str
) -> None:
    given: dict[str, set[str]] = defaultdict(set)
    for row in read(DATA / file):
        name = row.get("GEMEENTENAAM") or row.get("GEMEENTENAAM VESTIGING")
        if name:
            given[name].add(row.get("GEMEENTENUMMER", "").zfill(4))
    assert len(given) > 20
    found = resolve(database, set(given), NAMED[file])
    assert {name: codes for name, codes in found.items() if len(codes) != 1} == {}
    # Leading zeros get lost; files without numbers have 0000 here.
    assert {
        name: codes for name, codes in given.items() if codes - {"0000"} - set(found[name])
    } == {}
