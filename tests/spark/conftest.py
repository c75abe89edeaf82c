from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from flows.build import Candidate, load
from flows.sample import today
from flows.settings import Settings
from flows.status import DatasetState, state_of
from sources.catalog import read_catalog
from sources.landing import Landing
from tests.flows.conftest import Home, Ran, first_night

__all__ = ["first_night"]


def missing() -> list[str]:
    """What Spark needs and is not here."""
    absent = [] if shutil.which("java") else ["java"]
    for name in ("pyspark", "dbt-spark"):
        try:
            distribution(name)
        except PackageNotFoundError:
            absent.append(name)
    return absent


@dataclass(frozen=True)
class Rebuilt:
    """The sample's first night, to be built again by Spark from the same archive.

    The release is the previous one of the candidate: its history must go on as if nothing changed.
    """

    settings: Settings
    states: list[DatasetState]
    release: Path
    candidate: Candidate


@pytest.fixture
def rebuilt(first_night: tuple[Home, Ran], tmp_path: Path) -> Rebuilt:
    if (absent := missing()) and "CI" not in os.environ:
        pytest.skip(f"not here: {', '.join(absent)} (make spark; Debian: default-jre-headless)")
    night, ran = first_night
    assert ran.code == 0, ran.text
    home = tmp_path / "home"
    home.mkdir()
    (home / "landing").symlink_to(night.path / "landing")
    settings = Settings(home=home, engine="spark", _env_file=None)
    landing = Landing(home)
    release = (night.path / "warehouse.duckdb").resolve()
    candidate = Candidate(
        release_id="again",
        created_at=datetime.now(UTC),
        folder=tmp_path / "candidate",
        dbt_target=tmp_path / "dbt",
        previous=release,
    )
    candidate.folder.mkdir()
    states = [state_of(dataset, landing, None, today(settings)) for dataset in read_catalog()]
    load(candidate, settings, states)
    return Rebuilt(settings, states, release, candidate)
