"""Looking at a whole home: what readers have, what the archive holds, and what should not be."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import duckdb
import pyarrow.parquet

from flows.releases import Releases
from sources.catalog import read_catalog
from sources.cbs.rows import decompress
from sources.landing import Landing, Manifest, hash_file

FIGURES = """
select
    indicator_id, period, region_level, region_code, gender, education_level, definition_version,
    numerator, denominator, value, value_low, value_high, is_estimate, status
from marts.indicator_values
order by all
"""


def current_is_whole(home: Path) -> str | None:
    """The id of the current release, having looked at its files and tables; None without."""
    releases = Releases(home)
    manifest = releases.current()
    if manifest is None:
        return None
    assert releases.verify(manifest.release_id) == []
    assert releases.database().samefile(home / "warehouse.duckdb")
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as db:
        told = db.execute("select release_id from meta.release").fetchall()
        assert told == [(manifest.release_id,)]
        db.execute("select count(*) from marts.indicator_values").fetchall()
    return manifest.release_id


def figures(home: Path) -> str:
    """A hash of the figures that readers have."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as db:
        rows = db.execute(FIGURES).fetchall()
    assert rows
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def archive_is_whole(home: Path) -> int:
    """How many vintages there are, having looked at every original and every table of rows."""
    landing = Landing(home)
    vintages = [manifest for dataset in read_catalog() for manifest in landing.vintages(dataset.id)]
    with tempfile.TemporaryDirectory() as scratch:
        for manifest in vintages:
            _is_whole(landing, manifest, Path(scratch))
    folders = {path.parent for path in (home / "landing").glob("*/*/*/*") if path.parent.is_dir()}
    assert len(folders) == len(vintages), "every folder is a vintage"
    return len(vintages)


def _is_whole(landing: Landing, manifest: Manifest, scratch: Path) -> None:
    rows = pyarrow.parquet.read_metadata(landing.parquet(manifest)).num_rows
    assert rows == manifest.rows
    for original in manifest.originals:
        path = landing.parquet(manifest).parent / original.name
        if original.compression:
            path = decompress(Path(shutil.copy(path, scratch)))
        assert (path.stat().st_size, hash_file(path)) == (original.size, original.sha256)


def nothing_is_left(home: Path) -> None:
    """No scratch, half release or journal stayed behind."""
    assert list((home / "landing" / ".incoming").glob("*")) == []
    assert list((home / "releases").glob(".*")) == []
    assert list((home / "logs").glob("night-*")) == []


def processes_of(home: Path) -> list[str]:
    """The processes that work for a home."""
    found = []
    mark = f"TECHNIEKPACT_HOME={home}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0") and _lives(folder):
                found.append((folder / "cmdline").read_text().replace("\0", " "))
    return found


def _lives(process: Path) -> bool:
    return int(process.name) != os.getpid() and ") Z " not in (process / "stat").read_text()
