"""Pages of an observations file, without holding the table in memory.

A file is ndjson, one observation a line. Its line offsets are remembered until it changes, so a
page costs one seek and one read, and only a filter has to look into the lines.
"""

from __future__ import annotations

import json
import threading
from array import array
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sources.upstream.odata_filter import Condition


@dataclass(frozen=True)
class Page:
    """Observations of one page as JSON texts, and whether more follow."""

    lines: Sequence[bytes]
    more: bool


@dataclass(frozen=True)
class Selection:
    """Which observations, and which of their keys: the options of one request."""

    skip: int = 0
    size: int = 0
    columns: tuple[str, ...] = ()
    condition: Condition | None = None


@dataclass(frozen=True)
class _Index:
    stamp: tuple[int, int]
    offsets: array[int]


@dataclass
class ObservationFiles:
    """The observation files served, each with its line index."""

    _indexes: dict[Path, _Index] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self, path: Path, selection: Selection) -> Page:
        """Read `selection.size` observations after the first `selection.skip`.

        Raises:
            OSError: the file cannot be read.
        """
        if selection.condition is None:
            page = self._slice(path, selection.skip, selection.size)
        else:
            page = _search(path, selection, selection.condition)
        if not selection.columns:
            return page
        return Page([_project(line, selection.columns) for line in page.lines], page.more)

    def _slice(self, path: Path, skip: int, size: int) -> Page:
        offsets = self._index(path).offsets
        total = len(offsets) - 1
        first, last = min(skip, total), min(skip + size, total)
        with path.open("rb") as file:
            file.seek(offsets[first])
            lines = file.read(offsets[last] - offsets[first]).splitlines()
        return Page(lines, last < total)

    def _index(self, path: Path) -> _Index:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        with self._lock:
            known = self._indexes.get(path)
            if known is None or known.stamp != stamp:
                offsets = array("Q", [0])
                with path.open("rb") as file:
                    for line in file:
                        offsets.append(offsets[-1] + len(line))
                known = self._indexes[path] = _Index(stamp, offsets)
        return known


def _search(path: Path, selection: Selection, condition: Condition) -> Page:
    def matching() -> Generator[bytes]:
        with path.open("rb") as file:
            for line in file:
                if condition(json.loads(line)):
                    yield line.rstrip(b"\r\n")

    lines = matching()
    # One more than the page, to learn whether a next page exists.
    found = list(islice(lines, selection.skip, selection.skip + selection.size + 1))
    lines.close()
    return Page(found[: selection.size], len(found) > selection.size)


def _project(line: bytes, columns: Sequence[str]) -> bytes:
    row = json.loads(line)
    kept = {name: row[name] for name in columns if name in row}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
