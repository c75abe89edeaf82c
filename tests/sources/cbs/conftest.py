from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from sources import cbs
from sources.catalog import CbsDataset, read_catalog
from sources.client import Client, Limits
from sources.connector import Outcome, Publishers
from sources.landing import Landing, Manifest
from sources.upstream.server import Upstream
from tests.sample_copy import linked, own

IMPATIENT = Limits(connect=5, read=5, total=6, attempts=3, first_wait=0.01, longest_wait=0.2)
CATALOG = read_catalog()

Fetch = Callable[..., Outcome]


def impatient() -> Client:
    return Client(IMPATIENT)


@pytest.fixture
def upstream(sample: Path, tmp_path: Path) -> Iterator[Upstream]:
    """The sample with small pages: table 85421NED takes eight."""
    data = linked(sample, tmp_path / "upstream")
    with Upstream(data, page_size=2_000, page_size_v3=1_000) as server:
        yield server


@pytest.fixture
def fetch(publishers: Publishers, landing: Landing) -> Fetch:
    def run(dataset: CbsDataset) -> Outcome:
        return cbs.fetch(dataset, publishers, landing, impatient)

    return run


def entry(dataset_id: str, **changes: object) -> CbsDataset:
    """A dataset of the catalog, with other keys in its `fetch` or `contract`."""
    dataset = CATALOG[dataset_id]
    assert isinstance(dataset, CbsDataset)
    parts = dataset.model_dump()
    for where in ("fetch", "contract"):
        parts[where] |= {k: v for k, v in changes.items() if k in parts[where]}
    return CbsDataset.model_validate(parts)


def whole(dataset_id: str) -> CbsDataset:
    """A dataset of the catalog that fetches every member of every dimension."""
    dataset = CATALOG[dataset_id]
    assert isinstance(dataset, CbsDataset)
    dimensions = {
        column: spec.model_copy(update={"members": (), "codes": (), "uses": ()})
        for column, spec in dataset.contract.dimensions.items()
    }
    return entry(dataset_id, dimensions={c: s.model_dump() for c, s in dimensions.items()})


def cells(landing: Landing, manifest: Manifest, sql: str) -> list[tuple[object, ...]]:
    """Query the tidy rows of a vintage as `cells`, and its code lists as `codes`."""
    with duckdb.connect(":memory:") as db:
        for name, path in (
            ("cells", landing.parquet(manifest)),
            ("codes", landing.parquet(manifest).with_name("codes.parquet")),
        ):
            db.execute(f"create view {name} as from read_parquet('{path}')")
        return db.execute(sql).fetchall()


def edit_json(path: Path, change: Callable[[object], None]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    own(path).write_text(json.dumps(content), encoding="utf-8")


def touch(upstream: Upstream, table: str, moment: str = "2025-05-01T02:00:00+01:00") -> None:
    """The publisher says that it changed the table."""

    def later(properties: object) -> None:
        assert isinstance(properties, dict)
        properties["Modified"] = properties["ObservationsModified"] = moment

    edit_json(upstream.data / "cbs" / "v4" / table / "Properties.json", later)
