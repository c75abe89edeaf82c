"""Each publisher's turn of the night against the bundled upstream, well-behaved and not."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

import sources.client
from sources.catalog import CatalogError, Dataset, DuoDataset, ListDataset, read_catalog
from sources.cbs.rows import decompress
from sources.connector import Outcome, Publishers
from sources.ingest import backfill, fetch
from sources.landing import Landing, hash_file
from sources.reading import ReadError
from sources.upstream.faults import Fault
from sources.upstream.server import Upstream
from tests.sample_copy import own
from tests.sources.conftest import IMPATIENT

CATALOG = read_catalog()
PUPILS, EXAMS = CATALOG["duo.vo_pupils"], CATALOG["duo.vo_exam_candidates"]
JETNET = CATALOG["partners.jetnet_technet"]
TODAY = date(2025, 3, 31)
PORTAL = r"ckan ^01voins\.csv$"


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.client, "Limits", lambda: IMPATIENT)


@pytest.fixture
def inbox(upstream: Upstream) -> Path:
    return upstream.data / "inbox"


def kinds(outcome: Outcome) -> list[str]:
    return [finding.kind for finding in outcome.findings]


def portal_file(upstream: Upstream, name: str) -> Path:
    (path,) = upstream.data.rglob(name)
    return own(path)


def edit(path: Path, old: str, new: str, *, day: int) -> None:
    """Change a file upstream; its Last-Modified is `day` April 2025."""
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
    stamp = 1743465600 + 86400 * day
    os.utime(path, (stamp, stamp))


PUBLISHED = [
    dataset
    for dataset in CATALOG
    if not isinstance(dataset, DuoDataset | ListDataset)
    or (isinstance(dataset, DuoDataset) and (dataset.fetch.package or dataset.fetch.legacy))
]


@pytest.mark.parametrize("dataset", PUBLISHED, ids=lambda dataset: dataset.id)
def test_a_second_look_finds_nothing_new(
    dataset: Dataset,
    publishers: Publishers,
    landing: Landing,
    inbox: Path,
    upstream: Upstream,
    tmp_path: Path,
) -> None:
    first = fetch(dataset, publishers, landing, inbox, TODAY)
    assert first.new
    assert first.findings == []
    for manifest in first.new:
        rows = duckdb.sql(f"select count(*) from '{landing.parquet(manifest)}'").fetchall()
        assert rows == [(manifest.rows,)]
        for original in manifest.originals:
            path = landing.parquet(manifest).parent / original.name
            if original.compression:
                path = decompress(Path(shutil.copy(path, tmp_path)))
            assert (path.stat().st_size, hash_file(path)) == (original.size, original.sha256)
    upstream.requests.clear()
    second = fetch(dataset, publishers, landing, inbox, TODAY)
    assert (second.new, second.findings, second.reached) == ([], [], True)
    if isinstance(dataset, DuoDataset):
        downloads = [seen for seen in upstream.requests if not seen.path.startswith("/api/")]
        # 404: a window of years that is not published yet; 200: an export, which has no validators.
        exports = [seen for seen in downloads if seen.path.startswith("/datastore/dump/")]
        answers = {seen.status for seen in downloads if seen not in exports} - {404}
        assert answers <= {304}
        assert {seen.status for seen in exports} <= {200}


def test_new_content_is_a_new_vintage_and_the_old_one_stays(
    publishers: Publishers, landing: Landing, inbox: Path, upstream: Upstream
) -> None:
    fetch(PUPILS, publishers, landing, inbox, TODAY)
    before = landing.vintages(PUPILS.id)
    edit(portal_file(upstream, "01voins.csv"), '"2024"', '"2025"', day=1)
    (manifest,) = fetch(PUPILS, publishers, landing, inbox, TODAY).new
    assert manifest.periods[-1] == "2025/2026"
    assert manifest.published_at == date(2025, 4, 2)
    assert landing.vintages(PUPILS.id) == [*before, manifest]


def test_the_same_content_under_a_new_date_is_no_new_vintage(
    publishers: Publishers, landing: Landing, inbox: Path, upstream: Upstream
) -> None:
    fetch(PUPILS, publishers, landing, inbox, TODAY)
    edit(portal_file(upstream, "01voins.csv"), "", "", day=1)
    assert fetch(PUPILS, publishers, landing, inbox, TODAY).new == []


def test_a_missing_column_keeps_the_last_vintage_in_use_and_the_original_in_quarantine(
    publishers: Publishers, landing: Landing, inbox: Path, upstream: Upstream, tmp_path: Path
) -> None:
    fetch(PUPILS, publishers, landing, inbox, TODAY)
    before = landing.vintages(PUPILS.id)
    edit(portal_file(upstream, "01voins.csv"), '"AFDELING"', '"RICHTING"', day=1)
    outcome = fetch(PUPILS, publishers, landing, inbox, TODAY)
    assert kinds(outcome) == ["refused"]
    assert "column missing: programme (AFDELING)" in outcome.findings[0].message_nl
    assert landing.vintages(PUPILS.id) == before
    (kept,) = (tmp_path / "home" / "quarantine").rglob("01voins.csv")
    assert b"RICHTING" in kept.read_bytes()
    # It is told every night until it is mended, without a download.
    again = fetch(PUPILS, publishers, landing, inbox, TODAY)
    assert again.findings == outcome.findings


def test_a_contract_that_knows_the_new_name_reads_the_refused_file(
    publishers: Publishers, landing: Landing, inbox: Path, upstream: Upstream
) -> None:
    edit(portal_file(upstream, "01voins.csv"), '"AFDELING"', '"RICHTING"', day=1)
    assert kinds(fetch(PUPILS, publishers, landing, inbox, TODAY)) == ["refused"]
    renamed = json.loads(PUPILS.model_dump_json(by_alias=True))
    renamed["contract"]["columns"]["programme"]["names"].append("RICHTING")
    mended = DuoDataset.model_validate(renamed)
    outcome = fetch(mended, publishers, landing, inbox, TODAY)
    assert outcome.findings == []
    assert [m.resource for m in outcome.new] == [PORTAL]


def test_a_changed_contract_rereads_what_is_archived(
    publishers: Publishers, landing: Landing, inbox: Path
) -> None:
    fetch(PUPILS, publishers, landing, inbox, TODAY)
    wider = json.loads(PUPILS.model_dump_json(by_alias=True))
    wider["contract"]["columns"]["place"] = {"names": ["PLAATSNAAM VESTIGING"], "description": "x"}
    changed = DuoDataset.model_validate(wider)
    assert fetch(changed, publishers, landing, inbox, TODAY).findings == []
    for manifest in landing.vintages(PUPILS.id):
        assert manifest.contract == changed.fingerprint
        path = landing.parquet(manifest)
        assert duckdb.sql(f"select count(*) from '{path}' where place is null").fetchall() == [(0,)]


def test_a_web_page_in_place_of_a_csv_is_not_reached(
    publishers: Publishers, landing: Landing, inbox: Path, upstream: Upstream
) -> None:
    upstream.add_fault(Fault(r"01voins\.csv|/datastore/", "html", times=None))
    outcome = fetch(PUPILS, publishers, landing, inbox, TODAY)
    assert not outcome.reached
    assert kinds(outcome) == ["not_reached"]
    assert len(outcome.new) == 5, "the older files are still taken"


def test_a_portal_that_is_down_keeps_the_last_vintage(
    publishers: Publishers, landing: Landing, inbox: Path, upstream: Upstream
) -> None:
    fetch(PUPILS, publishers, landing, inbox, TODAY)
    before = landing.vintages(PUPILS.id)
    upstream.stop()
    outcome = fetch(PUPILS, publishers, landing, inbox, TODAY)
    assert not outcome.reached
    assert kinds(outcome) == ["not_reached"]
    assert landing.vintages(PUPILS.id) == before


@pytest.mark.parametrize(("name", "count"), [("elsewhere.csv", 0), ("01voins.csv", 2)])
def test_a_resource_must_match_exactly_once(
    publishers: Publishers,
    landing: Landing,
    inbox: Path,
    upstream: Upstream,
    name: str,
    count: int,
) -> None:
    path = upstream.data / "duo" / "packages" / "01voins-v1.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    (resource,) = package["resources"]
    other = {**resource, "url": resource["url"].replace("01voins.csv", name)}
    package["resources"] = [other] if count == 0 else [resource, other]
    own(path).write_text(json.dumps(package), encoding="utf-8")
    outcome = fetch(PUPILS, publishers, landing, inbox, TODAY)
    assert kinds(outcome) == ["resource_not_unique"]
    assert f"{count} resources of 01voins-v1" in outcome.findings[0].message_en


def test_a_resource_on_an_internal_host_is_taken_from_the_portal(
    publishers: Publishers, landing: Landing, inbox: Path, upstream: Upstream
) -> None:
    path = upstream.data / "duo" / "packages" / "01voins-v1.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    (resource,) = package["resources"]
    inner = resource["url"][resource["url"].index("/dataset/") :]
    resource["url"] = f"http://127.0.0.1:1{inner}"
    own(path).write_text(json.dumps(package), encoding="utf-8")
    outcome = fetch(PUPILS, publishers, landing, inbox, TODAY)
    assert outcome.findings == []
    (portal,) = [m for m in outcome.new if m.resource == PORTAL]
    assert portal.originals[0].url == upstream.url + inner


def test_a_legacy_file_that_is_gone_is_told_with_what_to_do(
    publishers: Publishers, landing: Landing, inbox: Path, upstream: Upstream
) -> None:
    portal_file(upstream, "leerlingen-vo-per-vestiging-naar-onderwijstype-2018.csv").unlink()
    named = json.loads(PUPILS.model_dump_json(by_alias=True))
    path = "/open_onderwijsdata/images/leerlingen-vo-per-vestiging-naar-onderwijstype-2018.csv"
    named["fetch"]["legacy"] = [{"path": path, "period": "2018/2019"}]
    outcome = fetch(DuoDataset.model_validate(named), publishers, landing, inbox, TODAY)
    assert outcome.reached
    assert kinds(outcome) == ["legacy_not_reached"]
    assert "techniekpact backfill duo.vo_pupils" in outcome.findings[0].message_nl


def test_backfill_takes_the_same_path_as_a_download(
    landing: Landing, upstream: Upstream, publishers: Publishers, inbox: Path
) -> None:
    file = portal_file(upstream, "leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv")
    (manifest,) = backfill(PUPILS, [file], landing, published=date(2020, 3, 1)).new
    assert (manifest.origin, manifest.periods) == ("backfill", ("2019/2020",))
    assert backfill(PUPILS, [file], landing, published=date(2020, 3, 1)).new == []
    resources = [m.resource for m in fetch(PUPILS, publishers, landing, inbox, TODAY).new]
    assert len(resources) == 5, "the archive holds the sixth already"


def test_a_file_of_another_kind_is_not_backfilled(landing: Landing, upstream: Upstream) -> None:
    file = portal_file(upstream, "examenkandidaten-en-geslaagden-2014-2019.csv")
    outcome = backfill(PUPILS, [file], landing, published=date(2020, 3, 1))
    assert kinds(outcome) == ["refused"]
    with pytest.raises(ReadError, match="comes from its API only"):
        backfill(CATALOG["cbs.85421NED"], [file], landing)


def test_an_unknown_dataset_is_named() -> None:
    with pytest.raises(CatalogError, match=r"no dataset 'duo\.x'"):
        CATALOG["duo.x"]
