"""Did a night run: asked of the record of nights, by somebody who is not that night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from flows.doctor.check_settings import wrong_settings
from flows.doctor.diagnosis import Diagnosis, unbroken, well, wrong
from flows.doctor.machine import Machine
from flows.journal import open_nights
from flows.nights import read_nights


def watch(machine: Machine, within: timedelta) -> list[Diagnosis]:
    """Whether a night came to a verdict within this time; if not, what is known."""
    return unbroken("since", partial(_judge, machine, within))


def _judge(machine: Machine, within: timedelta) -> Iterator[Diagnosis]:
    yield from wrong_settings(machine)
    if not machine.has_home:
        yield wrong("home.gone", str(machine.home))
        return
    nights = read_nights(machine.home)
    good = next((night for night in reversed(nights) if night.came_to_a_verdict), None)
    if good and machine.now - good.finished_at <= within:
        yield well("since", f"{good.verdict} at {good.finished_at:%Y-%m-%d %H:%M} UTC")
        return
    hours = within.total_seconds() / 3600
    if good:
        ended = f"{good.finished_at:%Y-%m-%d %H:%M} UTC"
        yield wrong("since.late", hours=hours, verdict=good.verdict, ended=ended)
    else:
        yield wrong("since.never", hours=hours)
    if nights and nights[-1] is not good:
        last = nights[-1]
        yield wrong("nights.failed", last.run_id, verdict=last.verdict, error=last.error)
    for entry, alive in open_nights(machine.home):
        problem = "since.under_way" if alive else "nights.untold"
        began = f"{entry.started_at:%Y-%m-%d %H:%M} UTC"
        yield wrong(problem, entry.run_id, stage=entry.stage, began=began)
