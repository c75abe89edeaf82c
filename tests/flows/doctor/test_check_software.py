from __future__ import annotations

from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from flows.doctor import check_software
from flows.doctor.check_software import check_clock, check_versions
from flows.nights import note_night
from tests.flows.doctor.conftest import Make
from tests.flows.test_nights import night


def test_a_clock_that_runs(machine: Make) -> None:
    (told,) = check_clock(machine())
    assert "in Europe/Amsterdam" in told.words["en"].found


def test_a_clock_behind_the_last_night(machine: Make, home: Path) -> None:
    now = machine().now
    for minutes, verdict in ((4, "ok"), (6, "fail")):
        ends = now + timedelta(minutes=minutes)
        note_night(home, str(minutes), night("published", finished_at=ends))
        (told,) = check_clock(machine())
        assert told.verdict == verdict


def test_packages_are_those_of_the_lock_file(machine: Make) -> None:
    """As the tests run with them: in CI they are installed from that file."""
    (told,) = check_versions(machine())
    assert told.words["en"].found.endswith("packages as in requirements.lock")
    assert int(told.words["en"].found.split()[0]) > 100


def test_another_version_is_named(
    machine: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pins = f"requests=={version('requests')} ; x \\\n    --hash=sha256:0\nrich==1.0 \\\nabsent==1\n"
    (tmp_path / "lock").write_text(pins)
    monkeypatch.setattr(check_software, "LOCK_FILE", tmp_path / "lock")
    (told,) = check_versions(machine())
    assert told.problem == "versions.differ"
    assert told.words["en"].found.endswith(f": rich {version('rich')} (1.0)")
    (tmp_path / "lock").unlink()
    (told,) = check_versions(machine())
    assert told.problem == "versions.unknown"
