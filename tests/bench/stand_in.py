"""The bundled upstream in a process of its own: it and a client share no interpreter.

Run as a module it serves generated tables, prints its address, and ends with its standard input:
it cannot outlive whoever started it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from sources.upstream.generated import GeneratedTable
from sources.upstream.server import Upstream

ROOT = Path(__file__).parents[2]
PAGE_SIZES = {"v4": 100_000, "v3": 10_000}
_GRACE = 20


@dataclass(frozen=True)
class TableSpec:
    """A generated table.

    keep: the server remembers what it answered, so that its own work is not measured.
    """

    identifier: str
    version: Literal["v4", "v3"]
    rows: int
    keep: bool = False

    @property
    def pages(self) -> int:
        """Number of pages."""
        return -(-self.rows // PAGE_SIZES[self.version])

    def table(self) -> GeneratedTable:
        """The table itself."""
        return GeneratedTable(self.identifier, self.version, self.rows, keep=self.keep)


@contextmanager
def stand_in(tables: Sequence[TableSpec], latency: float = 0.0) -> Iterator[str]:
    """Serve `tables` on a free port of loopback; gives the base URL."""
    wanted = json.dumps({"tables": [asdict(table) for table in tables], "latency": latency})
    process = subprocess.Popen(
        [sys.executable, "-m", __name__, wanted],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout
            url = process.stdout.readline().strip()
            if not url:
                raise RuntimeError("the stand-in did not start; its error is above")
            yield url
        finally:
            assert process.stdin
            process.stdin.close()
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()


def _serve(wanted: dict[str, Any]) -> None:
    tables = [TableSpec(**table).table() for table in wanted["tables"]]
    with (
        tempfile.TemporaryDirectory() as folder,
        Upstream(
            Path(folder),
            page_size=PAGE_SIZES["v4"],
            page_size_v3=PAGE_SIZES["v3"],
            generated=tables,
            latency=wanted["latency"],
        ) as upstream,
    ):
        print(upstream.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    _serve(json.loads(sys.argv[1]))
