"""One night at a time: a lock of the operating system, which ends with its process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from flows.home import HomeError, described


class LockedError(Exception):
    """Another run holds the lock of this home folder."""


@contextmanager
def exclusive(home: Path) -> Iterator[None]:
    """Hold the home folder's lock.

    Raises:
        LockedError: another run holds it.
        HomeError: nothing can be written there.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / ".lock")
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LockedError(
            f"another run is at work in {home.name}; wait for it, or look for its process"
        ) from error
    except OSError as error:
        raise HomeError(described(home, error)) from error
    try:
        yield
    finally:
        lock.release()
