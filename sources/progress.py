"""How a long download tells how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is told of a download; safe to call from several threads."""

    def begin(self, rows: int, done: int) -> None:
        """So many rows are expected, of which so many are there from an earlier run."""

    def advance(self, rows: int, size: int) -> None:
        """So many rows more arrived, in so many bytes."""


class Silent:
    """Nobody listens."""

    def begin(self, rows: int, done: int) -> None:
        """See `Progress`."""

    def advance(self, rows: int, size: int) -> None:
        """See `Progress`."""
