"""A server on the sample."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.upstream.server import Upstream


@pytest.fixture
def upstream(sample: Path) -> Iterator[Upstream]:
    """A server on the sample."""
    with Upstream(sample) as server:
        yield server


@pytest.fixture
def editable(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample that a test may change."""
    return shutil.copytree(sample, tmp_path / "data")
