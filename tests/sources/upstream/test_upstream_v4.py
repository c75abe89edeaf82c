"""What v4 can that the sample has no use for; the rest is in `test_upstream_cbs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sources.upstream.server import Upstream
from tests.sources.upstream.small_tables import write_v4

TABLE = "/odata/v1/CBS/99998NED"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Upstream]:
    write_v4(tmp_path)
    with Upstream(tmp_path, "127.0.0.1", 0, 4) as upstream:
        yield upstream


def get(upstream: Upstream, path: str, **options: str) -> requests.Response:
    params = {f"${name}": value for name, value in options.items()}
    answer = requests.get(upstream.url + path, params=params, timeout=5)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("Letters eq 'A'", [0, 1]),
        ("(Letters eq 'A' or Letters eq 'C') and Measure eq 'M1'", [1, 5]),
        ("Letters eq 'A' or Letters eq 'C' and Measure eq 'M1'", [0, 1, 5]),
        ("Letters eq 'D'", []),
    ],
)
def test_filter_and_count(small: Upstream, condition: str, expected: list[int]) -> None:
    page: dict[str, Any] = get(
        small, f"{TABLE}/Observations", filter=condition, count="true"
    ).json()
    assert [row["Id"] for row in page["value"]] == expected
    assert page["@odata.count"] == len(expected)
    answer = get(small, f"{TABLE}/Observations/$count", filter=condition)
    assert answer.text == str(len(expected))
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_count_is_of_the_table_and_not_of_the_page(small: Upstream) -> None:
    page = get(small, f"{TABLE}/Observations", count="true").json()
    assert len(page["value"]) == 4
    assert page["@odata.count"] == 6
    second = requests.get(page["@odata.nextLink"], timeout=5).json()
    assert second["@odata.count"] == 6
    assert get(small, f"{TABLE}/Observations/$count").text == "6"
    assert "@odata.count" not in get(small, f"{TABLE}/Observations").json()
    assert "@odata.count" not in get(small, f"{TABLE}/Observations", count="false").json()
    assert get(small, f"{TABLE}/LettersCodes/$count").text == "3"


def test_a_string_value_passes_as_it_stands(small: Upstream) -> None:
    found = get(small, f"{TABLE}/Observations").json()["value"]
    assert found[3]["Value"] is None
    assert found[3]["StringValue"] == 'een "tekst", {met} [haken]'
    assert "StringValue" not in found[2]


def test_identifiers_ignore_case(small: Upstream) -> None:
    properties = get(small, "/odata/v1/CBS/99998ned/Properties").json()
    assert properties["Identifier"] == "99998NED"
    page = get(small, "/odata/v1/CBS/99998ned/Observations").json()
    assert page["@odata.context"].endswith("/CBS/99998NED/$metadata#Observations")
    assert requests.get(page["@odata.nextLink"], timeout=5).json()["value"][0]["Id"] == 4


def test_code_lists_take_the_options_too(small: Upstream) -> None:
    found = get(small, f"{TABLE}/LettersCodes", filter="contains(Title,'B')", select="Title")
    assert found.json()["value"] == [{"Title": "B"}]


@pytest.mark.parametrize("path", ["", "/Properties", "/Observations", "/Observations/$count"])
def test_head_works_everywhere(small: Upstream, path: str) -> None:
    head = requests.head(small.url + TABLE + path, timeout=5)
    assert head.status_code == 200
    assert head.content == b""
    assert int(head.headers["Content-Length"]) == len(get(small, TABLE + path).content)


@pytest.mark.parametrize("path", ["/Properties/$count", "/Nothing/$count", "/Observations/$value"])
def test_unknown_counts_answer_404(small: Upstream, path: str) -> None:
    assert requests.get(small.url + TABLE + path, timeout=5).status_code == 404
