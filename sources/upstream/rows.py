"""Pages of a file of rows, without holding the table in memory.

A file is ndjson, one row a line. Its line offsets are remembered until it changes, so a page costs
one seek and one read, and only a filter has to look into the lines.
"""

from __future__ import annotations

import json
import threading
from array import array
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sources.upstream.odata_filter import Condition


@dataclass(frozen=True)
class Page:
    """The rows of one page as JSON objects with commas in between, and whether more follow."""

    text: bytes
    more: bool


@dataclass(frozen=True)
class Selection:
    """Which rows, and which of their keys: the options of one request."""

    skip: int = 0
    size: int = 0
    columns: tuple[str, ...] = ()
    condition: Condition | None = None


@dataclass(frozen=True)
class _Index:
    stamp: tuple[int, int]
    offsets: array[int]


@dataclass
class RowFiles:
    """The files of rows served, each with its line index."""

    _indexes: dict[Path, _Index] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self, path: Path, selection: Selection) -> Page:
        """Read `selection.size` rows after the first `selection.skip`.

        Raises:
            OSError: the file cannot be read.
        """
        if selection.condition is None:
            lines, more = self._slice(path, selection.skip, selection.size)
        else:
            lines, more = _search(path, selection, selection.condition)
        if selection.columns:
            lines = [encode(project(json.loads(line), selection.columns)) for line in lines]
        return Page(b",\n".join(lines), more)

    def count(self, path: Path, condition: Condition | None) -> int:
        """Number of rows that meet `condition`, or of all.

        Raises:
            OSError: the file cannot be read.
        """
        if condition is None:
            return len(self._index(path).offsets) - 1
        return sum(1 for _ in _matching(path, condition))

    def _slice(self, path: Path, skip: int, size: int) -> tuple[Sequence[bytes], bool]:
        offsets = self._index(path).offsets
        total = len(offsets) - 1
        first, last = min(skip, total), min(skip + size, total)
        with path.open("rb") as file:
            file.seek(offsets[first])
            lines = file.read(offsets[last] - offsets[first]).splitlines()
        return lines, last < total

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


def project(row: Mapping[str, object], columns: Sequence[str]) -> dict[str, object]:
    """The keys of a row that `$select` asks for, in its order."""
    return {name: row[name] for name in columns if name in row}


def encode(row: Mapping[str, object]) -> bytes:
    """A row as compact JSON."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def _search(path: Path, selection: Selection, condition: Condition) -> tuple[Sequence[bytes], bool]:
    lines = _matching(path, condition)
    # One more than the page, to learn whether a next page exists.
    found = list(islice(lines, selection.skip, selection.skip + selection.size + 1))
    lines.close()
    return found[: selection.size], len(found) > selection.size


def _matching(path: Path, condition: Condition) -> Generator[bytes]:
    with path.open("rb") as file:
        for line in file:
            if condition(json.loads(line)):
                yield line.rstrip(b"\r\n")
