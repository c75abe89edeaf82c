"""Processes that end with the one that started them, however that ends.

The parent holds the other end of the child's standard input. When it is gone, `kill -9` included,
the child reads the end of it.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Thread


@contextmanager
def child(
    command: Sequence[str], environment: Mapping[str, str], *, patience: float
) -> Iterator[subprocess.Popen[bytes]]:
    """A process, in a group of its own, that is asked to end when this block does.

    What is left of its group after `patience` seconds is killed.
    """
    process = subprocess.Popen(  # noqa: S603 - ourselves
        command, env=os.environ | environment, stdin=subprocess.PIPE, process_group=0
    )
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        # Closes the pipe as well.
        process.communicate()


def end_with_parent() -> None:
    """In the child: be asked to end (SIGTERM) when the parent is gone."""
    Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
