from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.near_misses import explained


@pytest.fixture
def db(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute(
            "create schema marts; create schema intermediate;"
            "create table marts.indicator_values (indicator_id varchar, value double);"
            "create table marts.goals (goal_no integer);"
            "create table intermediate.indicator_values (indicator_id varchar)"
        )
        yield connection


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            "select vlaue from marts.indicator_values",
            "no column 'vlaue'; did you mean value?",
        ),
        (
            "select v.vlaue from marts.indicator_values as v",
            "no column 'vlaue'; did you mean value?",
        ),
        (
            "select VALEU from marts.indicator_values",
            "no column 'VALEU'; did you mean value?",
        ),
        (
            "with w as (select 1 as number) select numbre from w",
            "no column 'numbre'; did you mean number?",
        ),
        (
            "select value from marts.goals",
            "no column 'value' there; it is in marts.indicator_values",
        ),
        (
            "select elsewhere from marts.goals",
            "no column 'elsewhere'; `techniekpact describe marts.goals` lists what there is",
        ),
        (
            "from marts.indicator_valeus",
            "no table 'indicator_valeus'; did you mean marts.indicator_values?",
        ),
        ("from gaols", "no table 'gaols'; did you mean marts.goals?"),
        (
            "from indicator_values",
            "no table 'indicator_values'; did you mean marts.indicator_values or "
            "intermediate.indicator_values?",
        ),
        ("from mart.goals", "no table 'mart.goals'; did you mean marts.goals?"),
        ("from zzz", "no table 'zzz'; `techniekpact tables` lists what there is"),
        ("select 1\n frm x y", 'Parser Error: syntax error at or near "x" (line 2)'),
        (
            "select summ(1)",
            'Catalog Error: Scalar Function with name summ does not exist! Did you mean "sum"?',
        ),
    ],
)
def test_what_was_meant_is_told_in_one_line(
    db: duckdb.DuckDBPyConnection, sql: str, told: str
) -> None:
    with pytest.raises(duckdb.Error) as error:
        db.sql(sql).fetchall()
    assert explained(error.value, sql, db) == told
