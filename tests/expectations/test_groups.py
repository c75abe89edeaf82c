from __future__ import annotations

from pathlib import Path

import pytest

from expectations.suites import Suite, SuiteError, load_suites

GROUP = """
parameters: {columns: which columns, kinds: which kinds, what_nl: what, what_en: what}
defaults: {kinds: ["it's", b]}
checks:
  - id: key_is_unique
    expectation: UnexpectedRowsExpectation
    arguments:
      unexpected_rows_query: |
        SELECT {columns} FROM {batch} WHERE kind IN ({kinds:values}) AND x ~ '[0-9]{{4}}'
        GROUP BY ALL HAVING count(*) > {copies}
    thresholds: {copies: 1}
    severity: block
    description_nl: "Elke {what_nl} staat er hooguit {copies} keer in."
    description_en: "Every {what_en} is there at most {copies} times."
    owner: databeheer
    action_nl: Kijk.
    action_en: Look.
  - id: kind_is_known
    expectation: ExpectColumnValuesToBeInSet
    arguments: {column: kind, value_set: "{kinds}"}
    severity: warn
    description_nl: Soort is bekend.
    description_en: Kind is known.
    owner: databeheer
    action_nl: Kijk.
    action_en: Look.
"""
SUITE = """
key: [a]
use:
  - group: counts
    prefix: t
    with: {columns: [a, b], what_nl: telling, what_en: count}
"""


def load(folder: Path, suite: str = SUITE) -> Suite:
    (folder / "groups").mkdir(exist_ok=True)
    (folder / "groups" / "counts.yml").write_text(GROUP, encoding="utf-8")
    (folder / "raw.t.yml").write_text(suite, encoding="utf-8")
    (loaded,) = load_suites(folder, folder / "groups")
    return loaded


def test_a_suite_takes_the_entries_of_a_group_with_its_own_names(tmp_path: Path) -> None:
    key, kind = load(tmp_path).checks
    assert (key.id, kind.id) == ("t_key_is_unique", "t_kind_is_known")
    query = key.arguments["unexpected_rows_query"]
    assert "SELECT a, b FROM {batch} WHERE kind IN ('it''s', 'b')" in query
    assert "'[0-9]{{4}}'" in query
    assert "count(*) > 1" in query
    assert key.description_nl == "Elke telling staat er hooguit 1 keer in."
    assert kind.arguments["value_set"] == ["it's", "b"]


def test_a_suite_changes_thresholds_and_severity_and_leaves_entries_out(tmp_path: Path) -> None:
    suite = SUITE + (
        "    leave_out: {kind_is_known: this table has no kinds}\n"
        "    change: {key_is_unique: {severity: warn, block_from: 9, thresholds: {copies: 3}}}\n"
    )
    (key,) = load(tmp_path, suite).checks
    assert (key.severity, key.block_from) == ("warn", 9)
    assert "hooguit 3 keer" in key.description_nl
    assert "count(*) > 3" in key.arguments["unexpected_rows_query"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("group: counts", "group: cunts", "no group cunts; there are counts"),
        ("what_nl: telling, ", "", "missing or unknown what_nl; it takes columns, kinds"),
        ("what_nl: telling", "what_nl: telling, colour: red", "missing or unknown colour"),
        ("prefix: t", "prefix: t\n    change: {miracle: {}}", "has no entry miracle"),
        ("prefix: t\n", "prefixes: t\n", "prefix"),
        ("use:", "use: 3\nchecks:", "use: a list of groups"),
    ],
)
def test_a_wrong_use_is_refused_by_name(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SUITE
    with pytest.raises(SuiteError, match=r"raw\.t\.yml") as error:
        load(tmp_path, SUITE.replace(old, new))
    assert said in str(error.value)


def test_a_placeholder_without_a_value_is_refused(tmp_path: Path) -> None:
    global_group = GROUP.replace("{copies}", "{copys}")
    (tmp_path / "groups").mkdir()
    (tmp_path / "groups" / "counts.yml").write_text(global_group, encoding="utf-8")
    (tmp_path / "raw.t.yml").write_text(SUITE, encoding="utf-8")
    with pytest.raises(SuiteError, match=r"nothing is given for \{copys\}"):
        load_suites(tmp_path, tmp_path / "groups")
