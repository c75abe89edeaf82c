"""Spark's own standalone cluster on this machine: a master and workers, on loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from tests.postbox import free_port

_STARTED = 60.0


@dataclass(frozen=True)
class Worker:
    """A worker with one core; its executors are in its process group."""

    process: subprocess.Popen[bytes]
    folder: Path

    def executors(self) -> int:
        """How many executors it ever started."""
        return len(list(self.folder.glob("app-*/*")))

    def kill(self) -> None:
        """As when its machine goes down: the worker and its executors at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass(frozen=True)
class Cluster:
    """A master and its workers."""

    url: str
    workers: tuple[Worker, ...]


@contextmanager
def standalone(folder: Path, workers: int, memory: str = "1g") -> Iterator[Cluster]:
    """A cluster as long as this lasts; every worker has one core, and so much memory."""
    port = free_port()
    url = f"spark://127.0.0.1:{port}"
    with ExitStack() as stack:
        stack.enter_context(_running(folder / "master.log", "master.Master", "--port", str(port)))
        _wait_for(folder / "master.log", "I have been elected leader")
        started = []
        for number in range(workers):
            own = folder / f"worker-{number}"
            own.mkdir()
            process = stack.enter_context(
                _running(
                    folder / f"worker-{number}.log",
                    "worker.Worker",
                    *("--cores", "1", "--memory", memory, "--work-dir", str(own), url),
                )
            )
            started.append(Worker(process, own))
        for number in range(workers):
            _wait_for(folder / f"worker-{number}.log", "Successfully registered with master")
        yield Cluster(url, tuple(started))


@contextmanager
def _running(log: Path, name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    home = Path(str(distribution("pyspark").locate_file("pyspark")))
    with log.open("wb") as said:
        process = subprocess.Popen(
            [
                str(home / "bin" / "spark-class"),
                f"org.apache.spark.deploy.{name}",
                *("--host", "127.0.0.1", "--webui-port", "0"),
                *arguments,
            ],
            env=os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(log: Path, text: str) -> None:
    until = time.monotonic() + _STARTED
    while text not in log.read_text(encoding="utf-8", errors="replace"):
        assert time.monotonic() < until, log.read_text(encoding="utf-8", errors="replace")
        time.sleep(0.2)
