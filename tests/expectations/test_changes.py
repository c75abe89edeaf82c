from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb
import pytest

from expectations.changes import compare
from expectations.night import Changes
from tests.expectations.releases import Figure, make_release

Compare = Callable[[Iterable[Figure], Iterable[Figure]], Changes]


@pytest.fixture
def changes(tmp_path: Path) -> Compare:
    """Compares two releases, given as figures: before and after."""

    def run(before: Iterable[Figure], after: Iterable[Figure]) -> Changes:
        return compare(
            make_release(tmp_path / "it's new.duckdb", after),
            make_release(tmp_path / "old.duckdb", before),
        )

    return run


def test_the_first_release_is_news(tmp_path: Path) -> None:
    found = compare(make_release(tmp_path / "new.duckdb", [Figure()]), None)
    assert (found.tier, found.first_release, found.indicators) == ("news", True, [])


def test_nothing_changed(changes: Compare) -> None:
    same = [Figure(), Figure(gender="male"), Figure(None, region="Drenthe", level="province")]
    assert changes(same, reversed(same)) == Changes(tier="none", previous_release_id="r")


def test_the_order_of_adding_up_is_no_change(changes: Compare) -> None:
    assert changes([Figure(0.3)], [Figure(0.1 + 0.2)]).tier == "none"


def test_a_revised_value_is_minor(changes: Compare) -> None:
    found = changes([Figure(24.0), Figure(gender="male")], [Figure(25.5), Figure(gender="male")])
    (change,) = found.indicators
    assert (found.tier, change.tier) == ("minor", "minor")
    assert (change.added, change.removed, change.changed) == (0, 0, 1)
    assert change.name_nl == "tech_share nl"
    (move,) = found.moves
    assert (move.old, move.new, move.unit, move.gender) == (24.0, 25.5, "percent", "total")
    assert (move.region_name, move.education_level) == ("Nederland", "vmbo")


def test_a_status_alone_is_a_change_but_no_move(changes: Compare) -> None:
    found = changes([Figure(status="provisional")], [Figure()])
    assert (found.tier, found.indicators[0].changed, found.moves) == ("minor", 1, [])


def test_bounds_alone_are_a_change_but_no_move(changes: Compare) -> None:
    found = changes([Figure(margin=1.0)], [Figure(margin=0.5)])
    assert (found.tier, found.indicators[0].changed, found.moves) == ("minor", 1, [])


@pytest.mark.parametrize(("before", "after"), [(None, 24.0), (24.0, None)])
def test_a_value_that_comes_or_goes_is_a_revision(
    changes: Compare, before: float | None, after: float | None
) -> None:
    found = changes([Figure(before)], [Figure(after)])
    assert found.tier == "minor"
    assert [(move.old, move.new) for move in found.moves] == [(before, after)]


def test_a_new_period_is_news(changes: Compare) -> None:
    later = [
        Figure(period="2020/2021"),
        Figure(period="2019/2020"),
        Figure(period="2020/2021", gender="male"),
    ]
    found = changes([Figure()], [Figure(), *later])
    (change,) = found.indicators
    assert (found.tier, change.added, change.new_periods) == ("news", 3, ["2019/2020", "2020/2021"])
    assert found.moves == []
    assert found.moved == 0


def test_a_new_indicator_is_news(changes: Compare) -> None:
    found = changes([Figure()], [Figure(), Figure(indicator="other_share")])
    assert [(c.indicator_id, c.tier) for c in found.indicators] == [("other_share", "news")]


def test_a_row_added_to_a_known_period_is_minor(changes: Compare) -> None:
    found = changes([Figure()], [Figure(), Figure(level="province", region="Drenthe")])
    (change,) = found.indicators
    assert (change.tier, change.added, change.new_periods) == ("minor", 1, [])


