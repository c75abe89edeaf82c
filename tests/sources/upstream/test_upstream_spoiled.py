"""Faults that change what is answered; those of the connection are in `test_upstream_faults`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sources.upstream.faults import Fault
from sources.upstream.server import Upstream
from tests.sources.upstream.small_tables import write_v3, write_v4

V4 = "/odata/v1/CBS/99998NED"
V3 = "/ODataFeed/odata/99999NED"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Upstream]:
    write_v3(tmp_path)
    write_v4(tmp_path)
    with Upstream(tmp_path, page_size=4, page_size_v3=3) as upstream:
        yield upstream


def get(upstream: Upstream, path: str) -> dict[str, Any]:
    content: dict[str, Any] = requests.get(upstream.url + path, timeout=5).json()
    return content


@pytest.mark.parametrize("path", [f"{V4}/Observations", f"{V3}/TypedDataSet"])
def test_invalid_json_arrives_whole_and_cannot_be_read(small: Upstream, path: str) -> None:
    whole = requests.get(small.url + path, timeout=5)
    small.add_fault(Fault("Observations|TypedDataSet", "invalid_json"))
    cut = requests.get(small.url + path, timeout=5)
    assert cut.status_code == 200
    assert int(cut.headers["Content-Length"]) == len(cut.content) == len(whole.content) // 2
    assert whole.content.startswith(cut.content)
    with pytest.raises(requests.JSONDecodeError):
        cut.json()
    assert requests.get(small.url + path, timeout=5).content == whole.content


def test_wrong_count_is_off_wherever_it_is_stated(small: Upstream) -> None:
    small.add_fault(
        Fault("Properties|TableInfos|Tables|count|Datasets", "wrong_count", None, count=-2)
    )
    assert get(small, f"{V4}/Properties")["ObservationCount"] == 4
    assert get(small, "/odata/v1/Datasets")["value"][0]["ObservationCount"] == 4
    assert get(small, f"{V4}/Observations?$count=true")["@odata.count"] == 4
    assert requests.get(f"{small.url}{V4}/Observations/$count", timeout=5).text == "4"
    assert get(small, f"{V3}/TableInfos")["value"][0]["RecordCount"] == 6
    assert get(small, "/ODataCatalog/Tables")["value"][0]["RecordCount"] == 6
    assert requests.get(f"{small.url}{V3}/TypedDataSet/$count", timeout=5).text == "6"
    small.clear_faults()
    assert get(small, f"{V4}/Properties")["ObservationCount"] == 6


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (f"{V4}/Observations?$skip=4", "@odata.nextLink"),
        (f"{V4}/Observations", "@odata.nextLink"),
        (f"{V3}/TypedDataSet?$format=json", "odata.nextLink"),
    ],
)
def test_next_link_loops_or_leads_astray(small: Upstream, path: str, key: str) -> None:
    elsewhere = "http://elsewhere.invalid/page"
    small.add_fault(Fault("Observations|TypedDataSet", "next_link"))
    small.add_fault(Fault("Observations|TypedDataSet", "next_link", link=elsewhere))
    looping, astray, usual = (get(small, path) for _ in range(3))
    assert looping[key] == small.url + path
    assert astray[key] == elsewhere
    assert usual.get(key) not in (looping[key], astray[key])
    assert looping["value"] == astray["value"] == usual["value"]


def test_modified_moves_between_requests_of_v4(small: Upstream) -> None:
    small.add_fault(Fault("Properties", "modified", times=2))
    found = [get(small, f"{V4}/Properties") for _ in range(3)]
    assert [item["Modified"] for item in found] == [
        "2024-05-01T02:00:01+02:00",
        "2024-05-01T02:00:02+02:00",
        "2024-05-01T02:00:00+02:00",
    ]
    assert [item["ObservationsModified"] for item in found] == [item["Modified"] for item in found]


def test_modified_moves_between_requests_of_v3(small: Upstream) -> None:
    small.add_fault(Fault("TableInfos", "modified", times=None))
    found = [get(small, f"{V3}/TableInfos")["value"][0]["Modified"] for _ in range(3)]
    assert found == ["2024-05-01T02:00:01", "2024-05-01T02:00:02", "2024-05-01T02:00:03"]


def test_slow_drip_sends_the_whole_body_in_pieces(small: Upstream) -> None:
    path = f"{small.url}{V4}/Observations"
    whole = requests.get(path, timeout=5).content
    small.add_fault(Fault("Observations", "slow_drip", after_bytes=len(whole) // 3, seconds=0.1))
    started = time.monotonic()
    arrivals = []
    with requests.get(path, timeout=5, stream=True) as answer:
        received = b""
        for piece in iter(lambda: answer.raw.read1(65536), b""):
            received += piece
            arrivals.append(time.monotonic() - started)
    assert received == whole
    # Three pieces or four, and the first does not wait for the last.
    assert arrivals[0] < 0.1
    assert arrivals[-1] >= 0.2


def test_stop_does_not_wait_for_a_slow_drip(small: Upstream) -> None:
    small.add_fault(Fault("Observations", "slow_drip", after_bytes=1, seconds=30))
    with requests.get(f"{small.url}{V4}/Observations", timeout=5, stream=True) as answer:
        started = time.monotonic()
        small.stop()
        assert time.monotonic() - started < 5
        with pytest.raises(requests.RequestException):
            _ = answer.content


def test_a_fault_on_a_missing_table_leaves_the_404(small: Upstream) -> None:
    for kind in ("invalid_json", "wrong_count", "next_link", "modified"):
        small.add_fault(Fault("00000NED", kind))  # type: ignore[arg-type]
        assert requests.get(f"{small.url}/odata/v1/CBS/00000NED", timeout=5).status_code == 404
