from __future__ import annotations

import os
from pathlib import Path

import pytest
import requests

from sources.upstream.server import Upstream

SHOW = "/api/3/action/package_show"
SEARCH = "/api/3/action/package_search"
LEGACY = "/open_onderwijsdata/images/leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv"


def test_package_show_gives_resources_on_this_host(upstream: Upstream) -> None:
    answer = requests.get(f"{upstream.url}{SHOW}?id=01voins-v1", timeout=5).json()
    assert answer["success"] is True
    [resource] = answer["result"]["resources"]
    assert resource["url"] == (
        f"{upstream.url}/dataset/173cbf21-1567-464a-bccd-518cd7a46bd0"
        "/resource/d49219cc-2f36-4c2d-8007-b385ba44ec8d/download/01voins.csv"
    )
    assert resource["id"] == "d49219cc-2f36-4c2d-8007-b385ba44ec8d"
    assert resource["last_modified"] == "2025-03-03T08:00:00.000000"
    assert resource["format"] == "CSV"
    assert resource["hash"] == ""
    download = requests.get(resource["url"], timeout=5)
    assert download.status_code == 200
    assert len(download.content) == resource["size"]


def test_packages_are_found_by_name_and_id(upstream: Upstream) -> None:
    by_name = requests.get(f"{upstream.url}{SHOW}?id=03_voex-v1", timeout=5).json()["result"]
    by_id = requests.get(f"{upstream.url}{SHOW}?id={by_name['id']}", timeout=5).json()["result"]
    assert by_id == by_name


@pytest.mark.parametrize(("query", "status"), [("?id=nothing", 404), ("", 409)])
def test_unknown_packages_are_no_success(upstream: Upstream, query: str, status: int) -> None:
    answer = requests.get(f"{upstream.url}{SHOW}{query}", timeout=5)
    assert answer.status_code == status
    assert answer.json()["success"] is False


def test_unknown_actions_are_no_success(upstream: Upstream) -> None:
    answer = requests.get(f"{upstream.url}/api/3/action/nothing", timeout=5)
    assert answer.status_code == 404
    assert answer.json()["success"] is False


def test_package_search_pages(upstream: Upstream) -> None:
    first = requests.get(f"{upstream.url}{SEARCH}?rows=1", timeout=5).json()["result"]
    second = requests.get(f"{upstream.url}{SEARCH}?rows=1&start=1", timeout=5).json()["result"]
    assert first["count"] == second["count"] == 14
    names = [page["results"][0]["name"] for page in (first, second)]
    assert names == ["01voins-v1", "03_voex-v1"]


def test_a_file_carries_validators(upstream: Upstream, sample: Path) -> None:
    answer = requests.get(upstream.url + LEGACY, timeout=5)
    assert answer.status_code == 200
    assert answer.content == (sample / "duo/files" / LEGACY.lstrip("/")).read_bytes()
    assert answer.headers["Last-Modified"] == "Mon, 02 Mar 2020 08:00:00 GMT"
    assert answer.headers["Content-Type"] == "text/csv"
    assert answer.headers["ETag"].startswith('"')


@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
def test_a_validator_that_holds_answers_304(upstream: Upstream, name: str) -> None:
    validator = requests.head(upstream.url + LEGACY, timeout=5).headers[name]
    condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[name]
    answer = requests.get(upstream.url + LEGACY, headers={condition: validator}, timeout=5)
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["ETag"]
    assert upstream.requests[-1].status == 304
    assert upstream.requests[-1].condition == f"{condition}: {validator}"


def test_a_tag_counts_before_a_date(upstream: Upstream) -> None:
    modified = requests.head(upstream.url + LEGACY, timeout=5).headers["Last-Modified"]
    headers = {"If-None-Match": '"other"', "If-Modified-Since": modified}
    assert requests.get(upstream.url + LEGACY, headers=headers, timeout=5).status_code == 200


def test_a_changed_file_gets_a_new_tag(editable: Path) -> None:
    path = editable / "duo/files" / LEGACY.lstrip("/")
    with Upstream(editable) as upstream:
        before = requests.head(upstream.url + LEGACY, timeout=5).headers
        path.write_bytes(path.read_bytes() + b"\n")
        os.utime(path, (1_600_000_000, 1_600_000_000))
        headers = {"If-None-Match": before["ETag"]}
        after = requests.get(upstream.url + LEGACY, headers=headers, timeout=5)
    assert after.status_code == 200
    assert after.headers["ETag"] != before["ETag"]
    assert after.headers["Last-Modified"] == "Sun, 13 Sep 2020 12:26:40 GMT"


def test_a_range_resumes_a_download(upstream: Upstream) -> None:
    whole = requests.get(upstream.url + LEGACY, timeout=5)
    headers = {"Range": "bytes=1000-", "If-Range": whole.headers["ETag"]}
    rest = requests.get(upstream.url + LEGACY, headers=headers, timeout=5)
    assert rest.status_code == 206
    assert rest.content == whole.content[1000:]
    total = len(whole.content)
    assert rest.headers["Content-Range"] == f"bytes 1000-{total - 1}/{total}"


def test_a_range_of_another_version_gives_the_whole(upstream: Upstream) -> None:
    headers = {"Range": "bytes=1000-", "If-Range": '"old"'}
    assert requests.get(upstream.url + LEGACY, headers=headers, timeout=5).status_code == 200


def test_a_range_past_the_end_is_refused(upstream: Upstream) -> None:
    headers = {"Range": "bytes=99999999-"}
    assert requests.get(upstream.url + LEGACY, headers=headers, timeout=5).status_code == 416


@pytest.mark.parametrize("path", ["/nothing.csv", "/../packages/01voins-v1.json", "/%2e%2e/x", "/"])
def test_what_is_not_there_is_404(upstream: Upstream, path: str) -> None:
    request = requests.Request("GET", upstream.url).prepare()
    request.url = upstream.url + path
    with requests.Session() as session:
        assert session.send(request, timeout=5).status_code == 404


def test_the_inbox_is_not_served(upstream: Upstream) -> None:
    url = f"{upstream.url}/inbox/jetnet_technet/jetnet-technet-2018.csv"
    assert requests.get(url, timeout=5).status_code == 404
