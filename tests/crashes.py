"""Work that dies at each of its steps in a folder, so that what it leaves can be looked at.

The work is done in a forked process that kills itself just before its n-th change of a file or a
name. A power cut loses more than a kill: what was written and not synced is then half there.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

Death = Literal["kill", "power cut"]

_NAMES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "os.link"}
_CHANGES = _NAMES | {"os.chmod", "os.truncate"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def deaths(
    work: Callable[[], object], folder: Path, death: Death, *, every: int = 1, first: int = 1
) -> Iterator[int]:
    """Let `work` die at each of its steps in `folder` in turn; yields just after each death.

    Whoever iterates restores or mends the folder before the next. Ends when the work is done
    before its step comes. `every` and `first` leave steps out.
    """
    step = first
    while _dies(work, folder, death, step):
        yield step
        step += every
    assert step > first, "the work did nothing that could be interrupted"


def _dies(work: Callable[[], object], folder: Path, death: Death, step: int) -> bool:
    """Whether the work died at this step; False when it came to its end."""
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process == 0:
        code = 1
        try:
            sys.addaudithook(_Killer(folder, death, step))
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), f"at step {step} the work ended with {code}"
    return code != 0


class _Killer:
    """An audit hook that counts changes in a folder and ends the process at one of them."""

    def __init__(self, folder: Path, death: Death, step: int) -> None:
        self._folder = f"{folder}{os.sep}"
        self._left = step
        self._death = death
        self._synced = _files(folder)
        # Nothing tells an audit hook of it.
        self._fsync, os.fsync = os.fsync, self._noting

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._changes(event, arguments):
            self._left -= 1
            if self._left == 0:
                if self._death == "power cut":
                    self._lose()
                os.kill(os.getpid(), signal.SIGKILL)

    def _changes(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "open":
            path, _, flags = arguments
            return bool(flags & _WRITING) and self._is_inside(path)
        if event not in _CHANGES:
            return False
        # Beside a folder that is open (as rmtree does) names are relative.
        return any(
            self._is_inside(each) or (isinstance(each, int) and each >= 0 and event in _NAMES)
            for each in arguments
        )

    def _is_inside(self, path: object) -> bool:
        return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self._folder)

    def _noting(self, descriptor: Any) -> None:
        self._fsync(descriptor)
        self._synced |= {_state(os.fstat(descriptor))}

    def _lose(self) -> None:
        """Halve every file that was written and not synced."""
        for root, _, names in os.walk(self._folder):
            for name in names:
                path = os.path.join(root, name)  # noqa: PTH118 - pathlib is slow, and audited
                seen = os.lstat(path)
                if _state(seen) not in self._synced and not os.path.islink(path):  # noqa: PTH114
                    os.chmod(path, 0o600)  # noqa: PTH101
                    os.truncate(path, seen.st_size // 2)


def _files(folder: Path) -> set[tuple[int, int, int]]:
    return {_state(path.lstat()) for path in folder.rglob("*") if path.is_file()}


def _state(seen: os.stat_result) -> tuple[int, int, int]:
    return seen.st_ino, seen.st_size, seen.st_mtime_ns
