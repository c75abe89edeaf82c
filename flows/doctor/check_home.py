"""The home folder: is it there, can it be written, is there room, and is it of this profile."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from tempfile import TemporaryFile

from flows.doctor.diagnosis import Diagnosis, well, wrong
from flows.doctor.machine import Machine
from flows.home_profile import profile_of
from flows.releases import DATABASE, ReleaseError

GB = 10**9
# A night holds the candidate, what DuckDB spills while it is made, and the release it becomes.
RELEASES_NEEDED = 3
SPARE = GB
FILES_NEEDED = 10_000
"""Files that a night may make, with what it downloads."""


def check_home(machine: Machine) -> Iterator[Diagnosis]:
    """The home folder is gone, cannot be written, or is of the other profile."""
    home = str(machine.home)
    if not machine.has_home:
        yield wrong("home.gone", home)
        return
    try:
        with TemporaryFile(dir=machine.home) as file:
            file.write(b"a night writes more")
    except OSError as error:
        yield wrong("home.unwritable", home, error=error.strerror)
        return
    try:
        holds = profile_of(machine.home)
    except ReleaseError:
        # That is for the check of releases.
        holds = None
    if holds and holds != machine.settings.profile:
        yield wrong("home.profile", home, holds=holds, profile=machine.settings.profile)
        return
    yield well("home", f"{home} ({holds or 'nothing'} in it)")


def check_disk(machine: Machine) -> Iterator[Diagnosis]:
    """There is not enough room for a night, or hardly."""
    disk = shutil.disk_usage(machine.home)
    current = machine.home / DATABASE
    # Its exports are larger than its database.
    files = current.resolve().parent.rglob("*") if current.is_file() else ()
    release = sum(path.stat().st_size for path in files)
    needed = RELEASES_NEEDED * release + SPARE
    figures = {
        "free": f"{disk.free / GB:.1f} GB",
        "needed": f"{needed / GB:.1f} GB",
        "used": f"{100 * (1 - disk.free / disk.total):.0f}%",
    }
    room = os.statvfs(machine.home)
    scarce = files_are_scarce(room.f_files, room.f_favail)
    if disk.free < needed:
        yield wrong("disk.full", **figures)
    elif disk.free < 3 * needed:
        yield wrong("disk.filling", **figures)
    if scarce:
        yield wrong("disk.files", left=room.f_favail, needed=FILES_NEEDED)
    if disk.free >= 3 * needed and not scarce:
        yield well("disk", "{free} free ({used} used), a night needs {needed}".format(**figures))


def files_are_scarce(most: int, left: int) -> bool:
    """Whether a file system that can hold so many files has too few left for a night.

    Some have no such limit, and say 0.
    """
    return most > 0 and left < FILES_NEEDED
