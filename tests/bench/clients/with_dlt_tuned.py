"""dlt with the settings that made it fastest here: no gzip in between, two processes that read."""

from __future__ import annotations

import os

from tests.bench.clients import Job, with_dlt


def fetch(job: Job) -> None:
    """Run the same pipeline."""
    os.environ["DATA_WRITER__DISABLE_COMPRESSION"] = "true"
    os.environ["NORMALIZE__WORKERS"] = "2"
    # A file is what a process takes.
    os.environ["SOURCES__DATA_WRITER__FILE_MAX_ITEMS"] = "100000"
    with_dlt.fetch(job)
