"""Many rows over many pages side by side: nothing lost, nothing twice, memory bounded."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from sources import cbs
from sources.catalog import CbsDataset, read_catalog
from sources.cbs.draft import draft
from sources.client import Client
from sources.connector import Publishers
from sources.landing import Landing
from sources.upstream.generated import GeneratedTable, Spacing
from sources.upstream.server import Upstream


@pytest.mark.parametrize("spacing", list(Spacing), ids=lambda spacing: spacing.name.lower())
@pytest.mark.parametrize(("version", "rows"), [("v4", 130_001), ("v3", 20_003)])
def test_sums_come_out_whatever_the_spacing(
    version: str, rows: int, spacing: Spacing, landing: Landing, tmp_path: Path
) -> None:
    table = GeneratedTable("90001NED", version, rows, spacing=spacing)  # type: ignore[arg-type]
    with (
        Upstream(tmp_path, page_size=10_000, page_size_v3=2_000, generated=[table]) as server,
        Client() as client,
    ):
        publishers = Publishers(
            cbs_v4=f"{server.url}/odata/v1",
            cbs_v3=server.url,
            duo=server.url,
            duo_legacy=server.url,
        )
        draft("90001NED", publishers, client, tmp_path)
        dataset = read_catalog(tmp_path)["cbs.90001NED"]
        assert isinstance(dataset, CbsDataset)
        outcome = cbs.fetch(dataset, publishers, landing)
    assert outcome.new, outcome.findings
    with duckdb.connect(":memory:") as db:
        found = db.execute(
            "select measure, count(value), sum(value) from "
            f"read_parquet('{landing.parquet(outcome.new[0])}') group by all"
        ).fetchall()
    expected = table.checksums()
    if version == "v4":
        (everything,) = expected.values()
        assert sum(count for _, count, _ in found) == everything.numbers
        assert sum(total or 0 for *_, total in found) == everything.total
    else:
        numbers = {measure: (count, total) for measure, count, total in found if count}
        assert numbers == {name: (sum_.numbers, sum_.total) for name, sum_ in expected.items()}
