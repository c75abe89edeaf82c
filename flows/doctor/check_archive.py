"""The landing archive: every vintage is what its manifest says."""

from __future__ import annotations

import math
from collections.abc import Iterator

from flows.doctor.diagnosis import Diagnosis, well, wrong
from flows.doctor.machine import Machine
from sources.landing import Landing
from sources.verify import inspect

QUICK_BYTES = 4 * 10**9
"""Read by hash without `--full`: about 4 s; the newest vintages of a year are less."""
LISTED = 5


def check_archive(machine: Machine) -> Iterator[Diagnosis]:
    """A file of a vintage is gone or changed."""
    seen = inspect(machine.settings.archive_folder, math.inf if machine.full else QUICK_BYTES)
    if seen.damages:
        listed = [f"{damage.vintage}: {damage.what}" for damage in seen.damages[:LISTED]]
        more = len(seen.damages) - LISTED
        if more > 0:
            listed.append(f"+{more}")
        yield wrong("archive.damaged", count=len(seen.damages), listed="; ".join(listed))
        return
    found = f"{seen.vintages} vintages, {seen.hashed} files by hash"
    if seen.unhashed:
        # Rows of vintages that came before their hash was noted have none.
        how = "by number of rows" if machine.full else "by size or rows (--full hashes all)"
        found += f", {seen.unhashed} {how}"
    yield well("archive", found)


def check_looks(machine: Machine) -> Iterator[Diagnosis]:
    """What is kept of the last look at a publisher cannot be read."""
    landing = Landing(machine.settings.archive_folder)
    looks = sorted((machine.settings.archive_folder / "landing").glob("*/*/checks.json"))
    damaged = False
    for path in looks:
        source, dataset = path.parts[-3:-1]
        try:
            landing.checks(f"{source}.{dataset}")
        except (OSError, ValueError):
            damaged = True
            yield wrong("looks.damaged", f"landing/{source}/{dataset}/checks.json")
    if not damaged:
        yield well("looks", f"of {len(looks)} datasets")
