"""What a run shows while it works: live lines on a terminal, plain ones elsewhere; times kept."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from rich.console import Console
from rich.progress import (
    BarColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars

from expectations.night import StageTiming
from sources.progress import Progress as Listener

logger = logging.getLogger(__name__)

_MANY = 1_000_000
"""Rows of a table that is announced before it is there."""


class Progress:
    """Times the stages of a night, says which one is under way, and how far downloads are."""

    def __init__(self, console: Console, begins: Callable[[str], None] = lambda _: None) -> None:
        self._console = console
        self._begins = begins
        self._bars: Bars | None = None
        self.timings: list[StageTiming] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage, also when it fails; whoever wants to know is told that it begins."""
        self._begins(name)
        logger.info("%s begins", name)
        started = time.monotonic()
        with self.live():
            if self._bars:
                self._bars.add_task(name, total=None, seen="")
            try:
                yield
            finally:
                seconds = time.monotonic() - started
                self.timings.append(StageTiming(name=name, seconds=seconds))
                logger.info("%s ends", name, extra={"seconds": round(seconds, 3)})
        self._console.print(f"{name:<8} {seconds:6.1f} s", highlight=False)

    @contextmanager
    def live(self) -> Iterator[None]:
        """Show bars as long as this lasts, on a terminal."""
        if not self._console.is_terminal:
            yield
            return
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[seen]}"),
            TimeRemainingColumn(),
        )
        with Bars(*columns, console=self._console, transient=True) as self._bars:
            try:
                yield
            finally:
                self._bars = None

    def table(self, name: str) -> Listener:
        """Whom the download of a table tells how far it is."""
        return _Bar(name, self._bars) if self._bars else _Lines(name, self._console)


class _Bar:
    """A bar on a terminal, as long as the table is on its way: rows, bytes, rate, time left."""

    def __init__(self, name: str, bars: Bars) -> None:
        self._name = name
        self._bars = bars
        self._lock = Lock()
        self._task: TaskID | None = None

    def begin(self, rows: int, done: int) -> None:
        self._started = time.monotonic()
        self._bytes, self._done, self._rows = 0, done, rows
        self._task = self._bars.add_task(self._name, total=rows, completed=done, seen="")

    def advance(self, rows: int, size: int) -> None:
        if self._task is None:
            return
        with self._lock:
            self._bytes += size
            self._done += rows
            rate = self._bytes / max(time.monotonic() - self._started, 0.001)
            seen = (
                f"{self._done:,} of {self._rows:,} rows, {self._bytes / 1e6:.1f} MB, "
                f"{rate / 1e6:.1f} MB/s"
            )
            # A table that is there makes room for the others.
            on_its_way = self._done < self._rows
            self._bars.update(self._task, completed=self._done, seen=seen, visible=on_its_way)


class _Lines:
    """A line when a table is done; one when it begins too, where that takes a while."""

    def __init__(self, name: str, console: Console) -> None:
        self._name = name
        self._console = console
        self._lock = Lock()
        self._rows = 0
        self._left = 0
        self._bytes = 0

    def begin(self, rows: int, done: int) -> None:
        self._rows, self._left = rows, rows - done
        if done or rows >= _MANY:
            resumed = f", {done:,} of them from an earlier run" if done else ""
            self._console.print(f"{self._name}: {rows:,} rows to fetch{resumed}", highlight=False)

    def advance(self, rows: int, size: int) -> None:
        with self._lock:
            self._left -= rows
            self._bytes += size
            done = self._left <= 0
        if done:
            text = f"{self._name}: {self._rows:,} rows, {self._bytes / 1e6:.1f} MB"
            self._console.print(text, highlight=False)
