"""Files that are whole after a power cut, and claims that end with the process that holds them."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that, after any crash, it is as it was or as it should be.

    For one writer at a time. A crash leaves a `.tmp` beside it, which the next one replaces.
    """
    temporary = temporary_of(path)
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def temporary_of(path: Path) -> Path:
    """Where the content of a file is until it is whole."""
    return path.with_name(f".{path.name}.tmp")


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def point_at(link: Path, target: Path) -> None:
    """Have a symbolic link point at a target, by one rename: nobody ever sees it gone."""
    temporary = link.with_name(f".{link.name}.next")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    temporary.replace(link)
    sync_folder(link.parent)


def claim(path: Path) -> BinaryIO | None:
    """Hold a file until it is closed; None where it is gone, or another process holds it.

    The operating system lets go of it when the process ends, in whatever way: no claim is left
    behind. A child that inherits the open file holds it too.
    """
    try:
        file = path.open("rb")
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # It may have been removed, or replaced, between the two steps above.
        if os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
    except OSError:
        pass
    file.close()
    return None
