"""Dependencies point one way: flows → sources, expectations; those two know nobody."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORBIDDEN = {
    "sources": {"flows", "expectations", "tests"},
    "expectations": {"flows", "sources", "tests"},
    "flows": {"tests"},
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("package", FORBIDDEN)
def test_dependencies_point_one_way(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    assert files
    wrong = {
        str(path.relative_to(ROOT)): sorted(names)
        for path in files
        if (names := imported(path) & FORBIDDEN[package])
    }
    assert wrong == {}


def test_great_expectations_is_used_behind_one_module() -> None:
    users = {
        str(path.relative_to(ROOT))
        for package in FORBIDDEN
        for path in (ROOT / package).rglob("*.py")
        if "great_expectations" in imported(path)
    }
    assert users == {"expectations/engine.py"}
