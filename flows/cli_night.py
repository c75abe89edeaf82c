"""The process in which `techniekpact nightly` has the night done."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_options import Again, Datasets, Since, Until
from flows.console import console
from flows.environment import prepare
from flows.errand import Errand
from flows.exit_codes import FAILED, REFUSED
from flows.logs import speak
from flows.settings import read_settings

EXIT_CODES = {"published": 0, "nothing_new": 0, "refused": REFUSED, "failed": FAILED}


def night(
    run_id: str,
    profile: Annotated[str, typer.Option()],
    home: Annotated[Path, typer.Option()],
    fetch: Annotated[bool, typer.Option()] = True,
    dataset: Datasets = None,
    again: Again = False,
    since: Since = None,
    until: Until = None,
) -> None:
    """Do the night that `nightly` supervises; not to be started by hand."""
    settings = read_settings(home=home, profile=profile)
    prepare(settings.home)
    speak(settings)
    from flows.prefect_server import server_of_a_night
    from flows.supervise import noted

    with noted(settings, run_id), server_of_a_night(settings.home):
        from flows.nightly import nightly
        from flows.summary import summarise

        errand = Errand(fetch, tuple(dataset or ()), again, since, until)
        told = nightly(settings.profile, settings.home, errand, run_id)
    summarise(told, settings, console(sys.stdout))
    raise typer.Exit(EXIT_CODES[told.verdict])
