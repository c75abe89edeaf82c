"""Run one client on one job and print what it took, as JSON on the last line."""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from pathlib import Path

from tests.bench.clients import Job

_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _peak_mb() -> float:
    """The most memory that this process held, or one that it started.

    Where Linux tells it, not by `getrusage`: that starts at what the process that started us held.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        return max(int(peak), children) / 1024
    # Bytes on macOS.
    peaks = (resource.getrusage(who).ru_maxrss for who in _WHO)
    return max(peaks) / (1 << 20)


def _main(name: str, content: str) -> None:
    fields = json.loads(content)
    job = Job(**fields | {key: Path(fields[key]) for key in ("folder", "catalog")})
    started = time.perf_counter()
    client = importlib.import_module(f"{__package__}.{name}")
    imported = time.perf_counter()
    client.fetch(job)
    ended = time.perf_counter()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    taken = {
        "import_seconds": imported - started,
        "seconds": ended - imported,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_mb": _peak_mb(),
    }
    print(json.dumps(taken), flush=True)


_main(*sys.argv[1:])
