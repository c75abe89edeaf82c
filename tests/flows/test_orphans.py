from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from flows.orphans import end_orphans, marked


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """What a night started, and a process that it started in turn."""
    process = subprocess.Popen(["sh", "-c", "sleep 60 & wait"], env=marked("dead"))
    yield process
    end_orphans("dead")
    process.wait(10)


def test_what_a_dead_night_started_is_ended_and_nothing_else(
    sleeper: subprocess.Popen[bytes],
) -> None:
    end_orphans("dea")
    end_orphans("another")
    with pytest.raises(subprocess.TimeoutExpired):
        sleeper.wait(0.2)
    end_orphans("dead")
    assert sleeper.wait(10) != 0
