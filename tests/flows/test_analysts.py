"""docs/analysts.md says what is so: its questions are asked, and its ways to connect taken."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.flows.analysts import DOCUMENT, Question, answer, questions, revised
from tests.flows.conftest import Home, Ran

PYTHON = re.compile(r"^```python\n(.+?)```", re.M | re.S)


@pytest.fixture(scope="module")
def db(
    first_night: tuple[Home, Ran], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    home, ran = first_night
    assert ran.code == 0, ran.text
    copy = revised(home.path, tmp_path_factory.mktemp("analysts"))
    with duckdb.connect(str(copy), read_only=True) as connection:
        yield connection


def test_there_are_twenty() -> None:
    assert [int(asked.title.split(".")[0]) for asked in questions()] == list(range(1, 21))
    assert all(asked.answer.count("\n") > 2 for asked in questions())


@pytest.mark.parametrize("asked", questions(), ids=lambda asked: asked.title.split(".")[0])
def test_the_answer_is_what_the_document_says(
    db: duckdb.DuckDBPyConnection, asked: Question
) -> None:
    assert answer(db, asked.sql) == asked.answer


def test_every_table_that_the_document_names_is_there(db: duckdb.DuckDBPyConnection) -> None:
    named = set(re.findall(r"`((?:marts|meta)\.\w+)`", DOCUMENT.read_text(encoding="utf-8")))
    known = {
        name
        for (name,) in db.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "union all select distinct schema_name || '.' || table_name || '.' || column_name "
            "from duckdb_columns()"
        ).fetchall()
    }
    assert len(named) > 20
    assert named <= known


def test_python_connects_as_written(first_night: tuple[Home, Ran], tmp_path: Path) -> None:
    home, _ = first_night
    folder = (home.path / "warehouse.duckdb").resolve().parent
    for name in ("warehouse.duckdb", "exports"):
        (tmp_path / name).symlink_to(folder / name)
    with_duckdb, with_pandas, with_polars = PYTHON.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert "polars" in with_polars
    done = subprocess.run(
        [sys.executable, "-c", f"{with_duckdb}\n{with_pandas}\nprint(len(goals), len(values))"],
        cwd=tmp_path,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    ((figures,),) = home.rows("select count(*) from marts.indicator_values")
    assert done.stdout.split() == ["12", str(figures)]
