"""The record of nights: what is in it of nights that ended well, badly, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from expectations.night import Night, StageTiming, Verdict
from flows.deaths import catch_up
from flows.journal import kept
from flows.nights import note_night, read_nights
from flows.post import post_of
from flows.settings import Settings, read_settings
from tests.flows.conftest import Home

BEGAN = datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home" / "logs").mkdir(parents=True)
    return read_settings(home=tmp_path / "home")


def night(verdict: Verdict, days: int = 0, **more: object) -> Night:
    began = BEGAN + timedelta(days=days)
    told = {
        "release_id": "r1" if verdict == "published" else None,
        "started_at": began,
        "finished_at": began + timedelta(minutes=4),
        "profile": "live",
        "verdict": verdict,
        "reason": "Alle controles zijn gehaald.",
        "stages": [StageTiming(name="ingest", seconds=90)],
    }
    return Night.model_validate(told | more)


def record(settings: Settings) -> Path:
    return settings.home / "logs" / "nights.jsonl"


def test_a_night_is_a_line(settings: Settings) -> None:
    note_night(settings.home, "b", night("failed", 1, error="OSError: no space \ud800"))
    note_night(settings.home, "a", night("published"))
    first, second = read_nights(settings.home)
    assert (first.run_id, first.verdict, first.release_id) == ("a", "published", "r1")
    assert first.stages == (StageTiming(name="ingest", seconds=90),)
    assert (second.run_id, second.error) == ("b", "OSError: no space ?")
    assert [n.came_to_a_verdict for n in (first, second)] == [True, False]


def test_no_record_is_no_night(settings: Settings) -> None:
    assert read_nights(settings.home) == []


@pytest.mark.parametrize("cut", [1, 40, 150])
def test_a_torn_line_is_skipped_and_the_next_one_is_whole(settings: Settings, cut: int) -> None:
    note_night(settings.home, "a", night("published"))
    note_night(settings.home, "b", night("nothing_new", 1))
    whole = record(settings).read_bytes()
    record(settings).write_bytes(whole[:-cut])
    # The line end alone may be lost: then the line itself is whole.
    left = ["a", "b"] if cut == 1 else ["a"]
    assert [n.run_id for n in read_nights(settings.home)] == left
    note_night(settings.home, "c", night("refused", 2))
    assert [n.run_id for n in read_nights(settings.home)] == [*left, "c"]


def test_a_night_that_died_is_in_the_record_once_with_its_cause(settings: Settings) -> None:
    with kept(settings.home) as journal:
        journal.stage("audit")
    (settings.home / "outbox").touch()
    catch_up(settings, post_of(settings))
    catch_up(settings, post_of(settings))
    assert len(record(settings).read_text().splitlines()) == 1
    (died,) = read_nights(settings.home)
    assert (died.run_id, died.verdict, died.release_id) == (journal.run_id, "died", None)
    assert died.error is not None
    assert died.error.startswith("audit: unknown; the process was gone")


def test_a_night_that_died_after_its_verdict_died(settings: Settings) -> None:
    with kept(settings.home) as journal:
        note_night(settings.home, journal.run_id, night("nothing_new"))
        journal.reporting("<never written>")
    catch_up(settings, post_of(settings))
    (died,) = read_nights(settings.home)
    assert died.verdict == "died"


def test_a_disk_that_does_not_take_it_costs_nothing(settings: Settings) -> None:
    record(settings).symlink_to("/dev/full")
    note_night(settings.home, "a", night("published"))


def test_nights_are_listed(settings: Settings) -> None:
    for day in range(3):
        note_night(settings.home, f"run{day}", night("published", day))
    note_night(settings.home, "run3", night("failed", 3, error="OSError: [no] space"))
    ran = Home(settings.home, {}).run("nights", "--last", "2")
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0].split() == ["started", "(UTC)", "verdict", "minutes", "release", "what", "run"]
    assert [line.split()[-1] for line in lines[1:]] == ["run3", "run2"]
    assert "failed" in lines[1]
    assert "OSError: [no] space" in lines[1]
