from __future__ import annotations

import duckdb
import pytest

from expectations.indicator_lines import read_indicator_lines, read_reconciliation
from expectations.night import IndicatorLine
from tests.expectations.conftest import MakeWarehouse


def lines(make: MakeWarehouse, *statements: str) -> dict[str, IndicatorLine]:
    return {line.indicator_id: line for line in read_indicator_lines(make(*statements))}


def test_a_line_is_the_latest_country_total_with_its_origin(make_warehouse: MakeWarehouse) -> None:
    line = lines(make_warehouse)["vmbo_bb_tech_share"]
    assert (line.period, line.value, line.unit) == ("2019/2020", 26.0, "percent")
    assert (line.target_value, line.target_period, line.basis) == (30.0, "2020", "official")
    assert (line.status, line.is_estimate) == ("provisional", False)
    assert (line.dataset_id, line.vintage_id) == ("duo.vo_pupils", "vo-2")
    assert line.source_url == "https://example.org/vo-2"
    assert len(line.sha256 or "") == 64
    assert line.retrieved_at is not None


def test_what_has_an_ambition_comes_first_then_the_order_of_goals(
    make_warehouse: MakeWarehouse,
) -> None:
    first = "UPDATE marts.indicators SET goal_no = 1 WHERE indicator_id = 'hbo_tech_share'"
    assert list(lines(make_warehouse, first)) == [
        "vmbo_bb_tech_share",
        "havo_n_profile_share",
        "hbo_tech_share",
    ]


def test_of_several_levels_the_one_with_most_people_is_shown(
    make_warehouse: MakeWarehouse,
) -> None:
    database = make_warehouse(
        "INSERT INTO marts.indicator_values SELECT * REPLACE ('ad' AS education_level, "
        "value * 2 AS value, denominator - 1 AS denominator) FROM marts.indicator_values "
        "WHERE indicator_id = 'hbo_tech_share'"
    )
    found = [line for line in read_indicator_lines(database) if "hbo" in line.indicator_id]
    assert [(line.value, len(line.series)) for line in found] == [(26.0, 3)]


def test_what_policy_names_is_no_line(make_warehouse: MakeWarehouse) -> None:
    named = "UPDATE marts.indicator_values SET dataset_id = NULL WHERE indicator_id LIKE 'hbo%'"
    assert "hbo_tech_share" not in lines(make_warehouse, named)


def test_a_line_tells_its_pace_and_what_it_can_be_compared_with(
    make_warehouse: MakeWarehouse,
) -> None:
    line = lines(make_warehouse)["vmbo_bb_tech_share"]
    assert (line.reached, line.not_comparable_with) == ("2023/2024", None)
    broken = "UPDATE marts.indicator_changes SET is_comparable = false WHERE period = '2019/2020'"
    alone = lines(make_warehouse, broken)["hbo_tech_share"]
    assert alone.not_comparable_with == "2018/2019"
    assert [point.period for point in alone.series] == ["2019/2020"]


def test_a_series_begins_after_its_last_break(make_warehouse: MakeWarehouse) -> None:
    broken = "UPDATE marts.indicator_changes SET is_comparable = false WHERE period = '2018/2019'"
    line = lines(make_warehouse, broken)["hbo_tech_share"]
    assert [point.period for point in line.series] == ["2018/2019", "2019/2020"]
    assert line.not_comparable_with is None


def test_verdicts_on_published_figures_are_counted(make_warehouse: MakeWarehouse) -> None:
    counted = read_reconciliation(make_warehouse())
    assert counted == {"agrees": 1, "not_comparable": 1, "not_computed": 1}


def test_a_count_stands_beside_its_share_or_else_alone(make_warehouse: MakeWarehouse) -> None:
    both = lines(make_warehouse)
    assert "vmbo_bb_tech_count" not in both
    share = both["vmbo_bb_tech_share"]
    assert share.value == 100 * (share.numerator or 0) / (share.denominator or 1)
    alone = lines(
        make_warehouse, "DELETE FROM marts.indicators WHERE indicator_id = 'vmbo_bb_tech_share'"
    )
    assert (alone["vmbo_bb_tech_count"].numerator, alone["vmbo_bb_tech_count"].unit) == (
        None,
        "count",
    )


def test_a_series_runs_upward_and_holds_only_the_country(make_warehouse: MakeWarehouse) -> None:
    series = lines(make_warehouse)["hbo_tech_share"].series
    assert [(point.period, point.value) for point in series] == [
        ("2017/2018", 24.0),
        ("2018/2019", 25.0),
        ("2019/2020", 26.0),
    ]
    assert {point.value_low for point in series} == {None}


def test_an_estimate_carries_its_bounds(make_warehouse: MakeWarehouse) -> None:
    line = lines(
        make_warehouse,
        "UPDATE marts.indicator_values SET is_estimate = true, value_low = value - 1, "
        "value_high = value + 1 WHERE region_level = 'country' AND period = '2019/2020'",
    )["hbo_tech_share"]
    assert (line.value_low, line.value, line.value_high) == (25.0, 26.0, 27.0)
    assert (line.series[-1].value_low, line.series[-1].value_high) == (25.0, 27.0)
    assert line.series[0].value_low is None


def test_a_period_without_a_value_is_not_the_latest(make_warehouse: MakeWarehouse) -> None:
    line = lines(
        make_warehouse,
        "UPDATE marts.indicator_values SET value = NULL WHERE period = '2019/2020'",
    )["hbo_tech_share"]
    assert line.period == "2018/2019"
    assert len(line.series) == 2


def test_an_indicator_without_a_country_total_is_left_out(make_warehouse: MakeWarehouse) -> None:
    found = lines(
        make_warehouse,
        "DELETE FROM marts.indicator_values "
        "WHERE indicator_id = 'hbo_tech_share' AND region_level = 'country'",
    )
    assert "hbo_tech_share" not in found


def test_an_unknown_vintage_leaves_the_origin_open(make_warehouse: MakeWarehouse) -> None:
    line = lines(make_warehouse, "DELETE FROM meta.vintages")["hbo_tech_share"]
    assert (line.vintage_id, line.source_url, line.sha256) == ("ho-1", None, None)


def test_a_release_without_marts_is_an_error(make_warehouse: MakeWarehouse) -> None:
    with pytest.raises(duckdb.Error):
        read_indicator_lines(make_warehouse("DROP SCHEMA marts CASCADE"))
