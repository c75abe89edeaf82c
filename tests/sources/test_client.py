from __future__ import annotations

import time
from pathlib import Path

import pytest

from sources.client import Client, FetchError
from sources.landing import hash_file
from sources.upstream.faults import Fault
from sources.upstream.server import Upstream

CSV = "/open_onderwijsdata/images/leerlingen-vo-per-vestiging-naar-onderwijstype-2017.csv"


@pytest.fixture
def url(upstream: Upstream) -> str:
    return upstream.url + CSV


def test_a_download_is_whole_and_its_next_one_conditional(
    client: Client, url: str, tmp_path: Path, upstream: Upstream
) -> None:
    download = client.download(url, tmp_path / "x.csv")
    assert download is not None
    assert download.sha256 == hash_file(tmp_path / "x.csv")
    assert download.size == (tmp_path / "x.csv").stat().st_size
    assert client.download(url, tmp_path / "y.csv", download.validators) is None
    assert not (tmp_path / "y.csv").exists()
    assert [seen.status for seen in upstream.requests] == [200, 304]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(CSV, "status", times=2, status=500),
        Fault(CSV, "status", times=2, status=503),
        Fault(CSV, "status", times=1, status=429, retry_after=0),
        Fault(CSV, "reset", times=2),
        Fault(CSV, "reset", times=2, after_bytes=5000),
        Fault(CSV, "truncate", times=2, after_bytes=5000),
    ],
    ids=lambda fault: (
        f"{fault.kind} {fault.status if fault.kind == 'status' else fault.after_bytes}"
    ),
)
def test_passing_trouble_is_tried_again(
    client: Client, url: str, tmp_path: Path, upstream: Upstream, fault: Fault
) -> None:
    expected = client.download(url, tmp_path / "expected.csv")
    upstream.add_fault(fault)
    download = client.download(url, tmp_path / "x.csv")
    assert expected is not None
    assert download is not None
    assert download.sha256 == expected.sha256


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault(CSV, "status", times=None, status=503), "answered 503"),
        (Fault(CSV, "reset", times=None), "no answer|cut short"),
        (Fault(CSV, "truncate", times=None, after_bytes=5000), "cut short after"),
        (Fault(CSV, "latency", times=None, seconds=3), "no answer"),
    ],
    ids=["503", "reset", "truncate", "latency"],
)
def test_trouble_that_lasts_is_an_error_that_says_what_happened(
    client: Client, url: str, tmp_path: Path, upstream: Upstream, fault: Fault, message: str
) -> None:
    upstream.add_fault(fault)
    with pytest.raises(FetchError, match=message):
        client.download(url, tmp_path / "x.csv")
    assert len(upstream.requests) <= 3


def test_a_web_page_is_refused_at_once(
    client: Client, url: str, tmp_path: Path, upstream: Upstream
) -> None:
    upstream.add_fault(Fault(CSV, "html", times=None))
    with pytest.raises(FetchError, match="a web page where data was expected"):
        client.download(url, tmp_path / "x.csv")
    assert len(upstream.requests) == 1


def test_what_is_not_there_is_not_asked_twice(
    client: Client, tmp_path: Path, upstream: Upstream
) -> None:
    with pytest.raises(FetchError, match="answered 404"):
        client.download(f"{upstream.url}/nothing.csv", tmp_path / "x.csv")
    assert len(upstream.requests) == 1


def test_retry_after_is_honoured(
    client: Client, url: str, tmp_path: Path, upstream: Upstream
) -> None:
    upstream.add_fault(Fault(CSV, "status", status=429, retry_after=1))
    started = time.monotonic()
    assert client.download(url, tmp_path / "x.csv") is not None
    assert time.monotonic() - started >= 1


def test_what_is_no_json_is_an_error(client: Client, url: str) -> None:
    with pytest.raises(FetchError, match="without JSON"):
        client.json(url)


def test_a_dead_host_is_an_error_without_object_addresses(
    client: Client, url: str, upstream: Upstream
) -> None:
    upstream.stop()
    with pytest.raises(FetchError, match="no answer") as caught:
        client.json(url)
    assert " object at 0x" not in str(caught.value)
