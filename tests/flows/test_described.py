"""The commands with which an analyst finds out what there is, as a user runs them."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.flows.conftest import Home, Ran


def test_tables_are_listed_with_what_they_are(first_night: tuple[Home, Ran]) -> None:
    home, _ = first_night
    ran = home.run("tables", "--schema", "marts")
    assert ran.code == 0, ran.text
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "marts.goals 12 The twelve goals of the Techniekpact." in lines
    ((tables,),) = home.rows("select count(*) from duckdb_tables() where schema_name = 'marts'")
    assert len(lines) == 1 + int(str(tables))
    assert "sample data" in ran.err


def test_a_table_is_described(first_night: tuple[Home, Ran]) -> None:
    home, _ = first_night
    ran = home.run("describe", "indicator_values")
    assert ran.code == 0, ran.text
    told = " ".join(ran.out.split())
    assert told.startswith("marts.indicator_values: ")
    assert "one row per indicator_id, period, region_code, gender, education_level" in told
    assert "indicator_id varchar Id of the indicator, in marts.indicators marts.indicators." in told
    assert "value double unit of the indicator The figure in the unit of the indicator" in told
    unknown = home.run("describe", "indicator_valeus")
    assert (unknown.code, "did you mean marts.indicator_values" in unknown.err) == (1, True)


def test_a_query_comes_from_standard_input(first_night: tuple[Home, Ran]) -> None:
    home, _ = first_night
    done = subprocess.run(
        [sys.executable, "-m", "flows", "query", "-", "--format", "csv", "--limit", "2"],
        input="select goal_no\nfrom marts.goals\norder by goal_no;\n",
        env=os.environ | {"TECHNIEKPACT_HOME": str(home.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ['"goal_no"', "1", "2"]
    assert "the first 2 rows, 1 column;" in done.stderr
