"""Several workers, each with a home of its own, fill one archive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import duckdb
import pytest
import requests

from flows.environment import QUIET
from flows.raw import load_raw
from flows.status import state_of
from sources.catalog import read_catalog
from sources.landing import Landing
from sources.upstream.server import Upstream
from tests.flows.conftest import Home, live
from tests.flows.scheduling import scheduled

DATASETS = ["cbs.80472ned", "cbs.85425NED", "duo.vo_exam_results", "duo.vo_offer"]
TODAY = date(2025, 3, 31)
ON_POOL = f"""
import json
import flows.ingest_pool
from flows.errand import Errand
from flows.ingest_pool import fetch_on_pool
from flows.settings import read_settings
from sources.catalog import read_catalog
settings = read_settings()
flows.ingest_pool.START_SECONDS = {{seconds}}
found = fetch_on_pool(settings, read_catalog().chosen({DATASETS}), Errand())
print(json.dumps({{name: [m.vintage_id for m in outcome.new] for name, outcome in found.items()}}))
"""


def a_home(name: str, folder: Path, upstream: Upstream, **more: str) -> Home:
    archive = {"TECHNIEKPACT_ARCHIVE": str(folder / "shared"), "TECHNIEKPACT_INGEST_WORKERS": "2"}
    return Home(folder / name, live(upstream) | archive | more)


def fetched_on_pool(home: Home, seconds: int = 120) -> dict[str, list[str]]:
    """New vintages by dataset, as a night is told of them; it waits so long for workers."""
    done = subprocess.run(
        [sys.executable, "-c", ON_POOL.replace("{seconds}", str(seconds))],
        env=os.environ | QUIET | home.environment | {"TECHNIEKPACT_HOME": str(home.path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def archived(folder: Path) -> dict[str, list[str]]:
    landing = Landing(folder / "shared")
    return {name: [m.vintage_id for m in landing.vintages(name)] for name in DATASETS}


@pytest.mark.soak
def test_two_workers_divide_the_fetching_and_tell_the_night(
    upstream: Upstream, prefect: dict[str, str], tmp_path: Path
) -> None:
    night = a_home("night", tmp_path, upstream, **prefect)
    with ExitStack() as stack:
        for name in ("a", "b"):
            home = a_home(name, tmp_path, upstream, **prefect)
            worker = stack.enter_context(scheduled(home, command="ingest-worker"))
            worker.says("^(waiting) for parts")
        new = fetched_on_pool(night)
        assert {name: sorted(ids) for name, ids in new.items()} == archived(tmp_path)
        assert set(new) == set(DATASETS)
        assert all(new.values())
    assert not list((tmp_path / "shared" / "landing" / ".outcomes").iterdir())
    assert fetched_on_pool(night, seconds=1) == {}, "without workers it is left to the night"
    runs = requests.post(
        f"{prefect['PREFECT_API_URL']}/flow_runs/filter",
        json={"flows": {"name": {"any_": ["techniekpact-ingest"]}}, "sort": "START_TIME_ASC"},
        timeout=30,
    ).json()
    ended = sorted(run["state_type"] for run in runs)
    assert ended == ["CANCELLED", "CANCELLED", "COMPLETED", "COMPLETED"]
    # A worker does one part at a time, so two at once are two workers.
    first, second = (run for run in runs if run["state_type"] == "COMPLETED")
    assert second["start_time"] < first["end_time"]


def test_homes_that_fetch_the_same_at_once_store_it_once(
    upstream: Upstream, tmp_path: Path
) -> None:
    homes = [a_home(name, tmp_path, upstream) for name in ("a", "b")]
    with ThreadPoolExecutor() as pool:
        ran = list(pool.map(lambda home: home.run("sources", "fetch", *DATASETS), homes))
    assert [r.code for r in ran] == [0, 0], [r.text for r in ran]
    vintages = [vintage for ids in archived(tmp_path).values() for vintage in ids]
    assert len(vintages) == len(set(vintages))
    told = Counter(v for r in ran for v in vintages if v in r.out)
    assert told == Counter(vintages), "each is new to one of them"


def test_what_is_read_again_is_not_read_meanwhile(upstream: Upstream, tmp_path: Path) -> None:
    home = a_home("a", tmp_path, upstream)
    assert home.run("sources", "fetch", "cbs.80472ned").code == 0
    landing = Landing(tmp_path / "shared")
    states = [state_of(d, landing, None, TODAY) for d in read_catalog().chosen(["cbs.80472ned"])]

    def loaded() -> int:
        with duckdb.connect() as db:
            db.execute("create schema raw")
            load_raw(db, states, landing)
            (rows,) = db.execute("select count(*) from raw.cbs_80472ned").fetchone() or (0,)
            return int(rows)

    with ThreadPoolExecutor() as pool:
        with landing.turn("cbs.80472ned"):
            loading = pool.submit(loaded)
            assert not loading.done()
        assert loading.result(30) == states[0].rows
