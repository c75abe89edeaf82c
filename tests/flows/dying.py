"""A night that runs while the test goes on, so that it can be killed at a stage of choice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from flows.journal import Entry
from tests.flows.conftest import WITHOUT_SITE, Home
from tests.postbox import Postbox

SECONDS = 120


class Running:
    """A night under way: `supervisor` is what the user started, `child` does the night."""

    def __init__(self, home: Home, *arguments: str) -> None:
        self.home = home
        self.printed = home.path.parent / f"printed-{time.monotonic_ns()}.txt"
        with self.printed.open("wb") as file:
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "flows", "nightly", *arguments],
                env=os.environ
                | WITHOUT_SITE
                | home.environment
                | {"TECHNIEKPACT_HOME": str(home.path)},
                cwd=home.path.parent,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    @property
    def child(self) -> int:
        """The process that does the night."""
        (child,) = children(self.supervisor.pid)
        return child

    def reaches(self, stage: str) -> Entry:
        """Wait until the night is at a stage; what its journal says then."""
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            for path in (self.home.path / "logs").glob("night-*.json"):
                entry = Entry.model_validate_json(path.read_bytes())
                if entry.stage == stage:
                    return entry
            assert self.supervisor.poll() is None, self.printed.read_text()
            time.sleep(0.02)
        raise AssertionError(f"never came to {stage}: {self.printed.read_text()}")

    def greets(self, postbox: Postbox) -> None:
        """Wait until it talks to the mail server."""
        ends = time.monotonic() + SECONDS
        while not postbox.hellos and time.monotonic() < ends:
            assert self.supervisor.poll() is None, self.printed.read_text()
            time.sleep(0.02)
        assert postbox.hellos, self.printed.read_text()

    def ends(self, seconds: float = SECONDS) -> int:
        """Wait for the exit code."""
        return self.supervisor.wait(seconds)

    def stop(self) -> None:
        """End what is left of it."""
        if self.supervisor.poll() is None:
            for child in children(self.supervisor.pid):
                os.kill(child, signal.SIGKILL)
                end_rest_of(child)
            self.supervisor.kill()
            self.supervisor.wait(10)


def end_rest_of(child: int) -> None:
    """End what a night started, when there is no supervisor that does."""
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGTERM)


def children(process: int) -> list[int]:
    """The processes that a process started."""
    text = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(word) for word in text.split()]


def gone(process: int, seconds: float = 30) -> None:
    """Wait until a process that is not ours is dead."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            if ") Z " in Path(f"/proc/{process}/stat").read_text():
                return
        except FileNotFoundError:
            return
        time.sleep(0.01)
    raise AssertionError(f"process {process} lives on")


def mails(home: Home) -> list[EmailMessage]:
    """The mails in the outbox, the oldest first."""
    found = []
    for path in sorted((home.path / "outbox").glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=SMTP)
        assert isinstance(mail, EmailMessage)
        found.append(mail)
    return found


def text_of(mail: EmailMessage) -> str:
    """The text part, on one line."""
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())
