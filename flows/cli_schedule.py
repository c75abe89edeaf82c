"""`techniekpact schedule`, and the worker that it watches."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer
from dotenv import load_dotenv

from flows.cli_options import Home
from flows.console import console
from flows.environment import prepare
from flows.settings import SettingsError, read_settings

POOL = "techniekpact"
INGEST_POOL = "techniekpact-ingest"


def schedule(
    pool: Annotated[
        str, typer.Option(help="A Prefect work pool of type process; made where it is absent.")
    ] = POOL,
    home: Home = None,
) -> None:
    """Run every night at 02:00 (Europe/Amsterdam), until interrupted.

    With PREFECT_API_URL: as a worker of that Prefect server. Without: starts a server of its own
    on this machine (port TECHNIEKPACT_SCHEDULE_PORT). Nights that were missed are made up for by
    one run.
    """
    # Nights read their settings from the environment.
    load_dotenv(".env")
    settings = read_settings(home=home)
    prepare(settings.home)
    from flows.schedule import run_schedule

    run_schedule(settings, pool, console(sys.stdout))


def ingest_worker(home: Home = None) -> None:
    """Fetch parts of nights, for the night on another machine that shares the archive.

    Needs PREFECT_API_URL, and TECHNIEKPACT_ARCHIVE: the folder that both see.
    """
    load_dotenv(".env")
    settings = read_settings(home=home)
    prepare(settings.home)
    if not os.environ.get("PREFECT_API_URL"):
        raise SettingsError("PREFECT_API_URL: expected the address of the server of the nights")
    from flows.schedule import run_ingest_worker

    run_ingest_worker(settings, INGEST_POOL, console(sys.stdout))


def worker(
    pool: Annotated[str, typer.Option()],
    alone: Annotated[bool, typer.Option("--alone")] = False,
    parts: Annotated[bool, typer.Option("--parts")] = False,
) -> None:
    """Run what is due, nights or parts of their fetching; not to be started by hand."""
    from flows.children import end_with_parent

    end_with_parent()
    settings = read_settings()
    import asyncio

    if parts:
        from flows.ingest_worker import work as fetch_parts

        asyncio.run(fetch_parts(pool, console(sys.stdout)))
        return

    from flows.deaths import catch_up
    from flows.post import post_of
    from flows.worker import work

    catch_up(settings, post_of(settings))
    asyncio.run(work(pool, console(sys.stdout), alone=alone))
