"""What analysts download is what the warehouse says, in forms that their tools understand."""

from __future__ import annotations

import gc
import json
import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest

from flows.contents import Table, read_tables
from flows.datapackage import file_name
from flows.export import export, write_exports
from flows.outputs import OutputError
from flows.releases import Releases
from flows.settings import Settings
from tests.flows.conftest import Home, Ran
from tests.flows.small_releases import build, seal

HOSTILE = ["=1+1", "+1", "-1", "@sum", "\ta", "\ra", " =1", 'a;"b",c', "Fryslân", "", None]


@pytest.fixture(scope="module")
def exports(first_night: tuple[Home, Ran]) -> Path:
    home, ran = first_night
    assert ran.code == 0, ran.text
    return home.path.joinpath("warehouse.duckdb").resolve().parent / "exports"


@pytest.fixture(scope="module")
def package(exports: Path) -> Mapping[str, Any]:
    return json.loads((exports / "datapackage.json").read_text(encoding="utf-8"))


def exported(database: Path) -> list[Table]:
    with duckdb.connect(str(database), read_only=True) as db:
        return read_tables(db)


def content(db: duckdb.DuckDBPyConnection, relation: str, table: Table) -> tuple[int, int]:
    """The same for the same rows, in any order; with types and nulls."""
    row = ", ".join(f'"{c.name}"::{c.data_type}' for c in table.columns)
    return db.execute(f"select count(*), sum(hash({row})::hugeint) from {relation}").fetchall()[0]


def test_files_hold_what_the_warehouse_says(exports: Path, package: Mapping[str, Any]) -> None:
    database = exports.parent / "warehouse.duckdb"
    names = {resource["name"]: resource["path"] for resource in package["resources"]}
    tables = {file_name(table): table for table in exported(database)}
    assert names.keys() >= {n for n, table in tables.items() if table.schema_name == "marts"}
    assert names["indicator_values"].endswith(".csv.gz")
    assert names.keys() >= {"meta_columns", "meta_vintages", "meta_datasets", "meta_keys"}
    with duckdb.connect(str(database), read_only=True) as db:
        for name, path in names.items():
            table = tables[name]
            kinds = ", ".join(f"'{c.name}': '{c.data_type}'" for c in table.columns)
            csv = (
                f"read_csv('{exports}/{path}', columns = {{{kinds}}}, header = true, "
                "auto_detect = false, nullstr = '', allow_quoted_nulls = false, "
                "timestampformat = '%Y-%m-%dT%H:%M:%S.%fZ')"
            )
            said = content(db, table.sql, table)
            assert content(db, f"'{exports}/parquet/{name}.parquet'", table) == said, name
            assert content(db, csv, table) == said, name


def test_dutch_excel_reads_the_same_figures(exports: Path) -> None:
    path = exports / "csv-excel" / "indicator_values.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfindicator_id;period;")
    figures = "numerator, denominator, value, value_low, value_high"
    with duckdb.connect(str(exports.parent / "warehouse.duckdb"), read_only=True) as db:
        read = db.execute(
            f"select sum(hash({figures})::hugeint), count_if(is_estimate = 'WAAR') "
            f"from read_csv('{path}', delim = ';', decimal_separator = ',', types = "
            "{'numerator': 'double', 'denominator': 'double', 'value': 'double', "
            "'value_low': 'double', 'value_high': 'double', 'is_estimate': 'varchar'})"
        ).fetchall()
        assert (
            read
            == db.execute(
                f"select sum(hash({figures})::hugeint), count_if(is_estimate) "
                "from marts.indicator_values"
            ).fetchall()
        )


def test_the_package_says_what_everything_means(package: Mapping[str, Any]) -> None:
    assert "voorbeelddata (sample data)" in package["description"]
    assert {licence["name"] for licence in package["licenses"]} == {"CC-BY-4.0", "CC0-1.0"}
    assert len(package["sources"]) == len(package["techniekpact"]["datasets"]) > 30
    resources = {resource["name"]: resource for resource in package["resources"]}
    for resource in resources.values():
        assert resource["description"], resource["name"]
        assert all(field["description"] for field in resource["schema"]["fields"])
    values = resources["indicator_values"]["schema"]
    assert values["primaryKey"] == [
        "indicator_id",
        "period",
        "region_code",
        "gender",
        "education_level",
    ]
    assert {key["reference"]["resource"] for key in values["foreignKeys"]} == {
        "indicators",
        "definitions",
        "regions",
        "periods",
        "meta_datasets",
        "meta_vintages",
    }


def test_no_value_is_without_the_row_that_it_refers_to(
    exports: Path, package: Mapping[str, Any]
) -> None:
    joined = 0
    with duckdb.connect() as db:
        for resource in package["resources"]:
            for key in resource["schema"].get("foreignKeys", []):
                many, one = (
                    f"'{exports}/parquet/{name}.parquet'"
                    for name in (resource["name"], key["reference"]["resource"])
                )
                pairs = list(zip(key["fields"], key["reference"]["fields"], strict=True))
                on = " and ".join(f"m.{mine} = o.{theirs}" for mine, theirs in pairs)
                filled = " and ".join(f"m.{mine} is not null" for mine, _ in pairs)
                orphans = f"select count(*) from {many} m anti join {one} o on {on} where {filled}"
                assert db.execute(orphans).fetchall() == [(0,)], (resource["name"], key)
                joined += 1
    assert joined > 40


