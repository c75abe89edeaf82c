"""Files and folders that a command makes where its user says: new ones only."""

from __future__ import annotations

from pathlib import Path


class OutputError(OSError):
    """Nothing can be made there; the message says why."""


def check_new(output: Path) -> None:
    """See that something can be made there, and nothing is overwritten.

    Raises:
        OutputError: it cannot.
    """
    if output.exists() or output.is_symlink():
        raise OutputError(f"{output} exists already; choose another name")
    if not output.parent.is_dir():
        raise OutputError(f"{output}: there is no folder {output.parent}")
