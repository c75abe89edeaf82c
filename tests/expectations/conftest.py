from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

HERE = Path(__file__).parent

MakeWarehouse = Callable[..., Path]


@pytest.fixture(scope="session")
def good_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A candidate in which every check passes. Copy it before changing it."""
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
