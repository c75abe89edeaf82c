"""`techniekpact outbox`: mail that did not reach its recipients, and sending it now."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.table import Table

from expectations.unsent import unsent
from flows.cli_options import Home
from flows.console import console, show
from flows.deaths import catch_up
from flows.exit_codes import FAILED
from flows.post import post_of
from flows.settings import SettingsError, read_settings

out = console(sys.stdout)


def outbox(
    home: Home = None,
    send: Annotated[bool, typer.Option("--send", help="First send what waits.")] = False,
) -> None:
    """List mail that did not reach its recipients; with --send, send first what waits.

    waiting: tried again by the next night. uncertain: sent, but the server did not answer; never
    sent again by itself. given-up: refused for good. Move a folder from outbox/uncertain or
    outbox/given-up to outbox/waiting to send it again. Exit code 1: something still waits after
    --send.
    """
    settings = read_settings(home=home)
    post = post_of(settings)
    if send:
        catch_up(settings, post)
    found = unsent(post.outbox)
    table = Table("state", "since", "recipients", "subject", "last error", "folder")
    for told in found:
        table.add_row(
            told.kind,
            f"{told.since:%Y-%m-%d %H:%M} UTC",
            ", ".join(told.recipients),
            told.subject,
            told.error,
            told.name,
        )
    if found:
        show(table, out)
    else:
        out.print("nothing waits")
    waits = any(told.kind == "waiting" for told in found)
    if send and waits and settings.mail_server() is None:
        raise SettingsError("TECHNIEKPACT_SMTP_URL: expected an address, to send what waits")
    raise typer.Exit(FAILED if send and waits else 0)
