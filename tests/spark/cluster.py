"""Spark's own servers on this machine, on loopback: a master and workers; a Thrift server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
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
        master = _daemon("master.Master", "--port", str(port))
        stack.enter_context(_running(folder / "master.log", master))
        _wait_for(folder / "master.log", "I have been elected leader")
        started = []
        for number in range(workers):
            own = folder / f"worker-{number}"
            own.mkdir()
            process = stack.enter_context(
                _running(
                    folder / f"worker-{number}.log",
                    _daemon(
                        "worker.Worker",
                        *("--cores", "1", "--memory", memory, "--work-dir", str(own), url),
                    ),
                )
            )
            started.append(Worker(process, own))
        for number in range(workers):
            _wait_for(folder / f"worker-{number}.log", "Successfully registered with master")
        yield Cluster(url, tuple(started))


@contextmanager
def thrift_server(folder: Path, configuration: Path) -> Iterator[int]:
    """Spark's Thrift server with a driver and a catalog of its own in a folder; its port."""
    port = free_port()
    command = [
        *(str(_home() / "bin" / "spark-submit"), "--master", "local[2]"),
        *("--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"),
        *("--conf", f"spark.sql.warehouse.dir={folder / 'warehouse'}"),
        "spark-internal",
        *("--hiveconf", "hive.server2.thrift.bind.host=127.0.0.1"),
        *("--hiveconf", f"hive.server2.thrift.port={port}"),
    ]
    log = folder / "thrift.log"
    with _running(log, command, cwd=folder, SPARK_CONF_DIR=str(configuration)):
        _wait(log, lambda: _answers(port))
        yield port


def _home() -> Path:
    return Path(str(distribution("pyspark").locate_file("pyspark")))


def _daemon(name: str, *arguments: str) -> list[str]:
    place = ("--host", "127.0.0.1", "--webui-port", "0")
    return [
        str(_home() / "bin" / "spark-class"),
        f"org.apache.spark.deploy.{name}",
        *place,
        *arguments,
    ]


@contextmanager
def _running(
    log: Path, command: list[str], cwd: Path | None = None, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=os.environ
            | {"SPARK_HOME": str(_home()), "SPARK_LOCAL_IP": "127.0.0.1"}
            | environment,
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
    _wait(log, lambda: text in log.read_text(encoding="utf-8", errors="replace"))


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


def _wait(log: Path, over: Callable[[], bool]) -> None:
    until = time.monotonic() + _STARTED
    while not over():
        assert time.monotonic() < until, log.read_text(encoding="utf-8", errors="replace")
        time.sleep(0.2)
