"""`techniekpact site`: render the pages of a release again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_options import Home
from flows.console import console
from flows.environment import prepare
from flows.lock import exclusive
from flows.releases import Releases
from flows.settings import read_settings

out = console(sys.stdout)


def site(
    release: Annotated[
        str | None, typer.Option(help="A release id (default: the current release).")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="A folder of its own (default: beside the release).")
    ] = None,
    home: Home = None,
) -> None:
    """Render the site of a release: static pages that open from disk."""
    folder = read_settings(home=home).home
    prepare(folder)
    from flows.site import stage

    if output:
        stage.write(folder, Releases(folder).database(release), output.absolute())
        made = output
    else:
        with exclusive(folder):
            made = stage.keep(folder, release)
            stage.bring_up(folder)
    out.print(str(made / "index.html"), highlight=False, soft_wrap=True)
