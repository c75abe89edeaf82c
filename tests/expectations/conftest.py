from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection as Connection

from tests.flows.conftest import Home, Ran, first_night

__all__ = ["first_night"]

HERE = Path(__file__).parent

MakeWarehouse = Callable[..., Path]


@pytest.fixture(scope="session")
def sample(first_night: tuple[Home, Ran]) -> Path:
    """The release of a clean night on the sample: every check passes. Only for reading."""
    home, ran = first_night
    assert ran.code == 0, ran.text
    return (home.path / "warehouse.duckdb").resolve()


@pytest.fixture(scope="session")
def breakable(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The sample's release, to be changed in transactions that are rolled back."""
    path = tmp_path_factory.mktemp("breakable") / "warehouse.duckdb"
    shutil.copy(sample, path)
    path.chmod(0o644)
    with duckdb.connect(path) as connection:
        yield connection


@pytest.fixture(scope="session")
def good_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small candidate whose figures are known by heart. Copy it before changing it."""
    path = tmp_path_factory.mktemp("good") / "warehouse.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute((HERE / "warehouse.sql").read_text(encoding="utf-8"))
    return path


@pytest.fixture
def make_warehouse(good_warehouse: Path, tmp_path: Path) -> MakeWarehouse:
    """Copy the good warehouse under a name and run statements on the copy."""

    def make(*statements: str, name: str = "candidate") -> Path:
        path = tmp_path / f"{name}.duckdb"
        shutil.copy(good_warehouse, path)
        with duckdb.connect(path) as connection:
            for statement in statements:
                connection.execute(statement)
        return path

    return make
