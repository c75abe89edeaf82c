from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from sources.upstream.server import Upstream

TABLE = "/odata/v1/CBS/85421NED"


def get(upstream: Upstream, path: str) -> dict[str, Any]:
    answer = requests.get(upstream.url + path, timeout=5)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def test_properties_are_one_object(upstream: Upstream) -> None:
    properties = get(upstream, f"{TABLE}/Properties")
    assert properties["@odata.context"] == f"{upstream.url}{TABLE}/$metadata#Properties"
    assert properties["Identifier"] == "85421NED"
    assert properties["Status"] == "Regulier"
    assert properties["License"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "voorbeelddata" in str(properties["Title"])
    assert "voorbeelddata" in str(properties["Description"])


def test_codes_are_a_list(upstream: Upstream) -> None:
    periods = get(upstream, f"{TABLE}/PeriodenCodes")["value"]
    assert periods[0]["Identifier"] == "2015SJ00"
    assert periods[-1] == {
        "Identifier": "2024SJ00",
        "Index": 10,
        "Title": "2024/'25*",
        "Description": "",
        "DimensionGroupId": None,
        "Status": "Voorlopig",
    }
    assert periods[2]["Title"] == "2017/'18"
    assert periods[2]["Status"] == "Definitief"


@pytest.mark.parametrize("table", ["85421NED", "85353NED"])
def test_every_dimension_has_codes_and_groups(upstream: Upstream, table: str) -> None:
    root = f"/odata/v1/CBS/{table}"
    for dimension in get(upstream, f"{root}/Dimensions")["value"]:
        assert get(upstream, f"{root}/{dimension['Identifier']}Codes")["value"]
        assert "value" in get(upstream, f"{root}/{dimension['Identifier']}Groups")
    assert get(upstream, f"{root}/MeasureCodes")["value"]
    assert get(upstream, f"{root}/MeasureGroups")["value"] == []


def test_catalogue_and_service_document(upstream: Upstream) -> None:
    listed = get(upstream, "/odata/v1/Datasets")["value"]
    folders = sorted(path.name for path in (upstream.data / "cbs/v4").iterdir())
    assert [table["Identifier"] for table in listed] == folders
    assert {"85353NED", "85421NED"} <= set(folders)
    names = {entity["name"] for entity in get(upstream, TABLE)["value"]}
    assert {"Properties", "Observations", "GeslachtCodes"} <= names


def test_following_next_link_reads_every_observation(upstream: Upstream) -> None:
    link: str | None = f"{upstream.url}{TABLE}/Observations"
    rows, sizes = [], []
    while link:
        page = requests.get(link, timeout=5).json()
        sizes.append(len(page["value"]))
        rows += page["value"]
        link = page.get("@odata.nextLink")
    assert sizes[:-1] == [10_000] * (len(sizes) - 1)
    assert [row["Id"] for row in rows] == list(range(len(rows)))
    assert len(rows) == get(upstream, f"{TABLE}/Properties")["ObservationCount"]
    assert list(rows[0]) == [
        "Id",
        "Measure",
        "ValueAttribute",
        "Value",
        "Geslacht",
        "Onderwijssoort",
        "Studierichting",
        "Herkomstland",
        "GeboortelandOuders",
        "Perioden",
    ]


def test_offsets_can_be_asked_out_of_order(sample: Path) -> None:
    with Upstream(sample, page_size=4) as upstream:
        page = get(upstream, f"{TABLE}/Observations?$skip=8")
        assert [row["Id"] for row in page["value"]] == [8, 9, 10, 11]
        assert page["@odata.nextLink"] == f"{upstream.url}{TABLE}/Observations?$skip=12"
        past_the_end = get(upstream, f"{TABLE}/Observations?$skip=99999999")
        assert past_the_end["value"] == []
        assert "@odata.nextLink" not in past_the_end


def test_next_link_uses_the_host_the_client_called(upstream: Upstream) -> None:
    answer = requests.get(
        f"{upstream.url}{TABLE}/Observations", headers={"Host": "datasets.cbs.nl"}, timeout=5
    )
    assert answer.json()["@odata.nextLink"].startswith("http://datasets.cbs.nl/odata/v1/CBS/")


def test_top_ends_in_time_over_pages(sample: Path) -> None:
    with Upstream(sample, page_size=4) as upstream:
        first = get(upstream, f"{TABLE}/Observations?$top=6")
        second = requests.get(str(first["@odata.nextLink"]), timeout=5).json()
        assert len(first["value"]) == 4
        assert [row["Id"] for row in second["value"]] == [4, 5]
        assert "@odata.nextLink" not in second
        assert get(upstream, f"{TABLE}/Observations?$top=0")["value"] == []


def test_filter_and_select_hold_over_pages(sample: Path) -> None:
    with Upstream(sample, page_size=50) as upstream:
        wanted = (
            "startswith(Studierichting,'S07') and Perioden eq '2017SJ00' and Geslacht eq '3000'"
        )
        link = (
            f"{upstream.url}{TABLE}/Observations?$filter={quote(wanted)}&$select=Geslacht,Value,Id"
        )
        rows = []
        while link:
            page = requests.get(link, timeout=5).json()
            rows += page["value"]
            link = page.get("@odata.nextLink")
    # 3 measures, 3 levels, 3 origins, and the codes 07, 071 and 073.
    assert len(rows) == 81
    assert all(list(row) == ["Geslacht", "Value", "Id"] for row in rows)
    assert {row["Geslacht"] for row in rows} == {"3000"}


@pytest.mark.parametrize("option", ["$filter=A ne 1", "$skip=-1", "$top=many"])
def test_wrong_options_answer_400(upstream: Upstream, option: str) -> None:
    answer = requests.get(f"{upstream.url}{TABLE}/Observations?{option}", timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "400"


@pytest.mark.parametrize(
    "path",
    [
        "/odata/v1/CBS/00000NED/Properties",
        "/odata/v1/CBS/85421NED/Nothing",
        "/odata/v1/CBS/../../etc",
        "/odata/v1/Other",
    ],
)
def test_unknown_tables_and_entities_answer_404_in_json(upstream: Upstream, path: str) -> None:
    answer = requests.get(upstream.url + path, timeout=5)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "404"


def test_an_edited_file_is_served_as_edited(editable: Path) -> None:
    path = editable / "cbs/v4/85421NED/Observations.ndjson"
    with Upstream(editable) as upstream:
        assert len(get(upstream, f"{TABLE}/Observations?$top=5")["value"]) == 5
        path.write_text(json.dumps({"Id": 0, "Value": None}) + "\n", encoding="utf-8")
        page = get(upstream, f"{TABLE}/Observations")
        assert page["value"] == [{"Id": 0, "Value": None}]


def test_head_says_how_long_the_body_would_be(upstream: Upstream) -> None:
    url = f"{upstream.url}{TABLE}/Properties"
    head, whole = requests.head(url, timeout=5), requests.get(url, timeout=5)
    assert head.status_code == 200
    assert head.content == b""
    assert int(head.headers["Content-Length"]) == len(whole.content)
