from __future__ import annotations

import io
import json
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from flows.near_misses import QueryError
from flows.outputs import OutputError
from flows.query import ON_A_TERMINAL, Answer, Format, query


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
    with pytest.raises(OutputError, match="exists already"):
        run(database, "select 1", "csv", tmp_path / "t.csv")
    with pytest.raises(OutputError, match="there is no folder"):
        run(database, "select 1", "csv", tmp_path / "absent" / "t.csv")
    with pytest.raises(QueryError, match="needs --output"):
        run(database, "select 1", "parquet")


def test_what_a_form_has_no_place_for_is_told(database: Path, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="cast it to varchar"):
        run(database, "select [1, 2] as a", "csv", tmp_path / "t.csv")
    run(database, "select ['=1', '2'] as a, uuid() as b", "csv-excel", tmp_path / "u.csv")
    assert "['=1', 2]" in (tmp_path / "u.csv").read_text(encoding="utf-8")


def test_half_an_answer_is_not_kept(database: Path, tmp_path: Path) -> None:
    late = "select if(i < 900000, 'a', error('too late')) as a from range(1000000) as r(i)"
    with pytest.raises(QueryError, match="too late"):
        run(database, late, "csv", tmp_path / "t.csv")
    assert not (tmp_path / "t.csv").exists()


def test_csv_for_dutch_excel(database: Path, tmp_path: Path) -> None:
    sql = "select c, b, null as d, true as e, '=1+1' as f, date '2020-08-01' as g from t"
    run(database, sql, "csv-excel", tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes().decode("utf-8").splitlines() == [
        '\ufeff"c";"b";"d";"e";"f";"g"',
        '"24,5";"Fryslân";;"WAAR";"\'=1+1";2020-08-01',
    ]


@pytest.mark.parametrize("form", ["table", "csv", "csv-excel", "json", "parquet"])
def test_a_limit_holds_and_is_told(database: Path, tmp_path: Path, form: Format) -> None:
    console = Console(file=io.StringIO())
    many = "select i, i as j from range(7) as r(i)"

    def ask(limit: int | None) -> Answer:
        file = tmp_path / f"{limit}"
        return query(database, many, form, file, console, "", limit)

    assert ask(5) == Answer(rows=5, columns=2, cut=True)
    assert ask(7) == Answer(rows=7, columns=2)
    assert ask(0) == ask(None) == Answer(rows=7, columns=2)
    assert str(ask(3)).startswith("the first 3 rows, 2 columns; there are more")


def shown(database: Path, sql: str, width: int) -> list[str]:
    text = io.StringIO()
    console = Console(file=text, width=width, force_terminal=True, color_system=None)
    query(database, sql, "table", None, console, "")
    return text.getvalue().splitlines()


def test_a_terminal_gets_what_fits(database: Path) -> None:
    wide = "select repeat('x', 300) as words, 123456789.0::double as figure, null as absent"
    lines = shown(database, wide, 60)
    assert max(map(len, lines)) <= 60
    (row,) = [line for line in lines if "123456789" in line]
    assert "…" in row
    assert row.rstrip("│ ").endswith("null")


def test_columns_that_do_not_fit_are_named(database: Path) -> None:
    many = ", ".join(f"repeat('{i}', 20) as column_{i}" for i in range(10))
    lines = shown(database, f"select {many}", 80)
    assert max(map(len, lines)) <= 80
    told = " ".join(lines)
    assert "not shown: " in told
    assert told.count("column_9") == 1


def test_a_terminal_gets_the_first_rows(database: Path) -> None:
    text = io.StringIO()
    console = Console(file=text, width=80, force_terminal=True, color_system=None)
    answer = query(database, "from range(1000)", "table", None, console, "")
    assert answer == Answer(ON_A_TERMINAL, 1, cut=True)


def test_texts_neither_style_nor_steer(database: Path) -> None:
    evil = "select '[red]a[/red]' || chr(27) || '[2Jb' || chr(10) || 'c' as a"
    told = " ".join(shown(database, evil, 80))
    assert "[red]a[/red] [2Jb c" in told
    assert "\x1b" not in told
