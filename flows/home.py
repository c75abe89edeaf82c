"""The home folder as a place on a disk: that it is still there, can be written, and has room."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
# As DuckDB, dbt and SQLite say it; Prefect says nothing of the kind: see `_SCARCE`.
_SAYS_NO_ROOM = re.compile("no space left|disk is full|disk quota|out of disk", re.IGNORECASE)
_SCARCE = 8 * MEGABYTE


class HomeError(OSError):
    """The home folder cannot be used; the message says why, and what to do."""


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the disk under a home folder, and what to do about it."""

    nl: str
    en: str


@dataclass(frozen=True)
class Place:
    """Which folder it was that a run began in: another may come to stand under its name."""

    home: Path
    device: int
    inode: int

    @classmethod
    def of(cls, home: Path) -> Place:
        """The folder that is there now.

        Raises:
            OSError: there is none.
        """
        seen = home.stat()
        return cls(home, seen.st_dev, seen.st_ino)

    def is_there(self) -> bool:
        """Whether it is still the folder under that name."""
        try:
            return Place.of(self.home) == self
        except OSError:
            return False

    def gone(self) -> HomeError:
        """What there is to say when it is not."""
        return HomeError(_gone(self.home).en)

    def check(self) -> None:
        """See that it is there, before something is written into another.

        Raises:
            HomeError: it is not.
        """
        if not self.is_there():
            raise self.gone()


def trouble(home: Path, error: BaseException | None = None) -> Trouble | None:
    """What is wrong with the disk under a home, as it is now or as an error says it was."""
    if not home.is_dir():
        return _gone(home)
    if os.statvfs(home).f_flag & os.ST_RDONLY or _has(error, {errno.EROFS}):
        return _read_only(home)
    disk = shutil.disk_usage(home)
    if _has(error, _NO_ROOM) or _SAYS_NO_ROOM.search(_words(error)) or disk.free < _SCARCE:
        return _full(home, disk.free // MEGABYTE, disk.total // MEGABYTE)
    return None


def described(home: Path, error: BaseException) -> str:
    """An error in one line, with what to do where the disk is in the way."""
    said = str(error) if isinstance(error, HomeError) else f"{type(error).__name__}: {error}"
    wrong = None if isinstance(error, HomeError) else trouble(home, error)
    return f"{said}. {wrong.en}" if wrong else said


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _has(error: BaseException | None, numbers: set[int]) -> bool:
    return any(isinstance(each, OSError) and each.errno in numbers for each in _chain(error))


def _words(error: BaseException | None) -> str:
    return "\n".join(str(each) for each in _chain(error))


def _gone(home: Path) -> Trouble:
    return Trouble(
        nl=f"De map {home} is er niet meer, of er staat een andere. Zet haar terug (koppel de "
        "schijf weer aan); de volgende nacht gaat vanzelf verder.",
        en=f"The folder {home} is gone, or another stands in its place. Put it back (mount the "
        "disk again); the next night goes on by itself.",
    )


def _read_only(home: Path) -> Trouble:
    return Trouble(
        nl=f"In de map {home} kan niet worden geschreven. Koppel de schijf schrijfbaar aan, of "
        "wijs met TECHNIEKPACT_HOME een andere map aan.",
        en=f"The folder {home} can only be read. Mount its disk for writing, or name another "
        "folder in TECHNIEKPACT_HOME.",
    )


def _full(home: Path, free: int, total: int) -> Trouble:
    return Trouble(
        nl=f"Op de schijf van {home} is geen ruimte ({free} van {total} MB vrij). Maak ruimte, "
        "bijvoorbeeld met techniekpact releases prune; de volgende nacht gaat vanzelf verder.",
        en=f"There is no room on the disk of {home} ({free} of {total} MB free). Make room, for "
        "instance with techniekpact releases prune; the next night goes on by itself.",
    )
