from __future__ import annotations

import re
from pathlib import Path

from expectations.data_docs import INDEX, DataDocs, TablePage, prune_data_docs
from expectations.engine import open_engine
from expectations.suites import load_suites
from tests.expectations.breaking import copy_of, read_by


def written(sample: Path, folder: Path) -> Path:
    (suite,) = (s for s in load_suites() if s.table == "meta.release")
    docs = DataDocs()
    database = copy_of(sample, read_by(suite), folder / "w.duckdb")
    with open_engine(database, docs=docs) as engine:
        engine.validate(suite)
    docs.write(folder / "docs")
    return folder / "docs"


def test_a_page_per_table_that_asks_nothing_of_the_network(sample: Path, tmp_path: Path) -> None:
    folder = written(sample, tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == [INDEX, "meta.release.html"]
    assert 'href="meta.release.html"' in (folder / INDEX).read_text("utf-8")
    page = (folder / "meta.release.html").read_text("utf-8")
    assert "Succeeded" in page
    fetched = re.findall(r'<(?:script|link|img|iframe)\b[^>]*(?:src|href)="(\w+:|//)[^"]*"', page)
    assert fetched == []
    assert "url(" not in page


def test_what_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    def broken() -> str:
        raise ValueError("no template")

    docs = DataDocs()
    docs.add("raw.t", TablePage(1, 2, broken))
    docs.write(tmp_path / "docs")
    assert not (tmp_path / "docs" / INDEX).exists()


def test_the_newest_nights_stay(tmp_path: Path) -> None:
    for night in ("20201101T020000Z", "20201102T020000Z", "20201103T020000Z"):
        (tmp_path / night).mkdir()
        (tmp_path / night / INDEX).touch()
    prune_data_docs(tmp_path, 2)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["20201102T020000Z", "20201103T020000Z"]
    prune_data_docs(tmp_path / "nothing", 2)
