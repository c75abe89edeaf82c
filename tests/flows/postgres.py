"""A real PostgreSQL server of the distribution, in a temporary folder, on loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.postbox import free_port

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
needs_postgres = pytest.mark.skipif(
    not BINARIES and "CI" not in os.environ,
    reason="PostgreSQL is not installed here (Debian: postgresql); CI installs it",
)


@contextmanager
def postgres() -> Iterator[str]:
    """A server as long as this lasts: `user@host:port/database` of an empty database."""
    (binaries,) = BINARIES
    # It refuses root; and the path of a socket has to be short.
    user = pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None
    folder = Path(mkdtemp(prefix="pg-"))
    data = str(folder / "data")
    port = free_port()

    def run(program: str, *arguments: str) -> None:
        command = [binaries / program, *arguments]
        silent = subprocess.DEVNULL
        subprocess.run(command, user=user, cwd=folder, check=True, stdout=silent, timeout=60)

    try:
        if user is not None:
            os.chown(folder, user, -1)
        run("initdb", "--auth=trust", "--username=prefect", "--no-sync", "-D", data)
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off"
        run("pg_ctl", "start", "-w", "-D", data, "-o", options, "-l", str(folder / "log"))
        try:
            yield f"prefect@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(folder)


def ask(database: str, sql: str) -> list[str]:
    """The rows that a query answers, their values separated by `|`."""
    (binaries,) = BINARIES
    command = [binaries / "psql", "-At", "-c", sql, f"postgresql://{database}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()
