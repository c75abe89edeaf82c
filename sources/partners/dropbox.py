"""Taking a file out of a folder that others write in: only whole, plain files, and only a copy.

A link could lead out of the inbox, a pipe could block the night, a file could still be growing:
such things are left where they are.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sources.partners.sheet import LARGEST
from sources.partners.text import shown

MOST_FILES = 500
"""Files of one folder that are looked at in one night."""
SETTLED_SECONDS = 5.0
"""A file that nobody has touched for so long is whole."""
LOOK_AGAIN_SECONDS = 0.5

_TEMPORARY = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".swp")
_SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx")
_CHUNK = 1 << 20


class LeftAloneError(Exception):
    """A file that is not taken tonight; `kind` is why, the message names it."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(name)
        self.kind = kind
        self.name = name


@dataclass(frozen=True)
class Taken:
    """A copy of what was dropped; `name` is fit to be shown."""

    name: str
    path: Path
    sha256: str
    size: int


def dropped(folder: Path) -> list[Path]:
    """What lies in a folder, oldest first, as far as it is meant for us.

    Hidden files are those of editors and sync tools, `~$` those of Excel while a file is open.
    """
    found: list[tuple[int, str, Path]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith((".", "~")) or name.lower().endswith(_TEMPORARY):
                continue
            # What was renamed or removed since the folder was opened is there no more.
            with suppress(FileNotFoundError):
                changed = entry.stat(follow_symlinks=False).st_mtime_ns
                found.append((changed, name, Path(entry.path)))
    return [path for _, _, path in sorted(found)]


def take(path: Path, workspace: Path) -> Taken:
    """Copy a dropped file into a workspace, under a name of ours.

    Raises:
        LeftAloneError: it is a link or no plain file, still being written, too large, or cannot
            be opened.
    """
    name = shown(path.name)
    suffix = path.suffix.lower() if path.suffix.lower() in _SUFFIXES else ""
    copy = workspace / f"original{suffix}"
    with _opened(path, name) as descriptor:
        before = os.fstat(descriptor)
        if stat.S_ISDIR(before.st_mode):
            raise LeftAloneError("folder", name)
        if not stat.S_ISREG(before.st_mode):
            raise LeftAloneError("no_file", name)
        if before.st_size > LARGEST:
            raise LeftAloneError("too_large", name)
        digest = hashlib.sha256()
        with copy.open("wb") as target:
            while chunk := os.read(descriptor, _CHUNK):
                digest.update(chunk)
                target.write(chunk)
                if target.tell() > LARGEST:
                    raise LeftAloneError("too_large", name)
        if not _is_settled(descriptor, before):
            raise LeftAloneError("still_written", name)
    return Taken(name, copy, digest.hexdigest(), copy.stat().st_size)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[int]:
    """A descriptor of a file, opened once: what was looked at is what is copied."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise LeftAloneError("gone", name) from error
    except OSError as error:
        kind = "link" if path.is_symlink() else "unreadable"
        raise LeftAloneError(kind, name) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_settled(descriptor: int, before: os.stat_result) -> bool:
    """Whether nobody is writing: unchanged since it was opened, a moment longer if young."""
    if abs(time.time() - before.st_mtime) < SETTLED_SECONDS:
        time.sleep(LOOK_AGAIN_SECONDS)
    after = os.fstat(descriptor)
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        return False
    return not _is_open_for_writing(descriptor)


def _is_open_for_writing(descriptor: int) -> bool:
    """Whether another process has it open for writing, where the system can tell.

    Linux grants a read lease only when nobody has; it does so to the owner of a file alone.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:  # somebody else's file
        return False
    return False


def hashes(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and sha256 of every plain file in a folder, storing nothing."""
    for path in dropped(folder):
        if not path.is_symlink() and path.is_file() and path.stat().st_size <= LARGEST:
            with suppress(OSError), path.open("rb") as file:
                yield shown(path.name), hashlib.file_digest(file, "sha256").hexdigest()
