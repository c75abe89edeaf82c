"""Older clients of DuckDB, each in an environment of its own, read what we publish."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.build import STORAGE_VERSION
from flows.releases import Releases
from tests.flows.conftest import Home, Ran, ran_once
from tests.flows.old_clients import connect_again, read_all
from tests.flows.small_releases import make

FOLDER = Path(read_all.__file__).parent
OLDEST, NEWEST = "1.4.0", "1.4.5"


@pytest.fixture(
    scope="session", params=[OLDEST, pytest.param(NEWEST, marks=pytest.mark.soak)], name="client"
)
def _client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with nothing but that version of DuckDB."""
    requirements = FOLDER / f"duckdb-{request.param}.txt"

    def make_environment(folder: Path) -> Ran:
        python = folder / "venv" / "bin" / "python"
        pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
        install = ["install", "--quiet", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
        for command in (
            [sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")],
            [*pip, *install, "--requirement", str(requirements)],
        ):
            subprocess.run(command, check=True, timeout=240)
        return Ran(0, str(python), "")

    _, ran = ran_once(f"duckdb-{request.param}", tmp_path_factory, make_environment)
    return Path(ran.out)


def ask(python: Path | str, module: Any, *arguments: Path) -> str:
    """Have an interpreter run one of the scripts for old clients."""
    return subprocess.run(
        [python, "-I", module.__file__, *arguments],
        check=True,
        timeout=120,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def test_an_older_client_reads_everything_that_a_new_one_reads(
    client: Path, first_night: tuple[Home, Ran]
) -> None:
    home, ran = first_night
    assert ran.code == 0, ran.text
    link = home.path / "warehouse.duckdb"
    release = Releases(home.path).database().parent
    before = files(release)
    old = json.loads(ask(client, read_all, link))
    new = json.loads(ask(sys.executable, read_all, link))
    assert old["version"] in (OLDEST, NEWEST)
    assert old["tables"] == new["tables"]
    assert {"marts.indicator_values", "marts.goals", "meta.release"} <= set(old["tables"])
    assert all(comment for comment, *_ in old["tables"].values())
    assert old["commented"] == old["columns"] == new["columns"]
    assert old["storage"] == new["storage"] == f"{STORAGE_VERSION}+"
    assert "read-only" in old["refusal"]
    # Nor did a night, or a reader, leave a log of changes or anything else beside the database.
    assert files(release) == before
    assert [path.name for path in home.path.rglob("*.wal")] == []


def files(folder: Path) -> dict[str, tuple[int, int]]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def test_an_older_client_closes_all_connections_to_see_a_new_release(
    client: Path, tmp_path: Path
) -> None:
    """DuckDB 1.4 knows an open database by the name of the link; docs/analysts.md tells."""
    releases = Releases(tmp_path)
    for release_id in ("old", "new"):
        make(releases, release_id)
    releases.make_current("old")
    link, other = tmp_path / "warehouse.duckdb", releases.database("new")
    assert ask(client, connect_again, link, other).split() == ["old", "new"]
