"""Clients of StatLine that are measured, each run in a process of its own.

A client is a module with `fetch(job)`, which leaves Parquet in the job's folder. Some run in an
environment that lacks what ours has: nothing here but the client itself imports more than Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Job:
    """What a client is to fetch.

    url: base URL of the upstream.
    folder: where the result goes.
    catalog: folder with a catalog entry for the table; only ours needs one.
    """

    url: str
    table: str
    version: Literal["v4", "v3"]
    pages: int
    page_size: int
    folder: Path
    catalog: Path
