"""Whole nights whose disk fills up, or goes away, at a stage of choice."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from sources.upstream.server import Upstream
from tests.disk import MakeDisk
from tests.flows.conftest import Home, live
from tests.flows.dying import Running, mails
from tests.flows.held import archive_is_whole, current_is_whole, figures, nothing_is_left
from tests.soak.publisher import Publisher

MEGABYTES = 1100
PATIENCE = 600


def goes_on(home: Home, before: str | None) -> None:
    """What stopped a night is over: the next one publishes."""
    began = time.monotonic()
    night = Running(home)
    try:
        code = night.ends(PATIENCE)
    finally:
        night.stop()
    assert code == 0, night.printed.read_text()
    assert current_is_whole(home.path) != before
    vintages = archive_is_whole(home.path)
    nothing_is_left(home.path)
    print(f"the next night: {time.monotonic() - began:.0f} s, {vintages} vintages", flush=True)


@pytest.mark.soak
@pytest.mark.timeout(2400)
@pytest.mark.parametrize("stage", ["ingest", "build", "audit", "publish"])
def test_a_disk_that_fills_up_at_a_stage(
    stage: str,
    first_live_night: Home,
    upstream: Upstream,
    disk: MakeDisk,
) -> None:
    small = disk(MEGABYTES)
    shutil.copytree(first_live_night.path, small.folder, symlinks=True, dirs_exist_ok=True)
    home = Home(small.folder, live(upstream))
    before = current_is_whole(home.path)
    told = len(mails(home))
    Publisher(upstream).publishes()
    night = Running(home)
    try:
        night.reaches(stage)
        small.leave(0)
        code = night.ends(PATIENCE)
    finally:
        night.stop()
    printed = night.printed.read_text()
    print(f"\nfull at {stage}: exit {code}, {len(mails(home)) - told} mails")
    print(printed.splitlines()[-1])
    assert code == 1, printed
    assert "There is no room on the disk of" in printed.splitlines()[-1]
    assert current_is_whole(home.path) == before
    archive_is_whole(home.path)
    small.clear()
    goes_on(home, before)


@pytest.mark.soak
@pytest.mark.timeout(2400)
@pytest.mark.parametrize("stage", ["ingest", "build", "audit"])
def test_a_home_that_goes_away_at_a_stage(
    stage: str,
    first_live_night: Home,
    upstream: Upstream,
    tmp_path: Path,
) -> None:
    home, away = Home(tmp_path / "home", live(upstream)), tmp_path / "away"
    shutil.copytree(first_live_night.path, home.path, symlinks=True)
    before, known = current_is_whole(home.path), figures(home.path)
    Publisher(upstream).publishes()
    night = Running(home)
    try:
        night.reaches(stage)
        home.path.rename(away)
        code = night.ends(PATIENCE)
    finally:
        night.stop()
    printed = night.printed.read_text()
    stands_in = sorted(path.name for path in home.path.glob("*"))
    print(f"\ngone at {stage}: exit {code}; in its place: {stands_in}")
    assert code == 1, printed
    assert "is gone, or another stands in its place" in printed.splitlines()[-1]
    assert not (home.path / "warehouse.duckdb").exists()
    shutil.rmtree(home.path, ignore_errors=True)
    away.rename(home.path)
    assert current_is_whole(home.path) == before
    assert figures(home.path) == known
    archive_is_whole(home.path)
    goes_on(home, before)
