"""`techniekpact doctor`: is this machine ready, and did the last nights run."""

from __future__ import annotations

import enum
import json
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from flows.cli_options import Home
from flows.console import console, show
from flows.exit_codes import FAILED
from flows.settings import read_right_settings

if TYPE_CHECKING:
    from flows.doctor.diagnosis import Diagnosis

DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([mhd])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
STYLES = {"ok": "green", "warn": "yellow", "fail": "red"}

out = console(sys.stdout)
err = console(sys.stderr)


class DoctorFormat(enum.StrEnum):
    """How findings are written."""

    table = "table"
    json = "json"


def doctor(
    since: Annotated[
        str | None,
        typer.Option(
            help="Only: did a night come to a verdict within this time, such as 26h or 2d."
        ),
    ] = None,
    mail: Annotated[
        bool, typer.Option("--mail", help="Mail what fails to the operator, once a day at most.")
    ] = False,
    full: Annotated[bool, typer.Option("--full", help="Compare every hash.")] = False,
    form: Annotated[DoctorFormat, typer.Option("--format")] = DoctorFormat.table,
    home: Home = None,
) -> None:
    """Say whether this machine is ready for the night, and what to do where it is not.

    With --since it only asks the record of nights: quick, without network, for cron or a monitor.
    Exit code 0: all is well, or only warnings. 1: something fails.
    """
    from flows.doctor.machine import Machine

    within = _duration(since) if since else None
    settings, wrong = read_right_settings(home=home)
    machine = Machine(settings, wrong, datetime.now(UTC), full=full)
    if mail:
        from flows.doctor.alarm import tell_rest

        tell_rest(machine)
    if within:
        from flows.doctor.watch import watch

        told = watch(machine, within)
    else:
        from flows.doctor.examine import examine

        told = examine(machine)
    _print(told, form)
    if mail:
        from flows.doctor.alarm import alarm

        if problem := alarm(machine, told):
            err.print(problem, style="red", highlight=False, markup=False)
    raise typer.Exit(FAILED if any(d.verdict == "fail" for d in told) else 0)


def _duration(text: str) -> timedelta:
    match = DURATION.fullmatch(text.strip())
    if not match:
        raise typer.BadParameter("write a duration such as 26h, 2d or 90m", param_hint="--since")
    return timedelta(**{UNITS[match[2]]: float(match[1])})


def _print(told: Sequence[Diagnosis], form: DoctorFormat) -> None:
    if form is DoctorFormat.json:
        rows = [
            {
                "check": d.check,
                "verdict": d.verdict,
                "problem": d.problem,
                "about": d.about,
                "found": d.words["en"].found,
                "do": d.words["en"].do,
            }
            for d in told
        ]
        out.print_json(json.dumps(rows))
        return
    table = Table("check", "verdict", "found", "what to do")
    for d in told:
        words = d.words["en"]
        verdict = f"[{STYLES[d.verdict]}]{d.verdict}[/]"
        table.add_row(d.check, verdict, escape(words.found), escape(words.do))
    show(table, out)
