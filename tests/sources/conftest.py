from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.client import Client, Limits
from sources.connector import Publishers
from sources.landing import Landing
from sources.upstream.server import Upstream
from tests.sample_copy import linked

IMPATIENT = Limits(connect=2, read=2, attempts=3, first_wait=0.01, longest_wait=1)


@pytest.fixture(scope="session")
def sample(sample_data: Path) -> Path:
    return sample_data


@pytest.fixture
def upstream(sample: Path, tmp_path: Path) -> Iterator[Upstream]:
    """The sample on loopback; its files may be changed."""
    with Upstream(linked(sample, tmp_path / "upstream")) as server:
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
