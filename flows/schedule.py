"""`techniekpact schedule`: a worker that runs the nights, and a Prefect server where there is none.

This process only watches the two; it loads nothing of Prefect.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from flows.children import child
from flows.prefect_server import alive, own_server, wait_for
from flows.settings import Settings
from flows.supervise import ourselves

# A night that is stopped still tells so, by mail, which takes five minutes at most.
WORKER_PATIENCE = 330


class ScheduleError(Exception):
    """The schedule cannot run, or not any longer."""


def needs_archive(folder: Path) -> None:
    """Refuse a folder without an archive: scheduled nights never begin a warehouse.

    Raises:
        ScheduleError: it holds no `landing` folder.
    """
    if not (folder / "landing").is_dir():
        raise ScheduleError(
            f"{folder} holds no archive (landing/): its disk is not mounted, or no night was run "
            "there yet; the first one is run by hand, with techniekpact nightly"
        )


def run_schedule(settings: Settings, pool: str, out: Console) -> None:
    """Serve the nightly deployment until this process is asked to end.

    Uses the Prefect server at `PREFECT_API_URL`; without it, starts one on loopback.

    Raises:
        ScheduleError: there is no archive, or the server or the worker ended.
    """
    needs_archive(settings.archive_folder)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    arguments = ["worker", "--pool", pool]
    api = os.environ.get("PREFECT_API_URL", "").rstrip("/")
    watched: dict[str, subprocess.Popen[bytes]] = {}
    with ExitStack() as stack:
        try:
            if not api:
                api, watched["server"] = stack.enter_context(
                    own_server(settings.home, settings.schedule_port)
                )
                arguments += ["--alone"]
            wait_for(api, watched)
            out.print(f"server: {api.removesuffix('/api')}", highlight=False)
            # Runs have a working folder of their own, and read their settings again.
            environment = {"PREFECT_API_URL": api, "TECHNIEKPACT_HOME": str(settings.home)}
            watched["worker"] = stack.enter_context(
                child(ourselves(*arguments), environment, patience=WORKER_PATIENCE)
            )
            while True:
                alive(watched)
                time.sleep(0.5)
        except KeyboardInterrupt:
            out.print("stopping")


def run_ingest_worker(settings: Settings, pool: str, out: Console) -> None:
    """Fetch parts of the nights of the server at `PREFECT_API_URL` until asked to end.

    Raises:
        ServerError: the worker ended.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    environment = {
        "TECHNIEKPACT_HOME": str(settings.home),
        "TECHNIEKPACT_ARCHIVE": str(settings.archive_folder),
    }
    command = ourselves("worker", "--pool", pool, "--parts")
    try:
        with child(command, environment, patience=WORKER_PATIENCE) as worker:
            while True:
                alive({"worker": worker})
                time.sleep(0.5)
    except KeyboardInterrupt:
        out.print("stopping")
