"""Somebody hears of it when no night ran: `doctor --since`, and the mail about it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from expectations.night import Verdict
from flows.doctor.alarm import alarm, tell_rest
from flows.doctor.diagnosis import wrong
from flows.doctor.machine import Machine
from flows.doctor.watch import watch
from flows.journal import kept
from flows.nights import note_night
from tests.flows.conftest import Home
from tests.flows.doctor.conftest import Make
from tests.flows.doctor.test_check_nights import aged
from tests.flows.dying import text_of
from tests.flows.test_nights import night
from tests.postbox import Postbox, Serve

DAY = timedelta(hours=26)


def ended(home: Path, hours: float, verdict: Verdict) -> None:
    at = datetime.now(UTC) - timedelta(hours=hours)
    told = night(verdict, error="OSError: no space" if verdict == "failed" else None)
    note_night(home, f"of-{hours}", told.model_copy(update={"started_at": at, "finished_at": at}))


@pytest.mark.parametrize("verdict", ["published", "nothing_new", "refused"])
def test_a_night_that_came_to_a_verdict_is_well(
    machine: Make, home: Path, verdict: Verdict
) -> None:
    ended(home, 25, verdict)
    ended(home, 1, "failed")
    assert [told.verdict for told in watch(machine(), DAY)] == ["ok"]


def test_none_in_time_is_told_with_what_is_known(machine: Make, home: Path) -> None:
    ended(home, 27, "published")
    ended(home, 2, "failed")
    with kept(home) as journal:
        aged(journal, home)
        told = watch(machine(), DAY)
    assert [d.problem for d in told] == ["since.late", "nights.failed", "since.under_way"]
    assert "in 26 hours; the last was published, 20" in told[0].words["en"].found
    assert "OSError: no space" in told[1].words["nl"].found
    assert "at work on audit" in told[2].words["en"].found
    assert [d.problem for d in watch(machine(), DAY)][-1] == "nights.untold"


def test_none_at_all_and_no_home(machine: Make) -> None:
    assert [told.problem for told in watch(machine(), DAY)] == ["since.never"]
    assert [told.problem for told in watch(machine(home="gone"), DAY)] == ["home.gone"]
    (machine().home / "logs" / "nights.jsonl").mkdir()
    assert [told.problem for told in watch(machine(), DAY)] == ["doctor.broken"]
    (machine().home / "logs" / "nights.jsonl").rmdir()
    broken = replace(machine(), wrong_settings=("TECHNIEKPACT_THREADS: expected a number",))
    assert [told.problem for told in watch(broken, DAY)] == ["settings.wrong", "since.never"]


def test_the_command_answers_by_its_exit_code(home: Path) -> None:
    ended(home, 30, "published")
    live = Home(home, {"TECHNIEKPACT_PROFILE": "live"})
    assert live.run("doctor", "--since", "26h").code == 1
    assert live.run("doctor", "--since", "2d").code == 0
    assert live.run("doctor", "--since", "soon").code == 2


@pytest.fixture
def mailed(machine: Make, serve: Serve) -> tuple[Postbox, Machine]:
    postbox = Postbox()
    url = f"smtp://127.0.0.1:{serve(postbox)}"
    return postbox, machine(smtp_url=url, report_operator="night@example.org")


def test_the_operator_hears_of_the_same_thing_once_a_day(mailed: tuple[Postbox, Machine]) -> None:
    postbox, machine = mailed
    late = watch(machine, DAY)
    assert alarm(machine, late) is None
    assert alarm(machine, late) is None
    (mail,) = postbox.received
    assert mail["To"] == "night@example.org"
    assert "in 26 uur kwam geen nacht tot een oordeel" in mail["Subject"]
    assert "Wat te doen: Draai techniekpact nightly." in text_of(mail)
    full = [*late, wrong("disk.full", free="1 GB", used="99%", needed="3 GB")]
    alarm(machine, full)
    assert "disk: nog 1 GB vrij" in text_of(postbox.received[1])
    almost = replace(machine, now=machine.now + timedelta(hours=23))
    alarm(almost, full)
    assert len(postbox.received) == 2
    alarm(replace(machine, now=machine.now + timedelta(hours=25)), late)
    assert len(postbox.received) == 3


def test_warnings_are_not_mailed(mailed: tuple[Postbox, Machine]) -> None:
    postbox, machine = mailed
    assert alarm(machine, [wrong("mail.unset")]) is None
    assert postbox.received == []


def test_a_night_that_died_is_told_by_its_own_report(
    mailed: tuple[Postbox, Machine], home: Path
) -> None:
    postbox, machine = mailed
    with kept(home):
        pass
    tell_rest(machine)
    assert [d.problem for d in watch(machine, DAY)] == ["since.never", "nights.failed"]
    assert "MISLUKT" in postbox.received[0]["Subject"]


def test_a_home_that_is_gone_is_mailed_and_not_made(
    mailed: tuple[Postbox, Machine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postbox, machine = mailed
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    gone = tmp_path / "unmounted"
    machine = replace(machine, settings=machine.settings.model_copy(update={"home": gone}))
    for _ in range(2):
        tell_rest(machine)
        assert alarm(machine, watch(machine, DAY)) is None
    assert len(postbox.received) == 1
    assert f"de map {gone} is er niet" in postbox.received[0]["Subject"]
    assert not gone.exists()


def test_mail_that_goes_nowhere_is_not_taken_for_told(tmp_path: Path) -> None:
    """The home is gone, and there is no server."""
    gone = Home(tmp_path / "gone", {"XDG_STATE_HOME": str(tmp_path / "state")})
    ran = gone.run("doctor", "--since", "1d", "--mail", "--format", "json")
    assert ran.code == 1
    assert [row["problem"] for row in json.loads(ran.out)] == ["home.gone"]
    assert "could not be kept in the outbox" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == []
