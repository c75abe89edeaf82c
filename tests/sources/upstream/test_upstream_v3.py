from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sources.upstream.server import Upstream
from tests.sources.upstream.small_tables import PERIODS, REGIONS, write_v3

FEED = "/ODataFeed/odata/99999NED"
API = "/ODataApi/odata/99999NED"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Upstream]:
    write_v3(tmp_path)
    with Upstream(tmp_path, page_size_v3=3) as upstream:
        yield upstream


def get(upstream: Upstream, path: str, **options: str) -> dict[str, Any]:
    params = {f"${name}": value for name, value in options.items()} | {"$format": "json"}
    answer = requests.get(upstream.url + path, params=params, timeout=5)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def rows(upstream: Upstream, path: str, **options: str) -> list[dict[str, Any]]:
    """All pages."""
    content = get(upstream, path, **options)
    found = list(content["value"])
    while link := content.get("odata.nextLink"):
        content = requests.get(link, timeout=5).json()
        found += content["value"]
    return found


def test_catalogue_lists_what_is_there(small: Upstream) -> None:
    content = get(small, "/ODataCatalog/Tables")
    assert [table["Identifier"] for table in content["value"]] == ["99999NED"]
    assert content["odata.metadata"].startswith(f"{small.url}/ODataCatalog/$metadata")
    assert "@odata.context" not in content


@pytest.mark.parametrize("root", [FEED, API, "/ODataFeed/OData/99999ned", f"{API}/"])
def test_service_document_lists_entities_whatever_the_case(small: Upstream, root: str) -> None:
    value = get(small, root)["value"]
    assert [item["name"] for item in value] == [
        "TableInfos",
        "UntypedDataSet",
        "TypedDataSet",
        "DataProperties",
        "CategoryGroups",
        "Perioden",
        "RegioS",
    ]
    for item in value:
        assert requests.get(item["url"], params={"$format": "json"}, timeout=5).ok, item


@pytest.mark.parametrize("root", [FEED, API])
def test_entities_are_lists(small: Upstream, root: str) -> None:
    assert get(small, f"{root}/TableInfos")["value"][0]["RecordCount"] == 8
    assert get(small, f"{root}/CategoryGroups")["value"] == []
    assert [item["Key"] for item in get(small, f"{root}/RegioS")["value"]] == REGIONS
    metadata = get(small, f"{root}/RegioS")["odata.metadata"]
    assert metadata == f"{small.url}{root}/$metadata#Cbs.OData.WebAPI.RegioS"


def test_typed_rows_have_null_for_missing_and_for_blank(small: Upstream) -> None:
    found = get(small, f"{FEED}/TypedDataSet", top="4")["value"]
    found += get(small, f"{FEED}/TypedDataSet", skip="3", top="1")["value"]
    assert list(found[0]) == ["ID", "RegioS", "Perioden", "Banen_1", "Lonen_2", "Soort_3"]
    assert found[0] == {
        "ID": 0,
        "RegioS": "NL01      ",
        "Perioden": "2022JJ00",
        "Banen_1": 7405,
        "Lonen_2": 12.5,
        # In a text topic a full stop is a text.
        "Soort_3": ".",
    }
    assert found[1]["Banen_1"] is None
    assert found[1]["Lonen_2"] is None
    assert found[1]["Soort_3"] == 'te "Banen_1":".", {x}'
    assert (found[2]["Banen_1"], found[2]["Lonen_2"]) == (None, None)
    assert (found[3]["Banen_1"], found[3]["Lonen_2"], found[3]["Soort_3"]) == (None, None, ".")


def test_untyped_rows_tell_missing_from_blank(small: Upstream) -> None:
    found = rows(small, f"{FEED}/UntypedDataSet")
    assert found[0]["ID"] == 0
    assert found[0]["RegioS"] == "NL01      "
    assert (found[0]["Banen_1"], found[0]["Lonen_2"]) == ("      7405", "     12.50")
    assert (found[1]["Banen_1"], found[1]["Lonen_2"]) == ("         .", " " * 10)
    assert (found[2]["Banen_1"], found[2]["Lonen_2"]) == (" " * 10, "         .")
    assert [row["Soort_3"] for row in found[:3]] == [".", 'te "Banen_1":".", {x}', "         ."]


