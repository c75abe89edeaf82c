"""`techniekpact releases diff` on two real releases: the second is the first, edited."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from flows.releases import DATABASE, Releases
from sources.landing import hash_file
from tests.flows.conftest import Home, Ran

LATER = "29990101T000000Z"
EDITS = (
    f"UPDATE meta.release SET release_id = '{LATER}', code_version = 'other'",
    "DELETE FROM marts.indicator_values WHERE indicator_id = 'hbo_tech_share'",
    "UPDATE marts.indicator_values SET value = value + 1.5 "
    "WHERE indicator_id = 'vmbo_bb_tech_share' AND region_level = 'country' "
    "AND gender = 'total' AND period = '2019/2020'",
    "ALTER TABLE marts.goals DROP COLUMN name_en",
)


@pytest.fixture(scope="module")
def home(first_night: tuple[Home, Ran], tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the release of the first night and one that was edited."""
    first, _ = first_night
    path = tmp_path_factory.mktemp("diff") / "home"
    shutil.copytree(first.path / "releases", path / "releases")
    releases = Releases(path)
    (manifest,) = releases.list()
    releases.make_current(manifest.release_id)
    folder = releases.candidate(LATER)
    database = folder / DATABASE
    shutil.copyfile(releases.database(manifest.release_id), database)
    with duckdb.connect(str(database)) as db:
        for edit in EDITS:
            db.execute(edit)
    update = {
        "release_id": LATER,
        "created_at": manifest.created_at.replace(year=2999),
        "database_sha256": hash_file(database),
    }
    releases.seal(folder, manifest.model_copy(update=update))
    return Home(path, {})


def test_the_difference_is_told_per_table_indicator_and_figure(home: Home) -> None:
    # In either order it runs from the older to the newer.
    ran = home.run("releases", "diff", LATER, "current")
    assert ran.code == 0, ran.text
    first, *lines = ran.out.splitlines()
    assert first == f"{home.release_id()} -> {LATER}: major"
    words = [line.split() for line in lines]
    assert next(w for w in words if w[0] == "marts.goals")[-2:] == ["column", "-name_en"]
    assert next(w for w in words if w[0] == "hbo_tech_share")[1:3] == ["major", "0"]
    assert next(w for w in words if w[0] == "vmbo_bb_tech_share")[1:5] == ["minor", "0", "0", "1"]
    assert "more figures moved; --moves tells more" in lines[-1]


def test_programs_read_it_as_json(home: Home) -> None:
    ran = home.run("releases", "diff", "current", LATER, "--format", "json", "--moves", "100000")
    told = json.loads(ran.out)
    assert (told["release_id"], told["previous_release_id"]) == (LATER, home.release_id())
    ((lost,),) = home.rows(
        "select count(*) from marts.indicator_values where indicator_id = 'hbo_tech_share'"
    )
    (move,) = [move for move in told["moves"] if move["kind"] == "revised"]
    assert len(told["moves"]) == told["moved"] == lost + 1
    assert (move["difference"], move["difference_unit"]) == (pytest.approx(1.5), "points")
    assert move["cause"]["kind"] == "code"
    tiers = {f"{t['schema_name']}.{t['table_name']}": t["tier"] for t in told["tables"]}
    assert tiers == {"marts.goals": "major", "marts.indicator_values": "major"}


def test_a_release_does_not_differ_from_itself(home: Home) -> None:
    ran = home.run("releases", "diff", "current", home.release_id())
    assert ran.out == f"{home.release_id()} -> {home.release_id()}: none\n"


@pytest.mark.parametrize("names", [("nothing", "current"), (LATER, "..")])
def test_an_unknown_release_is_an_error(home: Home, names: tuple[str, str]) -> None:
    ran = home.run("releases", "diff", *names)
    assert ran.code == 1
    assert "there are: " + LATER in ran.err


def test_every_mart_of_a_release_has_a_key_and_every_vintage_its_content(home: Home) -> None:
    assert (
        home.rows(
            "select table_name from duckdb_tables() where schema_name = 'marts' "
            "except select table_name from meta.keys"
        )
        == []
    )
    assert (
        home.rows(
            "select dataset_id, vintage_id from meta.vintages where rows > 0 "
            "except select coalesce(c.dataset_id, d.dataset_id), vintage_id "
            "from meta.vintage_contents as c left join meta.datasets as d "
            "on replace(d.dataset_id, '.', '_') = c.table_name"
        )
        == []
    )
    assert home.rows("select count(*) from meta.table_changes") == [(0,)]


def test_a_release_that_cannot_be_read_is_an_error(home: Home, tmp_path: Path) -> None:
    releases = Releases(home.path)
    folder = releases.candidate("broken")
    (folder / DATABASE).write_bytes(b"no database")
    manifest = releases.show(LATER)
    releases.seal(folder, manifest.model_copy(update={"release_id": "broken"}))
    ran = home.run("releases", "diff", "broken", "current")
    assert (ran.code, "broken cannot be compared" in ran.err) == (1, True)
