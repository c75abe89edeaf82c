"""The archive under kill and power cut at every step: whole vintages, and the same work again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sources.landing import Check, Landing, Manifest, Original, hash_file, vintage_id
from tests.crashes import Death, deaths

DATASET = "duo.x"
CHECK = Check(checked_at=datetime(2026, 1, 1, tzinfo=UTC), sha256="ab" * 32)
both_deaths = pytest.mark.parametrize("death", ["kill", "power cut"])


def prepared(workspace: Path, content: str = "a" * 1000, rows: str = "rows" * 1000) -> Manifest:
    """A workspace as connectors leave it, and its manifest."""
    (workspace / "a.csv").write_text(content, encoding="utf-8")
    (workspace / "data.parquet").write_text(rows, encoding="utf-8")
    (workspace / ".rows").mkdir()
    (workspace / ".rows" / "scratch").write_text("s", encoding="utf-8")
    sha256 = hash_file(workspace / "a.csv")
    original = Original(name="a.csv", url="a", sha256=sha256, size=len(content))
    published = date(2020, 3, 2)
    return Manifest(
        dataset_id=DATASET,
        vintage_id=vintage_id(published, sha256),
        resource="ckan",
        origin="download",
        published_at=published,
        retrieved_at=datetime(2026, 1, 1, tzinfo=UTC),
        licence="CC0-1.0",
        sha256=sha256,
        originals=(original,),
        rows=1,
        periods=("2019/2020",),
        contract=rows[:4],
    )


def store(landing: Landing, content: str = "a" * 1000) -> None:
    with landing.workspace(DATASET) as workspace:
        landing.store(workspace, prepared(workspace, content))


def are_whole(landing: Landing) -> list[Manifest]:
    """The vintages of the archive, having looked at what they hold."""
    vintages = landing.vintages(DATASET)
    for manifest in vintages:
        folder = landing.parquet(manifest).parent
        assert hash_file(folder / "a.csv") == manifest.sha256
        assert (folder / "data.parquet").read_text() in ("rows" * 1000, "anew" * 1000)
    return vintages


def scratch(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "landing" / ".incoming").iterdir())


@both_deaths
def test_a_vintage_is_stored_whole_or_not_at_all(tmp_path: Path, death: Death) -> None:
    home = tmp_path / "home"
    landing = Landing(home)
    store(landing)
    known = landing.vintages(DATASET)
    for _ in deaths(lambda: store(landing, "b" * 1000), home, death):
        assert are_whole(landing)[:1] == known
        with landing.turn(DATASET):
            store(landing, "b" * 1000)
        (_, new) = are_whole(landing)
        assert scratch(home) == []
        shutil.rmtree(landing.parquet(new).parent)
    assert len(are_whole(landing)) == 2


@both_deaths
def test_rows_that_are_read_again_replace_the_others_whole(tmp_path: Path, death: Death) -> None:
    """A contract changed: before the manifest says so, the next night reads again."""
    home = tmp_path / "home"
    landing = Landing(home)
    store(landing)
    (old,) = landing.vintages(DATASET)

    def reread() -> None:
        with landing.reopen(old) as workspace:
            (workspace / "data.parquet").write_text("anew" * 1000, encoding="utf-8")
            landing.replace(workspace, old.model_copy(update={"contract": "anew"}))

    for _ in deaths(reread, home, death):
        (seen,) = are_whole(landing)
        rows = landing.parquet(seen).read_text()[:4]
        assert rows == "anew" or seen.contract == "rows"
        with landing.turn(DATASET):
            reread()
        (seen,) = are_whole(landing)
        assert (seen.contract, landing.parquet(seen).read_text()[:4]) == ("anew", "anew")
        shutil.rmtree(landing.parquet(seen).parent)
        store(landing)
        assert scratch(home) == []


@both_deaths
def test_what_was_remembered_is_never_half_there(tmp_path: Path, death: Death) -> None:
    home = tmp_path / "home"
    landing = Landing(home)
    landing.remember(DATASET, "known", CHECK)
    for _ in deaths(lambda: landing.remember(DATASET, "new", CHECK), home, death):
        assert landing.checks(DATASET)["known"] == CHECK
        landing.remember(DATASET, "new", CHECK)
        assert set(landing.checks(DATASET)) == {"known", "new"}
        landing.remember(DATASET, "known", CHECK)


@both_deaths
def test_a_refused_file_is_in_quarantine_before_it_is_remembered(
    tmp_path: Path, death: Death
) -> None:
    home = tmp_path / "home"
    landing = Landing(home)

    def refuse() -> None:
        with landing.workspace(DATASET) as workspace:
            sha256 = prepared(workspace).sha256
            landing.refuse(DATASET, sha256, [workspace / "a.csv"])
            landing.remember(DATASET, "ckan", CHECK.model_copy(update={"sha256": sha256}))

    for _ in deaths(refuse, home, death):
        for check in landing.checks(DATASET).values():
            kept = landing.refused_folder(DATASET, check.sha256) / "a.csv"
            assert hash_file(kept) == check.sha256
        with landing.turn(DATASET):
            refuse()
        (check,) = landing.checks(DATASET).values()
        folder = landing.refused_folder(DATASET, check.sha256)
        assert [path.name for path in folder.iterdir()] == ["a.csv"]
        assert hash_file(folder / "a.csv") == check.sha256
        assert scratch(home) == []
        shutil.rmtree(home)
        home.mkdir()


@both_deaths
def test_work_that_can_be_resumed_is_resumed_or_begun_anew(tmp_path: Path, death: Death) -> None:
    home = tmp_path / "home"
    landing = Landing(home)

    def resume(state: str) -> Callable[[], None]:
        def work() -> None:
            with landing.resumable(DATASET, state) as folder:
                (folder / "page").write_text(state, encoding="utf-8")

        return work

    for state in ("first", "second"):
        for _ in deaths(resume(state), home, death):
            with landing.turn(DATASET), landing.resumable(DATASET, state) as folder:
                left = {path.name for path in folder.iterdir()}
                assert left in ({".state"}, {".state", "page"})
            assert scratch(home) == []
            # Work on something else broke off before.
            _broken_off(landing)


def _broken_off(landing: Landing) -> None:
    with pytest.raises(KeyboardInterrupt), landing.resumable(DATASET, "else"):
        raise KeyboardInterrupt


def test_scratch_of_work_that_died_is_swept_and_what_can_be_resumed_stays(
    landing: Landing, tmp_path: Path
) -> None:
    incoming = tmp_path / "home" / "landing" / ".incoming"
    (incoming / f"{DATASET}-abc").mkdir(parents=True)
    (incoming / f"{DATASET}-abc" / "half").write_text("x", encoding="utf-8")
    (incoming / "duo.other-abc").mkdir()
    _broken_off(landing)
    with landing.turn(DATASET):
        assert scratch(tmp_path / "home") == ["duo.other-abc", f"{DATASET}.partial"]
