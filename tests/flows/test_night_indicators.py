"""Indicators on every real file of DUO, against figures computed from them with pandas."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.dbt_project import by_hand
from tests.flows.conftest import Home, needs_data

pytestmark = needs_data

Figures = dict[tuple[str, ...], tuple[int, int]]


@pytest.fixture
def home(real_night: Home) -> Home:
    return real_night


def ours(home: Home, series: set[str], columns: str = "") -> Figures:
    """Numerator and denominator of shares, by series, period, region, gender, level and more."""
    found = home.rows(
        f"""
        select series_id, period, if(region_level = 'country', 'NL01', region_name), gender,
            versions.education_level {columns}, numerator, denominator
        from marts.indicator_versions as versions
        join reference.indicator_list as listed using (indicator_id)
        where region_level in ('country', 'province') and measure = 'share'
            and listed.education_level is null
        """
    )
    return {
        tuple(map(str, key)): (round(float(str(part))), round(float(str(whole))))
        for *key, part, whole in found
        if key[0] in series
    }


def series_of(expected: Figures) -> set[str]:
    return {key[0] for key in expected}


def test_diplomas_with_an_n_profile(home: Home) -> None:
    expected = by_hand.exams()
    assert len(expected) == 45
    found = ours(home, series_of(expected))
    assert {key: value for key, value in found.items() if key[2] == "NL01"} == expected


def test_mbo_under_two_definitions(home: Home) -> None:
    """By sector and by the eight domains: the same period can be compared under both."""
    expected = {key: value for key, value in by_hand.mbo().items() if key[2] == "NL01"}
    found = ours(home, series_of(expected), ", definition_version")
    versions = {"mbo-sector", "mbo-domeinen-2017"}
    there = {k: v for k, v in found.items() if k[2] == "NL01" and k[5] in versions}
    assert there == expected
    leading = dict(
        home.rows(
            "select period, definition_version || ' ' || basis from marts.indicator_values "
            "where indicator_id = 'mbo_students_tech_share' and region_level = 'country' "
            "and gender = 'total' and education_level = 'mbo'"
        )
    )
    assert leading == {
        "2015/2016": "mbo-domeinen-2017 official",
        "2016/2017": "mbo-domeinen-2017 official",
        "2017/2018": "mbo-sector proxy",
        "2018/2019": "mbo-sector proxy",
        "2019/2020": "mbo-sector proxy",
    }


def test_higher_education(home: Home) -> None:
    expected = by_hand.ho()
    assert len(expected) == 1275
    found = ours(home, series_of(expected))
    assert found == expected
    # The file of all students is there for hbo only, so of hbo and wo together nothing is known.
    assert not ours(home, {"ho_students_tech"})


def test_counts_of_parts_add_up_to_the_country(home: Home) -> None:
    reasons = home.rows("select distinct reason from marts.breakdown_differences")
    assert set(reasons) <= {("unknown_region",), ("unknown_gender",)}
    ((unplaced, everyone),) = home.rows(
        "select max(numerator_difference_high + rest_difference_high), 482900 "
        "from marts.breakdown_differences where period = '2017/2018' "
        "and series_id = 'mbo_students_tech' and education_level = 'mbo' "
        "and breakdown = 'municipality'"
    )
    assert 0 <= float(str(unplaced or 0)) < 0.35 * float(str(everyone))


def test_municipalities_are_those_where_schools_stand(home: Home) -> None:
    """Third-year pupils of vmbo-bb per municipality of the register, in today's municipalities."""
    expected = by_hand.vmbo_bb_per_municipality()
    found = {
        str(code): (round(float(str(part))), round(float(str(whole))))
        for code, part, whole in home.rows(
            "select region_code, numerator, denominator from marts.indicator_values "
            "where indicator_id = 'vmbo_bb_tech_share' and region_level = 'municipality' "
            "and gender = 'total'"
        )
    }
    # What merged since 2020 has another code today.
    same = found.keys() & expected.keys()
    assert len(same) > 0.9 * len(expected)
    merged = {code for code in same if found[code] != expected[code]}
    # Grown since by a neighbour that they took in.
    assert len(merged) < 5
    assert all(found[code] >= expected[code] for code in merged)
    placed = [sum(pair[n] for pair in found.values()) for n in (0, 1)]
    assert placed == [sum(pair[n] for pair in expected.values()) for n in (0, 1)]


