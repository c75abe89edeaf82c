from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pytest

from flows.dbt import PARSED, PARSED_BY
from flows.environment import QUIET
from flows.prefect_server import own_server, wait_for
from sources.upstream.server import Upstream
from tests.once import made_once
from tests.sample_copy import linked

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(
    not DATA.exists(), reason="the folder with real files (../shared/data) is not here"
)
_CITO, _TEKKIE = "duo_ginberg_cito", "duo_tekkieworden"
# Per dataset: what backfill is told beside the files, and the files.
REAL_FILES = {
    "duo.vo_pupils": (
        ["--published", "2020-03-01"],
        [f"{_CITO}/leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv"],
    ),
    "duo.po_locations": (["--published", "2020-03-01"], [f"{_CITO}/alle-vestigingen-bo.csv"]),
    "duo.vo_locations": (["--published", "2020-03-01"], [f"{_CITO}/alle-vestigingen-vo.csv"]),
    "duo.vo_exam_candidates": ([], [f"{_CITO}/examenkandidaten-en-geslaagden-2014-2019.csv"]),
    "duo.mbo_students": ([], [f"{_TEKKIE}/mbo_inscriptions_2019.csv"]),
    "duo.ho_first_years": (
        [],
        [f"{_TEKKIE}/hbo_inscriptions_2019.csv", f"{_TEKKIE}/wo_inscriptions_2019.csv"],
    ),
    "duo.ho_graduates": (
        [],
        [f"{_TEKKIE}/hbo_gediplomeerden_2019.csv", f"{_TEKKIE}/wo_gediplomeerden_2019.csv"],
    ),
    "duo.ho_enrolled": ([], ["duo_openDataHBO/01-ingeschrevenen-hbo-2018.csv"]),
}

# A table of each version of CBS, a file from each site of DUO, a partner.
TO_FETCH = (
    *("cbs/85421NED", "cbs/80472ned"),
    *("duo/vo_pupils", "duo/vo_locations"),
    "partners/jetnet_technet",
)

# Rendering takes seconds, and most nights here are about something else.
WITHOUT_SITE = {"TECHNIEKPACT_SITE": "no"}
WITH_SITE = {"TECHNIEKPACT_SITE": "yes"}


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
            env=os.environ
            | WITHOUT_SITE
            | self.environment
            | {"TECHNIEKPACT_HOME": str(self.path)},
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
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The settings of nights that use a Prefect server which is there; a night starts its own."""
    home = tmp_path_factory.mktemp("prefect")
    extra = QUIET | {"PREFECT_HOME": str(home), "PREFECT_SERVER_UI_ENABLED": "false"}
    with own_server(home, extra=extra) as (api, server):
        wait_for(api, {"server": server})
        yield {"PREFECT_API_URL": api}


def ran_once(
    name: str, factory: pytest.TempPathFactory, make: Callable[[Path], Ran]
) -> tuple[Path, Ran]:
    """A folder that a command makes for all workers, and how that command ended."""

    def noted(folder: Path) -> None:
        told = json.dumps(asdict(make(folder)))
        (folder / "ran.json").write_text(told, encoding="utf-8")

    folder = made_once(name, factory, noted)
    return folder, Ran(**json.loads((folder / "ran.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Ran]:
    """A home after its first night on the sample; only for reading."""

    def make(folder: Path) -> Ran:
        return Home(folder / "home", WITH_SITE).run("nightly", "--profile", "sample")

    folder, ran = ran_once("night", tmp_path_factory, make)
    return Home(folder / "home", WITH_SITE), ran


@pytest.fixture
def upstream(sample_data: Path, tmp_path: Path) -> Iterator[Upstream]:
    """The publishers, whose files a test may change."""
    with Upstream(linked(sample_data, tmp_path / "upstream")) as server:
        yield server


@pytest.fixture(scope="session")
def first_live_night(
    first_night: tuple[Home, Ran],
    sample_data: Path,
    prefect: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Home:
    """A home after its first night in the live profile, with deliveries; only for reading.

    Much is in its archive already. The night asks for everything, and has to fetch `TO_FETCH`.
    """

    def make(folder: Path) -> Ran:
        home = folder / "home"
        shutil.copytree(sample_data / "inbox", home / "inbox")
        shutil.copytree(first_night[0].path / "landing", home / "landing")
        for dataset in TO_FETCH:
            shutil.rmtree(home / "landing" / dataset)
        parsed_before(home, first_night[0])
        with Upstream(sample_data) as server:
            return Home(home, live(server) | prefect).run("nightly")

    folder, ran = ran_once("live", tmp_path_factory, make)
    assert ran.code == 0, ran.text
    return Home(folder / "home", {"TECHNIEKPACT_PROFILE": "live"})


def parsed_before(home: Path, other: Home) -> None:
    """Give a home what dbt knows of the project after a night in another: parsing takes long."""
    (home / "dbt").mkdir(parents=True)
    for name in (PARSED, PARSED_BY):
        shutil.copy2(other.path / "dbt" / name, home / "dbt" / name)


@pytest.fixture(scope="session")
def real_night(first_night: tuple[Home, Ran], tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with every real file of DUO that figures and places come from; only for reading."""

    def make(folder: Path) -> Ran:
        home = Home(folder / "home", {"TECHNIEKPACT_PROFILE": "live"})
        for dataset, (published, files) in REAL_FILES.items():
            filled = home.run("backfill", dataset, *(str(DATA / f) for f in files), *published)
            assert filled.code == 0, filled.text
        parsed_before(home.path, first_night[0])
        return home.run("nightly", "--no-fetch")

    folder, ran = ran_once("real", tmp_path_factory, make)
    assert ran.code == 0, ran.text
    return Home(folder / "home", {"TECHNIEKPACT_PROFILE": "live"})


@pytest.fixture
def published(
    first_live_night: Home, upstream: Upstream, prefect: dict[str, str], tmp_path: Path
) -> Home:
    """A home of one's own after a first night; its next one is against `upstream`."""
    shutil.copytree(first_live_night.path, tmp_path / "home", symlinks=True)
    return Home(tmp_path / "home", live(upstream) | prefect)


@pytest.fixture
def fresh(prefect: dict[str, str], tmp_path: Path) -> Callable[..., Home]:
    """Makes an empty home."""

    def make(**environment: str) -> Home:
        return Home(tmp_path / "fresh", prefect | environment)

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
