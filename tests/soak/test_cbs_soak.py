"""A table of any size comes in whole, within the memory that a small one takes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import duckdb
import pytest

from sources.cbs.draft import draft
from sources.client import Client
from tests.bench.clients import Job
from tests.bench.clients.ours import publishers
from tests.bench.stand_in import PAGE_SIZES, ROOT, TableSpec, stand_in

pytestmark = pytest.mark.soak

ROWS = int(os.environ.get("SOAK_ROWS", "50_000_000"))
HUGE = TableSpec("70003GEN", "v4", ROWS)
LARGE = TableSpec("70004GEN", "v4", min(ROWS, 5_000_000))
MOST_MB = 500
# Of disk: pages before they are read, their compression and the tidy rows, each with a margin.
BYTES_A_ROW = 400


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that is emptied at once: pytest would keep gigabytes of the last three runs."""
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


def need_disk(folder: Path, table: TableSpec) -> None:
    needed, free = table.rows * BYTES_A_ROW, shutil.disk_usage(folder).free
    if free < needed:
        pytest.skip(f"{needed / 1e9:.0f} GB of disk is needed, {free / 1e9:.0f} GB is free")


def job_for(url: str, table: TableSpec, folder: Path) -> Job:
    catalog = folder / "catalog"
    catalog.mkdir()
    with Client() as client:
        draft(table.identifier, publishers(url), client, catalog)
    return Job(
        url=url,
        table=table.identifier,
        version=table.version,
        pages=table.pages,
        page_size=PAGE_SIZES[table.version],
        folder=folder / "home",
        catalog=catalog,
    )


def start(job: Job) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.bench.clients", "ours"]
    return subprocess.Popen(
        [*command, json.dumps(asdict(job), default=str)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> dict[str, float]:
    with process:
        try:
            output, _ = process.communicate()
        finally:
            process.kill()
    assert process.returncode == 0
    taken: dict[str, float] = json.loads(output.strip().splitlines()[-1])
    return taken


def assert_whole(job: Job, table: TableSpec) -> None:
    (parquet,) = job.folder.glob("landing/**/data.parquet")
    (manifest,) = job.folder.glob("landing/**/manifest.json")
    assert json.loads(manifest.read_text(encoding="utf-8"))["rows"] == table.rows
    with duckdb.connect(":memory:") as db:
        # Sums of halves below 2**52, and so exact in any order.
        rows, numbers, total = db.execute(
            "select count(*), count(value), sum(value) from read_parquet($1)", [str(parquet)]
        ).fetchall()[0]
    checksum = table.table().checksums()["Value"]
    assert (rows, numbers, total) == (table.rows, checksum.numbers, checksum.total)


@pytest.mark.timeout(3600)
def test_a_huge_table_comes_in_whole_within_bounded_memory(folder: Path) -> None:
    need_disk(folder, HUGE)
    with stand_in([HUGE]) as url:
        job = job_for(url, HUGE, folder)
        taken = finish(start(job))
    assert_whole(job, HUGE)
    print(f"{HUGE.rows:,} observations: {taken}")
    assert taken["peak_mb"] < MOST_MB


@pytest.mark.timeout(1200)
def test_a_run_that_was_killed_is_resumed_by_the_next(folder: Path) -> None:
    need_disk(folder, LARGE)
    with stand_in([LARGE]) as url:
        job = job_for(url, LARGE, folder)
        first = start(job)
        with first:
            pages = await_pages(job, LARGE.pages // 3, first)
            # Not a polite end: as when the machine goes down.
            first.send_signal(signal.SIGKILL)
        assert first.returncode == -signal.SIGKILL
        assert not list(job.folder.glob("landing/**/data.parquet"))
        kept = {path.name: path.stat().st_mtime_ns for path in pages}
        taken = finish(start(job))
    (manifest,) = job.folder.glob("landing/cbs/*/*/manifest.json")
    for name, written in kept.items():
        # Written once: the second run did not fetch it again.
        assert (manifest.parent / name).stat().st_mtime_ns == written
    assert taken["peak_mb"] < MOST_MB
    assert_whole(job, LARGE)


def await_pages(job: Job, number: int, process: subprocess.Popen[str]) -> list[Path]:
    """The pages that are whole, as soon as there are so many."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        for state in job.folder.glob("landing/.incoming/*/.pages.json"):
            pages = json.loads(state.read_text(encoding="utf-8"))["pages"].values()
            if len(pages) >= number:
                return [state.with_name(page["original"]["name"]) for page in pages]
        time.sleep(0.02)
    raise AssertionError(f"no {number} pages arrived while it ran")
