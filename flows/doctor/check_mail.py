"""Mail: what did not arrive, and whether the server would take more."""

from __future__ import annotations

import time
from collections.abc import Iterator

from expectations.smtp import session
from expectations.unsent import unsent
from flows.doctor.diagnosis import Diagnosis, well, wrong
from flows.doctor.machine import Machine
from flows.post import post_of

TIMEOUT, LIMIT = 10, 20
"""Seconds for one answer, and for the whole conversation."""


def check_outbox(machine: Machine) -> Iterator[Diagnosis]:
    """Mail waits, is uncertain, or was given up."""
    found = unsent(post_of(machine.settings).outbox)
    for told in found:
        yield wrong(
            f"outbox.{told.kind}",
            told.name,
            since=f"{told.since:%Y-%m-%d %H:%M} UTC",
            to=", ".join(told.recipients),
            error=told.error,
        )
    if not found:
        yield well("outbox", "nothing waits")


def check_mail(machine: Machine) -> Iterator[Diagnosis]:
    """The mail server does not answer, or does not accept the login; no message is sent."""
    server = machine.settings.mail_server()
    if server is None:
        if machine.settings.profile == "live":
            yield wrong("mail.unset")
        else:
            yield well("mail", "no server: mail stays in the outbox")
        return
    began = time.monotonic()
    try:
        with session(server, TIMEOUT, LIMIT):
            seconds = time.monotonic() - began
    except (OSError, ValueError) as error:
        yield wrong("mail.refused", f"{server.host}:{server.port}", said=server.told(error))
    else:
        login = " and took the login" if server.user else ""
        yield well("mail", f"{server.host}:{server.port} answered{login} in {seconds:.1f} s")
