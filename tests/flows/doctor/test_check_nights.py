from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from expectations.night import Verdict
from flows.doctor.check_nights import check_lock, check_nights
from flows.journal import Entry, Journal, kept
from flows.lock import HOLDER, Holder, LockedError, exclusive, holder
from flows.nights import note_night
from tests.flows.doctor.conftest import Make
from tests.flows.test_nights import night


def test_a_lock_that_nobody_holds(machine: Make, home: Path) -> None:
    (told,) = check_lock(machine())
    assert told.words["en"].found == "nobody holds it"
    with exclusive(home):
        pass
    assert not (home / HOLDER).exists()


def signed(home: Path, hours: float) -> None:
    since = datetime.now(UTC) - timedelta(hours=hours)
    text = Holder(pid=os.getpid(), since=since, command="night").model_dump_json()
    (home / HOLDER).write_text(text)


def test_who_holds_the_lock_is_named(machine: Make, home: Path) -> None:
    with exclusive(home):
        (told,) = check_lock(machine())
        assert f"process {os.getpid()}" in told.words["en"].found
        with pytest.raises(LockedError, match=rf"another run .* \(process {os.getpid()}, since"):
            exclusive(home).__enter__()


def test_a_lock_held_longer_than_a_night_is_stale(machine: Make, home: Path) -> None:
    with exclusive(home):
        signed(home, hours=7.9)
        assert [told.verdict for told in check_lock(machine())] == ["ok"]
        signed(home, hours=8.1)
        (told,) = check_lock(machine())
        assert told.problem == "lock.stale"
        assert f"kill {os.getpid()}" in told.words["en"].do


def test_what_a_process_that_was_killed_left_is_no_lock(machine: Make, home: Path) -> None:
    with exclusive(home):
        pass
    signed(home, hours=9)
    assert holder(home) is None
    assert [told.verdict for told in check_lock(machine())] == ["ok"]


def aged(journal: Journal, home: Path) -> None:
    """Make a journal of an hour ago: of the first minute nobody judges."""
    began = datetime.now(UTC) - timedelta(hours=1)
    entry = Entry(run_id=journal.run_id, pid=1, started_at=began, stage="audit")
    (home / "logs" / f"night-{journal.run_id}.json").write_text(entry.model_dump_json())


def test_a_night_that_died_is_told_from_one_at_work(machine: Make, home: Path) -> None:
    with kept(home) as journal:
        aged(journal, home)
        (told,) = check_nights(machine())
        assert told.verdict == "ok"
    (told,) = check_nights(machine())
    assert (told.problem, told.about) == ("nights.untold", journal.run_id)


@pytest.mark.parametrize(
    ("verdict", "problem"),
    [
        ("published", ""),
        ("nothing_new", ""),
        ("refused", "nights.refused"),
        ("failed", "nights.failed"),
    ],
)
def test_the_last_night_is_told(machine: Make, home: Path, verdict: Verdict, problem: str) -> None:
    note_night(home, "a", night("failed"))
    note_night(home, "b", night(verdict, 1))
    (told,) = check_nights(machine())
    assert (told.problem, told.verdict) == (problem, "warn" if problem else "ok")


def test_a_record_that_cannot_be_read(machine: Make, home: Path) -> None:
    (home / "logs" / "nights.jsonl").mkdir()
    (told,) = check_nights(machine())
    assert told.problem == "nights.unreadable"
