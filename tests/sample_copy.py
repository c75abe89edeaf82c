"""Copies of the sample for tests that change some of its files, without copying its 70 MB."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def linked(sample: Path, target: Path) -> Path:
    """A copy whose files are those of the sample: `own` one before you change it."""
    return Path(shutil.copytree(sample, target, copy_function=os.link))


def own(path: Path) -> Path:
    """Make a file of a linked copy one of its own, that may be changed."""
    copy = path.with_name(f".{path.name}")
    shutil.copy2(path, copy)
    return copy.replace(path)


def state(sample: Path) -> dict[Path, tuple[int, int, int]]:
    """What shows that a file of the sample was changed."""
    found = ((path, path.stat()) for path in sample.rglob("*") if path.is_file())
    return {path: (seen.st_size, seen.st_mtime_ns, seen.st_mode) for path, seen in found}
