"""Whole nights, killed at every stage and at random moments, in one home that goes on.

After every fifth death a night is left alone; `SOAK_MOMENTS` is how many random moments there are.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from flows.journal import Entry
from sources.upstream.server import Upstream
from tests.flows.conftest import WITH_SITE, Home, live
from tests.flows.dying import Running, children, gone
from tests.flows.held import (
    archive_is_whole,
    current_is_whole,
    figures,
    nothing_is_left,
    processes_of,
)
from tests.soak.publisher import Publisher

STAGES = ("start", "ingest", "answer", "build", "audit", "publish", "document", "site", "report")
RANDOM_MOMENTS = int(os.environ.get("SOAK_MOMENTS", "50"))
PATIENCE = 900
UNDISTURBED_EVERY = 5
VICTIMS = ("night", "night and supervisor", "all", "night", "supervisor", "all")
"""What is killed. Of `night and supervisor` their server lives on, for the next night to end."""


@pytest.mark.soak
@pytest.mark.timeout(3 * 3600)
def test_nights_killed_at_every_stage_and_at_random_moments(
    first_live_night: Home,
    upstream: Upstream,
    tmp_path: Path,
) -> None:
    shutil.copytree(first_live_night.path, tmp_path / "home", symlinks=True)
    home = Home(tmp_path / "home", live(upstream) | WITH_SITE)
    publisher = Publisher(upstream)
    # What undisturbed nights make of either kind of content.
    undisturbed = {0: figures(home.path)}
    publisher.publishes()
    began = time.monotonic()
    recovers(home)
    takes = time.monotonic() - began
    undisturbed[1] = figures(home.path)
    assert undisturbed[0] != undisturbed[1]
    print(f"\nan undisturbed night: {takes:.0f} s")
    print(f"{'killed':>24}  {'who':<20}  {'at stage':<8}  current  vintages  next night")

    chance = random.Random(8)
    moments: list[str | float] = list(STAGES)
    moments += [chance.uniform(0, takes) for _ in range(RANDOM_MOMENTS)]
    stages: Counter[str] = Counter()
    seconds: list[float] = []
    for number, moment in enumerate(moments):
        kind = publisher.publishes()
        before = current_is_whole(home.path)
        victim = VICTIMS[number % len(VICTIMS)]
        stage = dies(home, moment, victim)
        stages[stage] += 1
        after = current_is_whole(home.path)
        assert after is not None
        vintages = archive_is_whole(home.path)
        told = f"at {moment:.1f} s" if isinstance(moment, float) else f"when {moment} began"
        line = f"{number + 1:>3} {told:>20}  {victim:<20}  {stage:<8}"
        line += f"  {'as before' if after == before else 'its own':<9}  {vintages:>4}"
        if (number + 1) % UNDISTURBED_EVERY == 0 or number + 1 == len(moments):
            began = time.monotonic()
            recovers(home)
            seconds.append(time.monotonic() - began)
            assert figures(home.path) == undisturbed[kind]
            line += f"  {seconds[-1]:.0f} s"
        print(line, flush=True)
    print(f"{len(moments)} deaths: {dict(stages)}")
    print(f"{len(seconds)} undisturbed nights after them: {min(seconds):.0f}-{max(seconds):.0f} s")


def recovers(home: Home) -> None:
    """A night that nobody disturbs ends as it should, and clears what the ones before it left."""
    night = Running(home)
    try:
        code = night.ends(PATIENCE)
    finally:
        night.stop()
    assert code == 0, night.printed.read_text()
    assert current_is_whole(home.path)
    archive_is_whole(home.path)
    nothing_is_left(home.path)
    assert processes_of(home.path) == []


def dies(home: Home, moment: str | float, victim: str) -> str:
    """Start a night and kill it; the stage that it had come to, or `ended`."""
    night = Running(home)
    try:
        stage = _comes_to(night, moment)
        if stage == "ended":
            return stage
        _kill(night, victim)
        return stage
    finally:
        night.stop()


def _comes_to(night: Running, moment: str | float) -> str:
    began, stage = time.monotonic(), "begin"
    while night.supervisor.poll() is None:
        stage = _stage(night.home.path) or stage
        if isinstance(moment, float):
            if time.monotonic() - began >= moment:
                return stage
        elif stage in STAGES and STAGES.index(stage) >= STAGES.index(moment):
            return stage
        time.sleep(0.002)
    return "ended"


def _stage(home: Path) -> str:
    """The stage that the newest journal tells."""
    with suppress(IndexError, OSError):
        newest = max((home / "logs").glob("night-*.json"), default=None)
        return Entry.model_validate_json(newest.read_bytes()).stage if newest else ""
    return ""


def _kill(night: Running, victim: str) -> None:
    supervisor = night.supervisor
    # Right after its start there is no child yet.
    child = next(iter(children(supervisor.pid)), None)
    if victim in ("supervisor", "night and supervisor", "all") or child is None:
        supervisor.kill()
    if child is not None:
        if victim == "all":
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        elif victim != "supervisor":
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        # Without its supervisor a night goes on to its end.
        gone(child, PATIENCE)
    night.ends()
