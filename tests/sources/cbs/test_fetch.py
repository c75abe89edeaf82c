"""A table's turn of the night, over real HTTP, with everything that can go wrong."""

from __future__ import annotations

import json

import pytest

from sources.connector import Outcome
from sources.landing import Landing
from sources.upstream.faults import Fault
from sources.upstream.server import Upstream
from tests.sample_copy import own
from tests.sources.cbs.conftest import Fetch, cells, touch, whole

HO = whole("cbs.85421NED")
PAGES = r"85421NED/Observations\?|85421NED/Observations$"


def asked(upstream: Upstream, part: str) -> list[str]:
    return [seen.path for seen in upstream.requests if part in seen.path]


def problem(outcome: Outcome) -> str:
    (finding,) = outcome.findings
    assert finding.kind == "not_reached"
    assert not outcome.reached
    return finding.message_en


def test_a_table_is_taken_whole_and_a_second_look_costs_one_small_request(
    fetch: Fetch, landing: Landing, upstream: Upstream
) -> None:
    (manifest,) = fetch(HO).new
    stated = json.loads((upstream.data / "cbs/v4/85421NED/Properties.json").read_text())
    assert manifest.rows == stated["ObservationCount"]
    assert sum(o.name.startswith("Observations-") for o in manifest.originals) == 8
    assert manifest.publisher_version
    upstream.requests.clear()
    second = fetch(HO)
    assert (second.new, second.findings, second.reached) == ([], [], True)
    assert len(upstream.requests) == 1
    assert landing.vintages(HO.id) == [manifest]


def test_cells_carry_what_the_metadata_says_of_them(fetch: Fetch, landing: Landing) -> None:
    (manifest,) = fetch(HO).new
    found = cells(
        landing,
        manifest,
        "select distinct perioden, status, unit, decimals, value_attribute from cells "
        "where perioden in ('2017SJ00', '2024SJ00') order by 1",
    )
    assert found == [
        ("2017SJ00", "definitive", "aantal", 0, None),
        ("2024SJ00", "provisional", "aantal", 0, None),
    ]
    titles = cells(
        landing, manifest, "select title from codes where dimension = 'measure' order by position"
    )
    assert ("Eerstejaarsstudenten",) in titles
    assert cells(landing, manifest, "select sum(value) from cells")[0][0]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(PAGES, "status", times=2, status=500),
        Fault(PAGES, "status", times=2, status=503),
        Fault(PAGES, "status", times=2, status=429, retry_after=0),
        Fault(PAGES, "reset", times=2, after_bytes=5_000),
        Fault(PAGES, "truncate", times=2, after_bytes=5_000),
        Fault(PAGES, "invalid_json", times=2),
        Fault(PAGES, "latency", times=3, seconds=0.3),
        Fault("Properties", "status", times=1, status=500),
        Fault("Codes", "reset", times=1),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}-{fault.path[:5]}",
)
def test_what_passes_is_not_noticed(
    fetch: Fetch, landing: Landing, upstream: Upstream, fault: Fault
) -> None:
    (sound,) = fetch(HO).new
    before = cells(landing, sound, "select count(*), sum(value) from cells")
    touch(upstream, "85421NED")
    upstream.add_fault(fault)
    outcome = fetch(HO)
    assert (outcome.findings, outcome.reached) == ([], True)
    (manifest,) = outcome.new
    assert cells(landing, manifest, "select count(*), sum(value) from cells") == before


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(PAGES, "status", times=None, status=500), "answered 500"),
        (Fault(PAGES, "status", times=None, status=404), "answered 404"),
        (Fault(PAGES, "reset", times=None), "no answer"),
        (Fault(PAGES, "truncate", times=None, after_bytes=9), "cut short"),
        (Fault(PAGES, "invalid_json", times=None), "is not a page of rows"),
        (Fault(PAGES, "html", times=None), "answered a web page"),
        (Fault(PAGES, "slow_drip", times=None, seconds=0.2), "not finished in 6 s"),
        (Fault("Properties", "wrong_count", times=None, count=7), "rows received where CBS states"),
        (Fault("Properties", "wrong_count", times=None, count=-7), "where CBS states"),
        (Fault("Properties", "html", times=None), "answered a web page"),
        (Fault("Properties", "modified", times=None), "changed while it was read, 2 times"),
    ],
    ids=lambda value: f"{value.kind}-{value.status}" if isinstance(value, Fault) else None,
)
def test_what_stays_wrong_costs_nothing_that_was_there(
    fetch: Fetch, landing: Landing, upstream: Upstream, fault: Fault, said: str
) -> None:
    before = fetch(HO).new
    touch(upstream, "85421NED")
    upstream.add_fault(fault)
    assert said in problem(fetch(HO))
    assert landing.vintages(HO.id) == before
    upstream.clear_faults()
    assert fetch(HO).new


