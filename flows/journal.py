"""What a night leaves on disk while it is at work, so that its death can be told.

`logs/night-<run id>.json` is there from the start of a night until its report is handed over. Its
lock, beside it, is held by the night and by its supervisor, and ends with the last of them: a
journal whose lock is free is of a night that died.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, ValidationError

from expectations.durable import claim, temporary_of, write_whole

LOGS = "logs"
START = "start"
_JUST_BEGUN = timedelta(minutes=1)
_A_MINUTE = 60
"""By then an entry that is being written is there."""


class Entry(BaseModel):
    """What is known of a night under way.

    `report` is the id of the mail that tells of it, from just before that mail is written.
    """

    model_config = ConfigDict(frozen=True)

    run_id: str
    pid: int
    started_at: datetime
    stage: str = START
    error: str = ""
    report: str = ""


class Journal:
    """The journal of one night."""

    def __init__(self, home: Path, run_id: str) -> None:
        self.run_id = run_id
        self._path = home / LOGS / f"night-{run_id}.json"
        self.lock = self._path.with_suffix(".lock")

    def begin(self) -> None:
        """Write the first entry."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._write(begun(self.run_id))
        self.lock.touch()

    def read(self) -> Entry | None:
        """What it says; None where the night was told, or never began."""
        try:
            return Entry.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError:
            changed = datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
            return Entry(run_id=self.run_id, pid=0, started_at=changed, error="damaged journal")

    def stage(self, name: str) -> None:
        """Note the stage that begins."""
        self._note(stage=name)

    def failed(self, error: str) -> None:
        """Note what ended the night, or kept it from being told."""
        self._note(error=error.encode("utf-8", "replace").decode())

    def reporting(self, message_id: str) -> None:
        """Note the id of the mail that is about to be written."""
        self._note(report=message_id)

    def close(self) -> None:
        """The night is told: nothing is left to tell of it."""
        self._path.unlink(missing_ok=True)
        temporary_of(self._path).unlink(missing_ok=True)
        self.lock.unlink(missing_ok=True)

    def _note(self, **changed: object) -> None:
        known = self.read()
        # A disk that is full must not keep the night from being told otherwise.
        with suppress(OSError):
            if known:
                self._write(known.model_copy(update={"pid": os.getpid()} | changed))

    def _write(self, entry: Entry) -> None:
        write_whole(self._path, entry.model_dump_json(indent=1).encode("utf-8", "replace"))


def begun(run_id: str, error: str = "") -> Entry:
    """The first entry of a night that begins now."""
    return Entry(run_id=run_id, pid=os.getpid(), started_at=datetime.now(UTC), error=error)


def new_run_id() -> str:
    """An id that sorts by time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid4().hex[:6]}"


@contextmanager
def kept(home: Path, run_id: str | None = None) -> Iterator[Journal]:
    """Begin the journal of a night and hold its lock.

    With the `run_id` of a night that a supervisor began, that one: the lock is held already, by
    the file that was inherited.
    """
    journal = Journal(home, run_id or new_run_id())
    if run_id is None:
        journal.begin()
        lock = claim(journal.lock)
    else:
        lock = None
    try:
        yield journal
    finally:
        if lock:
            lock.close()


def open_nights(home: Path) -> list[tuple[Entry, bool]]:
    """Nights that were not told yet, the oldest first, and whether each is at work."""
    found = []
    for path in sorted((home / LOGS).glob("night-*.json")):
        journal = Journal(home, path.stem.removeprefix("night-"))
        if entry := journal.read():
            # Whoever only looks must not have the lock at the moment that a night takes it.
            young = datetime.now(UTC) - entry.started_at < _JUST_BEGUN
            found.append((entry, young or _is_held(journal.lock)))
    return found


def _is_held(lock: Path) -> bool:
    held = claim(lock)
    if held:
        held.close()
    return held is None and lock.exists()


def _sweep(logs: Path) -> None:
    """Remove what nights left that died before their first entry, or after their last."""
    for lock in logs.glob("night-*.lock"):
        # The entry comes first and goes first: a lock without one is of no night.
        if not lock.with_suffix(".json").exists():
            lock.unlink(missing_ok=True)
    for temporary in logs.glob(".night-*.tmp"):
        with suppress(FileNotFoundError):
            if time.time() - temporary.stat().st_mtime > _A_MINUTE:
                temporary.unlink()


@contextmanager
def of_dead_nights(home: Path) -> Iterator[list[Journal]]:
    """The journals of nights that died, the oldest first; nobody else has them meanwhile."""
    _sweep(home / LOGS)
    found: list[Journal] = []
    held: list[BinaryIO] = []
    try:
        for path in sorted((home / LOGS).glob("night-*.json")):
            journal = Journal(home, path.stem.removeprefix("night-"))
            journal.lock.touch()
            if lock := claim(journal.lock):
                held.append(lock)
                found.append(journal)
        yield found
    finally:
        for lock in held:
            lock.close()