def judged(descriptor: Path, **options: Any) -> frictionless.Report:
    """What frictionless says; it leaves a gzipped file to the garbage collector to close."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        report = frictionless.validate(descriptor, **options)
        gc.collect()
    return report


def test_frictionless_finds_nothing_wrong(exports: Path) -> None:
    report = judged(exports / "datapackage.json", limit_rows=100)
    assert report.valid, report.flatten(["type", "message"])


@pytest.mark.soak
def test_frictionless_finds_nothing_wrong_in_any_row(exports: Path) -> None:
    report = judged(exports / "datapackage.json")
    assert report.valid, report.flatten(["type", "message"])


@pytest.mark.parametrize(
    ("name", "old", "new", "wrong"),
    [
        ("indicators.csv", "\r\n", "\r\nhavo,", "type-error"),
        ("indicators.csv", ",4,", ",13,", "foreign-key"),
        ("regions.csv", "PV21", "PV20", "primary-key"),
    ],
)
def test_frictionless_would_find_it(
    exports: Path, tmp_path: Path, name: str, old: str, new: str, wrong: str
) -> None:
    for part in ("csv", "datapackage.json"):
        source = exports / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / part, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(source, tmp_path / part)
    path = tmp_path / "csv" / name
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode(), 1))
    resource = name.removesuffix(".csv")
    report = judged(tmp_path / "datapackage.json", resource_name=resource)
    assert wrong in {kind for (kind,) in report.flatten(["type"])}


def test_exports_are_sealed_with_their_release(first_night: tuple[Home, Ran]) -> None:
    home, _ = first_night
    releases = Releases(home.path)
    manifest = releases.current()
    assert manifest is not None
    assert "exports/datapackage.json" in manifest.files
    assert "exports/csv-excel/goals.csv" in manifest.files
    assert releases.verify(manifest.release_id) == []


def test_export_copies_what_the_release_has(
    first_night: tuple[Home, Ran], exports: Path, tmp_path: Path
) -> None:
    home, _ = first_night
    ran = home.run("export", "--output", str(tmp_path / "mine"))
    assert ran.code == 0, ran.text
    assert "sample data" in ran.err
    theirs, mine = (
        {str(path.relative_to(root)): path.stat().st_size for path in root.rglob("*.*")}
        for root in (exports, tmp_path / "mine")
    )
    assert mine == theirs
    (tmp_path / "mine" / "datapackage.json").write_text("is its owner's")
    again = home.run("export", "--output", str(tmp_path / "mine"))
    assert (again.code, "exists already" in again.err) == (1, True)


def hostile(database: Path) -> None:
    """A release with a mart whose texts are made to harm."""
    build(database, "r1")
    with duckdb.connect(str(database)) as db:
        db.execute(
            "create table marts.texts (number integer, text varchar, share double, "
            "seen_at timestamp)"
        )
        db.executemany(
            "insert into marts.texts values (?, ?, -0.5, '2026-01-02 03:04:05.678901')",
            [[number, text] for number, text in enumerate(HOSTILE)],
        )
        db.execute(
            "insert into meta.columns select schema_name, table_name, column_name, data_type, "
            "null, column_name, '' from duckdb_columns() where table_name = 'texts'"
        )


def test_texts_run_as_formulas_nowhere_and_stay_what_they_are_in_plain_csv(
    tmp_path: Path,
) -> None:
    hostile(tmp_path / "w.duckdb")
    write_exports(tmp_path / "w.duckdb", tmp_path / "exports", Settings())
    with duckdb.connect() as db:

        def texts(folder: str, delimiter: str) -> list[str | None]:
            return [
                text
                for (text,) in db.execute(
                    f"select text from read_csv('{tmp_path}/exports/{folder}/texts.csv', "
                    f"delim = '{delimiter}', header = true, all_varchar = true, "
                    "allow_quoted_nulls = false, quote = '\"', escape = '\"')"
                ).fetchall()
            ]

        assert texts("csv", ",") == HOSTILE
        harmful = [f"'{text}" for text in HOSTILE[:7]]
        assert texts("csv-excel", ";") == [*harmful, *HOSTILE[7:]]
    lines = (tmp_path / "exports/csv-excel/texts.csv").read_bytes().decode("utf-8").split("\r\n")
    assert lines[:2] == [
        "\ufeffnumber;text;share;seen_at",
        "0;'=1+1;-0,5;2026-01-02 03:04:05",
    ]


def test_a_release_without_exports_gets_them_on_the_way_out(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    releases = Releases(home)
    candidate = releases.candidate("r1")
    hostile(candidate / "warehouse.duckdb")
    seal(releases, candidate, "r1")
    export(Settings(home=home), "r1", tmp_path / "mine")
    assert (tmp_path / "mine" / "parquet" / "texts.parquet").is_file()
    assert judged(tmp_path / "mine" / "datapackage.json").valid
    assert not (home / "releases" / "r1" / "exports").exists()
    with pytest.raises(OutputError):
        export(Settings(home=home), "r1", tmp_path / "mine")
