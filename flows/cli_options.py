"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Datasets = Annotated[
    list[str] | None,
    typer.Option("--dataset", help="Ask for this dataset only; may be repeated (default: all)."),
]
Again = Annotated[
    bool, typer.Option("--again", help="Ask, and read what is archived, as if it was never done.")
]
Since = Annotated[
    str | None, typer.Option(help="With --again: from this period, such as 2012/2013.")
]
Until = Annotated[str | None, typer.Option(help="With --again: up to and including this period.")]
Home = Annotated[
    Path | None, typer.Option(help="The home folder (default: TECHNIEKPACT_HOME or ./var).")
]
Release = Annotated[str | None, typer.Option(help="A release id (default: the current release).")]
