"""What the checks say of a defect, on tables that are changed and not yet committed.

Great Expectations would need a file of its own for every defect: the SQL of the checks runs alone,
which is what it runs as well. Of a defect in raw tables or lists, the checks on those tables, on
what `meta` says of them and on the staging views look. Of one in the figures, those that look at
the figures and at what changed since the release before. What would have to be built again to be
judged is left to the whole way (`tests/soak`): a check that two marts agree would see no more than
that only one of them was changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from duckdb import DuckDBPyConnection as Connection

from expectations.checks import CheckResult, Ran
from expectations.dbt_results import read_dbt_results
from expectations.failing import look
from expectations.suites import Suite
from flows.status import DatasetState, state_of
from flows.vintage_periods import write_vintage_periods
from sources.catalog import DuoDataset, read_catalog
from sources.landing import Landing
from tests.expectations.breaking import query_of, read_by, suite_of

ABOUT_VINTAGES = {"meta.vintage_periods", "meta.revisions"}
BUILT = ("marts.", "intermediate.", "staging.")
# Built again after a change, and not built again: what follows from the figures.
_AFTER_VALUES = ("marts.indicator_history", "marts.revisions")
_FOLLOWING = {
    "marts.indicator_changes",
    "marts.indicator_sources",
    "marts.indicator_versions",
    "marts.progress",
    "marts.reconciliation",
}
_CHANGED = re.compile(r"\b(?:UPDATE|INSERT INTO|DELETE FROM)\s+(\w+\.\w+)")
_NAMED = re.compile(r'"?(\w+)"?\."?(\w+)"?')
_DATASET = re.compile(r"\b(?:duo|cbs|partners)\.\w+")

# What the release before knew: all but the newest period of each dataset, which came tonight.
YESTERDAY = """
    INSERT INTO history.indicator_history BY NAME
    SELECT * REPLACE (known_from - INTERVAL 1 DAY AS known_from) FROM marts.indicator_history
    QUALIFY period < max(period) OVER (PARTITION BY dataset_id, period_type)
        OR dataset_id LIKE 'partners.%'
"""


@dataclass(frozen=True)
class Night:
    """What a night left in its home beside the release.

    `states` are the datasets of DUO by their raw table; `models` the SQL of its last build by
    table; `tests` the tests of dbt with their SQL.
    """

    states: Mapping[str, DatasetState]
    models: Mapping[str, str]
    tests: tuple[Ran, ...]


def read_night(home: Path) -> Night:
    """What the night before left in a home."""
    landing = Landing(home)
    states = {
        f"raw.{dataset.raw_table}": state_of(dataset, landing, None, date.today())
        for dataset in read_catalog()
        if isinstance(dataset, DuoDataset)
    }
    results = json.loads((home / "dbt" / "run_results.json").read_text(encoding="utf-8"))["results"]
    models = {
        result["relation_name"].replace('"warehouse".', "").replace('"', ""): result[
            "compiled_code"
        ]
        for result in results
        if result["unique_id"].startswith("model.")
    }
    return Night(states, models, tuple(read_dbt_results(home / "dbt")))


def damage(connection: Connection, sql: str, night: Night) -> set[str]:
    """Do a defect to the tables; says which ones have changed.

    What `meta` says of the vintages of a raw table follows from it, as when it is loaded; what
    changed since the release before follows from the figures. A statement must change something.
    """
    for statement in connection.extract_statements(sql):
        assert connection.execute(statement).fetchone() != (0,), statement.query
    changed = set(_CHANGED.findall(sql))
    if "marts.indicator_values" in changed:
        for table in _AFTER_VALUES:
            connection.execute(f"CREATE OR REPLACE TABLE {table} AS {night.models[table]}")
        changed |= set(_AFTER_VALUES)
    for table in sorted(changed & set(night.states)):
        dataset_id = night.states[table].dataset.id
        for told in ABOUT_VINTAGES:
            connection.execute(f"DELETE FROM {told} WHERE dataset_id = ?", [dataset_id])
        write_vintage_periods(connection, [night.states[table]])
    return changed


def said_by_suites(
    connection: Connection, sql: str, changed: set[str], only: str | None = None
) -> Iterator[CheckResult]:
    """The checks of suites that fail, of those that look at a changed table."""
    for check_id, suite in _suites().items():
        if only not in (None, check_id) or not query_of(suite) or not _looks(suite, sql, changed):
            continue
        if connection.execute(query_of(suite)).fetchone() is not None:
            yield _failed(check_id, suite, look(connection, query_of(suite), 1).count)


def said_by_dbt(
    connection: Connection, tests: Sequence[Ran], changed: set[str], only: str | None = None
) -> Iterator[CheckResult]:
    """The tests of dbt that fail, of those that look at a changed table or a view on it."""
    asked = [ran for ran in tests if only in (None, ran.result.check_id)]
    seen = changed | _views_on(connection, changed) if asked else changed
    for ran in asked:
        if ran.query and _tables(ran.query) & seen:
            count = look(connection, ran.query, 1).count
            if count:
                yield ran.result.model_copy(update={"result": "fail", "failing_count": count})


def _looks(suite: Suite, sql: str, changed: set[str]) -> bool:
    """Whether a suite sees the change, and nothing that would have to be built again first."""
    reads = _read_by_check(suite.checks[0].id)
    if any(table.startswith("raw.duo_") for table in changed) and suite.table in ABOUT_VINTAGES:
        return True
    if not reads & changed or (suite.table in _FOLLOWING and suite.table not in changed):
        return False
    if suite.table.startswith("raw.") and all(table.startswith("meta.") for table in changed):
        # Every raw table is held against the vintages: those of these datasets are meant.
        return suite.dataset_id in _DATASET.findall(sql)
    is_source = any(table.startswith(("raw.", "reference.")) for table in changed)
    return not (is_source and any(table.startswith(BUILT) for table in reads - changed))


def _failed(check_id: str, suite: Suite, count: int) -> CheckResult:
    (check,) = suite.checks
    blocks = check.block_from is not None and count >= check.block_from
    return CheckResult(
        check_id=check_id,
        table_name=suite.table,
        engine="great_expectations",
        severity="block" if blocks else check.severity,
        result="fail",
        expected="no rows",
        observed=f"{count} rows",
        failing_count=count,
        description_nl=check.description_nl,
        description_en=check.description_en,
        owner=check.owner,
        action_nl=check.action_nl,
        action_en=check.action_en,
    )


@cache
def _read_by_check(check_id: str) -> set[str]:
    return read_by(_suites()[check_id])


@cache
def _suites() -> dict[str, Suite]:
    return suite_of()


def _tables(sql: str) -> set[str]:
    return {f"{schema}.{name}" for schema, name in _NAMED.findall(sql.replace('"warehouse".', ""))}


def _views_on(connection: Connection, changed: set[str]) -> set[str]:
    """The views that select from these tables, or from each other."""
    views = connection.execute(
        "SELECT schema_name || '.' || view_name, sql FROM duckdb_views() WHERE NOT internal"
    ).fetchall()
    found: set[str] = set()
    while more := {name for name, sql in views if _tables(sql) & (changed | found)} - found:
        found |= more
    return found
