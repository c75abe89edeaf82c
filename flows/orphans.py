"""What a night started and did not live to end: Prefect's server, dbt."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_MARK = "TECHNIEKPACT_NIGHT"


def marked(run_id: str) -> Mapping[str, str]:
    """An environment that says which night a process, and all that it starts, belongs to."""
    return os.environ | {_MARK: run_id}


def end_orphans(run_id: str) -> None:
    """End what belongs to a night that is dead, where the system can tell (Linux)."""
    mark = f"{_MARK}={run_id}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        # It may have ended meanwhile, or be somebody else's.
        with suppress(OSError):
            if mark in (process / "environ").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGTERM)
