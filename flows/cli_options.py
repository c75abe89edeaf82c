"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Datasets = Annotated[
    list[str] | None,
    typer.Option("--dataset", help="Ask for this dataset only; may be repeated (default: all)."),
]
Home = Annotated[
    Path | None, typer.Option(help="The home folder (default: TECHNIEKPACT_HOME or ./var).")
]
