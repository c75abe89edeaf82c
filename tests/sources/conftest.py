from __future__ import annotations

from pathlib import Path

import pytest

from sources.landing import Landing


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "home")
