"""The heartbeat: who hears it, what is in it, and that its address stays secret."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from expectations.night import Verdict
from flows.heartbeat import beat
from flows.settings import Settings, read_settings
from tests.flows.test_nights import night
from tests.monitor import Monitor, listening

TOKEN = "0b9f-token"


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    with listening() as server:
        yield server


def told(home: Path, port: int) -> Settings:
    return read_settings(home=home, heartbeat_url=f"http://127.0.0.1:{port}/ping/{TOKEN}")


@pytest.mark.parametrize(
    ("verdict", "body"),
    [("published", "published r1"), ("nothing_new", "nothing_new r0"), ("refused", "refused r0")],
)
def test_a_night_that_came_to_a_verdict_is_heard(
    monitor: Monitor, tmp_path: Path, verdict: Verdict, body: str
) -> None:
    beat(told(tmp_path, monitor.server_port), night(verdict, previous_release_id="r0"))
    assert monitor.heard == [(f"/ping/{TOKEN}", body)]


def test_a_night_that_failed_is_silent(monitor: Monitor, tmp_path: Path) -> None:
    beat(told(tmp_path, monitor.server_port), night("failed"))
    assert monitor.heard == []


def test_without_an_address_nothing_is_sent(tmp_path: Path) -> None:
    beat(read_settings(home=tmp_path), night("published"))


def test_a_refusal_is_told_without_the_address(
    monitor: Monitor, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monitor.statuses = [404]
    beat(told(tmp_path, monitor.server_port), night("published"))
    assert caplog.messages == ["the heartbeat was not taken: its server answered 404"]


def test_nobody_there_is_told_without_the_address(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setattr("flows.heartbeat.PAUSE", 0.01)
    beat(told(tmp_path, port), night("published"))
    assert "Connection refused" in caplog.messages[-1]
    assert [m for m in caplog.messages if m.startswith("the heartbeat")] == caplog.messages[-1:]
    ours = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert ours
    assert all(TOKEN not in record.getMessage() for record in ours)


def test_a_server_that_hangs_costs_a_few_tries(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.heartbeat.PAUSE", 0.01)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings = told(tmp_path, server.getsockname()[1])
        began = time.monotonic()
        beat(settings, night("published"), seconds=0.2)
        assert 0.5 < time.monotonic() - began < 5
    (message,) = caplog.messages
    assert message.startswith("the heartbeat was not taken")
    assert TOKEN not in message


def test_an_address_that_is_none_is_named_without_its_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Exception, match="TECHNIEKPACT_HEARTBEAT_URL: expected an addr") as caught:
        read_settings(heartbeat_url=f"monitor/{TOKEN}")
    assert TOKEN not in str(caught.value)
    settings = read_settings(heartbeat_url=f"https://127.0.0.1/{TOKEN}")
    assert TOKEN not in repr(settings)
