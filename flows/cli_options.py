"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[
    Path | None, typer.Option(help="The home folder (default: TECHNIEKPACT_HOME or ./var).")
]
