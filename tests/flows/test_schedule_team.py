from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.environment import QUIET
from tests.flows.conftest import Home
from tests.flows.postgres import ask, needs_postgres, postgres
from tests.flows.scheduling import QUICK, SECONDS, Api, archive, scheduled
from tests.postbox import Postbox, Serve, free_port


@contextmanager
def prefect_server(database: str, folder: Path) -> Iterator[Api]:
    """A team's own server, as its unit starts it."""
    port = free_port()
    environment = {
        "PREFECT_HOME": str(folder),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"postgresql+asyncpg://{database}",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)],
        env=os.environ | QUIET | QUICK | environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield Api(f"http://127.0.0.1:{port}/api")
    finally:
        process.terminate()
        process.wait(SECONDS)


def states(database: str, ids: list[str]) -> list[str]:
    """What PostgreSQL holds of runs."""
    among = ", ".join(f"'{run}'" for run in ids)
    sql = f"select state_type, state_name from flow_run where id in ({among})"
    return ask(database, sql)


@pytest.mark.soak
@needs_postgres
def test_of_two_runs_at_one_moment_one_does_the_night_and_one_is_refused(
    fresh: Callable[..., Home], serve: Serve, tmp_path: Path
) -> None:
    # The night is at its mail until the other run has been refused.
    postbox = Postbox(dripping=True)
    mail = f"smtp://127.0.0.1:{serve(postbox)}"
    home = archive(fresh(TECHNIEKPACT_PROFILE="live", TECHNIEKPACT_SMTP_URL=mail))
    with postgres() as database, prefect_server(database, tmp_path / "prefect") as api:
        with scheduled(home, "--pool", "cijfers", PREFECT_API_URL=api.url) as schedule:
            schedule.says("^nights: (.*)$")
            ids = [api.run_now(fetch=False), api.run_now(fetch=False)]
            ends = time.monotonic() + SECONDS
            while "CANCELLED|Skipped" not in states(database, ids):
                assert time.monotonic() < ends, schedule.printed
                time.sleep(0.3)
            postbox.dripping = False
            runs = api.ended(*ids)
            assert {run["state"]["name"]: run["state"]["message"] for run in runs} == {
                "Failed": "The night ended with code 1; its report says why.",
                "Skipped": f"Another run is at work in {home.path}.",
            }
            assert sorted(states(database, ids)) == ["CANCELLED|Skipped", "FAILED|Failed"]
        assert schedule.process.returncode == 0
    assert len(postbox.received) == 1