@pytest.mark.parametrize("link", ["self", "http://127.0.0.1:9/odata/v1/CBS/85421NED/Observations"])
def test_a_next_link_that_leads_astray_ends_the_walk(
    fetch: Fetch, landing: Landing, upstream: Upstream, link: str
) -> None:
    # Pages asked by offset would not notice: the server must not understand offsets either.
    upstream.add_fault(Fault(r"Observations\?.*skip", "status", times=None, status=400))
    upstream.add_fault(Fault(PAGES, "next_link", times=None, link=link))
    assert not fetch(HO).reached
    assert landing.vintages(HO.id) == []


def test_a_download_goes_on_where_it_broke_off(
    fetch: Fetch, landing: Landing, upstream: Upstream
) -> None:
    upstream.add_fault(Fault(r"skip=10000", "status", times=None, status=500))
    assert "answered 500" in problem(fetch(HO))
    upstream.clear_faults()
    upstream.requests.clear()
    (manifest,) = fetch(HO).new
    again = asked(upstream, "85421NED/Observations")
    assert 1 <= len(again) < 8
    assert any("skip=10000" in path for path in again)
    stated = json.loads((upstream.data / "cbs/v4/85421NED/Properties.json").read_text())
    assert manifest.rows == stated["ObservationCount"]


def test_a_download_of_another_version_starts_afresh(
    fetch: Fetch, landing: Landing, upstream: Upstream
) -> None:
    upstream.add_fault(Fault(r"skip=10000", "status", times=None, status=500))
    assert not fetch(HO).reached
    upstream.clear_faults()
    touch(upstream, "85421NED")
    upstream.requests.clear()
    assert fetch(HO).new
    assert len(asked(upstream, "85421NED/Observations")) == 8


def test_a_table_that_changes_while_it_is_read_is_started_on_once_more(
    fetch: Fetch, upstream: Upstream
) -> None:
    upstream.add_fault(Fault("Properties", "modified", times=1))
    outcome = fetch(HO)
    assert outcome.reached, outcome.findings
    (manifest,) = outcome.new
    assert manifest.rows
    assert len(asked(upstream, "85421NED/Observations")) == 16


def test_offsets_that_are_not_understood_fall_back_to_the_next_links(
    fetch: Fetch, landing: Landing, upstream: Upstream
) -> None:
    (manifest,) = fetch(HO).new
    expected = cells(landing, manifest, "select count(*), sum(value) from cells")
    touch(upstream, "85421NED")
    # A page by offset comes back short: side by side would miss rows.
    upstream.add_fault(Fault(r"skip=4000$", "short_page", times=1))
    outcome = fetch(HO)
    assert outcome.reached, outcome.findings
    assert cells(landing, outcome.new[0], "select count(*), sum(value) from cells") == expected


def test_few_connections_are_open_at_once(fetch: Fetch, upstream: Upstream) -> None:
    upstream.add_fault(Fault(PAGES, "latency", times=None, seconds=0.02))
    assert fetch(HO).new
    assert 1 < upstream.most_at_once <= 4


def test_a_stopped_table_is_news_and_is_still_taken(fetch: Fetch, upstream: Upstream) -> None:
    path = own(upstream.data / "cbs/v4/85421NED/Properties.json")
    path.write_text(path.read_text().replace("Regulier", "Gediscontinueerd"), encoding="utf-8")
    outcome = fetch(HO)
    assert [finding.kind for finding in outcome.findings] == ["table_stopped"]
    assert outcome.findings[0].severity == "warn"
    assert outcome.new
