"""OData v3: padded keys, measures as columns, blank and missing cells."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from sources import cbs
from sources.catalog import CbsContract, CbsDataset, read_catalog
from sources.cbs.draft import draft
from sources.client import Client
from sources.connector import Publishers
from sources.landing import Landing
from sources.upstream.replay import replay_v3
from sources.upstream.server import Upstream
from tests.sources.cbs.conftest import CATALOG, Fetch, cells, entry, whole

REAL = Path(__file__).parents[4] / "shared" / "data" / "cbs_statline_bq"
OLD = whole("cbs.80040ned")


def drafted(table: str, publishers: Publishers, folder: Path) -> CbsDataset:
    """The entry that `sources new` writes: every member, every measure."""
    with Client() as client:
        draft(table, publishers, client, folder)
    dataset = read_catalog(folder)[f"cbs.{table}"]
    assert isinstance(dataset, CbsDataset)
    return dataset


def test_a_v3_table_ends_in_the_same_form_as_a_v4_one(
    fetch: Fetch, landing: Landing, upstream: Upstream
) -> None:
    outcome = fetch(OLD)
    assert outcome.findings == [], "the catalog says that it is stopped"
    (manifest,) = outcome.new
    assert manifest.resource == "odata-v3"
    columns = [c for c, *_ in cells(landing, manifest, "describe cells")]
    assert columns == [
        *OLD.contract.dimensions,
        *("measure", "value", "text", "value_attribute", "unit", "decimals", "status"),
    ]
    padded = "select count(*) from cells where perioden <> trim(perioden) or regio <> trim(regio)"
    assert cells(landing, manifest, padded) == [(0,)]
    unknown = "select count(*) from cells anti join codes on codes.code = cells.measure"
    assert cells(landing, manifest, unknown) == [(0,)]
    upstream.requests.clear()
    assert fetch(OLD).new == []
    assert len(upstream.requests) == 1


def test_a_filter_uses_the_padded_key(fetch: Fetch, landing: Landing) -> None:
    narrowed = CATALOG["cbs.80040ned"]
    (manifest,) = fetch(narrowed).new
    everything = fetch(OLD).new[0]
    assert 0 < manifest.rows < everything.rows


def test_blank_cells_are_left_out_and_missing_ones_have_no_value(
    fetch: Fetch, landing: Landing, upstream: Upstream, publishers: Publishers, tmp_path: Path
) -> None:
    path = upstream.data / "cbs/v3/80040ned/TypedDataSet.ndjson"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    properties = json.loads((path.parent / "DataProperties.json").read_text(encoding="utf-8"))
    topics = [item["Key"] for item in properties if item["Type"] == "Topic"]
    values = [row[topic] for row in rows for topic in topics]
    blank, missing = values.count(None), values.count(".")
    given = len(values) - blank - missing
    assert blank
    assert missing
    (manifest,) = fetch(drafted("80040ned", publishers, tmp_path)).new
    assert cells(
        landing,
        manifest,
        "select count(*) filter (value is null and value_attribute = 'Missing'), "
        "count(*) filter (value is not null and value_attribute is null), count(*) from cells",
    ) == [(missing, given, missing + given)]


@pytest.mark.parametrize("version", ["auto", "v3"])
def test_auto_finds_a_table_that_exists_in_v3_only(fetch: Fetch, version: str) -> None:
    dataset = entry("cbs.80040ned", connector="cbs", table="80040ned", version=version)
    assert fetch(dataset).new[0].resource == "odata-v3"


def test_a_version_that_lacks_the_table_is_not_guessed(fetch: Fetch) -> None:
    dataset = entry("cbs.80040ned", connector="cbs", table="80040ned", version="v4")
    outcome = fetch(dataset)
    assert not outcome.reached
    assert "answered 404" in outcome.findings[0].message_en


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder with real answers is not here")
@pytest.mark.parametrize("table", ["45012NED", "83583NED", "84799NED"])
def test_real_answers_come_out_cell_by_cell(table: str, landing: Landing, tmp_path: Path) -> None:
    """Against the Parquet that was made of the same table elsewhere."""
    replay_v3(REAL / table, tmp_path / "real")
    with Upstream(tmp_path / "real", page_size_v3=10_000) as server:
        publishers = Publishers(
            cbs_v4=f"{server.url}/odata/v1",
            cbs_v3=server.url,
            duo=server.url,
            duo_legacy=server.url,
        )
        dataset = drafted(table, publishers, tmp_path)
        outcome = cbs.fetch(dataset, publishers, landing)
    assert outcome.new, outcome.findings
    (rows,) = (REAL / table).glob("*_TypedDataSet.parquet")
    contract: CbsContract = dataset.contract
    keys = {column: spec.names[0] for column, spec in contract.dimensions.items()}
    with duckdb.connect(":memory:") as db:
        topics = [
            (name, kind)
            for name, kind, *_ in db.execute(f"describe from read_parquet('{rows}')").fetchall()
            if name != "ID" and name not in keys.values()
        ]
        dims = ", ".join(f'trim("{name}") as {column}' for column, name in keys.items())
        values = ", ".join(f'trim("{name}"::varchar) as "{name}"' for name, _ in topics)
        listed = ", ".join(f'"{name}"' for name, _ in topics)
        db.execute(
            f"create table real as select * from (unpivot (select {dims}, {values} from "
            f"read_parquet('{rows}')) on {listed} into name measure value given) "
            "where given not in ('', '.')"
        )
        names = ", ".join(keys)
        db.execute(
            f"create table ours as select {names}, measure, coalesce(value::float::varchar, "
            f"trim(text)) as given from read_parquet('{landing.parquet(outcome.new[0])}') "
            "where value_attribute is null"
        )
        ((cells_there,),) = db.execute("select count(*) from real").fetchall()
        assert cells_there > 5_000
        for one, other in (("real", "ours"), ("ours", "real")):
            # Numbers may be written in two ways: 1.0 and 1.
            compared = (
                f"select {names}, measure, coalesce(try_cast(given as float)::varchar, given) "
                "from {}"
            )
            differ = db.execute(
                f"{compared.format(one)} except all {compared.format(other)} limit 3"
            ).fetchall()
            assert differ == []


def test_a_table_that_was_stopped_is_news_until_the_catalog_knows(fetch: Fetch) -> None:
    unaware = entry("cbs.80040ned", connector="cbs", table="80040ned", version="v3", stopped=False)
    assert [finding.kind for finding in fetch(unaware).findings] == ["table_stopped"]
