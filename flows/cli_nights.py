"""`techniekpact nights`: how the last nights ended."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from flows.cli_options import Home
from flows.console import console, show
from flows.nights import read_nights
from flows.settings import read_settings

out = console(sys.stdout)


def nights(
    last: Annotated[int, typer.Option(min=1, help="How many.")] = 14,
    home: Home = None,
) -> None:
    """List the last nights, newest first: published, nothing_new, refused, failed or died."""
    table = Table("started (UTC)", "verdict", "minutes", "release", "what", "run")
    for night in reversed(read_nights(read_settings(home=home).home)[-last:]):
        minutes = (night.finished_at - night.started_at).total_seconds() / 60
        table.add_row(
            f"{night.started_at:%Y-%m-%d %H:%M}",
            night.verdict,
            "" if night.verdict == "died" else f"{minutes:.1f}",
            night.release_id or "",
            escape(night.error or night.reason),
            night.run_id,
        )
    show(table, out)
