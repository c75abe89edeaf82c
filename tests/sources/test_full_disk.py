"""A dataset's turn on a disk that fills up: an error that says so, and the next turn ends it."""

from __future__ import annotations

import errno
from datetime import date
from pathlib import Path

import pytest

from sources.catalog import read_catalog
from sources.connector import Publishers
from sources.ingest import fetch
from sources.landing import Landing
from sources.upstream.server import Upstream
from tests.disk import MakeDisk, disk  # noqa: F401
from tests.sources.test_fetch_crashes import held

CATALOG = read_catalog()
TODAY = date(2025, 3, 31)
KILOBYTE = 1024


@pytest.mark.parametrize("dataset_id", ["cbs.85276NED", "duo.vo_locations", "partners.vhto"])
def test_a_disk_that_fills_up_costs_no_data(
    dataset_id: str,
    publishers: Publishers,
    upstream: Upstream,
    disk: MakeDisk,  # noqa: F811
    tmp_path: Path,
) -> None:
    small = disk(8)
    home, dataset = small.folder / "home", CATALOG[dataset_id]
    landing, inbox = Landing(home), upstream.data / "inbox"
    home.mkdir()
    (tmp_path / "scratch").mkdir()

    def turn() -> int | None:
        """What the system said; None where the turn came to its end."""
        try:
            outcome = fetch(dataset, publishers, landing, inbox, TODAY)
        except OSError as error:
            return error.errno
        assert outcome.findings == []
        return None

    said = set()
    for free in (0, 4, 12, 20, 28, 40, 60, 90, 140, 200, 300, 450, 700, 1000, 2000):
        small.leave(free * KILOBYTE)
        said.add(turn())
        assert all(check.refused is None for check in landing.checks(dataset_id).values())
        held(landing, dataset_id, tmp_path / "scratch")
    assert said == {errno.ENOSPC, None}
    assert held(landing, dataset_id, tmp_path / "scratch")
