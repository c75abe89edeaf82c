"""Suites: one YAML file per table, `<schema>.<table>.yml`, read by a strict model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from expectations.checks import Severity
from expectations.groups import GROUPS, GroupError, expand, fill
from expectations.yaml_file import read_yaml

SUITES = Path(__file__).parent / "suites"
CUSTOM_SQL = "UnexpectedRowsExpectation"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class SuiteError(Exception):
    """A suite file is wrong; the message names the file, the entry and what is accepted."""


class Strict(BaseModel):
    """Refuses unknown keys and does not change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Check(Strict):
    """One entry: an expectation, how bad its failure is, and what a person then does.

    `thresholds` are the numbers that its texts and its SQL call `{name}`. A check of severity
    `warn` blocks from `block_from` failing rows on.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    expectation: str = Field(pattern=r"^(Expect[A-Za-z]+|UnexpectedRowsExpectation)$")
    arguments: dict[str, Any]
    thresholds: Mapping[str, float] = {}
    severity: Severity
    block_from: int | None = Field(None, ge=1)
    description_nl: Text
    description_en: Text
    owner: Text
    action_nl: Text
    action_en: Text

    @model_validator(mode="after")
    def _custom_sql_reads_the_table(self) -> Check:
        query = self.arguments.get("unexpected_rows_query", "")
        if self.expectation == CUSTOM_SQL and "{batch}" not in str(query):
            raise ValueError(
                "arguments.unexpected_rows_query must be SQL that reads from {batch}; "
                "the rows it returns are the failing rows"
            )
        return self

    @property
    def expected(self) -> str:
        """The expectation in one line, for people who read `meta.checks`."""
        if self.expectation == CUSTOM_SQL:
            return "no rows"
        given = ", ".join(f"{name}={value}" for name, value in self.arguments.items())
        return f"{self.expectation}({given})"


class Suite(Strict):
    """The checks of one table. `key` are the columns that identify a failing row."""

    table: str = Field(pattern=r"^[a-z]+\.\w+$")
    key: tuple[str, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = Field(min_length=1)

    @property
    def dataset_id(self) -> str | None:
        """The dataset that fills the table: `raw.duo_vo_pupils` is `duo.vo_pupils`."""
        schema, name = self.table.split(".")
        if schema != "raw":
            return None
        return ".".join(name.removesuffix("_codes").split("_", 1))


def load_suites(directory: Path = SUITES, groups: Path = GROUPS) -> list[Suite]:
    """Read every suite of a folder, in the order of their names.

    Raises `SuiteError` for an unreadable file, an unknown key, a value that is not accepted, and
    an id that two entries share.
    """
    suites = [_read(path, groups) for path in sorted(directory.glob("*.yml"))]
    if not suites:
        raise SuiteError(f"{directory.name}: holds no suite (<schema>.<table>.yml)")
    owners: dict[str, str] = {}
    for suite in suites:
        for check in suite.checks:
            if check.id in owners:
                raise SuiteError(
                    f"{suite.table}.yml, entry {check.id}: this id is taken by "
                    f"{owners[check.id]}.yml; an id is unique over all suites"
                )
            owners[check.id] = suite.table
    return suites


def _read(path: Path, groups: Path) -> Suite:
    try:
        content = read_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SuiteError(f"{path.name}: not YAML in UTF-8: {error}") from error
    if not isinstance(content, dict):
        raise SuiteError(f"{path.name}: accepted are the keys key, use and checks")
    try:
        used = expand(content.pop("use", ()), groups)
        own = [fill(entry) if isinstance(entry, dict) else entry for entry in _own(content)]
    except GroupError as error:
        raise SuiteError(f"{path.name}: {error}") from error
    content["checks"] = [*used, *own]
    try:
        return Suite.model_validate({"table": path.name.removesuffix(".yml"), **content})
    except ValidationError as error:
        lines = [_explain(problem, content) for problem in error.errors()]
        raise SuiteError("\n".join(f"{path.name}, {line}" for line in lines)) from error


def _own(content: dict[str, Any]) -> list[Any]:
    checks = content.get("checks", [])
    if not isinstance(checks, list):
        raise GroupError("checks: a list of entries")
    return checks


def _explain(problem: Any, content: dict[str, Any]) -> str:
    """Say where in the file the problem is, by the entry's id, and what is accepted there."""
    location = list(problem["loc"])
    accepted = "key, use, checks"
    where = "file"
    if len(location) > 1 and location[0] == "checks":
        entry = content["checks"][location[1]]
        name = entry.get("id") if isinstance(entry, dict) else None
        where = f"entry {name or location[1] + 1}"
        location = location[2:]
        accepted = ", ".join(Check.model_fields)
    key = ".".join(str(part) for part in location) or "as a whole"
    if problem["type"] == "extra_forbidden":
        return f"{where}: unknown key {key}; accepted: {accepted}"
    return f"{where}: {key}: {problem['msg']}"
