"""A small disk of its own for a test, that can be filled, made read-only, and taken away."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_BLOCK = 4096


class Disk:
    """A file system in memory, mounted on a folder."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self._size = f"size={megabytes}m"
        self._ballast = folder / "ballast"
        self.mount()

    def mount(self) -> None:
        _run("mount", "-t", "tmpfs", "-o", self._size, "tmpfs", self.folder)

    def unmount(self) -> None:
        """Take it away, also from those who have files open on it."""
        _run("umount", "--lazy", self.folder)

    def leave(self, free: int) -> None:
        """Fill it until so many bytes are free."""
        self.clear()
        left = shutil.disk_usage(self.folder).free - free
        with self._ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(left // _BLOCK * _BLOCK, 1))

    def clear(self) -> None:
        """Make room again."""
        self._ballast.unlink(missing_ok=True)

    def only_reading(self) -> None:
        _run("mount", "-o", "remount,ro", self.folder)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, timeout=30)


MakeDisk = Callable[[int], Disk]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[MakeDisk]:
    """Makes a disk of so many megabytes; it is gone after the test."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    disks: list[Disk] = []

    def make(megabytes: int) -> Disk:
        disks.append(Disk(tmp_path / f"disk{len(disks)}", megabytes))
        return disks[-1]

    yield make
    for each in disks:
        if each.folder.is_mount():
            each.unmount()
