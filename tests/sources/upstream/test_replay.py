from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow.parquet
import pytest
import requests

from sources.upstream.replay import ReplayError, replay_v3
from sources.upstream.server import Upstream

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "cbs_statline_bq"
TABLES = ["45012NED", "83583NED", "84799NED"]
needs_real = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real v3 answers (../shared/data/cbs_statline_bq) are not here"
)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A table as statline-bq stores it, without its dimension lists."""
    folder = tmp_path / "12345NED"
    folder.mkdir()
    rows = (
        "(1, 'GM0003    ', '2023JJ00', 0.1::float, null::int, '.'), "
        "(0, 'NL01      ', '2023JJ00', 7888.2::float, 5, 'it''s')"
    )
    properties = (
        "('Cbs.OData.GeoDimension', 0, 'GeoDimension', 'RegioS', null), "
        "('Cbs.OData.TimeDimension', 1, 'TimeDimension', 'Perioden', null), "
        "('Cbs.OData.Topic', 2, 'Topic', 'k_1ste_1', 'Float'), "
        "('Cbs.OData.Topic', 3, 'Topic', 'Tweede_2', 'Long'), "
        "('Cbs.OData.Topic', 4, 'Topic', 'Tekst_3', 'String')"
    )
    columns = {
        "TypedDataSet": (rows, "ID, RegioS, Perioden, k_1ste_1, Tweede_2, Tekst_3"),
        "DataProperties": (properties, "odata_type, ID, Type, Key, Datatype"),
    }
    with duckdb.connect(":memory:") as db:
        for name, (values, names) in columns.items():
            target = folder / f"cbs.v3.12345NED_{name}.parquet"
            db.execute(f"copy (from (values {values}) as t({names})) to '{target}'")
    metadata = {"Identifier": "12345NED", "Modified": "2020-01-01T02:00:00", "RecordCount": 2}
    (folder / "cbs.v3.12345NED_Metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    return folder


def test_a_stored_table_is_written_as_cbs_served_it(stored: Path, tmp_path: Path) -> None:
    home = replay_v3(stored, tmp_path / "data")
    assert home == tmp_path / "data/cbs/v3/12345NED"
    assert (home / "TypedDataSet.ndjson").read_text(encoding="utf-8").splitlines() == [
        '{"ID":0,"RegioS":"NL01      ","Perioden":"2023JJ00",'
        '"k_1ste_1":7888.2,"Tweede_2":5,"Tekst_3":"it\'s"}',
        '{"ID":1,"RegioS":"GM0003    ","Perioden":"2023JJ00",'
        '"k_1ste_1":0.1,"Tweede_2":".","Tekst_3":"."}',
    ]

    def content(name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((home / f"{name}.json").read_text("utf-8"))
        return found

    assert content("TableInfos")[0]["RecordCount"] == 2
    assert content("DataProperties")[0]["odata.type"] == "Cbs.OData.GeoDimension"
    assert content("CategoryGroups") == []
    assert [item["Key"] for item in content("RegioS")] == ["NL01      ", "GM0003    "]
    assert content("Perioden") == [
        {"Key": "2023JJ00", "Title": "2023JJ00", "Description": "", "Status": None}
    ]


@pytest.mark.parametrize(
    "missing", ["TypedDataSet.parquet", "DataProperties.parquet", "Metadata.json"]
)
def test_a_folder_that_lacks_a_part_is_refused(stored: Path, tmp_path: Path, missing: str) -> None:
    (stored / f"cbs.v3.12345NED_{missing}").unlink()
    with pytest.raises(ReplayError, match="does not hold one v3 table"):
        replay_v3(stored, tmp_path / "data")


@needs_real
@pytest.mark.parametrize("identifier", TABLES)
def test_real_answers_come_out_as_they_are_stored(identifier: str, tmp_path: Path) -> None:
    folder = REAL / identifier
    replay_v3(folder, tmp_path)
    parquet = next(folder.glob("*_TypedDataSet.parquet"))
    stored = pyarrow.parquet.read_table(parquet).sort_by("ID")
    floats = {field.name for field in stored.schema if str(field.type) == "float"}
    with Upstream(tmp_path) as upstream:
        root = f"{upstream.url}/ODataFeed/odata/{identifier}"
        first = requests.get(f"{root}/TypedDataSet?$format=json", timeout=30).json()
        last_skip = (stored.num_rows - 1) // 10_000 * 10_000
        last = requests.get(f"{root}/TypedDataSet?$skip={last_skip}", timeout=30).json()
        count = requests.get(f"{root}/TypedDataSet/$count", timeout=30).text
        infos = requests.get(f"{root}/TableInfos", timeout=30).json()["value"]
        names = requests.get(root, timeout=30).json()["value"]
    assert int(count) == stored.num_rows == infos[0]["RecordCount"]
    assert ("odata.nextLink" in first) == (stored.num_rows > 10_000)
    assert "odata.nextLink" not in last
    for page, start in ((first, 0), (last, last_skip)):
        expected = stored.slice(start, 10_000).to_pylist()
        for served, row in zip(page["value"], expected, strict=True):
            # A float32 is served as the shortest number that gives it again.
            for name in floats:
                text = None if row[name] is None else str(np.float32(row[name]))
                assert text == (None if served[name] is None else str(served[name]))
            assert {key: value for key, value in served.items() if key not in floats} == {
                key: value for key, value in row.items() if key not in floats
            }
    properties = json.loads((tmp_path / "cbs/v3" / identifier / "DataProperties.json").read_text())
    keys = {item["Key"] for item in properties if not item["Type"].startswith("Topic")}
    assert keys <= {item["name"] for item in names}
