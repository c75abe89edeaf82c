"""A table that CBS changed: what is used must be there, and everything else is news."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sources.landing import Finding, Landing
from sources.upstream.server import Upstream
from tests.sources.cbs.conftest import CATALOG, Fetch, edit_json, entry, touch, whole

HO = whole("cbs.85421NED")
USED = entry(
    "cbs.85421NED",
    dimensions={
        column: spec.model_dump()
        | ({"members": ["Hoger beroepsonderwijs"]} if column == "onderwijssoort" else {})
        for column, spec in HO.contract.dimensions.items()
    },
)


def folder(upstream: Upstream) -> Path:
    return upstream.data / "cbs" / "v4" / "85421NED"


def item(content: object, title: str) -> dict[str, object]:
    assert isinstance(content, list)
    (found,) = [entry for entry in content if entry["Title"] == title]
    return found


def refusal(fetch: Fetch, dataset: object) -> Finding:
    outcome = fetch(dataset)
    assert outcome.new == []
    (finding,) = outcome.findings
    assert finding.kind == "refused"
    return finding


def drop_dimension(upstream: Upstream) -> None:
    edit_json(folder(upstream) / "Dimensions.json", lambda c: c.pop(3))  # type: ignore[attr-defined]


def add_dimension(upstream: Upstream) -> None:
    def change(content: object) -> None:
        assert isinstance(content, list)
        content.append(content[0] | {"Identifier": "Nationaliteit", "Title": "Nationaliteit"})

    edit_json(folder(upstream) / "Dimensions.json", change)
    for name in ("Codes", "Groups"):
        (folder(upstream) / f"Nationaliteit{name}.json").write_text("[]")


def rename_measure(upstream: Upstream) -> None:
    def change(content: object) -> None:
        item(content, "Eerstejaarsstudenten")["Title"] = "Eerstejaars"

    edit_json(folder(upstream) / "MeasureCodes.json", change)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (drop_dimension, "dimension missing: herkomstland (Herkomstland)"),
        (add_dimension, "new dimension: Nationaliteit"),
        (rename_measure, "measure missing: Eerstejaarsstudenten"),
    ],
)
def test_a_change_of_what_is_used_blocks_and_keeps_the_vintage_before(
    fetch: Fetch,
    landing: Landing,
    upstream: Upstream,
    change: Callable[[Upstream], None],
    said: str,
) -> None:
    before = fetch(HO).new
    change(upstream)
    touch(upstream, "85421NED")
    upstream.requests.clear()
    finding = refusal(fetch, HO)
    assert finding.severity == "block"
    assert said in finding.message_en
    assert finding.action_nl
    assert not [seen for seen in upstream.requests if "Observations" in seen.path]
    assert landing.vintages(HO.id) == before
    again = fetch(HO)
    assert again.findings == [finding], "it is told every night, at the cost of one request"


def test_a_member_that_is_used_and_vanished_blocks(fetch: Fetch, upstream: Upstream) -> None:
    assert fetch(USED).new

    def change(content: object) -> None:
        item(content, "Hoger beroepsonderwijs")["Title"] = "Hbo"

    edit_json(folder(upstream) / "OnderwijssoortCodes.json", change)
    touch(upstream, "85421NED")
    finding = refusal(fetch, USED)
    assert finding.severity == "block"
    assert "member missing from onderwijssoort: Hoger beroepsonderwijs" in finding.message_en


def test_a_title_that_models_rely_on_must_be_there_though_all_are_fetched(
    fetch: Fetch, upstream: Upstream
) -> None:
    assert CATALOG["cbs.85421NED"].contract.dimensions["studierichting"].uses  # type: ignore[union-attr]
    assert fetch(CATALOG["cbs.85421NED"]).new

    def change(content: object) -> None:
        item(content, "06 Informatica")["Title"] = "06 Informatica en data"

    edit_json(folder(upstream) / "StudierichtingCodes.json", change)
    touch(upstream, "85421NED")
    finding = refusal(fetch, CATALOG["cbs.85421NED"])
    assert finding.severity == "block"
    assert "member missing from studierichting: 06 Informatica;" in finding.message_en


def test_codes_that_nobody_uses_may_change_and_that_is_news(
    fetch: Fetch, upstream: Upstream
) -> None:
    assert fetch(HO).new

    def change(content: object) -> None:
        item(content, "10 Dienstverlening")["Title"] = "10 Persoonlijke dienstverlening"

    edit_json(folder(upstream) / "StudierichtingCodes.json", change)
    touch(upstream, "85421NED")
    outcome = fetch(HO)
    assert outcome.new
    (finding,) = outcome.findings
    assert (finding.kind, finding.severity, finding.count) == ("codes_changed", "warn", 1)
    (row,) = finding.rows
    assert (row["change"], row["before"], row["now"]) == (
        "renamed",
        "10 Dienstverlening",
        "10 Persoonlijke dienstverlening",
    )


def test_a_code_in_the_cells_that_no_list_knows_is_refused(
    fetch: Fetch, upstream: Upstream
) -> None:
    def change(content: object) -> None:
        assert isinstance(content, list)
        content.remove(item(content, "Vrouwen"))

    edit_json(folder(upstream) / "GeslachtCodes.json", change)
    assert "geslacht: codes that are not in the code list: 4000" in refusal(fetch, HO).message_en


def test_members_and_codes_are_what_the_server_is_asked_for(
    fetch: Fetch, landing: Landing, upstream: Upstream
) -> None:
    (manifest,) = fetch(USED).new
    (first, *_) = [s.path for s in upstream.requests if "Observations?" in s.path]
    assert "$filter=(Onderwijssoort%20eq%20'A025297')" in first or "A025294" in first
    everything = fetch(HO).new[0]
    assert manifest.rows * 3 == everything.rows
