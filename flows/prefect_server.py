"""A Prefect server of our own on loopback: that of the schedule, or of one night."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

import requests
from dotenv import dotenv_values

from flows.children import child

HOST = "127.0.0.1"
SERVER_PATIENCE = 20
SERVER_SECONDS = 180
ROOT = Path(__file__).parent.parent
# Loads nothing else of ours: it starts as fast as it can.
ENTRY = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from flows.prefect_server import serve; serve()"
)
# As Prefect sets it for the temporary server of a flow: no pages, and only the services that
# record what a flow does.
ONE_NIGHT = {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT_SERVER_UI_ENABLED": "false"}


class ServerError(Exception):
    """Prefect's server does not start or answer, or a process that needs it ended."""


@contextmanager
def own_server(
    home: Path, port: int = 0, extra: Mapping[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a server at a port (0: any that is free); its API's address, and its process.

    It may take seconds until it answers: `wait_for`.

    Raises:
        ServerError: the port is in use.
    """
    port = _free(port)
    api = f"http://{HOST}:{port}/api"
    environment = {
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_UI_API_URL": api,
        # Its own folder may be read-only.
        "PREFECT_UI_STATIC_DIRECTORY": str(home / "prefect" / "ui"),
        **(extra or {}),
    }
    command = [sys.executable, "-P", "-c", ENTRY, str(ROOT)]
    with child(command, environment, patience=SERVER_PATIENCE) as server:
        yield api, server


@contextmanager
def server_of_a_night(home: Path) -> Iterator[None]:
    """Have `PREFECT_API_URL` name a server: one for this night, where Prefect was told of none.

    It starts while the night is still being loaded. Prefect would start its own only when the flow
    begins, and load all of it in the night's process too.
    """
    if _names_a_server():
        yield
        return
    with own_server(home, extra=ONE_NIGHT) as (api, server):
        os.environ["PREFECT_API_URL"] = api
        try:
            with loading():
                import_module("flows.nightly")
            wait_for(api, {"server": server})
            yield
        finally:
            del os.environ["PREFECT_API_URL"]


def _names_a_server() -> bool:
    """Whether Prefect may find a server in the environment, in `.env` or in a profile."""
    known = dotenv_values(".env") | os.environ
    profiles = Path(os.environ["PREFECT_HOME"], "profiles.toml")
    return bool(known.get("PREFECT_API_URL")) or profiles.exists()


def serve() -> None:
    """Serve Prefect's API, in a process of its own, until the parent is gone or asks to end."""
    from flows.children import end_with_parent

    end_with_parent()
    with loading():
        import uvicorn
        from prefect.server.api.server import create_app
        from prefect.settings.context import get_current_settings

    api = get_current_settings().server.api
    uvicorn.run(create_app(final=True), host=api.host, port=api.port, log_level="error")


@contextmanager
def loading() -> Iterator[None]:
    """Load without looking for garbage: nothing is, and looking takes a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _free(port: int) -> int:
    """The port, or any that is free for 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServerError(
                f"port {port} is in use, by another schedule perhaps; "
                "TECHNIEKPACT_SCHEDULE_PORT chooses another"
            ) from error
        return int(probe.getsockname()[1])


def wait_for(api: str, processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Wait until the server at this address is healthy.

    Raises:
        ServerError: one of the processes ended, or it takes too long.
    """
    ends = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < ends:
        alive(processes)
        with suppress(requests.RequestException):
            if requests.get(f"{api}/health", timeout=5).ok:
                return
        time.sleep(0.2)
    raise ServerError(f"the Prefect server at {api} did not answer within {SERVER_SECONDS} s")


def alive(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Raise ServerError when one of the processes ended."""
    for name, process in processes.items():
        code = process.poll()
        if code is not None:
            raise ServerError(f"the {name} ended with code {code}; what it said is above")
