"""`make bench-night`: what a night costs beside the bare work of its stages.

Two nights on the sample, the first and one with nothing new, stand beside the same work without
Prefect, dbt and Great Expectations around it: fetching in plain threads, the SQL of models and data
tests in one connection, what DuckDB takes for the SQL of checks. What is only our own code
(exports, pages, report) counts as bare work as it is. Nothing fails on a figure.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import duckdb_engine

from expectations.runner import run_suites
from flows.build import Candidate, load
from flows.dbt import PROJECT
from flows.environment import prepare
from flows.releases import Releases
from flows.sample import publishers, sample_data, today
from flows.settings import Settings, read_settings
from flows.status import state_of
from sources.catalog import read_catalog
from sources.ingest import fetch
from sources.landing import Landing

Stages = dict[str, float]
"""Seconds of wall by stage; `all` is the whole command."""

_STAGE = re.compile(r"^ (\w+) +([\d.]+) *$", re.MULTILINE)
_THREADS = 8


def main() -> None:
    """Print each night stage by stage."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        settings = read_settings(home=home, profile="sample")
        prepare(home)
        _make_sample(home)
        for name in ("first night", "nothing new"):
            seconds = night(home)
            floor = bare(settings, Path(folder, name), fresh=name == "first night")
            _show(name, seconds, floor)


def _make_sample(home: Path) -> None:
    """The files of the publishers, which are there before any night."""
    home.mkdir(parents=True, exist_ok=True)
    sample_data(home)


def night(home: Path) -> Stages:
    """Run the command as an operator does."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "flows", "nightly", "--profile", "sample", "--home", str(home)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - began
    return {name: float(value) for name, value in _STAGE.findall(done.stdout)} | {"all": seconds}


def bare(settings: Settings, scratch: Path, *, fresh: bool) -> Stages:
    """The same work on the same sample, in this process."""
    scratch.mkdir()
    empty = scratch if fresh else settings.home
    floor = {"ingest": _timed(lambda: _fetch(settings, empty))}
    if fresh:
        floor["build"] = _timed(lambda: _load(settings, scratch)) + _timed(
            lambda: _models(settings, scratch)
        )
        floor["audit"] = _checks(settings)
    return floor


def _timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _fetch(settings: Settings, archive: Path) -> None:
    landing, inbox = Landing(archive), settings.home / "inbox"
    with publishers(settings) as where, ThreadPoolExecutor(_THREADS) as pool:
        list(
            pool.map(
                lambda dataset: fetch(dataset, where, landing, inbox, today(settings), None, None),
                read_catalog(),
            )
        )


def _load(settings: Settings, scratch: Path) -> None:
    """Rows from the archive, and what is known of them."""
    landing = Landing(settings.home)
    states = [state_of(each, landing, None, today(settings)) for each in read_catalog()]
    candidate = Candidate("bare", datetime.now(UTC), scratch, scratch / "dbt", None)
    load(candidate, settings, states)


def _models(settings: Settings, scratch: Path) -> None:
    """What dbt ran, in its order: models as they are compiled, data tests, and its seeds."""
    target = settings.home / "dbt"
    nodes = json.loads((target / "manifest.json").read_text())["nodes"]
    ran = json.loads((target / "run_results.json").read_text())["results"]
    with duckdb.connect(str(scratch / "warehouse.duckdb")) as db:
        db.begin()
        for schema in ("reference", "staging", "intermediate", "marts"):
            db.execute(f"create schema {schema}")
        for result in ran:
            node = nodes.get(result["unique_id"])
            if node is None:
                continue
            name = f'{node["schema"]}."{node["alias"]}"'
            if node["resource_type"] == "seed":
                _seed(db, name, node)
            elif node["resource_type"] == "model":
                kind = node["config"]["materialized"]
                db.execute(f"create {kind} {name} as {result['compiled_code']}")
            elif node["resource_type"] == "test":
                db.execute(f"select count(*) from ({result['compiled_code']})").fetchall()
        db.commit()


def _seed(db: duckdb.DuckDBPyConnection, name: str, node: Mapping[str, Any]) -> None:
    given: dict[str, object] = {"path": str(PROJECT / node["original_file_path"])}
    if types := node["config"]["column_types"]:
        given["types"] = types
    named = ", types = $types" if types else ""
    db.execute(f"create table {name} as from read_csv($path, header = true{named})", given)


def _checks(settings: Settings) -> float:
    """Seconds that DuckDB takes for the statements of all checks."""
    seconds = 0.0
    execute = duckdb_engine.CursorWrapper.execute

    def timed(self: object, statement: str, *given: object, **named: object) -> object:
        nonlocal seconds
        began = time.perf_counter()
        try:
            return execute(self, statement, *given, **named)
        finally:
            # What is asked of the catalog, to know the columns, is not a check.
            if "pg_catalog" not in statement:
                seconds += time.perf_counter() - began

    duckdb_engine.CursorWrapper.execute = timed
    try:
        run_suites(Releases(settings.home).database())
    finally:
        duckdb_engine.CursorWrapper.execute = execute
    return seconds


def _show(name: str, seconds: Stages, floor: Stages) -> None:
    print(f"{name} (load {os.getloadavg()[0]:.1f})")
    print("stage     night    bare")
    whole = seconds.pop("all")
    for stage, took in seconds.items():
        print(f"{stage:<8} {took:6.1f}  {floor.get(stage, took):6.1f}")
    work = sum(floor.get(stage, took) for stage, took in seconds.items())
    around = whole - sum(seconds.values())
    print(f"around   {around:6.1f}     0.0")
    print(f"all      {whole:6.1f}  {work:6.1f}   outside the bare work: {1 - work / whole:.0%}")


if __name__ == "__main__":
    main()
