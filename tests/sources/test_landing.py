from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sources.landing import Landing, LandingError, Manifest, Original, combined_hash, vintage_id

ORIGINAL = Original(name="a.csv", url="https://example.org/a.csv", sha256="ab" * 32, size=1)


def manifest(published: date = date(2020, 3, 2)) -> Manifest:
    return Manifest(
        dataset_id="duo.x",
        vintage_id=vintage_id(published, ORIGINAL.sha256),
        resource="ckan",
        origin="download",
        published_at=published,
        retrieved_at=datetime(2026, 1, 1, tzinfo=UTC),
        licence="CC0-1.0",
        sha256=ORIGINAL.sha256,
        originals=(ORIGINAL,),
        rows=1,
        periods=("2019/2020",),
        contract="c",
    )


def store(landing: Landing, entry: Manifest) -> bool:
    with landing.workspace("duo.x") as workspace:
        (workspace / "a.csv").write_text("a", encoding="utf-8")
        return landing.store(workspace, entry)


def test_a_vintage_enters_once_and_reads_back(landing: Landing) -> None:
    assert store(landing, manifest())
    assert not store(landing, manifest())
    assert landing.vintages("duo.x") == [manifest()]
    assert landing.holds("duo.x", ORIGINAL.sha256)
    assert not landing.holds("duo.x", "cd" * 32)


def test_vintages_come_oldest_first(landing: Landing) -> None:
    newer, older = manifest(date(2021, 1, 1)), manifest(date(2020, 1, 1))
    store(landing, newer)
    store(landing, older)
    assert landing.vintages("duo.x") == [older, newer]


def test_an_interrupted_vintage_is_not_there(landing: Landing, tmp_path: Path) -> None:
    def interrupted() -> None:
        with landing.workspace("duo.x") as workspace:
            (workspace / "a.csv").write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert landing.vintages("duo.x") == []
    assert list((tmp_path / "home" / "landing" / ".incoming").iterdir()) == []


def test_a_damaged_manifest_says_what_to_do(landing: Landing, tmp_path: Path) -> None:
    store(landing, manifest())
    (path,) = (tmp_path / "home").rglob("manifest.json")
    path.write_text("{", encoding="utf-8")
    with pytest.raises(LandingError, match="restore it from a backup"):
        landing.vintages("duo.x")


def test_the_hash_of_several_files_depends_on_each() -> None:
    other = ORIGINAL.model_copy(update={"sha256": "cd" * 32})
    assert combined_hash((ORIGINAL,)) == ORIGINAL.sha256
    assert combined_hash((ORIGINAL, other)) != combined_hash((other, ORIGINAL))
