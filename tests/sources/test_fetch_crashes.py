"""A dataset's turn under kill and power cut: the archive stays whole, and the next turn ends it."""

from __future__ import annotations

import shutil
import time
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from sources.catalog import read_catalog
from sources.cbs.rows import decompress
from sources.connector import Publishers
from sources.ingest import fetch
from sources.landing import Landing, Manifest, hash_file
from sources.upstream.server import Upstream
from tests.crashes import Death, deaths

CATALOG = read_catalog()
TODAY = date(2025, 3, 31)
SMALL = ("cbs.80472ned", "duo.vo_locations", "partners.vhto")


def held(landing: Landing, dataset_id: str, scratch: Path) -> dict[str, Any]:
    """Every vintage with its rows; each original is looked at, each row is read."""
    return {
        f"{manifest.resource} {manifest.vintage_id}": _rows(landing, manifest, scratch)
        for manifest in landing.vintages(dataset_id)
    }


def _rows(landing: Landing, manifest: Manifest, scratch: Path) -> Any:
    for original in manifest.originals:
        path = landing.parquet(manifest).parent / original.name
        if original.compression:
            path = decompress(Path(shutil.copy(path, scratch)))
        assert (path.stat().st_size, hash_file(path)) == (original.size, original.sha256)
    rows = pyarrow.parquet.read_table(landing.parquet(manifest))
    assert rows.num_rows == manifest.rows
    # Large tables are written side by side, in any order.
    return rows.sort_by([(name, "ascending") for name in rows.column_names])


def dies_everywhere(
    dataset_id: str,
    death: Death,
    publishers: Publishers,
    upstream: Upstream,
    folder: Path,
    *,
    every: int = 1,
    first: int = 1,
) -> int:
    """Have one turn die at its steps, each time from nothing; how many times it did."""
    dataset = CATALOG[dataset_id]
    inbox = upstream.data / "inbox"
    home, scratch = folder / "home", folder / "scratch"
    scratch.mkdir()
    landing = Landing(home)

    def turn() -> None:
        outcome = fetch(dataset, publishers, landing, inbox, TODAY)
        assert outcome.findings == []

    turn()
    undisturbed = held(landing, dataset_id, scratch)
    resources = set(landing.checks(dataset_id))
    assert undisturbed
    shutil.rmtree(home)
    home.mkdir()
    died = 0
    for step in deaths(turn, home, death, every=every, first=first):
        left = held(landing, dataset_id, scratch)
        assert left.items() <= undisturbed.items(), step
        turn()
        assert held(landing, dataset_id, scratch) == undisturbed, step
        assert set(landing.checks(dataset_id)) == resources
        assert list((home / "landing" / ".incoming").iterdir()) == []
        shutil.rmtree(home)
        home.mkdir()
        died += 1
    return died


@pytest.mark.parametrize(("death", "first"), [("kill", 2), ("power cut", 4)])
@pytest.mark.parametrize("dataset_id", SMALL)
def test_a_turn_that_dies_leaves_whole_vintages_and_the_next_ends_it(
    dataset_id: str,
    death: Death,
    first: int,
    publishers: Publishers,
    upstream: Upstream,
    tmp_path: Path,
) -> None:
    dies_everywhere(dataset_id, death, publishers, upstream, tmp_path, every=5, first=first)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("death", ["kill", "power cut"])
@pytest.mark.parametrize("dataset_id", [*SMALL, "cbs.85353NED", "duo.vo_pupils"])
def test_a_turn_may_die_at_any_step(
    dataset_id: str, death: Death, publishers: Publishers, upstream: Upstream, tmp_path: Path
) -> None:
    began = time.monotonic()
    died = dies_everywhere(dataset_id, death, publishers, upstream, tmp_path)
    seconds = time.monotonic() - began
    print(
        f"\n{dataset_id}: {death} at each of {died} steps, ended by the next turn; {seconds:.0f} s"
    )
