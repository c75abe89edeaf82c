"""What the machine itself has: a clock that is right, and the packages that were tested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.doctor.diagnosis import Diagnosis, well, wrong
from flows.doctor.machine import Machine
from flows.nights import read_nights

LOCK_FILE = Path(__file__).parents[2] / "requirements.lock"
ZONE = "Europe/Amsterdam"
SLACK = timedelta(minutes=5)
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def check_clock(machine: Machine) -> Iterator[Diagnosis]:
    """The machine does not know Dutch time, or its clock runs behind what it did before."""
    try:
        here = machine.now.astimezone(ZoneInfo(ZONE))
    except ZoneInfoNotFoundError:
        yield wrong("clock.zone", ZONE)
        return
    try:
        last = max((night.finished_at for night in read_nights(machine.home)), default=None)
    except OSError:
        # That is for the check of nights.
        last = None
    if last and last > machine.now + SLACK:
        yield wrong("clock.behind", now=f"{machine.now:%F %H:%M} UTC", last=f"{last:%F %H:%M} UTC")
    else:
        yield well("clock", f"{here:%Y-%m-%d %H:%M} in {ZONE}")


def check_versions(_: Machine) -> Iterator[Diagnosis]:
    """Packages are of another version than the tests ran with."""
    if not LOCK_FILE.is_file():
        yield wrong("versions.unknown", LOCK_FILE.name)
        return
    pinned: dict[str, set[str]] = {}
    for name, pin in _PIN.findall(LOCK_FILE.read_text(encoding="utf-8")):
        pinned.setdefault(name, set()).add(pin)
    installed = {name: found for name in pinned if (found := _installed(name))}
    differ = [
        f"{name} {found} ({' or '.join(sorted(pinned[name]))})"
        for name, found in installed.items()
        if found not in pinned[name]
    ]
    if differ:
        yield wrong("versions.differ", count=len(differ), listed=", ".join(differ[:10]))
    else:
        yield well("versions", f"{len(installed)} packages as in {LOCK_FILE.name}")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        # Of another system, or for development only.
        return ""
