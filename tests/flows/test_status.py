"""What is told of a dataset tonight."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from flows.status import DatasetState, state_of
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


def state_on(landing: Landing, dataset_id: str, today: date) -> DatasetState:
    return state_of(CATALOG[dataset_id], landing, None, today)


def test_a_period_that_its_schedule_promises_is_missed_from_its_day_on(tmp_path: Path) -> None:
    landing, pupils = Landing(tmp_path), "duo.vo_pupils"
    archive(landing, pupils, 1, "vo.csv", "")
    last_day = state_on(landing, pupils, date(2024, 4, 15))
    told = (last_day.newest_period, last_day.days_late, last_day.freshness)
    assert told == ("2022/2023", 0, "fresh")
    later = state_on(landing, pupils, date(2024, 5, 1))
    assert (later.days_late, later.freshness) == (16, "stale")
    assert later.note_nl == "Cijfers van 2023/2024 hadden er op 15-4-2024 moeten zijn"


def test_of_what_is_missing_it_is_known_when_it_should_have_come(tmp_path: Path) -> None:
    state = state_on(Landing(tmp_path), "duo.vo_pupils", date(2024, 4, 25))
    assert (state.newest_period, state.days_late, state.freshness) == (None, 10, "missing")


def test_a_partner_is_not_measured_by_periods(tmp_path: Path) -> None:
    state = state_on(Landing(tmp_path), "partners.ocw", date(2024, 4, 25))
    assert (state.newest_period, state.expected, state.days_late) == (None, None, None)
