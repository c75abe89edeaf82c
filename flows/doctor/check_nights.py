"""Nights: who is at work, who died, and how the last one ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flows.doctor.diagnosis import Diagnosis, well, wrong
from flows.doctor.machine import Machine
from flows.journal import open_nights
from flows.lock import holder
from flows.nights import read_nights

LONGEST = timedelta(hours=8)
"""A night of any size is over by then: its stages have time-outs."""


def check_lock(machine: Machine) -> Iterator[Diagnosis]:
    """A process holds the lock for longer than any night may take."""
    by = holder(machine.home)
    if by is None:
        yield well("lock", "nobody holds it")
        return
    since = f"{by.since:%Y-%m-%d %H:%M} UTC"
    if machine.now - by.since > LONGEST:
        hours = int(LONGEST.total_seconds() // 3600)
        yield wrong("lock.stale", pid=by.pid, command=by.command, since=since, hours=hours)
    else:
        yield well("lock", f"process {by.pid} ({by.command}) is at work since {since}")


def check_nights(machine: Machine) -> Iterator[Diagnosis]:
    """A night died and was not told, or the last one did not end well."""
    died = [entry for entry, alive in open_nights(machine.home) if not alive]
    for entry in died:
        began = f"{entry.started_at:%Y-%m-%d %H:%M} UTC"
        yield wrong("nights.untold", entry.run_id, stage=entry.stage, began=began)
    try:
        nights = read_nights(machine.home)
    except OSError as error:
        yield wrong("nights.unreadable", error=error.strerror)
        return
    last = nights[-1] if nights else None
    if last and last.verdict in ("failed", "died"):
        yield wrong("nights.failed", last.run_id, verdict=last.verdict, error=last.error)
    elif last and last.verdict == "refused":
        yield wrong("nights.refused", last.release_id or last.run_id)
    elif not died:
        told = f"{last.verdict} at {last.finished_at:%Y-%m-%d %H:%M} UTC" if last else "none yet"
        yield well("nights", f"the last one: {told}")