def test_an_indicator_removed_is_major_and_keeps_its_name(changes: Compare) -> None:
    found = changes([Figure(), Figure(indicator="other_share")], [Figure()])
    (change,) = found.indicators
    assert (found.tier, change.removed, change.name_en) == ("major", 1, "other_share en")
    (move,) = found.moves
    assert (move.kind, move.tier, move.old, move.new) == ("lost", "major", 24.0, None)
    assert move.difference is None


def test_a_period_removed_is_major(changes: Compare) -> None:
    found = changes([Figure(), Figure(period="2019/2020")], [Figure()])
    assert (found.tier, found.indicators[0].removed) == ("major", 1)


def test_another_definition_is_major_even_with_the_same_value(changes: Compare) -> None:
    found = changes([Figure()], [Figure(version="2")])
    (change,) = found.indicators
    assert (found.tier, change.definition_changed, change.changed) == ("major", True, 0)


def test_the_gravest_indicator_gives_the_tier(changes: Compare) -> None:
    found = changes(
        [Figure(), Figure(indicator="a_share"), Figure(indicator="b_share")],
        [Figure(), Figure(1.0, indicator="a_share"), Figure(indicator="c_share")],
    )
    tiers = {change.indicator_id: change.tier for change in found.indicators}
    assert tiers == {"a_share": "minor", "b_share": "major", "c_share": "news"}
    assert list(tiers) == ["b_share", "a_share", "c_share"]
    assert found.tier == "major"


def test_moves_run_from_the_country_down_and_from_big_to_small(changes: Compare) -> None:
    drenthe = {"level": "province", "region": "Drenthe"}
    before = [
        Figure(24.0),
        Figure(24.0, gender="female"),
        Figure(1000.0, indicator="tech_count"),
        Figure(10.0, **drenthe),
        Figure(10.0, **drenthe, gender="male"),
    ]
    after = [
        Figure(26.0),
        Figure(20.0, gender="female"),
        Figure(1100.0, indicator="tech_count"),
        Figure(90.0, **drenthe),
        Figure(95.0, **drenthe, gender="male"),
    ]
    found = changes(before, after)
    assert [(m.indicator_id, m.region_name, m.gender) for m in found.moves] == [
        ("tech_count", "Nederland", "total"),  # 10 percent
        ("tech_share", "Nederland", "total"),  # 2 points
        ("tech_share", "Nederland", "female"),
        ("tech_share", "Drenthe", "total"),
        ("tech_share", "Drenthe", "male"),
    ]
    assert [(m.difference, m.difference_unit) for m in found.moves[:3]] == [
        (pytest.approx(10.0), "percent"),
        (2.0, "points"),
        (-4.0, "points"),
    ]


def test_what_is_lost_comes_before_what_moved_more(changes: Compare) -> None:
    found = changes(
        [Figure(1.0), Figure(3.0, level="province", region="Drenthe")],
        [Figure(99.0)],
    )
    assert [(move.kind, move.region_name) for move in found.moves] == [
        ("lost", "Drenthe"),
        ("revised", "Nederland"),
    ]


def test_of_nothing_there_is_no_per_cent(changes: Compare) -> None:
    found = changes(
        [Figure(0.0, indicator="tech_count")],
        [Figure(5.0, indicator="tech_count")],
    )
    assert [(move.new, move.difference) for move in found.moves] == [(5.0, None)]


def test_moves_are_the_first_twelve_changes_are_all(changes: Compare) -> None:
    years = [f"{year}/{year + 1}" for year in range(2000, 2020)]
    found = changes(
        [Figure(10.0, period=year) for year in years],
        [Figure(11.0 + n, period=year) for n, year in enumerate(years)],
    )
    assert found.indicators[0].changed == 20
    assert [move.period for move in found.moves] == years[:7:-1]
    assert found.moved == 20


def test_a_release_without_marts_is_an_error(tmp_path: Path) -> None:
    duckdb.connect(tmp_path / "empty.duckdb").close()
    good = make_release(tmp_path / "new.duckdb", [Figure()])
    with pytest.raises(duckdb.Error, match=r"meta\.release"):
        compare(good, tmp_path / "empty.duckdb")
