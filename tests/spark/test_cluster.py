"""A cluster that loses a worker half-way makes the same release."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import duckdb
import pytest

from flows.comments import write_comments
from flows.dbt import PROJECT, dbt_build, made_by_dbt
from flows.raw import raw_tables
from flows.spark import prepare, take_back
from flows.spark_settings import spark_folder
from sources.landing import Landing
from tests.spark.cluster import Worker, standalone
from tests.spark.comparing import differences
from tests.spark.conftest import Rebuilt

LAYERS = ("staging", "intermediate", "marts")
HALF = len(list((PROJECT / "models").rglob("*.sql"))) // 2
"""How many models are there when the worker is killed."""
pytestmark = [pytest.mark.timeout(900), pytest.mark.soak]


def test_a_worker_that_dies_half_way_changes_nothing(
    rebuilt: Rebuilt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARK_CONF_DIR", str(Path(__file__).parent))
    folder = spark_folder(rebuilt.settings)
    candidate = rebuilt.candidate
    with standalone(tmp_path, workers=2) as cluster, ThreadPoolExecutor(1) as watcher:
        settings = rebuilt.settings.model_copy(update={"spark_master": cluster.url})
        prepare(candidate.database, raw_tables(rebuilt.states, Landing(settings.home)), folder)
        over = Event()
        killed = watcher.submit(kill_half_way, cluster.workers[0], folder, over)
        try:
            # Data tests on Spark are the other test's: they write nothing.
            dbt_build(candidate.database, candidate.dbt_target, settings, without=("test",))
        finally:
            over.set()
        assert HALF <= killed.result() < HALF + 10
        assert all(worker.executors() for worker in cluster.workers)
        assert cluster.workers[1].process.poll() is None
    with duckdb.connect(str(candidate.database)) as db:
        made = made_by_dbt(candidate.dbt_target)
        take_back(db, made, folder)
        write_comments(db, made)
    assert differences(rebuilt.release, candidate.database) == []


def kill_half_way(worker: Worker, folder: Path, over: Event) -> int:
    """Kill a worker when half of the models are there; how many there were, 0 if never."""
    while not over.is_set():
        made = sum(len(list(folder.glob(f"{layer}/*/_SUCCESS"))) for layer in LAYERS)
        if made >= HALF:
            worker.kill()
            return made
        time.sleep(0.1)
    return 0
