from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from sources.upstream.sample import build_sample
from sources.upstream.server import Upstream


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Everything it printed."""
        return self.out + self.err


@dataclass(frozen=True)
class Home:
    """A home folder and the command that works on it, as a user runs it."""

    path: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "flows", *arguments],
            env=os.environ | self.environment | {"TECHNIEKPACT_HOME": str(self.path)},
            cwd=self.path.parent,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of the current release, as an analyst reads them."""
        with duckdb.connect(str(self.path / "warehouse.duckdb"), read_only=True) as db:
            return db.execute(sql).fetchall()

    def release_id(self) -> str:
        ((release_id,),) = self.rows("select release_id from meta.release")
        return str(release_id)

    def mails(self) -> list[Path]:
        """The reports in the outbox; receipts of deliveries are not among them."""
        everything = sorted((self.path / "outbox").glob("*.eml"))
        return [path for path in everything if "-levering-" not in path.name]

    def receipts(self) -> list[Path]:
        return sorted((self.path / "outbox").glob("*-levering-*.eml"))


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    build_sample(folder)
    return folder


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Ran]:
    """A home after its first night on the sample; only for reading."""
    home = Home(tmp_path_factory.mktemp("night") / "home", {})
    return home, home.run("nightly", "--profile", "sample")


@pytest.fixture
def upstream(sample_data: Path, tmp_path: Path) -> Iterator[Upstream]:
    """The publishers, whose files a test may change."""
    shutil.copytree(sample_data, tmp_path / "upstream")
    with Upstream(tmp_path / "upstream") as server:
        yield server


@pytest.fixture(scope="session")
def first_live_night(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home after its first night in the live profile, with a delivery; only for reading."""
    folder = tmp_path_factory.mktemp("live")
    shutil.copytree(sample_data / "inbox", folder / "home" / "inbox")
    with Upstream(sample_data) as server:
        home = Home(folder / "home", live(server))
        ran = home.run("nightly")
        assert ran.code == 0, ran.text
    return home


@pytest.fixture
def published(first_live_night: Home, upstream: Upstream, tmp_path: Path) -> Home:
    """A home of one's own after a first night; its next one is against `upstream`."""
    shutil.copytree(first_live_night.path, tmp_path / "home", symlinks=True)
    return Home(tmp_path / "home", live(upstream))


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[..., Home]:
    """Makes an empty home."""

    def make(**environment: str) -> Home:
        return Home(tmp_path / "fresh", environment)

    return make


def live(upstream: Upstream) -> dict[str, str]:
    """The settings of the live profile, pointed at the bundled upstream."""
    return {
        "TECHNIEKPACT_PROFILE": "live",
        "TECHNIEKPACT_CBS_V4_URL": f"{upstream.url}/odata/v1",
        "TECHNIEKPACT_CBS_V3_URL": upstream.url,
        "TECHNIEKPACT_DUO_URL": upstream.url,
        "TECHNIEKPACT_DUO_LEGACY_URL": upstream.url,
    }
