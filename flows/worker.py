"""The worker of `techniekpact schedule`: registers the nights with the server, and runs them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists
from prefect.settings.context import get_current_settings
from prefect.workers.process import ProcessWorker
from rich.console import Console

from flows.deployment import TIMEZONE, register
from flows.runs import bury, give_up, missed, planned
from flows.schedule import ScheduleError

# The server plans ahead every five seconds.
PLANNED_SECONDS = 30


async def work(pool: str, out: Console, *, alone: bool) -> None:
    """Run what is due, until SIGTERM; then end the night at work and wait for it.

    `alone`: no other worker uses this server.

    Raises:
        ScheduleError: the work pool is for other infrastructure.
    """
    stop = asked_to_stop()
    with get_client(sync_client=True) as client:
        make_pool(client, pool)
        deployment_id = await register(pool)
        if alone:
            bury(client, deployment_id)
        _make_up(client, deployment_id, out)
        out.print(f"nights: {_nights(client, deployment_id)}", highlight=False)
    await serve(pool, stop, out)


def asked_to_stop() -> asyncio.Event:
    """Set when this process gets SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    return stop


async def serve(pool: str, stop: asyncio.Event, out: Console, most: int | None = None) -> None:
    """Start what is due on a work pool, `most` at once, until asked to stop; then end all of it."""
    # Runs are started as `python`: this one.
    own = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([own, os.environ.get("PATH", "")])
    async with ProcessWorker(work_pool_name=pool, limit=most) as worker:
        while not stop.is_set():
            try:
                await worker.sync_with_backend()
                await worker.get_and_submit_flow_runs()
            except httpx.HTTPError as error:
                out.print(f"the server does not answer: {error!r}", highlight=False)
            with suppress(TimeoutError):
                seconds = get_current_settings().worker.query_seconds
                await asyncio.wait_for(stop.wait(), seconds)
        # What it started is in its group; leaving this block waits for all of that.
        os.killpg(0, signal.SIGTERM)


def make_pool(client: SyncPrefectClient, pool: str) -> None:
    """Make a work pool where it is absent.

    Raises:
        ScheduleError: it is for other infrastructure.
    """
    with suppress(ObjectAlreadyExists):
        client.create_work_pool(WorkPoolCreate(name=pool, type=ProcessWorker.type))
    kind = client.read_work_pool(pool).type
    if kind != ProcessWorker.type:
        raise ScheduleError(f"work pool {pool}: expected one of type process, it is of {kind}")


def _make_up(client: SyncPrefectClient, deployment_id: UUID, out: Console) -> None:
    """Leave one of the nights that were missed."""
    runs = missed(client, deployment_id)
    if runs:
        *others, last = runs
        give_up(client, others, last.name)
        out.print(f"missed: {len(runs)}, made up for by run {last.name}", highlight=False)


def _nights(client: SyncPrefectClient, deployment_id: UUID) -> str:
    """When the server will start the next runs, in local time."""
    ends = time.monotonic() + PLANNED_SECONDS
    while time.monotonic() < ends:
        starts = [run.next_scheduled_start_time for run in planned(client, deployment_id)[:3]]
        if starts:
            local = [start.astimezone(ZoneInfo(TIMEZONE)) for start in starts if start]
            return ", ".join(f"{start:%a %d %b %H:%M}" for start in local) + f" ({TIMEZONE})"
        time.sleep(1)
    return "none; the deployment is paused, or the server plans nothing"
