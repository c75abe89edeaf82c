from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.flows.conftest import Home
from tests.flows.dying import gone
from tests.flows.scheduling import archive, scheduled

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# Around the changes of the clock of 2025: ten nights.
PERIODS = [
    ("2025-03-28T12:00:00Z", "2025-04-02T12:00:00Z"),
    ("2025-10-23T12:00:00Z", "2025-10-28T12:00:00Z"),
]
NIGHTS = [
    *("29 Mar 02:00", "30 Mar 03:00", "31 Mar 02:00", "01 Apr 02:00", "02 Apr 02:00"),
    *("24 Oct 02:00", "25 Oct 02:00", "26 Oct 02:00", "27 Oct 02:00", "28 Oct 02:00"),
]


def test_ten_nights_that_were_missed_are_made_up_for_by_one(fresh: Callable[..., Home]) -> None:
    home = archive(fresh(TECHNIEKPACT_PROFILE="live"))
    with scheduled(home) as first:
        api = first.api
        assert "02:00" in first.says("^nights: (.*)$")
        # As Prefect's own clients ask: `prefect deployment ls`.
        deployed = [each["name"] for each in api.post("/deployments/filter", limit=None)]
        assert deployed.count("night") == 1
        started = first.children
        # What was planned while the machine was down; here, while the worker stands still.
        worker = started[-1]
        os.kill(worker, signal.SIGSTOP)
        try:
            for start, end in PERIODS:
                api.plan(start, end)
            planned = api.runs("2026-01-01T00:00:00Z")
            first.process.kill()
            first.process.wait(10)
        finally:
            os.kill(worker, signal.SIGCONT)
        moments = [datetime.fromisoformat(run["expected_start_time"]) for run in planned]
        assert [f"{moment.astimezone(AMSTERDAM):%d %b %H:%M}" for moment in moments] == NIGHTS
        for process in started:
            gone(process)
    with scheduled(home) as second:
        name = second.says(r"^missed: 10, made up for by run (\S+)$")
        api = second.api
        *others, last = api.ended(*(run["id"] for run in planned))
        assert last["name"] == name
        assert last["state"]["type"] == "FAILED"
        for run in others:
            assert run["state"]["type"] == "CANCELLED"
            assert run["state"]["message"] == f"Made up for by run {name}."
        assert len(home.mails()) == 1
        assert second.stop() == 0
