"""The sample, built once, and a server on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.upstream.sample import build_sample
from sources.upstream.server import Upstream


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that tests only read."""
    directory = tmp_path_factory.mktemp("sample")
    build_sample(directory)
    return directory


@pytest.fixture
def upstream(sample: Path) -> Iterator[Upstream]:
    """A server on the sample."""
    with Upstream(sample) as server:
        yield server


@pytest.fixture
def editable(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample that a test may change."""
    return shutil.copytree(sample, tmp_path / "data")
