"""DUO's turn of the night, where the portal or its files are not as they should be."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from sources.catalog import Dataset, DuoDataset, read_catalog
from sources.client import Client
from sources.connector import Outcome, Publishers
from sources.ingest import backfill
from sources.landing import Landing
from sources.probe import probe
from sources.upstream.faults import Fault
from sources.upstream.server import Upstream
from tests.sample_copy import own
from tests.sources.conftest import IMPATIENT

CATALOG = read_catalog()


def take(name: str, publishers: Publishers, landing: Landing) -> Outcome:
    from sources.duo import fetch

    dataset = CATALOG[name]
    assert isinstance(dataset, DuoDataset)
    with Client(IMPATIENT) as client:
        return fetch(dataset, publishers, landing, client)


def kinds(outcome: Outcome) -> list[str]:
    return [finding.kind for finding in outcome.findings]


def file_of(upstream: Upstream, name: str) -> Path:
    (path,) = upstream.data.rglob(name)
    return own(path)


@pytest.fixture
def elsewhere(upstream: Upstream) -> Iterator[Publishers]:
    """The portal on one host, the older site on another: either can be down."""
    with Upstream(upstream.data) as older:
        yield Publishers(
            cbs_v4=upstream.url, cbs_v3=upstream.url, duo=upstream.url, duo_legacy=older.url
        )


def test_one_file_for_every_pattern_and_every_year(
    publishers: Publishers, landing: Landing
) -> None:
    students = take("duo.mbo_students", publishers, landing).new
    assert len(students) == 1, "the first of two files on the portal is another"
    inflow = take("duo.mbo_inflow", publishers, landing).new
    assert sorted(m.periods for m in inflow) == [
        (f"{year}/{year + 1}",) for year in range(2021, 2025)
    ]
    first_years = take("duo.ho_first_years", publishers, landing).new
    assert len(first_years) == 6
    for manifest in first_years:
        path, name = landing.parquet(manifest), manifest.originals[0].name
        ((kind,),) = duckdb.sql(f"select distinct ho_type from '{path}'").fetchall()
        assert kind == ("hbo" if "hbo" in name else "wo")


def test_breakdowns_of_the_same_people_agree_within_their_bounds(
    publishers: Publishers, landing: Landing
) -> None:
    manifests = take("duo.ho_enrolled", publishers, landing).new
    paths = [str(landing.parquet(manifest)) for manifest in manifests]
    found = duckdb.execute(
        "select ho_type, period, max(low) <= min(high) from (select ho_type, period, breakdown, "
        "sum(count_low) as low, sum(count_high) as high from "
        "read_parquet($paths, union_by_name = true) group by all) group by all",
        {"paths": paths},
    ).fetchall()
    assert len(found) == 10
    assert all(meet for *_, meet in found)


def test_what_only_the_export_has_comes_from_there_dated_as_the_portal_says(
    publishers: Publishers, landing: Landing, upstream: Upstream
) -> None:
    manifests = take("duo.vo_exam_subjects", publishers, landing).new
    (manifest,) = [m for m in manifests if m.originals[0].name == "04_voex.csv"]
    assert "/datastore/dump/" in manifest.originals[0].url
    assert manifest.published_at < date(2025, 4, 1)
    assert manifest.findings == ()


def test_files_on_an_internal_host_are_looked_for_elsewhere(
    publishers: Publishers, landing: Landing, upstream: Upstream
) -> None:
    upstream.add_fault(Fault("package_show", "internal_host", times=None))
    outcome = take("duo.ho_graduates", publishers, landing)
    assert outcome.reached
    assert outcome.findings == []
    assert {m.originals[0].url.split("/dataset/")[0] for m in outcome.new} == {upstream.url}
    # The address that answered is asked first the next time, and once.
    upstream.requests.clear()
    assert take("duo.ho_graduates", publishers, landing).new == []
    assert len([seen for seen in upstream.requests if seen.path.endswith(".csv")]) == 6


def test_the_older_site_stands_in_for_a_portal_that_is_down(
    elsewhere: Publishers, landing: Landing, upstream: Upstream
) -> None:
    upstream.stop()
    outcome = take("duo.vo_locations", elsewhere, landing)
    assert outcome.reached
    assert kinds(outcome) == ["portal_not_reached"]
    (manifest,) = outcome.new
    assert manifest.originals[0].url == (
        f"{elsewhere.duo_legacy}/open_onderwijsdata/images/02.-alle-vestigingen-vo.csv"
    )


def test_a_portal_without_a_stand_in_is_not_reached(
    elsewhere: Publishers, landing: Landing, upstream: Upstream
) -> None:
    upstream.stop()
    outcome = take("duo.mbo_students", elsewhere, landing)
    assert (outcome.reached, outcome.new, kinds(outcome)) == (False, [], ["not_reached"])


def test_an_older_site_that_is_silent_is_asked_once_and_told_once(
    publishers: Publishers, landing: Landing
) -> None:
    silent = replace(publishers, duo_legacy="http://127.0.0.1:9")
    outcome = take("duo.vo_pupils", silent, landing)
    assert outcome.reached
    assert kinds(outcome) == ["legacy_not_reached"]
    assert len(outcome.new) == 1
    alone = take("duo.vo_exam_candidates", silent, landing)
    assert (alone.reached, kinds(alone)) == (False, ["not_reached"])


def test_an_internal_host_does_not_silence_the_portal(
    publishers: Publishers, landing: Landing, upstream: Upstream
) -> None:
    """A file that is nowhere costs itself alone, though its first host never answers."""
    upstream.add_fault(Fault("package_show", "internal_host", times=None))
    gone = "(gediplomeerdengeslhbo|datastore/dump)"
    upstream.add_fault(Fault(gone, "status", times=None, status=404))
    outcome = take("duo.ho_graduates", publishers, landing)
    assert (outcome.reached, kinds(outcome)) == (False, ["not_reached"])
    assert len(outcome.new) == 5


def test_a_file_that_changed_under_the_same_etag_is_noticed(
    publishers: Publishers, landing: Landing, upstream: Upstream
) -> None:
    (before,) = take("duo.mbo_graduates", publishers, landing).new
    path = file_of(upstream, "2020-2024-gediplomeerden.csv")
    upstream.add_fault(Fault(r"gediplomeerden\.csv", "same_etag", times=None))
    path.write_bytes(path.read_bytes().replace(b'"ROC', b'"ROC Nieuw', 1) + b"")
    stamp = path.stat().st_mtime + 86400
    os.utime(path, (stamp, stamp))
    (after,) = take("duo.mbo_graduates", publishers, landing).new
    assert after.sha256 != before.sha256
    assert after.originals[0].etag == before.originals[0].etag


def test_the_same_content_under_a_new_date_is_no_new_vintage(
    publishers: Publishers, landing: Landing, upstream: Upstream
) -> None:
    take("duo.mbo_graduates", publishers, landing)
    path = file_of(upstream, "2020-2024-gediplomeerden.csv")
    stamp = path.stat().st_mtime + 86400
    os.utime(path, (stamp, stamp))
    outcome = take("duo.mbo_graduates", publishers, landing)
    assert (outcome.new, outcome.findings) == ([], [])


def test_a_csv_cut_in_a_quoted_field_is_refused_kept_and_asked_for_again(
    publishers: Publishers, landing: Landing, upstream: Upstream, tmp_path: Path
) -> None:
    take("duo.vo_offer", publishers, landing)
    before = landing.vintages("duo.vo_offer")
    path = file_of(upstream, "vo_onderwijslicenties.csv")
    stamp = path.stat().st_mtime + 86400
    os.utime(path, (stamp, stamp))
    upstream.add_fault(Fault(r"vo_onderwijslicenties\.csv", "cut_in_quotes"))
    outcome = take("duo.vo_offer", publishers, landing)
    assert kinds(outcome) == ["refused"]
    assert "opens a quote that is not closed" in outcome.findings[0].message_en
    assert landing.vintages("duo.vo_offer") == before
    assert list((tmp_path / "home" / "quarantine").rglob("vo_onderwijslicenties.csv"))
    # The whole file is there the next night.
    assert take("duo.vo_offer", publishers, landing).findings == []


def test_a_needed_column_that_is_gone_keeps_the_vintage_before_in_use(
    publishers: Publishers, landing: Landing, upstream: Upstream
) -> None:
    take("duo.ho_locations", publishers, landing)
    before = landing.vintages("duo.ho_locations")
    path = file_of(upstream, "instellingenho.csv")
    path.write_bytes(path.read_bytes().replace(b"GEMEENTENUMMER", b"GEMEENTE", 1))
    stamp = path.stat().st_mtime + 86400
    os.utime(path, (stamp, stamp))
    outcome = take("duo.ho_locations", publishers, landing)
    assert kinds(outcome) == ["refused"]
    assert "column missing: municipality_code (GEMEENTENUMMER)" in outcome.findings[0].message_en
    assert landing.vintages("duo.ho_locations") == before


def test_a_look_tells_what_a_fetch_would_bring(
    publishers: Publishers, landing: Landing, upstream: Upstream, tmp_path: Path
) -> None:
    def news(name: str) -> tuple[str, str]:
        dataset: Dataset = CATALOG[name]
        with Client(IMPATIENT) as client:
            found = probe(dataset, publishers, landing, tmp_path, client)
        return found.news, found.detail

    assert news("duo.ho_isced") == (
        "unchanged",
        "not published online: its files come by backfill",
    )
    for name in ("duo.mbo_inflow", "duo.vo_exam_candidates", "duo.vo_exam_subjects"):
        assert news(name)[0] == "new"
        take(name, publishers, landing)
        assert news(name)[0] == "unchanged"
    # The export of the portal has no validators: what the portal says of it tells.
    path = file_of(upstream, "04_voex.csv")
    os.utime(path, (path.stat().st_mtime + 86400,) * 2)
    assert news("duo.vo_exam_subjects") == ("new", "04_voex.csv")
    package = upstream.data / "duo/packages/instromende-mbo-studenten.json"
    content = json.loads(package.read_text(encoding="utf-8"))
    content["resources"] *= 2
    own(package).write_text(json.dumps(content), encoding="utf-8")
    kind, detail = news("duo.mbo_inflow")
    assert kind == "unreachable"
    assert "exactly 1 expected" in detail


def test_an_old_file_without_a_date_never_supersedes_a_newer_one(
    publishers: Publishers, landing: Landing, upstream: Upstream
) -> None:
    """Its date is estimated from what it counts, not from the day it was added."""
    candidates = CATALOG["duo.vo_exam_candidates"]
    paths = sorted(upstream.data.rglob("examenkandidaten-en-geslaagden-*.csv"))
    assert len(paths) == 3
    outcome = backfill(candidates, paths, landing)
    assert outcome.findings == []
    assert [(m.published_at, m.published_is_estimated) for m in outcome.new] == [
        (date(year, 3, 1), True) for year in (2019, 2023, 2024)
    ]
    assert backfill(candidates, paths, landing).new == []


def test_a_file_that_says_no_period_wants_one(
    publishers: Publishers, landing: Landing, upstream: Upstream
) -> None:
    path = file_of(upstream, "geslaagden-gezakten-en-cijfers-2018-2019.csv")
    results = CATALOG["duo.vo_exam_results"]
    (refused,) = backfill(results, [path], landing).findings
    assert refused.kind == "refused"
    assert "--period" in refused.message_nl
    (told,) = backfill(results, [path], landing, period="2018/2019").new
    assert told.periods == ("2018/2019",)


def test_a_date_of_publication_tells_the_period(landing: Landing, upstream: Upstream) -> None:
    path = file_of(upstream, "geslaagden-gezakten-en-cijfers-2018-2019.csv")
    results = CATALOG["duo.vo_exam_results"]
    (manifest,) = backfill(results, [path], landing, published=date(2019, 12, 2)).new
    assert manifest.periods == ("2018/2019",)
