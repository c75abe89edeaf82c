"""The site follows the release that is current, and never costs one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from flows.release_manifest import ReleaseManifest
from flows.releases import DATABASE, MANIFEST, Releases
from flows.settings import read_settings
from flows.site import stage
from tests.flows import small_releases
from tests.flows.conftest import WITH_SITE, Home, Ran

OLDER = "20200101T000000Z"


@pytest.fixture
def two(first_night: tuple[Home, Ran], tmp_path: Path) -> Home:
    """A home with two releases; the older one was made before there were sites."""
    made = first_night[0]
    home = Home(tmp_path / "home", WITH_SITE)
    release_id = made.release_id()
    for name in (release_id, OLDER):
        folder = home.path / "releases" / name
        folder.mkdir(parents=True)
        os.link(made.path / "releases" / release_id / DATABASE, folder / DATABASE)
        manifest = (made.path / "releases" / release_id / MANIFEST).read_text(encoding="utf-8")
        told = ReleaseManifest.model_validate_json(manifest)
        told = told.model_copy(update={"release_id": name, "files": {}})
        (folder / MANIFEST).write_text(told.model_dump_json(), encoding="utf-8")
    shutil.copytree(made.path / "site", home.path / "releases" / release_id / "site")
    Releases(home.path).make_current(release_id)
    return home


def shown(home: Home) -> str:
    return (home.path / "site").resolve().parent.name


def test_the_night_leaves_a_site_of_its_release(first_night: tuple[Home, Ran]) -> None:
    home, ran = first_night
    assert shown(home) == home.release_id()
    assert "site" in ran.text
    page = (home.path / "site" / "nl" / "index.html").read_text(encoding="utf-8")
    assert home.release_id() in page


def test_rolling_back_takes_the_site_along_and_renders_what_is_not_there(two: Home) -> None:
    newest = two.release_id()
    stage.bring_up(two.path)
    assert shown(two) == newest
    untouched = (two.path / "site" / "index.html").stat().st_mtime_ns
    assert two.run("releases", "rollback", OLDER).code == 0
    assert shown(two) == OLDER
    assert (two.path / "site" / "nl" / "index.html").is_file()
    assert two.run("releases", "rollback", newest).code == 0
    assert shown(two) == newest
    assert (two.path / "site" / "index.html").stat().st_mtime_ns == untouched
    assert not list((two.path / "releases").glob("*/.site*"))


def test_exports_are_linked_from_both_names_of_the_site(two: Home) -> None:
    exports = two.path / "releases" / two.release_id() / "exports"
    exports.mkdir()
    (exports / "datapackage.json").write_text("{}", encoding="utf-8")
    ran = two.run("site")
    assert ran.code == 0, ran.text
    for site in (two.path / "site", exports.parent / "site"):
        assert (site / "exports" / "datapackage.json").is_file()
        assert 'href="../exports/"' in (site / "en" / "index.html").read_text(encoding="utf-8")


def test_a_site_that_cannot_be_made_leaves_the_release_and_the_site_before_it(
    two: Home, tmp_path: Path
) -> None:
    stage.bring_up(two.path)
    before = shown(two)
    releases = Releases(two.path)
    # A release of a few tables: there is nothing to make pages of.
    candidate = releases.candidate("20990101T000000Z")
    small_releases.build(candidate / DATABASE, "20990101T000000Z")
    small_releases.seal(releases, candidate, "20990101T000000Z")
    releases.make_current("20990101T000000Z")
    settings = read_settings(home=two.path)
    (found,) = stage.site_checks(settings)
    assert (found.check_id, found.severity, found.result) == ("site.rendered", "warn", "fail")
    assert releases.current_id() == "20990101T000000Z"
    assert shown(two) == before
    assert not list((two.path / "releases").glob("*/.site*"))
    assert stage.site_checks(read_settings(home=tmp_path / "none")) == []
    assert stage.site_checks(read_settings(home=two.path, site=False)) == []


def test_a_folder_that_is_no_site_is_not_overwritten(two: Home, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "thesis.txt").write_text("mine", encoding="utf-8")
    ran = two.run("site", "--output", str(taken))
    assert (ran.code, "is not empty and no site" in ran.text) == (1, True)
    assert [path.name for path in taken.iterdir()] == ["thesis.txt"]
