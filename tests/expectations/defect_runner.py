"""What the checks say of a defect, on tables that are changed and not yet committed.

Great Expectations would need a file of its own for every defect: the SQL of the checks runs alone,
which is what it runs as well. Models are not built again (`tests/soak` does): of a raw table the
checks on raw tables, on what `meta` says of it and on the staging views look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from duckdb import DuckDBPyConnection as Connection

from expectations.checks import CheckResult, Ran
from expectations.dbt_results import read_dbt_results
from expectations.failing import look
from expectations.suites import Suite
from flows.status import DatasetState
from flows.vintage_periods import write_vintage_periods
from sources.catalog import DuoDataset, read_catalog
from sources.landing import Landing
from tests.expectations.breaking import query_of, read_by, suite_of, tables_in

ABOUT_VINTAGES = {"meta.vintage_periods", "meta.revisions"}
_QUOTED = re.compile(r'"warehouse"\."(\w+)"\."(\w+)"')
_BUILT = ("marts.", "intermediate.", "staging.")


@cache
def _suites() -> dict[str, Suite]:
    return suite_of()


def states_of(home: Path) -> dict[str, DatasetState]:
    """The datasets of DUO as a home holds them, by their raw table."""
    landing = Landing(home)
    return {
        f"raw.{dataset.raw_table}": DatasetState(
            dataset=dataset,
            vintages=tuple(landing.vintages(dataset.id)),
            checked_at=None,
            freshness="fresh",
            age_days=None,
            arrived=(),
            findings=(),
            today=date(2025, 3, 31),
        )
        for dataset in read_catalog()
        if isinstance(dataset, DuoDataset)
    }


def damage(connection: Connection, sql: str, states: dict[str, DatasetState]) -> set[str]:
    """Do a defect to the tables; says which ones have changed.

    What `meta` says of the vintages of a raw table of DUO follows from it, as when it is loaded.
    """
    for statement in connection.extract_statements(sql):
        connection.execute(statement)
    changed = tables_in(sql)
    for table in changed & set(states):
        dataset_id = states[table].dataset.id
        for told in ABOUT_VINTAGES:
            connection.execute(f"DELETE FROM {told} WHERE dataset_id = ?", [dataset_id])
        write_vintage_periods(connection, [states[table]])
    return changed


def said_by_suites(connection: Connection, changed: set[str]) -> Iterator[CheckResult]:
    """The checks of suites that fail, of those that look at a changed table."""
    told = ABOUT_VINTAGES if any(table.startswith("raw.duo_") for table in changed) else set()
    stale = {"raw", "reference"} & {table.split(".")[0] for table in changed}
    for check_id, suite in _suites().items():
        reads = read_by(suite)
        if not (reads & changed or suite.table in told) or not query_of(suite):
            continue
        if stale and any(table.startswith(_BUILT) for table in reads - changed):
            continue
        failing = look(connection, query_of(suite), 1)
        if failing.count:
            (check,) = suite.checks
            blocks = check.block_from is not None and failing.count >= check.block_from
            yield CheckResult(
                check_id=check_id,
                table_name=suite.table,
                engine="great_expectations",
                severity="block" if blocks else check.severity,
                result="fail",
                expected="no rows",
                observed=str(failing.rows[0]),
                failing_count=failing.count,
                description_nl=check.description_nl,
                description_en=check.description_en,
                owner=check.owner,
                action_nl=check.action_nl,
            )


def said_by_dbt(
    connection: Connection, tests: Sequence[Ran], changed: set[str]
) -> Iterator[CheckResult]:
    """The tests of dbt that fail, of those that look at a changed table or a view on it."""
    seen = changed | _views_on(connection, changed)
    for ran in tests:
        tables = {f"{schema}.{name}" for schema, name in _QUOTED.findall(ran.query or "")}
        if ran.query and tables & seen:
            count = look(connection, ran.query, 1).count
            if count:
                yield ran.result.model_copy(update={"result": "fail", "failing_count": count})


def tests_of(home: Path) -> list[Ran]:
    """The tests of dbt in a home, with the SQL that its last build ran."""
    return read_dbt_results(home / "dbt")


def _views_on(connection: Connection, changed: set[str]) -> set[str]:
    """The views of staging that select from these tables, or from each other."""
    found: set[str] = set()
    views = connection.execute(
        "SELECT schema_name || '.' || view_name, sql FROM duckdb_views() WHERE NOT internal"
    ).fetchall()
    while True:
        more = {
            name
            for name, sql in views
            if {f"{s}.{t}" for s, t in re.findall(r'"?(\w+)"?\."?(\w+)"?', sql.replace("warehouse.", ""))}
            & (changed | found)
        } - found
        if not more:
            return found
        found |= more
