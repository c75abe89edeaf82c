"""Releases: the current one is whole, and so are those that one may go back to."""

from __future__ import annotations

from collections.abc import Iterator

from flows.doctor.diagnosis import Diagnosis, well, wrong
from flows.doctor.machine import Machine
from flows.releases import DATABASE, ReleaseError, Releases


def check_current(machine: Machine) -> Iterator[Diagnosis]:
    """What readers open is not a whole release."""
    link = machine.home / DATABASE
    if not link.is_symlink():
        if link.exists():
            yield wrong("current.replaced")
        elif _ids(machine):
            yield wrong("current.missing")
        else:
            yield well("current", "nothing is published yet")
        return
    release_id = link.readlink().parent.name
    problems = _by_hash(machine, release_id)
    if problems:
        yield wrong("current.damaged", release_id, problems="; ".join(problems))
    else:
        yield well("current", f"{release_id}, by hash")


def check_releases(machine: Machine) -> Iterator[Diagnosis]:
    """A release is not whole: nobody can go back to it, or compare with it."""
    look = _by_hash if machine.full else _at_a_glance
    ids = _ids(machine)
    damaged = False
    for release_id in ids:
        if problems := look(machine, release_id):
            damaged = True
            yield wrong("releases.damaged", release_id, problems="; ".join(problems))
    if not damaged:
        how = "by hash" if machine.full else "by what is there (--full hashes all)"
        yield well("releases", f"{len(ids)}, {how}")


def _ids(machine: Machine) -> list[str]:
    return sorted(path.name for path in (machine.home / "releases").glob("[!.]*") if path.is_dir())


def _by_hash(machine: Machine, release_id: str) -> list[str]:
    try:
        return Releases(machine.home).verify(release_id)
    except (OSError, ReleaseError) as error:
        return [str(error)]


def _at_a_glance(machine: Machine, release_id: str) -> list[str]:
    releases = Releases(machine.home)
    try:
        releases.show(release_id)
        database = releases.database(release_id)
    except (OSError, ReleaseError) as error:
        return [str(error)]
    wal = database.with_name(f"{DATABASE}.wal")
    return [f"{wal.name}: somebody opened the database to write"] if wal.exists() else []
