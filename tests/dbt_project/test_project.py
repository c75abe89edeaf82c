from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from expectations.yaml_file import read_yaml
from flows.dbt import PROJECT, indicator_models

FACTS = Path(__file__).parents[3] / "shared" / "facts"
MODELS = sorted((PROJECT / "models").rglob("*.sql"))
# What only DuckDB understands; it belongs in a macro.
DUCKDB_ONLY = re.compile(
    r"::|\bqualify\b|\bgroup by all\b|\bfilter\s*\(|\bexclude\b|\b(?:list|struct|read)_\w+\s*\(|"
    r"\bregexp_matches\b|\bstrftime\b|\bmake_date\b|\bunnest\b|\bpivot\b|"
    r"\banti join\b|\bsemi join\b",
    re.IGNORECASE,
)


def seed(name: str) -> list[dict[str, str]]:
    with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def unit_tested() -> set[str]:
    return {
        test["model"]
        for path in (PROJECT / "models").rglob("*.yml")
        for test in (read_yaml(path).get("unit_tests") or [])
    }


def described() -> set[str]:
    return {
        model["name"]
        for path in (PROJECT / "models").rglob("*.yml")
        for model in (read_yaml(path).get("models") or [])
        if model.get("description")
    }


def test_every_indicator_model_has_a_unit_test() -> None:
    assert indicator_models()
    assert set(indicator_models()) <= unit_tested()


def test_every_model_says_what_it_is() -> None:
    assert {path.stem for path in MODELS} == described()


def test_every_mart_declares_what_identifies_a_row() -> None:
    """Releases are compared by it: a `grain` test on the model, or a `unique` test on a column."""
    marts = PROJECT / "models" / "marts"
    keyed = set()
    for path in marts.glob("*.yml"):
        for model in read_yaml(path)["models"]:
            grains = [test for test in model.get("data_tests", []) if "grain" in test]
            unique = [c for c in model["columns"] if "unique" in c.get("data_tests", [])]
            keyed |= {model["name"]} if grains or unique else set()
    assert keyed == {path.stem for path in marts.glob("*.sql")}


def test_what_is_stated_comes_from_partners_or_policy() -> None:
    """Of series that models make, int_indicator_counts is tested against the list."""
    stated = {row["indicator_id"] for row in seed("indicator_list") if row["measure"] == "stated"}
    partners = {row["indicator_id"] for row in seed("partner_indicators")}
    policy = {row["indicator_id"] for row in seed("policy_figures")}
    without_figures = {"po_wt_share_schools", "choice_4_in_10", "women_inflow_oost"}
    assert stated <= partners | policy | without_figures
    assert not stated & without_figures & (partners | policy)


@pytest.mark.skipif(not FACTS.is_dir(), reason="the folder with facts (../shared) is not here")
def test_every_indicator_of_the_report_is_in_the_list() -> None:
    with (FACTS / "progress_report_2018.csv").open(encoding="utf-8", newline="") as lines:
        reported = {row["indicator_id"] for row in csv.DictReader(lines)} - {""}
    assert reported <= {row["indicator_id"] for row in seed("indicator_list")}


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model_is_written_in_the_sql_that_engines_share(path: Path) -> None:
    assert DUCKDB_ONLY.findall(path.read_text(encoding="utf-8")) == []


def test_provinces_belong_to_the_five_landsdelen_of_the_techniekpact() -> None:
    names = {row["landsdeel_code"]: row["name"] for row in seed("landsdelen")}
    found: dict[str, set[str]] = {}
    for row in seed("provinces"):
        found.setdefault(names[row["landsdeel_code"]], set()).add(row["name"])
    assert found == {
        "Noord": {"Groningen", "Fryslân", "Drenthe"},
        "Oost": {"Overijssel", "Gelderland"},
        "Noordwest": {"Noord-Holland", "Utrecht", "Flevoland"},
        "Zuidwest": {"Zuid-Holland", "Zeeland"},
        "Zuidoost": {"Noord-Brabant", "Limburg"},
    }


@pytest.mark.skipif(not FACTS.is_dir(), reason="the folder with facts (../shared) is not here")
def test_seeds_repeat_their_sources_exactly() -> None:
    def rows(name: str) -> list[dict[str, str]]:
        with (FACTS / name).open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    published = {row["reference_id"]: row for row in seed("published_figures")}
    source = {row["reference_id"]: row for row in rows("reference_values.csv")}
    assert len(published) == len(source) == 1424
    for reference_id, row in source.items():
        assert published[reference_id] == {name: text.strip() for name, text in row.items()}

    report = rows("progress_report_2018.csv")
    headings = {(r["goal_no"], r["goal_heading_nl"]) for r in report if r["goal_no"] != "0"}
    assert {(row["goal_no"], row["name_nl"]) for row in seed("goals_list")} == headings
    ambitions = {
        (row["indicator_id"], float(row["target_value"]))
        for row in report
        if row["target_value"] and row["unit"] == "percent"
    }
    for row in seed("indicator_list"):
        if row["target_value"]:
            assert (row["indicator_id"], float(row["target_value"])) in ambitions


def test_the_page_on_indicators_knows_every_definition() -> None:
    page = (PROJECT.parent / "docs" / "indicators.md").read_text(encoding="utf-8")
    versions = {row["definition_version"]: row["basis"] for row in seed("definition_list")}
    for version, basis in versions.items():
        (line,) = [
            line for line in page.splitlines() if line.startswith("|") and f"`{version}`" in line
        ]
        assert f"| {basis} |" in line, version
    assert f"{len(seed('indicator_list'))} indicators" in page
