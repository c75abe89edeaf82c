"""Certificates of publishers, mail, monitor and Prefect server: good, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flows.doctor.diagnosis import Diagnosis, well, wrong
from flows.doctor.endpoints import endpoints, shown_by
from flows.doctor.machine import Machine

SOON = timedelta(days=21)


def check_certificates(machine: Machine) -> Iterator[Diagnosis]:
    """A certificate has expired, is of another host or not trusted, or expires soon.

    A server that does not answer is for other checks to name.
    """
    good, silent = [], []
    found = False
    for endpoint in endpoints(machine.settings):
        where = f"{endpoint.host}:{endpoint.port}"
        try:
            shown = shown_by(endpoint)
        except OSError:
            silent.append(where)
            continue
        if shown is None:
            continue
        expires = f"{shown.expires:%Y-%m-%d}"
        found = found or bool(shown.distrusted) or shown.expires - machine.now < SOON
        if shown.expires <= machine.now:
            yield wrong("certificates.expired", where, since=expires)
        elif shown.distrusted:
            yield wrong("certificates.distrusted", where, why=shown.distrusted)
        elif shown.expires - machine.now < SOON:
            yield wrong("certificates.expiring", where, expires=expires)
        else:
            good.append(f"{where} until {expires}")
    if not found:
        unseen = f"; no answer from {', '.join(silent)}" if silent else ""
        yield well("certificates", (", ".join(good) or "none is shown") + unseen)
