"""Names, types and keys of the marts suit BI tools: Power BI, Power Query, SQL Server."""

from __future__ import annotations

import re

import pytest

from tests.flows.conftest import Home, Ran

# Reserved in Transact-SQL; a column of such a name needs brackets in every query.
TRANSACT_SQL = """
add all alter and any as asc authorization backup begin between break browse bulk by cascade case
check checkpoint close clustered coalesce collate column commit compute constraint contains
containstable continue convert create cross current current_date current_time current_timestamp
current_user cursor database dbcc deallocate declare default delete deny desc disk distinct
distributed double drop dump else end errlvl escape except exec execute exists exit external fetch
file fillfactor for foreign freetext freetexttable from full function goto grant group having
holdlock identity identity_insert identitycol if in index inner insert intersect into is join key
kill left like lineno load merge national nocheck nonclustered not null nullif of off offsets on
open opendatasource openquery openrowset openxml option or order outer over percent pivot plan
precision primary print proc procedure public raiserror read readtext reconfigure references
replication restore restrict return revert revoke right rollback rowcount rowguidcol rule save
schema securityaudit select semantickeyphrasetable semanticsimilaritydetailstable
semanticsimilaritytable session_user set setuser shutdown some statistics system_user table
tablesample textsize then to top tran transaction trigger truncate try_convert tsequal union unique
unpivot update updatetext use user values varying view waitfor when where while with within
writetext
"""
# Keywords of the formula language of Power Query.
POWER_QUERY = """
and as each else error false if in is let meta not null or otherwise section shared then true try
type
"""


@pytest.fixture(scope="module")
def home(first_night: tuple[Home, Ran]) -> Home:
    made, ran = first_night
    assert ran.code == 0, ran.text
    return made


def columns(home: Home, schemas: str, wanted: str = "column_name") -> list[tuple[object, ...]]:
    return home.rows(
        f"select table_name, {wanted} from duckdb_columns() where schema_name in ({schemas})"
    )


def test_no_column_of_a_mart_is_a_reserved_word(home: Home) -> None:
    reserved = {
        str(word)
        for (word,) in home.rows(
            "select keyword_name from duckdb_keywords() where keyword_category <> 'unreserved'"
        )
    }
    reserved |= {*TRANSACT_SQL.split(), *POWER_QUERY.split()}
    assert [found for found in columns(home, "'marts'") if found[1] in reserved] == []
    assert all(re.fullmatch("[a-z][a-z0-9_]*", str(name)) for _, name in columns(home, "'marts'"))


def test_days_and_moments_have_a_type_of_their_own(home: Home) -> None:
    kinds = {"DATE", "TIMESTAMP"}
    for table, name, kind in columns(home, "'marts'", "column_name, data_type"):
        is_when = bool(re.search("(_at|_start|_end|_from|_until|_to)$", str(name)))
        assert is_when == (kind in kinds), (table, name, kind)


def test_every_measured_number_has_a_unit(home: Home) -> None:
    without = home.rows(
        "select distinct column_name from meta.columns where schema_name = 'marts' "
        "and data_type in ('DOUBLE', 'INTEGER', 'BIGINT') and unit is null order by 1"
    )
    assert without == [("goal_no",), ("trend_periods",)]
    ((told,),) = home.rows(
        "select description from meta.columns where schema_name = 'marts' "
        "and table_name = 'indicator_values' and column_name = 'value'"
    )
    assert "shares are 0-100" in str(told)


def test_periods_are_whole(home: Home) -> None:
    assert home.rows(
        "select distinct period_type, age(period_end + 1, period_start)::varchar "
        "from marts.periods order by 1"
    ) == [("calendar_year", "1 year"), ("quarter", "3 months"), ("school_year", "1 year")]
    assert (
        home.rows(
            "select p.* from marts.indicator_values v join marts.periods p using (period) "
            "where v.period_start <> p.period_start or v.period_type <> p.period_type"
        )
        == []
    )


def test_regions_know_what_they_lie_in(home: Home) -> None:
    assert home.rows(
        "select province_name, landsdeel_name, labour_market_region_name from marts.regions "
        "where region_code = 'GM0106'"
    ) == [("Drenthe", "Noord", "Groningen")]
    assert home.rows(
        "select region_level, count(*), count(landsdeel_code), count(province_code) "
        "from marts.regions where region_level in ('country', 'landsdeel', 'province') "
        "group by region_level order by 1"
    ) == [("country", 1, 0, 0), ("landsdeel", 5, 5, 0), ("province", 12, 12, 12)]
