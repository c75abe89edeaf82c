"""Settings: every one that is wrong, and names that mean nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values

from flows.doctor.diagnosis import Diagnosis, well, wrong
from flows.doctor.machine import Machine
from flows.settings import ACCEPTED, ENV_FILE, PREFIX

KNOWN = {f"{PREFIX}{name.upper()}" for name in ACCEPTED}
# dbt is given this one by the night.
INTERNAL = {"TECHNIEKPACT_CANDIDATE"}
NEAR = 0.85


def check_settings(machine: Machine) -> Iterator[Diagnosis]:
    """A setting is wrong, or has a name that is none."""
    yield from wrong_settings(machine)
    names = {name.upper() for name in _named()}
    unknown = sorted(name for name in names - KNOWN - INTERNAL if _is_meant_for_us(name))
    for name in unknown:
        if near := _near(name):
            yield wrong("settings.misspelt", name, near=near)
        else:
            yield wrong("settings.unknown", name)
    if not machine.wrong_settings and not unknown:
        given = len(names & KNOWN)
        yield well("settings", f"{given} given, the others have their defaults")


def wrong_settings(machine: Machine) -> Iterator[Diagnosis]:
    """Every setting with a value that it cannot have."""
    for said in machine.wrong_settings:
        variable, _, form = said.partition(": ")
        yield wrong("settings.wrong", variable, form=form)


def _named() -> set[str]:
    names = set(os.environ)
    # A file that cannot be read is among the wrong settings.
    with suppress(OSError, UnicodeError):
        names |= set(dotenv_values(Path(ENV_FILE)))
    return names


def _is_meant_for_us(name: str) -> bool:
    return name.startswith(PREFIX) or bool(_near(name))


def _near(name: str) -> str:
    return next(iter(get_close_matches(name, KNOWN, 1, NEAR)), "")
