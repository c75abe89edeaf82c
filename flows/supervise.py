"""The night in a process of its own, and someone who stays when that process dies.

The supervisor is light and outlives what kills a night: when the night ends without its report, it
sends one. When it is killed too, the next night finds the journal and sends it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from expectations.durable import claim
from flows.deaths import cause_of, tell_death, tell_unwritten
from flows.errand import Errand
from flows.exit_codes import FAILED
from flows.home import HomeError, Place, described, trouble
from flows.journal import Journal, new_run_id
from flows.lock import LockedError
from flows.orphans import marked
from flows.post import post_of
from flows.settings import Settings, SettingsError

ROOT = Path(__file__).parent.parent
# The same code as ours, wherever we were started; nothing from the folder we stand in.
ENTRY = "import sys; sys.path.insert(0, sys.argv.pop(1)); from flows.cli import main; main()"
PASSED_ON = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)


def supervise(settings: Settings, errand: Errand) -> int:
    """Run a night in a child process, and tell of it if it dies; its exit code.

    A child that was killed counts as failed. Where it ended by a signal that was passed on, the
    code is that signal, negative: the caller has to end too.

    Raises:
        HomeError: nothing can be written in the home folder, or there is no room left.
    """
    journal = Journal(settings.home, new_run_id())
    try:
        journal.begin()
    except OSError as error:
        tell_unwritten(journal.run_id, error, settings, post_of(settings))
        raise HomeError(described(settings.home, error)) from error
    place = Place.of(settings.home)
    lock = claim(journal.lock)
    if lock is None:
        raise LockedError(f"{journal.lock.name} is held by another process")
    with lock:
        command = _command(settings, journal.run_id, errand)
        code, passed_on = _run(command, marked(journal.run_id), lock)
        if not place.is_there():
            # Neither its journal nor an outbox of ours is there.
            if settings.mail_server():
                tell_unwritten(journal.run_id, place.gone(), settings, post_of(settings))
            raise place.gone()
        died = code < 0 or journal.read() is not None
        if died:
            post = post_of(settings)
            tell_death(journal, settings, post, *cause_of(code))
            # It may have died with its report written and not sent.
            post.send_waiting()
    # Who ends a night's process before its end may well call that a success.
    ended = FAILED if died and -code not in passed_on else code
    if ended == FAILED and (wrong := trouble(settings.home)):
        # Among all that broke because of it, the night may have had no chance to say so.
        raise HomeError(wrong.en)
    return ended


def end_likewise(code: int) -> int:
    """End this process by the signal that ended its night; an exit code is given back."""
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    return code


@contextmanager
def noted(settings: Settings, run_id: str) -> Iterator[None]:
    """Note in the journal what ends a night before it keeps the journal itself."""
    journal = Journal(settings.home, run_id)
    try:
        yield
    except (LockedError, SettingsError):
        # No night began, so there is none to tell of.
        journal.close()
        raise
    except Exception as error:
        journal.failed(described(settings.home, error))
        raise


def ourselves(*arguments: str) -> list[str]:
    """A command of `techniekpact`, to be run by this Python and from this code."""
    return [sys.executable, "-P", "-c", ENTRY, str(ROOT), *arguments]


def _command(settings: Settings, run_id: str, errand: Errand) -> list[str]:
    where = ["--profile", settings.profile, "--home", str(settings.home)]
    return ourselves("night", run_id, *where, *errand.arguments)


def _run(
    command: list[str], environment: Mapping[str, str], lock: BinaryIO
) -> tuple[int, set[int]]:
    """Run a command that holds the lock too; its exit code, and the signals it was passed on."""
    passed_on: set[int] = set()
    child: subprocess.Popen[bytes] | None = None

    def pass_on(number: int, _: FrameType | None) -> None:
        passed_on.add(number)
        if child is not None:
            child.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in PASSED_ON}
    try:
        # A group of its own: a terminal's Ctrl-C comes here only, and all of it can be ended.
        child = subprocess.Popen(  # noqa: S603 - ourselves
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            pass_fds=[lock.fileno()],
            process_group=0,
        )
        for early in tuple(passed_on):
            child.send_signal(early)
        code = child.wait()
        if code < 0:
            # It had no time to end what it started: Prefect's server, dbt.
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGTERM)
        return code, passed_on
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
