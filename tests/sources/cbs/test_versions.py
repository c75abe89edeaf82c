"""One table in both versions of OData: the same cells, whatever the codes are called."""

from __future__ import annotations

import pytest

from sources import cbs
from sources.catalog import CbsDataset
from sources.connector import Publishers
from sources.landing import Landing, Manifest
from tests.sources.cbs.conftest import CATALOG, cells, entry

TABLES = [
    dataset
    for dataset in CATALOG
    if isinstance(dataset, CbsDataset) and dataset.fetch.version == "v4"
]


def in_titles(landing: Landing, manifest: Manifest, dataset: CbsDataset) -> list[object]:
    """Cells with titles in place of codes, sorted."""
    names = [*dataset.contract.dimensions, "measure"]
    titles = ", ".join(f"{name}.title" for name in names)
    joins = " ".join(
        f"left join codes as {name} on {name}.dimension = '{name}' and {name}.code = cells.{name}"
        for name in names
    )
    return cells(  # type: ignore[return-value]
        landing,
        manifest,
        f"select {titles}, cells.value, cells.value_attribute, cells.unit, cells.decimals, "
        f"cells.status from cells {joins} order by all",
    )


@pytest.mark.parametrize("dataset", TABLES, ids=lambda dataset: dataset.name)
def test_both_versions_give_the_same_cells(
    dataset: CbsDataset, publishers: Publishers, landing: Landing
) -> None:
    found = []
    for version in ("v4", "v3"):
        one = entry(dataset.id, connector="cbs", table=dataset.fetch.table, version=version)
        outcome = cbs.fetch(one, publishers, landing)
        assert outcome.findings == []
        (manifest,) = outcome.new
        assert manifest.resource == f"odata-{version}"
        found.append((manifest.rows, in_titles(landing, manifest, one)))
    assert found[0][0] > 100
    assert found[0] == found[1]
