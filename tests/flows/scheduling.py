"""A Prefect server and `techniekpact schedule` as they run for real, on loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from tests.flows.conftest import WITHOUT_SITE, Home
from tests.flows.dying import children, gone

SECONDS = 120
DEPLOYMENT = "techniekpact/night"
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
QUICK = {
    "TECHNIEKPACT_SCHEDULE_PORT": "0",
    "PREFECT_WORKER_QUERY_SECONDS": "1",
    "PREFECT_SERVER_UI_ENABLED": "false",
}
Run = dict[str, Any]


class Api:
    """The API of a Prefect server."""

    def __init__(self, url: str) -> None:
        self.url = url

    def post(self, path: str, **body: object) -> Any:
        answer = requests.post(f"{self.url}{path}", json=body, timeout=30)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    @property
    def deployment(self) -> str:
        answer = requests.get(f"{self.url}/deployments/name/{DEPLOYMENT}", timeout=30)
        assert answer.ok, answer.text
        return str(answer.json()["id"])

    def plan(self, start: str, end: str) -> None:
        """Have the server plan the nights of a period, as it does for the days to come."""
        path = f"/deployments/{self.deployment}/schedule"
        self.post(path, start_time=start, end_time=end, min_runs=100)

    def run_now(self, **parameters: object) -> str:
        path = f"/deployments/{self.deployment}/create_flow_run"
        return str(self.post(path, parameters=parameters)["id"])

    def runs(self, before: str = "9999-01-01T00:00:00Z") -> list[Run]:
        """The nights whose moment is before a moment, in their order."""
        found: list[Run] = self.post(
            "/flow_runs/filter",
            deployments={"id": {"any_": [self.deployment]}},
            flow_runs={"expected_start_time": {"before_": before}},
            sort="EXPECTED_START_TIME_ASC",
        )
        return found

    def ended(self, *ids: str, seconds: float = SECONDS) -> list[Run]:
        """Wait until runs have ended; the runs."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            runs = {run["id"]: run for run in self.runs()}
            if all(runs[run]["state"]["type"] in FINAL for run in ids):
                return [runs[run] for run in ids]
            time.sleep(0.3)
        raise AssertionError(f"not all of {ids} ended")


class Schedule:
    """`techniekpact schedule`, or another command that does not end, at work."""

    def __init__(
        self, home: Home, *arguments: str, command: str = "schedule", **environment: str
    ) -> None:
        self._printed = home.path.parent / f"schedule-{time.monotonic_ns()}.txt"
        with self._printed.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flows", command, "--home", home.path.name, *arguments],
                env=os.environ | WITHOUT_SITE | home.environment | QUICK | environment,
                cwd=home.path.parent,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    @property
    def printed(self) -> str:
        return self._printed.read_text(encoding="utf-8")

    def says(self, pattern: str) -> str:
        """Wait for a line; what the pattern's group holds."""
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            found = re.search(pattern, self.printed, re.MULTILINE)
            if found:
                return found.group(1)
            assert self.process.poll() is None, self.printed
            time.sleep(0.1)
        raise AssertionError(f"never said {pattern}: {self.printed}")

    @property
    def api(self) -> Api:
        """The server that it started."""
        return Api(self.says(r"^server: (\S+)$") + "/api")

    @property
    def children(self) -> list[int]:
        return children(self.process.pid)

    def stop(self) -> int:
        """Ask it to end; its exit code, when nothing that it started is left."""
        started = self.children if self.process.poll() is None else []
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(SECONDS)
        for process in started:
            gone(process)
        return code


@contextmanager
def scheduled(
    home: Home, *arguments: str, command: str = "schedule", **environment: str
) -> Iterator[Schedule]:
    """A schedule as long as this lasts."""
    schedule = Schedule(home, *arguments, command=command, **environment)
    try:
        yield schedule
    finally:
        schedule.stop()


def archive(home: Home) -> Home:
    """A home that had its first night, with nothing in it: a night there takes seconds."""
    (home.path / "landing").mkdir(parents=True)
    return home
