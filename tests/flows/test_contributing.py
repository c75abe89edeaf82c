"""CONTRIBUTING adds an indicator in three files; this follows it word for word."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb

from flows.dbt import ENTRY, PROJECT, environment, indicator_models
from flows.releases import DATABASE
from flows.settings import Settings
from tests.flows.conftest import Home, Ran

PAGE = Path(__file__).parents[2] / "CONTRIBUTING.md"
MODEL = "ind_vmbo_fourth_year"


def example(language: str) -> str:
    """The code block of the walk-through in this language."""
    page = PAGE.read_text(encoding="utf-8")
    (block,) = re.findall(rf"( *)```{language}\n(.*?)```", page, re.DOTALL)
    return textwrap.dedent(block[0] + block[1]) + "\n"


def test_an_indicator_is_three_files(first_night: tuple[Home, Ran], tmp_path: Path) -> None:
    project, database = tmp_path / "dbt_project", tmp_path / DATABASE
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    shutil.copyfile((first_night[0].path / DATABASE).resolve(), database)
    folder = project / "models" / "indicators"
    (folder / f"{MODEL}.sql").write_text(example("sql"), encoding="utf-8")
    (folder / f"{MODEL}.yml").write_text(example("yaml"), encoding="utf-8")
    with (project / "seeds" / "indicator_list.csv").open("a", encoding="utf-8") as seed:
        seed.write(example("csv").strip() + "\n")
    variables = json.dumps({"indicator_models": [*indicator_models(), MODEL]})
    chosen = ["--select", "indicator_list", MODEL, "int_indicator_counts", "int_indicator_regions"]
    chosen += ["int_indicator_genders", "int_counted_indicators", "int_indicator_values"]
    chosen += ["int_indicator_choice", "indicator_versions", "indicator_values", "indicators"]
    settings = Settings(home=tmp_path, profile="sample")
    done = subprocess.run(
        [sys.executable, "-c", ENTRY, "build", *chosen, "--vars", variables],
        cwd=project,
        env=os.environ | environment(database, tmp_path / "target", settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    with duckdb.connect(str(database), read_only=True) as db:
        found = db.execute(
            "select period, basis, definition_version, count(distinct region_level), "
            "max(value) filter (region_level = 'country' and gender = 'total') "
            "from marts.indicator_values where indicator_id = 'vmbo_fourth_year_tech_share' "
            "group by all order by period desc limit 1"
        ).fetchall()
        third = db.execute(
            "select value from marts.indicator_values "
            "where indicator_id = 'vmbo_bbkbgl_tech_share' and region_level = 'country' "
            "and gender = 'total' and period = '2024/2025'"
        ).fetchall()
    ((period, basis, version, levels, share),) = found
    assert (period, basis, version, levels) == ("2024/2025", "official", "vmbo-profielen-2017", 5)
    assert 0 < share < 100
    assert share != third[0][0]
