"""A DUO file of a gigabyte comes out whole, within the memory that a small one takes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.duo_reader import GIGABYTE, generate, measure

pytestmark = pytest.mark.soak

MEGABYTES = int(os.environ.get("SOAK_MEGABYTES", GIGABYTE))
MOST_MB = 1000


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that is emptied at once: pytest would keep gigabytes of the last three runs."""
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.mark.timeout(1800)
def test_a_gigabyte_is_read_in_bounded_memory(folder: Path) -> None:
    if shutil.disk_usage(folder).free < 8 * MEGABYTES * 1_000_000:
        pytest.skip(f"{8 * MEGABYTES} MB of disk is needed")
    wide = generate(folder, MEGABYTES)
    target = folder / "out.parquet"
    bare = measure("duckdb, rows in any order", wide.utf8, target)
    ours = measure("ours", wide.cp1252, target)
    print(
        f"{wide.cp1252.stat().st_size / 1e6:.0f} MB: ours {ours.seconds:.1f} s, "
        f"{ours.peak_mb:.0f} MB; DuckDB bare {bare.seconds:.1f} s, {bare.peak_mb:.0f} MB; "
        f"{ours.seconds / bare.seconds:.2f} x"
    )
    assert (ours.rows, ours.total) == (bare.rows, bare.total)
    assert ours.peak_mb < MOST_MB
