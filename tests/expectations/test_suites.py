from __future__ import annotations

from pathlib import Path

import pytest

from expectations.engine import build
from expectations.suites import SUITES, Suite, SuiteError, load_suites
from expectations.yaml_file import read_yaml

ENTRY = """
key: [id]
checks:
  - id: one
    expectation: ExpectColumnValuesToNotBeNull
    arguments: {column: id}
    severity: block
    description_nl: Er is een id.
    description_en: There is an id.
    owner: databeheer
    action_nl: Vul het in.
    action_en: Fill it in.
"""


def write(folder: Path, text: str, name: str = "raw.t.yml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_reads_an_entry(tmp_path: Path) -> None:
    (suite,) = load_suites(write(tmp_path, ENTRY))
    assert suite.table == "raw.t"
    assert suite.key == ("id",)
    assert suite.checks[0].expected == "ExpectColumnValuesToNotBeNull(column=id)"


def test_a_raw_table_names_its_dataset() -> None:
    datasets = {suite.table: suite.dataset_id for suite in load_suites()}
    assert datasets["raw.duo_vo_pupils"] == "duo.vo_pupils"
    assert datasets["raw.cbs_85421NED"] == "cbs.85421NED"
    assert datasets["marts.indicators"] is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    owner:", "    ownr:", "raw.t.yml, entry one: unknown key ownr; accepted: id, "),
        ("severity: block", "severity: stop", "entry one: severity: Input should be 'block' or"),
        ("    action_nl: Vul het in.\n", "", "entry one: action_nl: Field required"),
        ("id: one", "id: One", "entry One: id: String should match pattern"),
        ("key: [id]", "keys: [id]", "file: unknown key keys; accepted: key, use, checks"),
        ("key: [id]", "key: [id", "raw.t.yml: not YAML"),
        ("action_nl: Vul het in.", "action_nl: ' '", "entry one: action_nl: String should have"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in ENTRY
    with pytest.raises(SuiteError) as error:
        load_suites(write(tmp_path, ENTRY.replace(old, new)))
    assert said in str(error.value)
    assert "raw.t.yml" in str(error.value)


def test_custom_sql_must_read_the_table(tmp_path: Path) -> None:
    text = ENTRY.replace("ExpectColumnValuesToNotBeNull", "UnexpectedRowsExpectation").replace(
        "{column: id}", "{unexpected_rows_query: SELECT 1}"
    )
    with pytest.raises(SuiteError, match=r"entry one: .*\{batch\}"):
        load_suites(write(tmp_path, text))


def test_an_id_is_unique_over_files(tmp_path: Path) -> None:
    write(tmp_path, ENTRY)
    write(tmp_path, ENTRY, "raw.u.yml")
    with pytest.raises(SuiteError, match=r"raw\.u\.yml, entry one: .* taken by raw\.t\.yml"):
        load_suites(tmp_path)


def test_a_folder_without_suites_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="holds no suite"):
        load_suites(tmp_path)


@pytest.mark.parametrize("suite", load_suites(), ids=lambda suite: suite.table)
def test_every_entry_can_be_built(suite: Suite) -> None:
    assert [build(c).meta for c in suite.checks] == [{"check_id": c.id} for c in suite.checks]


def test_an_unknown_expectation_or_argument_is_named() -> None:
    check = load_suites()[0].checks[0]
    with pytest.raises(ValueError, match="no such expectation"):
        build(check.model_copy(update={"expectation": "ExpectMiracles"}))
    with pytest.raises(ValueError, match="does not take colour"):
        build(check.model_copy(update={"arguments": {"colour": "red"}}))


def test_suite_files_hold_only_what_they_say() -> None:
    """Every file is named after its table and every text ends as a sentence."""
    for path in SUITES.glob("*.yml"):
        entries = read_yaml(path).get("checks", [])
        for entry in entries:
            for key in ("description_nl", "description_en", "action_nl", "action_en"):
                assert entry[key].rstrip().endswith("."), f"{path.name}, {entry['id']}, {key}"
