"""Who checks what: no rule is both a dbt test and an entry of a suite, and no table has neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from expectations.suites import CUSTOM_SQL, Check, Suite, load_suites
from expectations.yaml_file import read_yaml
from flows.dbt import PROJECT
from flows.meta import TABLES
from flows.raw import PARTNER_FIGURES
from sources.catalog import PartnerDataset, read_catalog

# Tables that no suite looks at, and why.
NO_SUITE: Mapping[str, str] = {
    "marts.regions": "is made of lists that have tests of their own; what refers to it is tested",
    "marts.periods": "says what the periods of marts.indicator_versions are, whose suite judges it",
    "meta.checks": "holds what the audit found: it is empty until the audit ends",
    "meta.check_history": "is written from what the audit found, when it ends",
    "meta.known_issues": "two checks of its own keep the register, in known_issues.py",
    "meta.keys": "says how rows are identified; dbt's grain tests judge that",
    "meta.changed_indicators": "sums up what marts.revisions holds, whose suite judges it",
    "meta.figure_changes": "tells readers what marts.revisions holds, whose suite judges it",
    "meta.columns": "is written after the audit; a test of the sample night reads it",
}
_KEY = re.compile(r"_key_is_unique$")
_NOT_IN = re.compile(r"(\w+) NOT IN \(\s*SELECT", re.IGNORECASE)
_ANTI_JOIN = re.compile(r"ANTI JOIN .*?\bON \w+\.(\w+) = \w+\.\w+(?!\s+AND)\s*$", re.M | re.S)


class Rule(NamedTuple):
    """What is checked: of which table, on which columns, and how."""

    table: str
    columns: frozenset[str]
    kind: str


def of_dbt(files: Iterable[Path]) -> set[Rule]:
    """The rules that the YAML of dbt's models and sources holds."""
    return {rule for path in files for rule in _rules(read_yaml(path))}


def _rules(content: Mapping[str, Any]) -> Iterator[Rule]:
    tables = [(f"marts.{model['name']}", model) for model in content.get("models", [])]
    for source in content.get("sources", []):
        tables += [(f"{source['name']}.{table['name']}", table) for table in source["tables"]]
    for name, table in tables:
        for kind, arguments in map(_test, table.get("data_tests", [])):
            if kind == "grain":
                yield Rule(name, frozenset(arguments["columns"]), "unique")
        for column in table.get("columns", []):
            for kind, _ in map(_test, column.get("data_tests", [])):
                yield Rule(name, frozenset([column["name"]]), kind)


def _test(entry: str | Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    if isinstance(entry, str):
        return entry, {}
    ((kind, given),) = entry.items()
    return kind, given.get("arguments", {})


def of_suites(suites: Iterable[Suite]) -> dict[Rule, str]:
    """The rules of the same kinds that entries of suites hold, with the id of the entry."""
    return {
        Rule(suite.table, frozenset(columns), kind): check.id
        for suite in suites
        for check in suite.checks
        for columns, kind in _looked_at(suite, check)
    }


def _looked_at(suite: Suite, check: Check) -> Iterator[tuple[Iterable[str], str]]:
    given = check.arguments
    match check.expectation:
        case "ExpectColumnValuesToBeUnique":
            yield [given["column"]], "unique"
        case "ExpectCompoundColumnsToBeUnique":
            yield given["column_list"], "unique"
        case "ExpectColumnValuesToNotBeNull":
            yield [given["column"]], "not_null"
        case "ExpectColumnValuesToBeInSet":
            yield [given["column"]], "accepted_values"
        case _ if check.expectation == CUSTOM_SQL:
            query = given["unexpected_rows_query"]
            if _KEY.search(check.id):
                yield suite.key, "unique"
            if query.count("JOIN") == 1:
                yield from (([name], "relationships") for name in _ANTI_JOIN.findall(query))
            if query.count("SELECT") <= 3:
                yield from (([name], "relationships") for name in _NOT_IN.findall(query))


def files_of_dbt() -> list[Path]:
    return sorted((PROJECT / "models").rglob("*.yml"))


def test_nothing_is_checked_by_both() -> None:
    dbt = of_dbt(files_of_dbt())
    both = {check_id: rule for rule, check_id in of_suites(load_suites()).items() if rule in dbt}
    assert both == {}, "delete the entry of the suite: a rule of one model is a dbt test"


TWICE = """
key: [definition_version, kind, code]
checks:
  - {id: one, expectation: ExpectColumnValuesToBeUnique, arguments: {column: goal_no}}
  - {id: two, expectation: ExpectColumnValuesToNotBeNull, arguments: {column: goal_no}}
  - id: three
    expectation: ExpectColumnValuesToBeInSet
    arguments: {column: line, value_set: [kiezen]}
  - id: four
    expectation: ExpectCompoundColumnsToBeUnique
    arguments: {column_list: [code, kind, definition_version]}
  - id: lists_key_is_unique
    expectation: UnexpectedRowsExpectation
    arguments: {unexpected_rows_query: "SELECT code FROM {batch} GROUP BY ALL HAVING count(*) > 1"}
  - id: six
    expectation: UnexpectedRowsExpectation
    arguments:
      unexpected_rows_query: |
        WITH lists AS (SELECT * FROM {batch})
        SELECT lists.* FROM lists
        ANTI JOIN marts.definitions AS known
          ON known.definition_version = lists.definition_version
  - id: seven
    expectation: UnexpectedRowsExpectation
    arguments:
      unexpected_rows_query: |
        SELECT * FROM {batch}
        WHERE definition_version NOT IN (SELECT definition_version FROM marts.definitions)
"""
TEXTS = dict.fromkeys(("description_nl", "description_en", "owner", "action_nl", "action_en"), "T.")


@pytest.mark.parametrize(
    ("table", "check_id"),
    [
        ("marts.goals", "one"),
        ("marts.goals", "two"),
        ("marts.goals", "three"),
        ("marts.technical_lists", "four"),
        ("marts.technical_lists", "lists_key_is_unique"),
        ("marts.technical_lists", "six"),
        ("marts.technical_lists", "seven"),
    ],
)
def test_what_is_checked_twice_is_noticed(table: str, check_id: str) -> None:
    given = yaml.safe_load(TWICE)
    checks = [c | TEXTS | {"severity": "warn"} for c in given["checks"] if c["id"] == check_id]
    suite = Suite.model_validate({"table": table, "key": given["key"], "checks": checks})
    dbt = of_dbt(files_of_dbt())
    assert [found for rule, found in of_suites([suite]).items() if rule in dbt] == [check_id]


def test_every_mart_and_every_meta_table_has_a_suite_or_a_reason() -> None:
    marts = {f"marts.{path.stem}" for path in (PROJECT / "models" / "marts").glob("*.sql")}
    meta = {f"meta.{table}" for table in TABLES}
    looked_at = {suite.table for suite in load_suites()}
    assert marts | meta == {t for t in looked_at if not t.startswith("raw.")} | NO_SUITE.keys()
    assert not looked_at & NO_SUITE.keys()


def test_every_raw_table_of_the_catalog_has_a_suite() -> None:
    # Codes of CBS are checked with the table that uses them; partners share one table.
    tables = {
        f"raw.{dataset.raw_table}"
        for dataset in read_catalog()
        if not isinstance(dataset, PartnerDataset)
    } | {f"raw.{PARTNER_FIGURES}"}
    assert tables - {suite.table for suite in load_suites()} == set()
