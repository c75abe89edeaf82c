"""What is told of a dataset tonight."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from flows.status import state_of
from sources.catalog import read_catalog
from sources.landing import Finding, Landing, Manifest, Original

CATALOG = read_catalog()


def archive(landing: Landing, dataset_id: str, day: int, resource: str, said: str) -> None:
    """A vintage of which `said` was noticed."""
    finding = Finding(kind="new_column", message_nl=said, message_en=said, action_nl="")
    manifest = Manifest(
        dataset_id=dataset_id,
        vintage_id=f"202401{day:02}-{day:012}",
        resource=resource,
        origin="download",
        published_at=date(2024, 1, day),
        retrieved_at=datetime(2024, 1, day, tzinfo=UTC),
        licence="CC0-1.0",
        sha256=f"{day:064}",
        originals=(Original(name="x.csv", url="x.csv", sha256=f"{day:064}", size=1),),
        rows=1,
        periods=("2022/2023",),
        contract="",
        findings=(finding,) if said else (),
    )
    with landing.workspace(dataset_id) as workspace:
        landing.store(workspace, manifest)


def kept(landing: Landing, dataset_id: str) -> list[str]:
    state = state_of(CATALOG[dataset_id], landing, None, date(2024, 2, 1))
    return sorted(finding.message_nl for finding in state.kept_findings)


def test_each_file_of_duo_keeps_what_was_seen_in_its_newest_vintage(tmp_path: Path) -> None:
    landing, first_years = Landing(tmp_path), "duo.ho_first_years"
    archive(landing, first_years, 1, "hbo", "hbo: old")
    archive(landing, first_years, 2, "wo", "wo: new")
    archive(landing, first_years, 3, "hbo", "hbo: new")
    assert kept(landing, first_years) == ["hbo: new", "wo: new"]
    archive(landing, first_years, 4, "wo", "")
    assert kept(landing, first_years) == ["hbo: new"]


def test_only_the_last_delivery_of_each_partner_counts(tmp_path: Path) -> None:
    landing, ocw = Landing(tmp_path), "partners.ocw"
    archive(landing, ocw, 1, "ocw/one.csv", "one")
    archive(landing, ocw, 2, "vo_raad/other.csv", "other")
    archive(landing, ocw, 3, "ocw/two.csv", "two")
    assert sorted(kept(landing, ocw)) == ["other", "two"]
