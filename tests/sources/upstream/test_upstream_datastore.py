"""CKAN's datastore, and resources that the portal lists on a host that nobody reaches."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from sources.upstream.server import Upstream
from tests.sources.upstream.duo_files import portal_file, records

SHOW = "/api/3/action/package_show?id="
DUMP = "/datastore/dump/"


def resource(upstream: Upstream, package: str) -> dict[str, Any]:
    answer = requests.get(f"{upstream.url}{SHOW}{package}", timeout=5).json()
    found: dict[str, Any] = answer["result"]["resources"][0]
    return found


def dump(upstream: Upstream, resource_id: str) -> requests.Response:
    return requests.get(f"{upstream.url}{DUMP}{resource_id}", timeout=5)


@pytest.mark.parametrize("package", ["03_voex-v1", "04_voex-v1"])
def test_a_resource_on_an_internal_host_is_refused_at_once(
    upstream: Upstream, package: str
) -> None:
    listed = resource(upstream, package)
    assert urlsplit(listed["url"]).netloc == "127.0.0.1:9"
    assert listed["last_modified"] == "2024-12-02T08:00:00.000000"
    assert listed["size"] > 10_000
    with pytest.raises(requests.ConnectionError) as caught:
        requests.get(listed["url"], timeout=5)
    assert "refused" in str(caught.value).lower()


def test_the_portal_has_it_under_the_same_path(upstream: Upstream, sample: Path) -> None:
    listed = resource(upstream, "03_voex-v1")
    answer = requests.get(upstream.url + urlsplit(listed["url"]).path, timeout=5)
    assert answer.status_code == 200
    assert answer.content == portal_file(sample, "03_voex-v1", "03_voex.csv").read_bytes()
    assert len(answer.content) == listed["size"]


def test_of_one_file_only_the_datastore_answers(upstream: Upstream) -> None:
    listed = resource(upstream, "04_voex-v1")
    assert requests.get(upstream.url + urlsplit(listed["url"]).path, timeout=5).status_code == 404
    assert dump(upstream, listed["id"]).status_code == 200


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("04_voex-v1", "04_voex.csv"),
        ("03_voex-v1", "03_voex.csv"),
        ("01voins-v1", "01voins.csv"),
    ],
)
def test_a_dump_has_a_number_in_front_of_each_row(
    upstream: Upstream, sample: Path, package: str, name: str
) -> None:
    answer = dump(upstream, resource(upstream, package)["id"])
    dumped = list(csv.reader(io.StringIO(answer.content.decode("utf-8"), newline="")))
    header, *rows = records(portal_file(sample, package, name), "utf-8-sig", ",")
    assert dumped[0] == ["_id", *header]
    assert [row[0] for row in dumped[1:]] == [str(number + 1) for number in range(len(rows))]
    assert [row[1:] for row in dumped[1:]] == rows


def test_a_dump_quotes_what_needs_it_and_has_no_validators(upstream: Upstream) -> None:
    """As CKAN writes it: Python's default dialect of CSV, made anew for every request."""
    answer = dump(upstream, resource(upstream, "04_voex-v1")["id"])
    assert answer.content.startswith(b"_id,SCHOOLJAAR,BRIN NUMMER,")
    assert b',"natuur, leven en technologie",' in answer.content
    assert answer.content.count(b"\n") == answer.content.count(b"\r\n")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="1d9cc55f-')
    assert "ETag" not in answer.headers
    assert "Last-Modified" not in answer.headers


@pytest.mark.parametrize("resource_id", ["nothing", "", "1d9cc55f", "../packages/04_voex-v1.json"])
def test_an_unknown_resource_has_no_dump(upstream: Upstream, resource_id: str) -> None:
    assert dump(upstream, resource_id).status_code == 404
