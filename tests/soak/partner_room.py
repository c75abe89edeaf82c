"""A place with an inbox, and what is in it."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sources.landing import Landing
from sources.partners.sheet import LARGEST


class Room:
    """A temporary folder with a home, an inbox, and things that are nobody's business."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home, self.inbox = root / "home", root / "inbox"
        self.outside, self.scratch = root / "outside", root.with_name("scratch")
        for folder in (self.home, self.inbox, self.outside, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
        secret = "figuur;periode;waarde\nmbo_certificates;2018;14\n"
        (self.outside / "secret.csv").write_text(secret, encoding="utf-8")
        self.landing = Landing(self.home)


@contextmanager
def room(folder: Path) -> Iterator[Room]:
    """A room that is emptied afterwards."""
    try:
        yield Room(folder / "room")
    finally:
        shutil.rmtree(folder / "room")


def snapshot(root: Path, without: Path) -> dict[bytes, tuple[object, ...]]:
    """Everything below a folder but one: what it is, since when, and what is in it."""
    found: dict[bytes, tuple[object, ...]] = {}
    for folder, folders, files in os.walk(root):
        if Path(folder) == without:
            folders.clear()
            continue
        for name in [*folders, *files]:
            path = Path(folder) / name
            kind = path.lstat()
            held = ""
            if stat.S_ISREG(kind.st_mode) and kind.st_size <= LARGEST:
                held = hashlib.sha256(path.read_bytes()).hexdigest() if can_read(path) else "?"
            elif stat.S_ISLNK(kind.st_mode):
                held = str(path.readlink())
            since = kind.st_mtime_ns if not stat.S_ISDIR(kind.st_mode) else 0
            found[os.fsencode(path)] = (kind.st_mode, kind.st_size, since, kind.st_uid, held)
    return found


def can_read(path: Path) -> bool:
    return os.access(path, os.R_OK)
