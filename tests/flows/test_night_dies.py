"""Nights that are killed: each is told once, by whoever is left to tell it."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from expectations.mail import Patience, Post
from expectations.smtp import read_server
from flows.nights import read_nights
from sources.upstream.server import Upstream
from tests.expectations.mails import message
from tests.flows.conftest import Home
from tests.flows.dying import Running, children, gone, mails, text_of
from tests.flows.test_night_trouble import GOOD, change, portal_file
from tests.postbox import Postbox, Serve, free_port

Start = Callable[..., Running]
OWN_SERVER = {"PREFECT_API_URL": ""}
"""A night that starts a Prefect server, which must not be left behind."""


@pytest.fixture
def start() -> Iterator[Start]:
    nights: list[Running] = []

    def begin(home: Home, *arguments: str) -> Running:
        nights.append(Running(home, *arguments))
        return nights[-1]

    yield begin
    for night in nights:
        night.stop()


@pytest.fixture
def chatty() -> Postbox:
    """A server that never finishes its hello."""
    return Postbox(dripping=True)


@pytest.fixture
def stuck(fresh: Callable[..., Home], serve: Serve, chatty: Postbox) -> Home:
    """A home whose nights stay with mail that waits."""
    server = f"smtp://127.0.0.1:{serve(chatty)}"
    home = fresh(TECHNIEKPACT_SMTP_URL=server, **OWN_SERVER)
    home.path.mkdir()
    nowhere = read_server(f"smtp://127.0.0.1:{free_port()}")
    Post(nowhere, home.path / "outbox", Patience(attempts=1)).deliver(message())
    return home


def journals(home: Home) -> list[str]:
    return sorted(path.name for path in (home.path / "logs").glob("night-*"))


@pytest.mark.soak
def test_who_is_killed_with_its_supervisor_is_told_by_the_next_night(
    stuck: Home, chatty: Postbox, start: Start
) -> None:
    night = start(stuck, "--no-fetch")
    night.greets(chatty)
    entry = night.reaches("start")
    child = night.child
    started = children(child)
    assert started
    night.supervisor.kill()
    night.ends()
    without_mail = Home(stuck.path, {})
    # The night itself is alive: there is nothing to tell.
    assert without_mail.run("outbox", "--send").code == 1
    assert mails(stuck) == []
    os.kill(child, signal.SIGKILL)
    gone(child)
    assert without_mail.run("nightly", "--no-fetch").code == 1
    # What it had started, Prefect's server, was left to the next night to end.
    for process in started:
        gone(process)
    told, own = sorted(mails(stuck), key=lambda mail: "onbekend" not in mail["Subject"])
    assert "MISLUKT – start: onbekend; het proces was er niet meer" in told["Subject"]
    assert f"Nacht {entry.run_id}." in text_of(told)
    assert "Er is nog niets ontvangen" in own["Subject"]
    assert [night.verdict for night in read_nights(stuck.path)] == ["died", "failed"]
    log = (stuck.path / "logs" / f"{entry.run_id}.jsonl").read_text(encoding="utf-8")
    assert json.loads(log.splitlines()[-1])["message"].startswith("the night died in start")
    assert journals(stuck) == []
    # Mail of before waits on: there is no server now.
    assert without_mail.run("outbox", "--send").code == 1
    assert len(mails(stuck)) == 2


@pytest.mark.soak
def test_a_signal_to_the_supervisor_ends_the_night_and_is_told(
    stuck: Home, chatty: Postbox, start: Start
) -> None:
    night = start(stuck, "--no-fetch")
    night.greets(chatty)
    child = night.child
    started = children(child)
    assert started
    night.supervisor.send_signal(signal.SIGTERM)
    for process in (child, *started):
        gone(process)
    # What is left is its report, which waits for that server too.
    waiting = stuck.path / "outbox" / "waiting"
    while (
        len(subjects := [json.loads(p.read_text())["subject"] for p in waiting.glob("*/*.json")])
        < 2
    ):
        assert night.supervisor.poll() is None, night.printed.read_text()
    assert any("MISLUKT – start: " in subject for subject in subjects)
    assert journals(stuck) == []


@pytest.mark.soak
def test_killed_while_it_builds_the_last_good_release_stands(
    published: Home, upstream: Upstream, start: Start
) -> None:
    before = published.rows(GOOD)
    sent = len(mails(published))
    change(portal_file(upstream, "03_voex.csv"), b'"2023"', b'"2024"')
    night = start(published)
    night.reaches("build")
    os.kill(night.child, signal.SIGKILL)
    assert night.ends() == 1
    assert published.rows(GOOD) == before
    mail = mails(published)[-1]
    assert len(mails(published)) == sent + 1
    assert "MISLUKT – build: gestopt door signaal 9 (SIGKILL)" in mail["Subject"]
    assert f"De laatste goede uitgave, {published.release_id()}, blijft staan." in text_of(mail)


@pytest.mark.soak
def test_killed_while_it_sends_its_report_nothing_is_told_twice(
    fresh: Callable[..., Home], serve: Serve, start: Start
) -> None:
    postbox = Postbox(dripping=True)
    server = f"smtp://127.0.0.1:{serve(postbox)}"
    home = fresh(TECHNIEKPACT_SMTP_URL=server, **OWN_SERVER)
    night = start(home, "--no-fetch")
    night.greets(postbox)
    child = night.child
    started = children(child)
    assert started
    os.kill(child, signal.SIGKILL)
    postbox.dripping = False
    assert night.ends() == 1
    for process in started:
        gone(process)
    (mail,) = postbox.received
    assert "Er is nog niets ontvangen" in mail["Subject"]
    assert [path for path in (home.path / "outbox").rglob("*") if path.is_file()] == []
    assert journals(home) == []


def test_a_night_that_breaks_before_it_can_describe_anything_is_told(
    fresh: Callable[..., Home],
) -> None:
    home = fresh()
    folder = home.path / "releases" / "20200101T000000Z"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{")
    (home.path / "warehouse.duckdb").symlink_to(Path("releases") / folder.name / "warehouse.duckdb")
    ran = home.run("nightly", "--no-fetch")
    assert ran.code == 1, ran.text
    (mail,) = mails(home)
    assert "start: ReleaseError: release 20200101T000000Z" in mail["Subject"]
    assert "its manifest is damaged" in text_of(mail)
    assert journals(home) == []


def test_a_night_that_cannot_even_start_is_told(fresh: Callable[..., Home]) -> None:
    """Prefect does not load; the night has no lock yet, and no way to report."""
    home = fresh(PREFECT_API_REQUEST_TIMEOUT="never")
    ran = home.run("nightly", "--no-fetch")
    assert ran.code == 1, ran.text
    (mail,) = mails(home)
    assert "MISLUKT – start: " in mail["Subject"]
    assert "request_timeout" in text_of(mail)
    assert journals(home) == []