def test_feed_pages_by_links_that_keep_the_options(small: Upstream) -> None:
    first = get(small, f"{FEED}/TypedDataSet", select="ID,Banen_1")
    assert len(first["value"]) == 3
    assert first["odata.nextLink"].startswith(f"{small.url}{FEED}/TypedDataSet?")
    assert "$skip=3" in first["odata.nextLink"]
    assert "$format=json" in first["odata.nextLink"]
    found = rows(small, f"{FEED}/TypedDataSet", select="ID,Banen_1")
    assert [row["ID"] for row in found] == list(range(8))
    assert {tuple(row) for row in found} == {("ID", "Banen_1")}
    assert found[3]["Banen_1"] is None
    assert "odata.nextLink" not in get(small, f"{FEED}/TypedDataSet", skip="6")
    assert "odata.nextLink" not in get(small, f"{FEED}/TypedDataSet", top="3")
    assert [row["ID"] for row in rows(small, f"{FEED}/TypedDataSet", top="5", skip="2")] == [
        2,
        3,
        4,
        5,
        6,
    ]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("RegioS eq 'GM0003'", []),
        ("RegioS eq 'GM0003    '", [2, 3]),
        ("trim(RegioS) eq 'GM0003'", [2, 3]),
        ("startswith(RegioS,'GM') and Perioden eq '2023JJ00'", [3, 5]),
        ("substringof('GM',RegioS)", [2, 3, 4, 5]),
        (
            "((trim(RegioS) eq 'NL01') or (trim(RegioS) eq 'PV20')) and Perioden eq '2022JJ00'",
            [0, 6],
        ),
    ],
)
def test_filter_and_count(small: Upstream, condition: str, expected: list[int]) -> None:
    for entity in ("TypedDataSet", "UntypedDataSet"):
        assert [row["ID"] for row in rows(small, f"{FEED}/{entity}", filter=condition)] == expected
        answer = requests.get(
            f"{small.url}{FEED}/{entity}/$count", params={"$filter": condition}, timeout=5
        )
        assert answer.text == str(len(expected))
        assert answer.headers["Content-Type"].startswith("text/plain")
    answer = requests.get(f"{small.url}{API}/TypedDataSet/$count", timeout=5)
    assert answer.text == "8"


def test_lists_take_the_options_too(small: Upstream) -> None:
    found = get(small, f"{API}/RegioS", filter="startswith(Key,'GM')", select="Key", top="1")
    assert found["value"] == [{"Key": "GM0003    "}]
    assert requests.get(f"{small.url}{API}/Perioden/$count", timeout=5).text == str(len(PERIODS))


def test_api_refuses_more_than_ten_thousand_cells(tmp_path: Path) -> None:
    home = write_v3(tmp_path)
    cells = '"Perioden":"2022JJ00","Banen_1":1,"Lonen_2":2,"Soort_3":"x"'
    lines = [f'{{"ID":{number},"RegioS":"NL01      ",{cells}}}\n' for number in range(2_000)]
    (home / "TypedDataSet.ndjson").write_text("".join(lines), encoding="utf-8")
    with Upstream(tmp_path) as upstream:
        url = f"{upstream.url}{API}/TypedDataSet"
        # Six columns: 1,666 rows are 9,996 cells.
        answer = requests.get(url, params={"$top": "1667"}, timeout=5)
        assert answer.status_code == 500
        assert "10002 cells" in answer.json()["odata.error"]["message"]["value"]
        assert requests.get(url, timeout=5).status_code == 500
        assert len(get(upstream, f"{API}/TypedDataSet", top="1666")["value"]) == 1666
        whole = get(upstream, f"{API}/UntypedDataSet", select="ID,RegioS,Perioden,Banen_1,Soort_3")
        assert len(whole["value"]) == 2_000
        assert "odata.nextLink" not in whole
        assert len(get(upstream, f"{FEED}/TypedDataSet")["value"]) == 2_000


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ODataFeed/odata/00000NED", 404),
        ("/ODataFeed/odata/99999NED/Nothing", 404),
        ("/ODataFeed/odata/99999NED/TypedDataSet/more", 404),
        (f"{FEED}/TypedDataSet?$filter=A%20ne%201", 400),
        (f"{FEED}/TypedDataSet?$top=many", 400),
        (f"{API}/TypedDataSet?$skip=-1", 400),
    ],
)
def test_errors_have_the_form_of_v3(small: Upstream, path: str, status: int) -> None:
    answer = requests.get(small.url + path, timeout=5)
    assert answer.status_code == status
    assert answer.json()["odata.error"]["message"]["value"]


def test_head_says_how_long_the_body_would_be(small: Upstream) -> None:
    url = f"{small.url}{FEED}/TypedDataSet"
    head, whole = requests.head(url, timeout=5), requests.get(url, timeout=5)
    assert head.content == b""
    assert int(head.headers["Content-Length"]) == len(whole.content)


def test_an_edited_table_is_served_as_edited(small: Upstream) -> None:
    home = small.data / "cbs/v3/99999NED"
    assert len(rows(small, f"{FEED}/TypedDataSet")) == 8
    (home / "TypedDataSet.ndjson").write_text(json.dumps({"ID": 0}) + "\n", encoding="utf-8")
    assert rows(small, f"{FEED}/TypedDataSet") == [{"ID": 0}]