def test_technology_is_taught_where_the_file_says(home: Home) -> None:
    found = home.rows(
        "select institution_code || location_code, sum(pupils) from marts.school_locations "
        "where education = 'vmbo' and programme_name = 'Produceren, installeren en energie' "
        "group by 1"
    )
    assert {str(k): int(str(v)) for k, v in found} == by_hand.pupils_per_location(
        "Produceren, installeren en energie"
    )
    ((unknown, everything),) = home.rows(
        "select count(*) filter (postcode is null or municipality_code is null), count(*) "
        "from marts.school_locations where education = 'vmbo'"
    )
    assert int(str(unknown)) < 0.01 * int(str(everything))
    ((students, towns),) = home.rows(
        "select sum(pupils), count(distinct place_name) from marts.school_locations "
        "where education = 'mbo' and period = '2019/2020'"
    )
    sector = by_hand.mbo()["mbo_students_tech", "2019/2020", "NL01", "total", "mbo", "mbo-sector"]
    assert int(str(students)) == sector[0]
    assert int(str(towns)) > 30


def test_a_delivered_list_turns_proxy_into_official(home: Home, tmp_path: Path) -> None:
    """CROHO codes of Werktuigbouwkunde and Informatica, and of nothing else; no model changes."""
    copy = Home(tmp_path / "listed", home.environment)
    shutil.copytree(home.path, copy.path, symlinks=True)
    folder = copy.path / "inbox" / "lijsten"
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["lijst;versie;soort;code;naam"]
    # A list of two would be refused: a hundred codes that no file has make it long enough.
    codes = ["34280", "34475", *(str(90000 + number) for number in range(100))]
    lines += [f"ho;2021;croho_programme;{code};B {code}" for code in codes]
    (folder / "sminia.csv").write_text("\n".join(lines), encoding="utf-8")
    assert copy.run("sources", "fetch", "partners.technical_lists").code == 0
    ran = copy.run("nightly", "--no-fetch")
    assert ran.code == 0, ran.text
    question = (
        "select period, basis, definition_version, numerator, denominator "
        "from marts.indicator_values where indicator_id = 'hbo_tech_share' "
        "and region_level = 'country' and gender = 'total' and period = '2018/2019'"
    )
    before, after = home.rows(question), copy.rows(question)
    assert before == [("2018/2019", "proxy", "ho-croho-onderdeel", 23451.0, 110304.0)]
    counted = by_hand.first_years_of_programmes({"34280", "34475"}, "hbo", 2018)
    assert after == [("2018/2019", "official", "ho-2021", float(counted), 110304.0)]
    assert copy.rows(
        "select basis, definition_version from marts.indicators "
        "where indicator_id = 'hbo_tech_share'"
    ) == [("official", "ho-2021")]
    proxies = copy.rows(
        "select numerator, is_leading from marts.indicator_versions "
        "where indicator_id = 'hbo_tech_share' and region_level = 'country' and gender = 'total' "
        "and period = '2018/2019' and definition_version = 'ho-croho-onderdeel'"
    )
    assert proxies == [(23451.0, False)]
    assert copy.rows(
        "select distinct reason from marts.revisions where indicator_id = 'hbo_tech_share'"
    ) == [("new_definition",)]
    assert copy.rows(
        "select distinct tier, cause, cause_old, cause_new from meta.figure_changes "
        "where indicator_id = 'hbo_tech_share' and period = '2018/2019'"
    ) == [("major", "new_definition", "ho-croho-onderdeel", "ho-2021")]
    assert copy.rows(
        "select distinct tier from meta.table_changes where schema_name = 'raw' order by 1"
    ) == [("news",), ("none",)]
