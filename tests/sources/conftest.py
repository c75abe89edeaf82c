from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.client import Client, Limits
from sources.connector import Publishers
from sources.landing import Landing
from sources.upstream.sample import build_sample
from sources.upstream.server import Upstream

IMPATIENT = Limits(connect=2, read=2, attempts=3, first_wait=0.01, longest_wait=1)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    build_sample(folder)
    return folder


@pytest.fixture
def upstream(sample: Path, tmp_path: Path) -> Iterator[Upstream]:
    """The sample on loopback; its files may be changed."""
    data = tmp_path / "upstream"
    shutil.copytree(sample, data)
    with Upstream(data) as server:
        yield server


@pytest.fixture
def publishers(upstream: Upstream) -> Publishers:
    return Publishers(
        cbs_v4=f"{upstream.url}/odata/v1",
        cbs_v3=upstream.url,
        duo=upstream.url,
        duo_legacy=upstream.url,
    )


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "home")


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(IMPATIENT) as impatient:
        yield impatient
