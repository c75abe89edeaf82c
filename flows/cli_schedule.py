"""`techniekpact schedule`, and the worker that it watches."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from dotenv import load_dotenv

from flows.cli_options import Home
from flows.console import console
from flows.environment import prepare
from flows.settings import read_settings

POOL = "techniekpact"


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


def worker(
    pool: Annotated[str, typer.Option()],
    alone: Annotated[bool, typer.Option("--alone")] = False,
) -> None:
    """Run what is due; not to be started by hand."""
    from flows.children import end_with_parent

    end_with_parent()
    settings = read_settings()
    import asyncio

    from flows.deaths import catch_up
    from flows.post import post_of
    from flows.worker import work

    catch_up(settings, post_of(settings))
    asyncio.run(work(pool, console(sys.stdout), alone=alone))
