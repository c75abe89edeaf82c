"""What a run shows while it works: a spinner on a terminal, plain lines elsewhere, times kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from expectations.night import StageTiming


class Progress:
    """Times the stages of a night and says which one is under way."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.timings: list[StageTiming] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage, also when it fails."""
        started = time.monotonic()
        with self._console.status(f"{name} …"):
            try:
                yield
            finally:
                seconds = time.monotonic() - started
                self.timings.append(StageTiming(name=name, seconds=seconds))
        self._console.print(f"{name:<8} {seconds:6.1f} s", highlight=False)
