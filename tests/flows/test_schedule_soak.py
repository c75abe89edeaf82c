"""Whole nights as the schedule runs them: `make soak`."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable

import pytest

from flows.journal import Entry
from tests.flows.conftest import Home
from tests.flows.dying import mails, text_of
from tests.flows.scheduling import SECONDS, archive, scheduled

pytestmark = [pytest.mark.soak, pytest.mark.timeout(900)]


def reaches(home: Home, stage: str) -> None:
    """Wait until the night is at a stage."""
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        for path in (home.path / "logs").glob("night-*.json"):
            if Entry.model_validate_json(path.read_bytes()).stage == stage:
                return
        time.sleep(0.1)
    raise AssertionError(f"never came to {stage}")


def test_a_night_is_published_and_a_server_that_dies_ends_the_schedule(
    fresh: Callable[..., Home],
) -> None:
    home = archive(fresh())
    with scheduled(home) as schedule:
        api = schedule.api
        schedule.says("^nights: (.*)$")
        (first,) = api.ended(api.run_now(), seconds=600)
        assert first["state"]["name"] == "Published"
        assert first["state"]["message"] == f"Release {home.release_id()} is current."
        (second,) = api.ended(api.run_now(fetch=False))
        assert second["state"]["name"] == "Nothing new"
        server, _ = schedule.children
        os.kill(server, signal.SIGKILL)
        assert schedule.process.wait(SECONDS) == 1
        assert "the server ended with code -9" in schedule.printed


def test_a_schedule_that_is_stopped_stops_its_night_and_tells(fresh: Callable[..., Home]) -> None:
    home = archive(fresh())
    with scheduled(home) as schedule:
        api = schedule.api
        schedule.says("^nights: (.*)$")
        api.run_now()
        reaches(home, "build")
        # Not at the very moment that Prefect begins a task, which it reports as a ValueError.
        time.sleep(3)
        assert schedule.stop() == 0
    # Receipts of deliveries are there too.
    assert ["signaal 15" in text_of(mail) for mail in mails(home)].count(True) == 1
    with sqlite3.connect(home.path / "prefect" / "prefect.db") as db:
        states = db.execute(
            "select state_type from flow_run where deployment_id is not null and not auto_scheduled"
        ).fetchall()
    db.close()
    assert states == [("CRASHED",)]
