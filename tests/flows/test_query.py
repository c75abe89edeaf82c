from __future__ import annotations

import io
import json
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from flows.query import Format, QueryError, query


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as db:
        db.execute(
            "create table t as select 1 as a, 'Fryslân' as b, 24.5::double as c, 1.5 as e, null d"
        )
    return path


def run(database: Path, sql: str, form: Format, output: Path | None = None) -> str:
    text = io.StringIO()
    query(database, sql, form, output, Console(file=text, width=100), "sample data")
    return text.getvalue()


def test_a_table_for_people(database: Path) -> None:
    shown = run(database, "select * from t", "table")
    assert "Fryslân" in shown
    assert "24.50" in shown


def test_csv_on_standard_output(database: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    run(database, "select a, b from t;", "csv")
    assert capfdbinary.readouterr().out.decode().splitlines() == ['"a","b"', '1,"Fryslân"']


def test_files(database: Path, tmp_path: Path) -> None:
    run(database, "select * from t", "json", tmp_path / "t.json")
    assert json.loads((tmp_path / "t.json").read_text()) == [
        {"a": 1, "b": "Fryslân", "c": 24.5, "e": 1.5, "d": None}
    ]
    run(database, "select * from t", "parquet", tmp_path / "t.parquet")
    assert pq.read_schema(tmp_path / "t.parquet").metadata[b"notice"] == b"sample data"
    assert pd.read_parquet(tmp_path / "t.parquet")["b"].tolist() == ["Fryslân"]
    run(database, "select * from t", "table", tmp_path / "t.txt")
    assert "Fryslân" in (tmp_path / "t.txt").read_text()


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select x from t", "x"),
        ("create table u as select 1", "read-only"),
        ("copy t to 'elsewhere.csv'", "Permission|disabled"),
        ("select * from read_csv('elsewhere.csv')", "Permission|disabled"),
        ("drop table t", "read-only"),
    ],
)
def test_only_this_release_and_only_reading(database: Path, sql: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        run(database, sql, "table")


def test_a_file_is_never_overwritten(database: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("mine")
    with pytest.raises(QueryError, match="exists already"):
        run(database, "select 1", "csv", tmp_path / "t.csv")
    with pytest.raises(QueryError, match="needs --output"):
        run(database, "select 1", "parquet")
