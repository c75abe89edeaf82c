from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from sources.upstream.generated import GeneratedTable
from sources.upstream.rows import Selection
from sources.upstream.server import Upstream
from sources.upstream.shape import AWKWARD, Spacing

V4 = "/odata/v1/CBS/70001GEN"
V3 = "/ODataFeed/odata/70002GEN"


def fetch(url: str) -> tuple[list[dict[str, Any]], int]:
    """All rows of all pages, and the number of pages."""
    found: list[dict[str, Any]] = []
    pages = 0
    link: str | None = url
    while link:
        content = requests.get(link, timeout=20).json()
        found += content["value"]
        pages += 1
        link = content.get("@odata.nextLink") or content.get("odata.nextLink")
    return found, pages


def test_v4_comes_out_as_its_checksum_says(tmp_path: Path) -> None:
    # Past the end of the first block of 100,000, so that a second period is begun.
    table = GeneratedTable("70001GEN", "v4", 120_500)
    with Upstream(tmp_path, page_size=50_000, generated=[table]) as upstream:
        found, pages = fetch(f"{upstream.url}{V4}/Observations")
    assert pages == 3
    assert [row["Id"] for row in found] == list(range(120_500))
    values = [row["Value"] for row in found if row["Value"] is not None]
    checksum = table.checksums()["Value"]
    assert (len(values), math.fsum(values)) == (checksum.numbers, checksum.total)
    assert table.sum_of_values() == checksum.total
    assert 0 < len(values) < len(found)
    assert {row["Perioden"] for row in found} == {"1900MM01", "1900MM02"}
    keys = {tuple(row[key] for key in list(row)[1:2] + list(row)[4:]) for row in found}
    assert len(keys) == len(found)
    assert found[101_234] == table.row(101_234)


def test_v3_comes_out_as_its_checksums_say(tmp_path: Path) -> None:
    table = GeneratedTable("70002GEN", "v3", 23_456)
    with Upstream(tmp_path, generated=[table]) as upstream:
        found, pages = fetch(f"{upstream.url}{V3}/TypedDataSet?$format=json")
        untyped, _ = fetch(f"{upstream.url}{V3}/UntypedDataSet?$format=json")
    assert pages == 3
    assert [row["ID"] for row in found] == list(range(23_456))
    for name, checksum in table.checksums().items():
        values = [row[name] for row in found if row[name] is not None]
        assert (len(values), math.fsum(values)) == (checksum.numbers, checksum.total)
    assert len({(row["Studierichting"], row["RegioS"], row["Perioden"]) for row in found}) == 23_456
    assert {len(row["RegioS"]) for row in found} == {10}
    missing = {row["Gediplomeerden_2"] for row in untyped if not row["Gediplomeerden_2"].strip(" ")}
    assert missing == {" " * 10}
    assert sum(row["Gediplomeerden_2"] == "         ." for row in untyped) > 500
    assert sum(row["Toelichting_4"] == "." for row in found) > 500


@pytest.mark.parametrize(("version", "key"), [("v4", "ValueAttribute"), ("v3", "Toelichting_4")])
@pytest.mark.parametrize("spacing", list(Spacing))
def test_text_misleads_whoever_splits_by_hand(version: Any, key: str, spacing: Spacing) -> None:
    table = GeneratedTable("70001GEN", version, 1_000, spacing=spacing)
    page = table.page(Selection(0, 1_000))
    assert table.row(0)[key].endswith(AWKWARD)
    # Braces in texts: there are more than rows.
    assert page.text.count(b"}") > 1_000
    assert b"},{" in page.text or b"}, {" in page.text
    compact = GeneratedTable("70001GEN", version, 1_000)
    assert [table.row(number) for number in range(5)] == [
        compact.row(number) for number in range(5)
    ]
    assert (page.text == compact.page(Selection(0, 1_000)).text) == (spacing is Spacing.COMPACT)


def test_metadata_of_v4_agrees_with_the_rows(tmp_path: Path) -> None:
    table = GeneratedTable("70001GEN", "v4", 100_001)
    with Upstream(tmp_path, generated=[table]) as upstream:
        root = f"{upstream.url}/odata/v1/CBS/70001gen"
        properties = requests.get(f"{root}/Properties", timeout=5).json()
        listed = requests.get(f"{upstream.url}/odata/v1/Datasets", timeout=5).json()["value"]
        names = {item["name"] for item in requests.get(root, timeout=5).json()["value"]}
        rows = [table.row(number) for number in (0, 55_555, 100_000)]
        for item in requests.get(f"{root}/Dimensions", timeout=5).json()["value"]:
            name = item["Identifier"]
            assert {f"{name}Codes", f"{name}Groups"} <= names
            codes = requests.get(f"{root}/{name}Codes", timeout=5).json()["value"]
            assert {row[name] for row in rows} <= {code["Identifier"] for code in codes}
        measures = requests.get(f"{root}/MeasureCodes", timeout=5).json()["value"]
        assert {row["Measure"] for row in rows} <= {item["Identifier"] for item in measures}
        assert requests.get(f"{root}/Observations/$count", timeout=5).text == "100001"
    assert properties["ObservationCount"] == 100_001
    assert [item["Identifier"] for item in listed] == ["70001GEN"]
    assert {"Observations", "Properties", "MeasureGroups"} <= names


