"""What the warehouse says of DUO's vintages: which is in use, and what later ones revised."""

from __future__ import annotations

import pytest

from sources.catalog import DuoDataset, read_catalog
from tests.flows.conftest import Home, Ran

STAGED = {
    "vo_exam_candidates": ("stg_duo__vo_exam_candidates", "pupils"),
    "vo_exam_subjects": ("stg_duo__vo_exam_subjects", "exams"),
    "mbo_students": ("stg_duo__mbo_students", "students"),
    "mbo_graduates": ("stg_duo__mbo_graduates", "graduates"),
    "mbo_inflow": ("stg_duo__mbo_inflow", "students"),
}


@pytest.fixture
def night(first_night: tuple[Home, Ran]) -> Home:
    return first_night[0]


def test_every_dataset_that_is_served_is_there_with_its_dictionary(night: Home) -> None:
    served = [
        dataset
        for dataset in read_catalog()
        if isinstance(dataset, DuoDataset) and dataset.schedule.frequency != "once"
    ]
    assert len(served) == 15
    described = dict(
        night.rows(
            "select table_name, count(*) from meta.columns where schema_name = 'raw' "
            "and length(description) > 0 group by 1"
        )
    )
    for dataset in served:
        ((rows, missing),) = night.rows(
            "select count(*), count(*) filter (vintage_id is null or period is null or "
            f"gender is null or measure is null or status is null) from raw.{dataset.raw_table}"
        )
        assert rows > 0
        assert missing == 0
        assert described[dataset.raw_table] >= len(dataset.contract.key_columns) + 8


def test_older_vintages_keep_the_periods_that_the_window_dropped(night: Home) -> None:
    used = night.rows(
        "select period, v.published_at from meta.vintage_periods as p "
        "inner join meta.vintages as v using (dataset_id, vintage_id) "
        "where dataset_id = 'duo.vo_exam_candidates' "
        "and measure = 'candidates' and is_current order by 1"
    )
    years = [str(published)[:4] for _, published in used]
    assert [period for period, _ in used] == [f"{y}/{y + 1}" for y in range(2014, 2024)]
    assert years == ["2019"] * 4 + ["2023"] + ["2024"] * 5


@pytest.mark.parametrize("name", STAGED)
def test_staging_uses_the_vintages_that_are_said_to_be_in_use(night: Home, name: str) -> None:
    model, people = STAGED[name]
    staged = night.rows(
        f"select period, measure, vintage_id, sum({people}_low), sum({people}_high) "
        f"from staging.{model} where {people}_high is not null group by all order by all"
    )
    said = night.rows(
        "select period, measure, vintage_id, sum(count_low), sum(count_high) "
        f"from meta.vintage_periods where dataset_id = 'duo.{name}' and is_current "
        "and count_high is not null and part not like 'hoofdgroep%' group by all order by all"
    )
    assert staged == said
    assert staged


def test_revisions_are_found_cell_by_cell_where_totals_stay(night: Home) -> None:
    found = night.rows(
        "select period, cells_revised, cells_added, cells_removed from meta.revisions "
        "where verdict = 'revised' and dataset_id = 'duo.vo_exam_candidates' order by all"
    )
    assert found == [
        ("2018/2019", 8, 0, 0),
        ("2018/2019", 8, 0, 0),
        ("2021/2022", 8, 0, 0),
        ("2021/2022", 8, 0, 0),
    ]
    ((others, revised),) = night.rows(
        "select count(*), count(*) filter (verdict = 'revised') from meta.revisions "
        "where period not in ('2018/2019', '2021/2022')"
    )
    assert others > 0
    assert revised == 0


def test_a_break_in_the_series_is_data(night: Home) -> None:
    assert night.rows("select dataset_id, period from meta.breaks order by 1") == [
        ("duo.mbo_students", "2021/2022"),
    ]


def test_only_the_newest_period_is_provisional(night: Home) -> None:
    for name in ("vo_exam_candidates", "mbo_students"):
        found = dict(
            night.rows(
                f"select status, min(period) from staging.stg_duo__{name} group by 1 order by 1"
            )
        )
        ((newest,),) = night.rows(f"select max(period) from staging.stg_duo__{name}")
        assert found["provisional"] == newest
        assert found["definitive"] < newest


def test_locations_have_a_place_in_time(night: Home) -> None:
    found = night.rows(
        "select education, count(*) > 0, count(*) filter (valid_from is null or "
        "province_code is null) from intermediate.int_locations group by 1 order by 1"
    )
    assert found == [(kind, True, 0) for kind in ("ho", "mbo", "po", "vo")]
