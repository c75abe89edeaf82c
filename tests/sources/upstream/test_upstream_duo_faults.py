"""What goes wrong at DUO: files cut off, files changed behind the same validators, lost hosts."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from sources.upstream.faults import Fault
from sources.upstream.server import Upstream

IMAGES = "/open_onderwijsdata/images"
QUOTED = f"{IMAGES}/leerlingen-vo-per-vestiging-naar-onderwijstype-2021.csv"
PLAIN = f"{IMAGES}/leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv"
SHOW = "/api/3/action/package_show?id=01voins-v1"
SEARCH = "/api/3/action/package_search?rows=100"


def get(upstream: Upstream, path: str, **headers: str) -> requests.Response:
    return requests.get(upstream.url + path, headers=headers, timeout=5)


def edit(path: Path) -> None:
    """Change a file as its publisher would: other content, a later date."""
    path.write_bytes(path.read_bytes() + b'"2025"\r\n')
    os.utime(path, (1_743_500_000, 1_743_500_000))


def test_a_file_cut_in_quotes_agrees_with_its_length(upstream: Upstream) -> None:
    whole = get(upstream, QUOTED)
    upstream.add_fault(Fault("2021", "cut_in_quotes"))
    cut = get(upstream, QUOTED)
    assert cut.status_code == 200
    assert int(cut.headers["Content-Length"]) == len(cut.content)
    assert len(whole.content) // 2 < len(cut.content) < len(whole.content) * 3 // 4
    assert whole.content.startswith(cut.content)
    assert cut.content.count(b'"') % 2 == 1, "a quote is open"
    with pytest.raises(csv.Error):
        list(csv.reader(io.StringIO(cut.text, newline=""), delimiter=";", strict=True))
    assert get(upstream, QUOTED).content == whole.content


def test_a_cut_file_has_a_tag_of_its_own(upstream: Upstream) -> None:
    """So that the whole one is not taken for it: 304 would leave the client with the half."""
    upstream.add_fault(Fault("2021", "cut_in_quotes"))
    cut = get(upstream, QUOTED)
    whole = get(upstream, QUOTED, **{"If-None-Match": cut.headers["ETag"]})
    assert whole.status_code == 200
    assert whole.headers["ETag"] != cut.headers["ETag"]


def test_a_file_without_quotes_cannot_be_cut_in_them(upstream: Upstream) -> None:
    upstream.add_fault(Fault("2019", "cut_in_quotes"))
    with pytest.raises(requests.ConnectionError):
        get(upstream, PLAIN)
    assert get(upstream, PLAIN).status_code == 200


@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
def test_a_change_behind_the_same_validators_is_answered_304(editable: Path, name: str) -> None:
    condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[name]
    with Upstream(editable) as upstream:
        before = get(upstream, QUOTED)
        upstream.add_fault(Fault("onderwijstype-2021", "same_etag"))
        edit(editable / "duo/files" / QUOTED.lstrip("/"))
        again = get(upstream, QUOTED, **{condition: before.headers[name]})
        after = get(upstream, QUOTED)
        assert again.status_code == 304
        assert after.headers["ETag"] == before.headers["ETag"]
        assert after.headers["Last-Modified"] == before.headers["Last-Modified"]
        upstream.clear_faults()
        behaved = get(upstream, QUOTED, **{condition: before.headers[name]})
        assert behaved.status_code == 200
        assert behaved.headers[name] != before.headers[name]


def test_the_portal_tells_of_a_change_behind_the_same_validators(editable: Path) -> None:
    with Upstream(editable) as upstream:
        (before,) = get(upstream, SHOW).json()["result"]["resources"]
        path = urlsplit(before["url"]).path
        first = get(upstream, path)
        upstream.add_fault(Fault(re.escape(path), "same_etag"))
        edit(editable / "duo/files" / path.lstrip("/"))
        (after,) = get(upstream, SHOW).json()["result"]["resources"]
        second = get(upstream, path)
    assert after["last_modified"] == "2025-04-01T09:33:20.000000"
    assert after["size"] == before["size"] + 8 == len(second.content)
    assert second.content != first.content
    assert second.headers["ETag"] == first.headers["ETag"]


def test_other_files_keep_honest_validators(editable: Path) -> None:
    with Upstream(editable) as upstream:
        before = get(upstream, PLAIN)
        upstream.add_fault(Fault("onderwijstype-2021", "same_etag"))
        edit(editable / "duo/files" / PLAIN.lstrip("/"))
        assert get(upstream, PLAIN, **{"If-None-Match": before.headers["ETag"]}).status_code == 200


def test_same_etag_asks_for_an_expression(upstream: Upstream) -> None:
    with pytest.raises(re.error):
        upstream.add_fault(Fault("(", "same_etag"))


@pytest.mark.parametrize("path", [SHOW, SEARCH])
def test_internal_host_moves_all_that_is_listed(upstream: Upstream, path: str) -> None:
    usual = get(upstream, path).json()
    upstream.add_fault(Fault("package_", "internal_host"))
    moved = get(upstream, path).json()
    assert moved["success"] is True
    urls = [urlsplit(url) for url in re.findall(r'"url": "([^"]+)"', json.dumps(moved))]
    assert {url.netloc for url in urls} == {"127.0.0.1:9"}
    for url in urls[:1]:
        with pytest.raises(requests.ConnectionError):
            requests.get(url.geturl(), timeout=5)
        assert get(upstream, url.path).status_code == 200
    rest = [re.sub(r'"url": "[^"]+"', "", json.dumps(answer)) for answer in (usual, moved)]
    assert rest[0] == rest[1]
    assert get(upstream, path).json() == usual


@pytest.mark.parametrize("kind", ["cut_in_quotes", "internal_host"])
def test_a_fault_on_what_is_not_there_leaves_the_404(upstream: Upstream, kind: str) -> None:
    for path in ("/nothing.csv", "/api/3/action/package_show?id=nothing"):
        upstream.add_fault(Fault("nothing", kind))  # type: ignore[arg-type]
        assert get(upstream, path).status_code == 404
