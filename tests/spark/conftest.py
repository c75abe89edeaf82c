from __future__ import annotations

import json
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from threading import Event

import duckdb
import pytest

from flows.build import Candidate, build_on_spark, load
from flows.comments import write_comments
from flows.dbt import PROJECT, made_by_dbt
from flows.sample import today
from flows.settings import Settings
from flows.spark_settings import spark_folder
from flows.status import state_of
from sources.catalog import read_catalog
from sources.landing import Landing
from tests.flows.conftest import Home, Ran, first_night, ran_once
from tests.spark.cluster import Worker, standalone
from tests.spark.comparing import differences

__all__ = ["first_night"]

SMALL = Path(__file__).parent
"""Where Spark's settings for little data are."""
LAYERS = ("staging", "intermediate", "marts")
HALF = len(list((PROJECT / "models").rglob("*.sql"))) // 2
"""How many models are there when the worker is killed."""


def missing() -> list[str]:
    """What Spark needs and is not here."""
    absent = [] if shutil.which("java") else ["java"]
    for name in ("pyspark", "dbt-spark"):
        try:
            distribution(name)
        except PackageNotFoundError:
            absent.append(name)
    return absent


@dataclass(frozen=True)
class Seen:
    """What happened to the cluster: `killed_at` is how many models were there, 0 if it lived.

    executors: how many each worker started.
    survived: the other worker was there at the end.
    """

    killed_at: int
    executors: list[int]
    survived: bool


@dataclass(frozen=True)
class Rebuilt:
    """The sample's first night, built again by Spark from the same archive.

    The release is the previous one of what was built: its history must go on as if nothing changed.
    """

    release: Path
    database: Path
    dbt_target: Path

    @cached_property
    def differences(self) -> list[str]:
        """How it differs from the release; reading and sorting all of both takes seconds."""
        return differences(self.release, self.database)


@pytest.fixture(scope="session")
def on_cluster(
    first_night: tuple[Home, Ran], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Rebuilt, Seen]:
    """One build for all tests, on a cluster that loses a worker half-way: it takes minutes."""
    need_spark()
    night, ran = first_night
    assert ran.code == 0, ran.text

    def make(folder: Path) -> Ran:
        with standalone(folder, workers=2) as cluster, ThreadPoolExecutor(1) as watcher:
            home = folder / "home"
            first, second = cluster.workers
            over = Event()
            killed = watcher.submit(kill_half_way, first, home / "spark", over)
            try:
                build_again(night, folder, SMALL, spark_master=cluster.url)
            finally:
                over.set()
            seen = Seen(
                killed_at=killed.result(),
                executors=[worker.executors() for worker in cluster.workers],
                survived=second.process.poll() is None,
            )
        return Ran(0, json.dumps(asdict(seen)), "")

    folder, made = ran_once("spark", tmp_path_factory, make)
    return rebuilt_in(folder, night), Seen(**json.loads(made.out))


def need_spark() -> None:
    """Skip where Spark is not installed; never in CI."""
    if (absent := missing()) and "CI" not in os.environ:
        pytest.skip(f"not here: {', '.join(absent)} (make spark; Debian: default-jre-headless)")


def rebuilt_in(folder: Path, night: Home) -> Rebuilt:
    """What `build_again` left in a folder."""
    return Rebuilt(
        release=_release(night),
        database=folder / "candidate" / "warehouse.duckdb",
        dbt_target=folder / "dbt",
    )


def build_again(night: Home, folder: Path, configuration: Path, **spark: object) -> None:
    """Build what a night did again in a folder that has no home yet, with settings of Spark."""
    home = folder / "home"
    home.mkdir()
    (home / "landing").symlink_to(night.path / "landing")
    settings = Settings(home=home, engine="spark", _env_file=None, **spark)
    landing = Landing(home)
    candidate = Candidate(
        release_id="again",
        created_at=datetime.now(UTC),
        folder=folder / "candidate",
        dbt_target=folder / "dbt",
        previous=_release(night),
    )
    candidate.folder.mkdir()
    states = [state_of(dataset, landing, None, today(settings)) for dataset in read_catalog()]
    load(candidate, settings, states)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(configuration))
        build_on_spark(candidate, settings, states)
    assert not spark_folder(settings).exists()
    with duckdb.connect(str(candidate.database)) as db:
        write_comments(db, made_by_dbt(candidate.dbt_target))


def kill_half_way(worker: Worker, folder: Path, over: Event) -> int:
    """Kill a worker when half of the models are there; how many there were, 0 if never."""
    while not over.is_set():
        made = sum(len(list(folder.glob(f"{layer}/*/_SUCCESS"))) for layer in LAYERS)
        if made >= HALF:
            worker.kill()
            return made
        time.sleep(0.1)
    return 0


def _release(night: Home) -> Path:
    return (night.path / "warehouse.duckdb").resolve()
