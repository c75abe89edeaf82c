"""What the command prints on: styled on a terminal; plain, whole lines elsewhere."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.table import Table

# Nothing is folded or cut where a program reads; a table is as wide as its content.
UNFOLDED = 4000


def console(stream: TextIO) -> Console:
    """A console on a stream, such as `sys.stdout`."""
    return Console(file=stream, width=None if stream.isatty() else UNFOLDED)


def show(table: Table, where: Console) -> None:
    """Print a table, with lines around it on a terminal only."""
    if not where.is_terminal:
        table.box = None
    where.print(table)
