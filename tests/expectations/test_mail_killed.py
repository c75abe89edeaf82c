"""A process that sends mail is killed at every moment: no mail is lost, none arrives twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from expectations.mail import Post
from expectations.smtp import Server, read_server
from expectations.unsent import unsent
from tests.certificates import Certificates, make_certificates
from tests.expectations import sender
from tests.expectations.mails import ENCODED, HASTY, message, parsed
from tests.postbox import Postbox, Serve, free_port

RANDOM_KILLS = 25


class Gate:
    """Holds the server just before one of its replies, until the client is dead."""

    def __init__(self) -> None:
        self.replies: list[str] = []
        self.hold_before: int | None = None
        self.reached = Event()
        self.open = Event()
        self._lines: list[tuple[asyncio.AbstractEventLoop, asyncio.BaseTransport]] = []

    def lifted(self, line: asyncio.BaseTransport) -> None:
        self._lines.append((asyncio.get_running_loop(), line))

    def hang_up(self) -> None:
        """End what dead clients left of their conversations."""
        for loop, line in self._lines:
            loop.call_soon_threadsafe(line.close)

    async def passing(self, reply: str) -> None:
        self.replies.append(reply)
        if len(self.replies) == self.hold_before:
            self.reached.set()
            while not self.open.is_set():
                await asyncio.sleep(0.001)

    def close_before(self, reply: int | None) -> None:
        self.replies.clear()
        self.hold_before = reply
        self.reached.clear()
        self.open.clear()


class Gated(Controller):
    """A server with a gate before every reply."""

    def __init__(self, handler: Any, gate: Gate, **options: Any) -> None:
        self._gate = gate
        super().__init__(handler, **options)

    def factory(self) -> SMTP:
        gate = self._gate

        class Held(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                gate.lifted(transport)
                super().connection_made(transport)

            async def push(self, status: Any) -> None:
                await gate.passing(status if isinstance(status, str) else status.decode())
                await super().push(status)

        return Held(self.handler, **self.SMTP_kwargs)


class Sender:
    """The process of `sender.py`, and what it says."""

    def __init__(self, url: str, outbox: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, sender.__file__, str(outbox)],
            env=os.environ | {"SENDER_URL": url, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.heavy = self.reads().split()[1:]

    def reads(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def start(self, command: str) -> int:
        """Have it work; the id of the process that does."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        self.handed_over: list[str] = []
        while (line := self.reads().split())[0] != "process":
            self.handed_over += line[2:]
        return int(line[1])

    def killed(self, process: int) -> list[str]:
        """Kill it; the ids of the messages that it had handed over."""
        os.kill(process, signal.SIGKILL)
        return self._until("ended")

    def done(self, process: int) -> list[str]:
        """The same, when it has done its work."""
        self._until("done")
        return self.killed(process)

    def _until(self, word: str) -> list[str]:
        while (line := self.reads().split())[0] != word:
            self.handed_over += line[2:]
        return self.handed_over

    def stop(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], Sender]]:
    senders: list[Sender] = []

    def make(url: str) -> Sender:
        senders.append(Sender(url, tmp_path))
        return senders[-1]

    yield make
    for each in senders:
        each.stop()


@pytest.fixture
def trusted(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Certificates:
    made = make_certificates(tmp_path_factory.mktemp("tls"))
    monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
    return made


def settled(server: Server, outbox: Path, postbox: Postbox, handed_over: list[str]) -> list[str]:
    """Let a later run finish; the messages that are uncertain. None is lost, none came twice."""
    later = Post(server, outbox, HASTY)
    later.outbox.confirm_rest()
    later.send_waiting()
    arrived = Counter(str(mail["Message-ID"]) for mail in postbox.received)
    assert not arrived or max(arrived.values()) == 1
    told = unsent(later.outbox)
    assert {message.kind for message in told} <= {"uncertain"}
    uncertain = [
        str(parsed((outbox / "uncertain" / each.name / "message.eml").read_bytes())["Message-ID"])
        for each in told
    ]
    assert set(handed_over) <= {*arrived, *uncertain}
    return uncertain


def test_killed_at_any_moment_a_mail_arrives_once_or_is_told(
    serve: Serve, tmp_path: Path, trusted: Certificates, start: Callable[[str], Sender]
) -> None:
    gate, postbox = Gate(), Postbox()
    port = serve(
        postbox,
        Gated,
        gate=gate,
        tls_context=trusted.context(),
        require_starttls=True,
        auth_required=True,
        authenticator=postbox.authenticate,
    )
    url = f"smtp://jan:{ENCODED}@127.0.0.1:{port}"
    server, child = read_server(url), start(url)
    assert child.heavy == []

    # The controller said hello to itself.
    gate.close_before(None)
    began = time.monotonic()
    handed_over = child.done(child.start("deliver"))
    takes = time.monotonic() - began
    assert settled(server, tmp_path, postbox, handed_over) == []
    replies = list(gate.replies)
    (end,) = (n + 2 for n, reply in enumerate(replies) if reply.startswith("354"))
    steps = {reply[:3] for reply in replies}
    assert steps >= {"220", "250", "235", "354", "221"}

    uncertain: list[str] = []
    for number in range(1, len(replies) + 1):
        gate.close_before(number)
        process = child.start("deliver")
        assert gate.reached.wait(10), f"never came to reply {number}"
        this = child.killed(process)
        handed_over += this
        gate.open.set()
        known = set(uncertain)
        uncertain = settled(server, tmp_path, postbox, handed_over)
        # The one moment at which nobody can know is after the end, before its answer.
        expected = set(this) if number == end else set()
        assert set(uncertain) - known == expected, f"killed before {replies[number - 1]!r}"

    gate.close_before(None)
    moments = random.Random(4)
    for _ in range(RANDOM_KILLS):
        process = child.start("deliver")
        time.sleep(moments.uniform(0, takes))
        handed_over += child.killed(process)
    settled(server, tmp_path, postbox, handed_over)
    gate.hang_up()
    assert len(postbox.received) > len(replies) / 2


def test_several_processes_send_each_mail_once(
    serve: Serve, tmp_path: Path, start: Callable[[str], Sender]
) -> None:
    nowhere = Post(read_server(f"smtp://127.0.0.1:{free_port()}"), tmp_path, HASTY)
    for number in range(12):
        nowhere.deliver(message(f"{number}@example.org"))
    postbox = Postbox()
    url = f"smtp://127.0.0.1:{serve(postbox)}"
    senders = [start(url) for _ in range(3)]
    working = [(each, each.start("waiting")) for each in senders]
    for each, process in working:
        each.done(process)
    assert sorted(postbox.recipients) == sorted([f"{number}@example.org"] for number in range(12))
    assert unsent(nowhere.outbox) == []
