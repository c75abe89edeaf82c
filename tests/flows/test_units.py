from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from flows.cli_units import FOLDER
from tests.flows.conftest import Home

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None and "CI" not in os.environ,
    reason="systemd-analyze is not here (Debian: systemd); CI installs it",
)


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    home = Home(tmp_path / "home", {})
    written = home.run("units", "--output", str(tmp_path / "units"), "--user", "cijfers")
    assert written.code == 0, written.text
    units = sorted((tmp_path / "units").iterdir())
    assert [unit.name for unit in units] == sorted(path.name for path in FOLDER.iterdir())
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"ReadWritePaths={home.path}" in (tmp_path / "units/techniekpact.service").read_text()


def test_a_path_that_systemd_would_read_otherwise_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path / "home 50%", {})
    ran = home.run("units", "--output", str(tmp_path / "units"))
    assert ran.code == 1
    assert "expected no spaces and no %" in ran.err
    assert not (tmp_path / "units").exists()
