"""One night at a time: a lock of the operating system, which ends with its process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from expectations.durable import claim
from flows.home import HomeError, described

LOCK = ".lock"
HOLDER = ".lock.json"
"""Who holds it, for people: it says nothing of whether it is held, and may outlive its process."""


class LockedError(Exception):
    """Another run holds the lock of this home folder."""


class Holder(BaseModel):
    """The process that holds a lock, and the command that it was started with."""

    model_config = ConfigDict(frozen=True)

    pid: int
    since: datetime
    command: str


@contextmanager
def exclusive(home: Path) -> Iterator[None]:
    """Hold the home folder's lock.

    Raises:
        LockedError: another run holds it.
        HomeError: nothing can be written there.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / LOCK)
        lock.acquire(timeout=0)
    except Timeout as error:
        by = _noted(home)
        who = f" (process {by.pid}, since {by.since:%Y-%m-%d %H:%M} UTC)" if by else ""
        raise LockedError(
            f"another run is at work in {home.name}{who}; wait for it, or look for its process"
        ) from error
    except OSError as error:
        raise HomeError(described(home, error)) from error
    try:
        _sign(home)
        yield
    finally:
        with suppress(OSError):
            (home / HOLDER).unlink(missing_ok=True)
        lock.release()


def holder(home: Path) -> Holder | None:
    """Who holds the lock of a home folder now, if anybody.

    Only where somebody signed is the lock itself tried, so that asking is in nobody's way.
    """
    noted = _noted(home)
    if noted is None:
        return None
    held = claim(home / LOCK)
    if held is None:
        return noted
    held.close()
    return None


def _sign(home: Path) -> None:
    signed = Holder(pid=os.getpid(), since=datetime.now(UTC), command=" ".join(sys.argv[1:3]))
    # A disk that is full is for the run itself to find.
    with suppress(OSError):
        (home / HOLDER).write_text(signed.model_dump_json(), encoding="utf-8")


def _noted(home: Path) -> Holder | None:
    try:
        return Holder.model_validate_json((home / HOLDER).read_bytes())
    except (OSError, ValidationError):
        return None
