"""What a home folder holds, under kill and power cut at every step that changes it."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from flows.accept import accept
from flows.answer import POSTING, answer_all
from flows.deaths import accounted, catch_up
from flows.nights import read_nights
from flows.post import post_of
from flows.releases import ReleaseError, Releases
from flows.sample import publishers
from flows.sample import sample_data as make_sample
from flows.settings import Settings, read_settings
from sources.catalog import read_catalog
from sources.connector import Publishers
from sources.ingest import fetch
from sources.landing import Landing
from tests.crashes import Death, deaths
from tests.flows.small_releases import build, current_is_whole, make, seal

CATALOG = read_catalog()
both_deaths = pytest.mark.parametrize("death", ["kill", "power cut"])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "home").mkdir()
    return read_settings(home=tmp_path / "home")


@both_deaths
def test_whoever_publishes_may_die_at_any_step(settings: Settings, death: Death) -> None:
    home = settings.home
    releases = Releases(home)
    make(releases, "0")
    releases.make_current("0")
    # What is built takes no step that Python could see; it is built once.
    build(home / "built.duckdb", "1")

    def publish() -> None:
        candidate = releases.candidate("1")
        shutil.copyfile(home / "built.duckdb", candidate / "warehouse.duckdb")
        (candidate / "failing_rows").mkdir()
        (candidate / "failing_rows" / "check.csv").write_text("a\n" * 1000, encoding="utf-8")
        seal(releases, candidate, "1")
        releases.make_current("1")

    for _ in deaths(publish, home, death):
        assert current_is_whole(home) == "0"
        for manifest in releases.list():
            assert releases.verify(manifest.release_id) == []
            if manifest.release_id == "1":
                # The night after has an id of its own.
                releases.remove("1")
        publish()
        assert current_is_whole(home) == "1"
        assert {path.name for path in home.iterdir()} == {
            "built.duckdb",
            "releases",
            "warehouse.duckdb",
        }
        assert {path.name for path in (home / "releases").iterdir()} == {"0", "1"}
        releases.make_current("0")
        releases.remove("1")


@both_deaths
def test_whoever_lets_a_release_through_may_die_at_any_step(
    settings: Settings, death: Death
) -> None:
    # The site is no part of a release, and these have no figures to draw.
    settings = settings.model_copy(update={"site": False})
    home = settings.home
    releases = Releases(home)
    make(releases, "00000101T000000Z")
    releases.make_current("00000101T000000Z")
    make(releases, "00000102T000000Z", "refused")
    kept = shutil.copytree(home, home.parent / "kept", symlinks=True)
    refused = "00000102T000000Z"
    for _ in deaths(lambda: accept(settings, refused, "A. de Vries", "goed"), home, death):
        if current_is_whole(home) == "00000101T000000Z":
            accept(settings, refused, "A. de Vries", "goed")
        with pytest.raises(ReleaseError, match="was let through before, as"):
            accept(settings, refused, "A. de Vries", "goed")
        accepted = releases.show(current_is_whole(home)).accepted
        assert accepted is not None
        assert accepted.release_id == refused
        shutil.rmtree(home)
        shutil.copytree(kept, home, symlinks=True)


@both_deaths
def test_a_rollback_may_die_at_any_step(settings: Settings, death: Death) -> None:
    releases = Releases(settings.home)
    make(releases, "a")
    make(releases, "b")
    releases.make_current("b")
    for _ in deaths(lambda: releases.roll_back("a"), settings.home, death):
        assert current_is_whole(settings.home) == "b"
        releases.roll_back("a")
        assert (current_is_whole(settings.home), releases.put_aside()) == ("a", "b")
        releases.make_current("b")
        assert releases.put_aside() is None
        assert {path.name for path in settings.home.iterdir()} == {"releases", "warehouse.duckdb"}


def test_a_release_that_is_removed_is_there_or_gone(settings: Settings) -> None:
    releases = Releases(settings.home)
    make(releases, "b")
    releases.make_current("b")
    make(releases, "a")
    for _ in deaths(lambda: releases.remove("a"), settings.home, "kill"):
        left = [manifest.release_id for manifest in releases.list()]
        assert left in (["b", "a"], ["b"])
        assert all(releases.verify(release_id) == [] for release_id in left)
        # What is half gone goes with the next that is removed.
        next_one = "a" if "a" in left else "c"
        if next_one == "c":
            make(releases, "c")
        releases.remove(next_one)
        assert [path.name for path in (settings.home / "releases").iterdir()] == ["b"]
        make(releases, "a")


@both_deaths
def test_a_night_that_dies_at_any_step_of_its_journal_is_told_once_at_most(
    settings: Settings, death: Death
) -> None:
    post = post_of(settings)

    def night() -> None:
        with accounted(settings, post, None) as journal:
            journal.stage("build")
            journal.failed("a reason")
            journal.close()

    told = set()
    for _ in deaths(night, settings.home, death):
        catch_up(settings, post)
        mails = list((settings.home / "outbox").glob("*.eml"))
        assert len(mails) <= 1
        told |= {mail.read_text().count("damaged") for mail in mails}
        for path in settings.home.glob("logs/.*"):
            os.utime(path, (0, 0))
        catch_up(settings, post)
        left = [path for path in (settings.home / "logs").glob("*") if path.suffix != ".jsonl"]
        assert left == []
        assert len(read_nights(settings.home)) == len(mails)
        shutil.rmtree(settings.home)
        settings.home.mkdir()
    assert told == {0}, "some were told, none as damaged"


@both_deaths
def test_a_delivery_is_answered_once_whenever_its_answer_dies(
    settings: Settings, death: Death
) -> None:
    home, landing = settings.home, Landing(settings.home)
    inbox = home / "inbox" / "sbb"
    inbox.mkdir(parents=True)
    lines = ("figuur;periode;waarde", "Vastgestelde mbo-certificaten;2018;94", "onbekend;2018;veel")
    (inbox / "cijfers.csv").write_text("\n".join(lines), encoding="utf-8")
    os.utime(inbox / "cijfers.csv", (1_543_622_400, 1_543_622_400))
    nobody = Publishers("", "", "", "")
    fetch(CATALOG["partners.sbb"], nobody, landing, home / "inbox", date(2018, 12, 1))
    kept = shutil.copytree(home, home.parent / "kept")
    post = post_of(settings)
    answer_all(settings, CATALOG, post)
    (manifest,) = landing.vintages("partners.sbb")
    folder = landing.parquet(manifest).parent
    undisturbed = {path.name for path in folder.iterdir()}
    page = (folder / "receipt.html").read_bytes()
    shutil.rmtree(home)
    shutil.copytree(kept, home)
    for _ in deaths(lambda: answer_all(settings, CATALOG, post), home, death):
        assert landing.vintages("partners.sbb") == [manifest]
        answer_all(settings, CATALOG, post)
        # The mark may stay behind: it is of this delivery, which is answered.
        assert {path.name for path in folder.iterdir()} - {POSTING} == undisturbed
        assert (folder / "receipt.html").read_bytes() == page
        assert len(list((home / "outbox").glob("*.eml"))) == 1
        shutil.rmtree(home)
        shutil.copytree(kept, home)


@pytest.fixture
def served(sample_data: Path, settings: Settings) -> Path:
    """The sample, in a home where it was made before."""
    (settings.home / "upstream").symlink_to(sample_data)
    return sample_data / "inbox"


@both_deaths
def test_files_of_the_sample_reach_the_inbox_whole(
    settings: Settings, served: Path, death: Death
) -> None:
    def deliver() -> None:
        with publishers(settings):
            pass

    def files(inbox: Path) -> dict[str, bytes]:
        paths = [path for path in inbox.rglob("*") if path.is_file()]
        return {str(path.relative_to(inbox)): path.read_bytes() for path in paths}

    inbox = settings.home / "inbox"
    whole = files(served)
    for _ in deaths(deliver, settings.home, death, every=17):
        seen = {name: content for name, content in files(inbox).items() if "/." not in name}
        assert seen.items() <= whole.items()
        deliver()
        assert files(inbox) == whole
        shutil.rmtree(inbox)


@pytest.mark.soak
def test_the_sample_is_made_whole(settings: Settings, sample_data: Path) -> None:
    folder = settings.home / "upstream"
    whole = {path.relative_to(sample_data) for path in sample_data.rglob("*") if path.is_file()}
    for _ in deaths(lambda: make_sample(settings.home), settings.home, "kill", every=50):
        assert not folder.exists()
        make_sample(settings.home)
        made = [path for path in folder.rglob("*") if path.is_file()]
        assert {path.relative_to(folder) for path in made} == whole
        assert all(
            path.read_bytes() == (sample_data / path.relative_to(folder)).read_bytes()
            for path in made
        )
        assert {path.name for path in settings.home.iterdir()} == {"upstream"}
        shutil.rmtree(folder)