def test_metadata_of_v3_agrees_with_the_rows(tmp_path: Path) -> None:
    table = GeneratedTable("70002GEN", "v3", 10_001)
    with Upstream(tmp_path, generated=[table]) as upstream:
        root = upstream.url + V3
        infos = requests.get(f"{root}/TableInfos", timeout=5).json()["value"]
        properties = requests.get(f"{root}/DataProperties", timeout=5).json()["value"]
        rows = [table.row(number) for number in (0, 5_555, 10_000)]
        assert ["ID", *(item["Key"] for item in properties)] == list(rows[0])
        for item in properties:
            if item["Type"] != "Topic":
                members = requests.get(f"{root}/{item['Key']}", timeout=5).json()["value"]
                assert {row[item["Key"]] for row in rows} <= {member["Key"] for member in members}
        listed = requests.get(f"{upstream.url}/ODataCatalog/Tables", timeout=5).json()["value"]
    assert infos[0]["RecordCount"] == 10_001
    assert listed == infos


def test_options_hold_on_generated_tables(tmp_path: Path) -> None:
    tables = [GeneratedTable("70001GEN", "v4", 30_000), GeneratedTable("70002GEN", "v3", 12_000)]
    with Upstream(tmp_path, page_size=100, generated=tables) as upstream:
        condition = "Regiokenmerken eq 'GM0002' and Measure eq 'M000003'"
        url = f"{upstream.url}{V4}/Observations"
        found, pages = fetch(f"{url}?$filter={condition}&$select=Id,Value")
        assert (len(found), pages) == (200, 2)
        assert found[0] == {key: tables[0].row(found[0]["Id"])[key] for key in ("Id", "Value")}
        assert requests.get(f"{url}/$count?$filter={condition}", timeout=5).text == "200"
        found, _ = fetch(f"{url}?$skip=29950&$select=Id")
        assert [row["Id"] for row in found] == list(range(29_950, 30_000))
        url = f"{upstream.url}{V3}/TypedDataSet"
        found, _ = fetch(f"{url}?$filter=trim(RegioS) eq 'GM0007' and Perioden eq '1900MM02'")
        assert len(found) == 4
        assert requests.get(f"{url}?$skip=99999", timeout=5).json()["value"] == []


def test_small_pages_and_whole_ones_hold_the_same(tmp_path: Path) -> None:
    table = GeneratedTable("70002GEN", "v3", 10_010)
    with Upstream(tmp_path, page_size_v3=7, generated=[table]) as upstream:
        url = f"{upstream.url}{V3}/TypedDataSet?$skip=9990"
        found, pages = fetch(url)
    assert pages == 3
    assert [row["Leerlingen_1"] for row in found] == [
        table.row(number)["Leerlingen_1"] for number in range(9_990, 10_010)
    ]


def test_a_kept_page_is_made_once(tmp_path: Path) -> None:
    for keep in (True, False):
        table = GeneratedTable("70001GEN", "v4", 5_000, keep=keep)
        with Upstream(tmp_path, generated=[table]) as upstream:
            url = f"{upstream.url}{V4}/Observations"
            first = requests.get(url, timeout=5).content
            # What the table would answer now; a kept answer does not know.
            table.rows = 10
            assert (requests.get(url, timeout=5).content == first) is keep


def test_a_page_of_a_huge_table_is_made_at_once() -> None:
    table = GeneratedTable("70001GEN", "v4", 50_000_000)
    table.page(Selection(0, 1))
    started = time.perf_counter()
    page = table.page(Selection(49_900_000, 100_000))
    took = time.perf_counter() - started
    assert len(page.text) > 18_000_000
    assert not page.more
    # Takes 0.04 s; wide enough for a machine that does other things.
    assert took < 1
    periods = [code["Identifier"] for code in table.entity("PeriodenCodes")]
    assert (periods[0], periods[12], periods[-1]) == ("1900MM01", "1901MM01", "1941MM08")
    assert len(set(periods)) == table.blocks == 500
    assert table.checksums()["Value"].numbers == 500 * (100_000 - len(range(0, 100_000, 97)))


def test_latency_is_added_to_every_request(tmp_path: Path) -> None:
    table = GeneratedTable("70001GEN", "v4", 10)
    with Upstream(tmp_path, generated=[table], latency=0.1) as upstream:
        started = time.monotonic()
        for _ in range(3):
            requests.get(f"{upstream.url}{V4}/Properties", timeout=5)
        assert time.monotonic() - started >= 0.3
