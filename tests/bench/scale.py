"""`make bench-scale`: how time and memory grow with the rows in the archive.

`python -m tests.bench.scale [--engine spark --workers 2] [ROWS …]`; without arguments DuckDB on 1,
10 and 50 million rows. Spark is a cluster on this machine, of workers with one core each. A landing
zone is made of the sample, then each stage of a night is timed in a process of its own, with the
highest memory of that process and its children together. Nothing fails on a figure.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from flows.environment import prepare
from flows.settings import read_settings
from flows.spark_settings import CONFIGURATION
from tests.bench.landing_zones import make
from tests.spark.cluster import standalone

SIZES = {1_000_000: (7, 1), 10_000_000: (25, 3), 50_000_000: (43, 9)}
"""Rows: how many times the schools of the sample, and its vintages."""
MEMORY = "4GB"
EXECUTOR = ("1800m", "2g")
"""Memory of an executor, and of the worker that has it."""
STAGES = ("build", "audit", "publish")


@dataclass(frozen=True)
class Measured:
    """A stage on one landing zone: seconds, and the highest memory in MiB."""

    stage: str
    seconds: float
    peak: int


def main(engine: str, workers: int, sizes: list[int]) -> None:
    """Print a table of stages by size, and the exponents of growth."""
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder, "sample")
        run = [sys.executable, "-m", "flows", "nightly", "--profile", "sample"]
        subprocess.run([*run, "--home", str(sample)], check=True, stdout=subprocess.DEVNULL)
        found: dict[int, list[Measured]] = {}
        on = f" with {workers} workers of {EXECUTOR[0]}" if engine == "spark" else ""
        print(f"{engine}{on}, memory setting {MEMORY}")
        print("rows        stage    seconds  rows/s   peak MiB")
        for size in sizes:
            home = Path(folder, str(size))
            rows = make(sample, home, *SIZES[size])
            found[rows] = measure(engine, workers, home)
            for m in found[rows]:
                speed = rows / m.seconds
                print(
                    f"{rows:<11,} {m.stage:<8} {m.seconds:7.1f} {speed:8,.0f} {m.peak:9,}",
                    flush=True,
                )
        for stage, exponents in growth(found).items():
            print(f"exponent of {stage}: {', '.join(f'{e:.2f}' for e in exponents)}")


def growth(found: dict[int, list[Measured]]) -> dict[str, list[float]]:
    """Per stage, and for all together, the exponent between each size and the next."""
    seconds = {
        stage: {
            rows: sum(m.seconds for m in of if stage in (m.stage, "all"))
            for rows, of in found.items()
        }
        for stage in (*STAGES, "all")
    }
    return {
        stage: [
            math.log(of[more] / of[less]) / math.log(more / less)
            for less, more in zip(list(of), list(of)[1:], strict=False)
        ]
        for stage, of in seconds.items()
    }


def measure(engine: str, workers: int, home: Path) -> list[Measured]:
    """Time the stages of a night on the archive of a home."""
    done = subprocess.run(
        [sys.executable, "-m", __spec__.name, "stages", str(home), str(workers)],
        env=os.environ
        | {"TECHNIEKPACT_ENGINE": engine, "TECHNIEKPACT_MEMORY_LIMIT": MEMORY}
        | {"SPARK_CONF_DIR": str(_configuration(home)), "SPARK_LOCAL_DIRS": str(home / "local")},
        stdout=subprocess.PIPE,
        check=True,
    )
    return [Measured(**entry) for entry in json.loads(done.stdout)]


def _configuration(home: Path) -> Path:
    """Our own settings of Spark, and what is of this cluster."""
    folder = home / "configuration"
    folder.mkdir(parents=True)
    ours = (CONFIGURATION / "spark-defaults.conf").read_text(encoding="utf-8")
    address = "\n".join(f"spark.driver.{name} 127.0.0.1" for name in ("host", "bindAddress"))
    here = f"{ours}\nspark.executor.memory {EXECUTOR[0]}\n{address}\n"
    (folder / "spark-defaults.conf").write_text(here, encoding="utf-8")
    return folder


def stages(home: Path, workers: int) -> list[Measured]:
    """The stages, in this process; Spark's cluster is a child of it."""
    settings = read_settings(home=home, profile="sample")
    prepare(home)
    from flows.audit import audit
    from flows.build import build
    from flows.publish import publish
    from flows.releases import Releases
    from flows.status import state_of
    from sources.catalog import read_catalog
    from sources.landing import Landing

    landing, today = Landing(home), date(2025, 3, 31)
    states = [state_of(dataset, landing, None, today) for dataset in read_catalog()]
    found: list[Measured] = []
    with ExitStack() as stack:
        if settings.engine == "spark":
            folder = home / "cluster"
            folder.mkdir()
            cluster = stack.enter_context(standalone(folder, workers, EXECUTOR[1]))
            settings = settings.model_copy(update={"spark_master": cluster.url})
        with stage("build", found):
            candidate = build(settings, Releases(home).new_id(), states)
    with stage("audit", found):
        audited = audit(candidate, [], settings, today)
    # More schools are more pupils than were published, so it is refused; it is timed as if not.
    with stage("publish", found):
        publish(settings, candidate, replace(audited, refused=False), states)
    return found


@contextmanager
def stage(name: str, found: list[Measured]) -> Iterator[None]:
    """Time a block, and watch the memory of this process and its children meanwhile."""
    peak, over = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.05):
            peak = max(peak, _resident(os.getpid()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    try:
        yield
    finally:
        seconds = time.perf_counter() - began
        over.set()
        watcher.join()
        found.append(Measured(name, round(seconds, 2), peak // 2**20))


def _resident(process: int) -> int:
    """Bytes of a process and its children, by what Linux says."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        tasks = Path(f"/proc/{process}/task").glob("*/children")
        children = [int(child) for task in tasks for child in task.read_text().split()]
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(map(_resident, children))


if __name__ == "__main__":
    if sys.argv[1:2] == ["stages"]:
        print(json.dumps([vars(m) for m in stages(Path(sys.argv[2]), int(sys.argv[3]))]))
    else:
        asked = argparse.ArgumentParser()
        asked.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
        asked.add_argument("--workers", type=int, default=2)
        asked.add_argument("rows", type=int, nargs="*", metavar="ROWS")
        given = asked.parse_args()
        main(given.engine, given.workers, given.rows or list(SIZES))
