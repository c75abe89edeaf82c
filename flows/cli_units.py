"""`techniekpact units`: systemd units for this installation."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from string import Template
from typing import Annotated

import typer

from flows.cli_options import Home
from flows.console import console
from flows.settings import SettingsError, read_settings

FOLDER = Path(__file__).parent / "units"
HARDENING = """\
NoNewPrivileges=true
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=true
PrivateDevices=true
ProtectKernelTunables=true
ProtectKernelModules=true
ProtectControlGroups=true
RestrictSUIDSGID=true
ReadWritePaths={home}"""


def units(
    output: Annotated[Path, typer.Option(help="The folder to write them to.")],
    home: Home = None,
    environment_file: Annotated[
        Path, typer.Option(help="TECHNIEKPACT_* and PREFECT_*, a line each, as in .env.")
    ] = Path("/etc/techniekpact.env"),
    user: Annotated[
        str | None, typer.Option(help="Who runs the nights (default: who you are).")
    ] = None,
) -> None:
    """Write units of systemd with the paths of this installation."""
    place = read_settings(home=home).home
    values = {
        "python": sys.executable,
        "home": str(place),
        "environment_file": str(environment_file.absolute()),
        "user": user or getpass.getuser(),
        "hardening": HARDENING.format(home=place),
    }
    odd = [value for name, value in values.items() if name != "hardening" and not _plain(value)]
    if odd:
        raise SettingsError(f"expected no spaces and no % in paths of units: {', '.join(odd)}")
    output.mkdir(parents=True, exist_ok=True)
    out = console(sys.stdout)
    for template in sorted(FOLDER.iterdir()):
        text = Template(template.read_text(encoding="utf-8")).substitute(values)
        (output / template.name).write_text(text, encoding="utf-8")
        out.print(os.fspath(output / template.name), highlight=False)


def _plain(value: str) -> bool:
    """Whether systemd takes a value literally."""
    return not any(sign.isspace() or sign in "%\"'\\$" for sign in value)
