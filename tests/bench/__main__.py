"""`make bench`: run every benchmark and print its ratios."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench import audit, cbs_client, duo_reader

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        duo_reader.run(Path(folder))
        cbs_client.run(Path(folder))
        audit.run(Path(folder))
