"""Nights on which something is wrong: each ends as designed, and the last good release answers."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from sources.catalog import Delivered, read_catalog
from sources.upstream.faults import Fault
from sources.upstream.server import Upstream
from tests.flows.conftest import Home, live
from tests.sample_copy import own

# What no publisher serves: files come by backfill.
BY_HAND = {d.id for d in read_catalog() if d.schedule.frequency == "once"}
GOOD = "select count(*) from marts.indicator_values where value is not null"


# One school has a candidate more, who passed. (Last year's counts under a new year are refused.)
REVISED = (b'"282","258","24"', b'"283","259","24"')


def change(path: Path, old: bytes, new: bytes) -> None:
    """Publish another content, dated later."""
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))
    stamp = path.stat().st_mtime + 86400
    os.utime(path, (stamp, stamp))


def portal_file(upstream: Upstream, name: str) -> Path:
    (path,) = upstream.data.rglob(name)
    return own(path)


# Two first nights are made for it.
@pytest.mark.timeout(600)
def test_publishers_that_are_down_cost_nothing(published: Home, upstream: Upstream) -> None:
    before = published.rows(GOOD)
    upstream.stop()
    ran = published.run("nightly")
    assert ran.code == 0, ran.text
    asked = [d for d in read_catalog() if not isinstance(d, Delivered) and d.id not in BY_HAND]
    assert ran.text.count("Niet opgehaald; de vorige versie blijft in gebruik") == len(asked)
    assert published.rows(GOOD) == before
    (log,) = sorted((published.path / "logs").glob("[0-9]*.jsonl"))[1:]
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    # Each thread of a task says which dataset it is at, and what it tries again.
    tried = {line["dataset"] for line in lines if line["logger"] == "sources.client"}
    assert tried == {dataset.id for dataset in asked}
    warned = {
        line["dataset"]
        for line in lines
        if line["logger"] == "flows.datasets" and line["level"] == "WARNING"
    }
    assert tried <= warned
    states = published.run("sources", "list")
    assert "cbs.85421NED" in states.text


@pytest.mark.soak
def test_an_upstream_that_stops_half_way_stales_one_dataset_only(
    fresh: Callable[..., Home], upstream: Upstream
) -> None:
    upstream.add_fault(Fault(r"85421NED/Observations\?", "reset", times=None))
    home = fresh(**live(upstream))
    ran = home.run("nightly")
    assert ran.code == 0, ran.text
    missing = home.rows("select dataset_id from meta.datasets where freshness = 'missing'")
    partners = {d.id for d in read_catalog() if isinstance(d, Delivered)}
    assert {name for (name,) in missing} == {"cbs.85421NED", *partners, *BY_HAND}
    found = home.rows("select distinct indicator_id, dataset_id from marts.indicator_values")
    assert ("vmbo_bb_tech_share", "duo.vo_pupils") in found
    assert ("hbo_tech_share", "duo.ho_first_years") in found
    assert "cbs.85421NED" not in {dataset for _, dataset in found}
    assert home.rows("select profile, notice from meta.release") == [("live", "")]


@pytest.mark.soak
def test_a_csv_with_a_missing_column_keeps_the_vintage_before_it(
    published: Home, upstream: Upstream
) -> None:
    change(portal_file(upstream, "01voins.csv"), b'"AFDELING"', b'"RICHTING"')
    ran = published.run("nightly")
    assert ran.code == 0, ran.text
    assert "column missing: programme (AFDELING)" in ran.text
    assert list((published.path / "quarantine/duo/vo_pupils").rglob("01voins.csv"))
    newest = published.rows(
        "select max(period) from marts.indicator_values where indicator_id = 'vmbo_bb_tech_share'"
    )
    assert newest == [("2024/2025",)]


@pytest.mark.soak
def test_a_partner_file_with_bad_rows_is_loaded_as_far_as_it_is_good(
    published: Home, upstream: Upstream
) -> None:
    before = published.receipts()
    inbox = published.path / "inbox" / "jetnet_technet"
    (inbox / "2018-2019.csv").write_text(
        "figuur;periode;regio;waarde;eenheid\n"
        "technet_circles;2018/2019;NL;150;aantal\n"
        "technet_circles;2018/2019;NL;veel;aantal\n"
        "iets_anders;2018/2019;NL;3;aantal\n",
        encoding="utf-8",
    )
    ran = published.run("nightly")
    assert ran.code == 0, ran.text
    assert published.rows("select value from marts.partner_figures where period = '2018/2019'") == [
        (150,)
    ]
    ((failing,),) = published.rows(
        "select failing_count from meta.checks where check_id = "
        "'ingest.partners.jetnet_technet.rows_refused'"
    )
    assert failing == 2
    report = (published.path / "releases" / published.release_id() / "report.html").read_text()
    assert "Hier verwachten wij een getal in cijfers" in report
    assert len(published.receipts()) == len(before) + 1


def test_a_failing_block_check_refuses_the_release_until_somebody_lets_it_through(
    published: Home, upstream: Upstream
) -> None:
    before = published.release_id()
    # A province disappears from a whole new year: the figures would look plausible.
    path = portal_file(upstream, "01voins.csv")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if b'"Drenthe"' not in line))
    os.utime(path, (1743552000, 1743552000))
    change(portal_file(upstream, "03_voex.csv"), *REVISED)
    asked = "select dataset_id, checked_at from meta.datasets order by 1"
    seen = dict(published.rows(asked))
    chosen = ("duo.vo_exam_results", "duo.vo_pupils")
    ran = published.run("nightly", *(word for name in chosen for word in ("--dataset", name)))
    assert ran.code == 3, ran.text
    assert "refused" in ran.text
    assert f"Alleen gevraagd: {', '.join(chosen)}." in ran.text
    assert published.release_id() == before
    assert published.rows(GOOD)[0][0]
    listed = published.run("releases", "list").out
    (refused,) = {line.split()[0] for line in listed.splitlines() if " refused " in line}
    failing = "select check_id from meta.checks where severity = 'block' and result = 'fail'"
    inspected = published.run("query", failing, "--release", refused, "--format", "csv")
    assert "province" in inspected.text
    # What would have changed is told of a refused release too.
    compared = published.run(
        "query",
        "select distinct previous_release_id from meta.table_changes where tier = 'major'",
        "--release",
        refused,
        "--format",
        "csv",
    )
    assert before in compared.text
    rolled = published.run("releases", "rollback", refused)
    assert (rolled.code, published.release_id()) == (1, before)

    by = ("--by", "A. de Vries", "--reason", "DUO bevestigt het")
    assert published.run("releases", "accept", before, *by).code == 1
    assert published.run("releases", "accept", refused, "--by", " ", "--reason", "x").code == 1
    assert published.release_id() == before
    accepted = published.run("releases", "accept", refused, *by)
    assert accepted.code == 0, accepted.text
    assert published.rows(
        "select verdict, accepted_release_id, accepted_by, accepted_reason from meta.release"
    ) == [("published", refused, "A. de Vries", "DUO bevestigt het")]
    after = published.release_id()
    assert after not in (before, refused)
    assert "Vrijgegeven door A. de Vries: DUO bevestigt het" in published.mails()[-1].read_text()
    looked = {name for name, at in published.rows(asked) if seen[name] != at}
    assert looked == set(chosen)
    changed = json.loads(published.run("releases", "diff", before, after, "--format", "json").out)
    assert changed["previous_release_id"] == before
    told = {table["table_name"]: table for table in changed["tables"]}
    assert told["duo_vo_exam_results"]["vintages_added"] == 1
    assert told["duo_vo_exam_results"]["tier"] == "news"

    # Of what is new, nothing else would have been in its way.
    blocking = {check_id for (check_id,) in published.rows(failing)}
    assert blocking == {"vo_pupils_twelve_provinces_per_period"}
    # What the refused night found stays found: the next one does not call it solved.
    again = published.run("nightly")
    assert again.code == 0, again.text
    assert "nothing new" in again.text
    night = json.loads((published.path / "releases" / after / "night.json").read_text())
    assert blocking <= {c["check_id"] for c in night["checks"] if c["result"] == "fail"}
    assert sorted(blocking)[0] in published.mails()[-1].read_text()

    assert published.run("releases", "rollback", before).code == 0
    assert published.release_id() == before
    # A night that would bring back what somebody has just taken away does not.
    again = published.run("nightly", "--no-fetch")
    assert (again.code, published.release_id()) == (0, before)
    assert f"Uitgave {after} is teruggedraaid" in again.text
    assert published.run("releases", "rollback", after).code == 0
    assert published.release_id() == after


def test_two_nights_never_overlap(fresh: Callable[..., Home]) -> None:
    home = fresh()
    home.path.mkdir()
    with FileLock(home.path / ".lock"):
        ran = home.run("nightly")
    assert ran.code == 4
    assert "another run is at work" in ran.text


def test_a_wrong_setting_stops_the_run_before_it_starts(fresh: Callable[..., Home]) -> None:
    home = fresh(TECHNIEKPACT_MEMORY_LIMIT="plenty")
    ran = home.run("nightly")
    assert ran.code == 1
    assert "TECHNIEKPACT_MEMORY_LIMIT: expected a size such as 2GB" in ran.text
    assert not home.path.exists()


def test_a_home_without_anything_publishes_nothing_and_says_so(fresh: Callable[..., Home]) -> None:
    home = fresh()
    ran = home.run("nightly", "--no-fetch")
    assert ran.code == 1
    assert len(home.mails()) == 1
    assert "Er is nog niets ontvangen" in ran.text
    query = home.run("query", "select 1")
    assert (query.code, "nothing is published yet" in query.text) == (1, True)


@pytest.mark.soak
def test_a_table_of_cbs_that_lost_what_indicators_use_refuses_the_release(
    published: Home, upstream: Upstream
) -> None:
    before = published.release_id()
    folder = upstream.data / "cbs/v4/85421NED"
    change(
        own(folder / "StudierichtingCodes.json"), b'"06 Informatica"', b'"06 Informatica en data"'
    )
    change(own(folder / "Properties.json"), b"2025-03-28T02:00:00", b"2025-04-28T02:00:00")
    # Something else is new, so that there is a release to refuse.
    change(portal_file(upstream, "03_voex.csv"), *REVISED)
    ran = published.run("nightly")
    assert ran.code == 3, ran.text
    assert "member missing from studierichting: 06 Informatica;" in ran.text
    assert published.release_id() == before
    assert published.rows(GOOD)[0][0]
