"""What breaks each check, and warehouses that are broken so.

`mutations/groups/<group>.yml` says it for the entries of a group, `mutations/<table>.yml` for the
own checks of a suite, and for a check of a group that its table breaks otherwise. The SQL runs on a
copy of the sample's tables; `{table}` and what the suite gives its groups stand for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from expectations.groups import GROUPS, Use, fill, read_group
from expectations.suites import SUITES, Suite, load_suites
from expectations.yaml_file import read_yaml

FOLDER = Path(__file__).parent / "mutations"
_TABLE = re.compile(r"\b(?:raw|marts|meta|history|reference|intermediate|staging)\.\w+")


@cache
def mutations() -> dict[str, str]:
    """SQL per check id."""
    found: dict[str, str] = {}
    for path in sorted(SUITES.glob("*.yml")):
        table = path.stem
        for use in map(Use.model_validate, _yaml(path).get("use", [])):
            found |= _of_group(use, table)
        found |= _yaml(FOLDER / path.name)
    return found


def _of_group(use: Use, table: str) -> dict[str, str]:
    group = read_group(GROUPS / f"{use.group}.yml")
    broken = _yaml(FOLDER / "groups" / f"{use.group}.yml")
    given: dict[str, Any] = {**group.defaults, **use.given, "table": table}
    return {
        f"{use.prefix}_{entry['id']}": fill({"sql": broken[entry["id"]]}, given)["sql"]
        for entry in group.checks
        if entry["id"] in broken and entry["id"] not in use.leave_out
    }


def _yaml(path: Path) -> dict[str, Any]:
    return (read_yaml(path) or {}) if path.exists() else {}


@cache
def suite_of() -> dict[str, Suite]:
    """Per check id a suite with that check alone."""
    return {
        check.id: suite.model_copy(update={"checks": (check,)})
        for suite in load_suites()
        for check in suite.checks
    }


def query_of(suite: Suite) -> str:
    """The SQL of the only check of a suite, where it has its own; else empty."""
    (check,) = suite.checks
    query: str = check.arguments.get("unexpected_rows_query", "")
    return query.format(batch=suite.table)


def tables_in(*texts: str) -> set[str]:
    """The tables that SQL names, with their schema."""
    return {name for text in texts for name in _TABLE.findall(text)}


def read_by(suite: Suite) -> set[str]:
    """The tables that a suite looks at."""
    return {suite.table}.union(*(tables_in(str(check.arguments)) for check in suite.checks))


def copy_of(sample: Path, tables: Iterable[str], path: Path, statements: str = "") -> Path:
    """A database with some tables of the sample, changed by statements."""
    with duckdb.connect(path) as connection:
        connection.execute(f"ATTACH '{sample}' AS sample (READ_ONLY)")
        for table in _with_schemas(connection, tables):
            connection.execute(f"CREATE TABLE {table} AS SELECT * FROM sample.{table}")
        connection.execute("DETACH sample")
        if statements:
            connection.execute(statements)
    return path


def _with_schemas(connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> Iterator[str]:
    ordered = sorted(tables)
    for schema in sorted({table.split(".")[0] for table in ordered}):
        connection.execute(f"CREATE SCHEMA {schema}")
    yield from ordered
