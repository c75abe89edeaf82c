"""`techniekpact schedule`: a worker that runs the nights, and a Prefect server where there is none.

This process only watches the two; it loads nothing of Prefect.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import requests
from rich.console import Console

from flows.children import child
from flows.settings import Settings
from flows.supervise import ourselves

HOST = "127.0.0.1"
# A night that is stopped still tells so, by mail, which takes five minutes at most.
WORKER_PATIENCE = 330
SERVER_PATIENCE = 20
SERVER_SECONDS = 180


class ScheduleError(Exception):
    """The schedule cannot run, or not any longer."""


def needs_archive(home: Path) -> None:
    """Refuse a home folder without an archive: scheduled nights never begin a warehouse.

    Raises:
        ScheduleError: the home holds no `landing` folder.
    """
    if not (home / "landing").is_dir():
        raise ScheduleError(
            f"{home} holds no archive (landing/): its disk is not mounted, or no night was run "
            "there yet; the first one is run by hand, with techniekpact nightly"
        )


def run_schedule(settings: Settings, pool: str, out: Console) -> None:
    """Serve the nightly deployment until this process is asked to end.

    Uses the Prefect server at `PREFECT_API_URL`; without it, starts one on loopback.

    Raises:
        ScheduleError: there is no archive, or the server or the worker ended.
    """
    needs_archive(settings.home)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    arguments = ["worker", "--pool", pool]
    api = os.environ.get("PREFECT_API_URL", "").rstrip("/")
    watched: dict[str, subprocess.Popen[bytes]] = {}
    with ExitStack() as stack:
        try:
            if not api:
                api, watched["server"] = stack.enter_context(_own_server(settings))
                arguments += ["--alone"]
            wait_for(api, watched)
            out.print(f"server: {api.removesuffix('/api')}", highlight=False)
            # Runs have a working folder of their own, and read their settings again.
            environment = {"PREFECT_API_URL": api, "TECHNIEKPACT_HOME": str(settings.home)}
            watched["worker"] = stack.enter_context(
                child(ourselves(*arguments), environment, patience=WORKER_PATIENCE)
            )
            while True:
                _alive(watched)
                time.sleep(0.5)
        except KeyboardInterrupt:
            out.print("stopping")


@contextmanager
def _own_server(settings: Settings) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = _free(settings.schedule_port)
    api = f"http://{HOST}:{port}/api"
    environment = {
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_UI_API_URL": api,
        # Its own folder may be read-only.
        "PREFECT_UI_STATIC_DIRECTORY": str(settings.home / "prefect" / "ui"),
    }
    with child(ourselves("server"), environment, patience=SERVER_PATIENCE) as server:
        yield api, server


def _free(port: int) -> int:
    """The port, or any that is free for 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ScheduleError(
                f"port {port} is in use, by another schedule perhaps; "
                "TECHNIEKPACT_SCHEDULE_PORT chooses another"
            ) from error
        return int(probe.getsockname()[1])


def wait_for(api: str, processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Wait until the server at this address is healthy.

    Raises:
        ScheduleError: one of the processes ended, or it takes too long.
    """
    ends = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < ends:
        _alive(processes)
        with suppress(requests.RequestException):
            if requests.get(f"{api}/health", timeout=5).ok:
                return
        time.sleep(0.2)
    raise ScheduleError(f"the Prefect server at {api} did not answer within {SERVER_SECONDS} s")


def _alive(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        code = process.poll()
        if code is not None:
            raise ScheduleError(f"the {name} ended with code {code}; what it said is above")
