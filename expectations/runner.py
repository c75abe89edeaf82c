"""Run every suite on a candidate release."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.checks import CheckResult, Ran
from expectations.data_docs import DataDocs
from expectations.engine import Outcome, open_engine
from expectations.suites import SUITES, Check, Suite, load_suites


@dataclass(frozen=True)
class Contents:
    """What a database holds: its tables, the empty ones, and the datasets without a vintage."""

    tables: frozenset[str]
    empty: frozenset[str]
    missing_datasets: frozenset[str]


def run_suites(
    database: Path,
    *,
    suites_dir: Path = SUITES,
    tables: Container[str] | None = None,
    docs: DataDocs | None = None,
    config: Mapping[str, str] | None = None,
) -> list[Ran]:
    """Check a DuckDB file; one answer for every entry of every suite, in the order of the files.

    The file is opened read-only and is closed afterwards; `tables` names those to look at, if not
    all. Rows do not come along: `expectations.records` reads them, for what fails. `docs` gets
    what Great Expectations itself says. `config` holds settings of DuckDB, such as `memory_limit`.

    - A table that is not there: every check on it is a blocking `error`.
    - An empty raw table of a dataset that `meta.datasets` calls missing: `skipped`.
    - A check that cannot run: an `error`, with its reason.

    Raises `SuiteError` for a wrong suite and `FileNotFoundError` when there is no such file.
    """
    if not database.is_file():
        raise FileNotFoundError(f"no database to audit at {database}")
    suites = [s for s in load_suites(suites_dir) if tables is None or s.table in tables]
    contents = _look(database, suites)
    answers: list[Ran] = []
    with open_engine(database, config or {}, docs) as engine:
        for suite in suites:
            if suite.table not in contents.tables:
                answers += [Ran(_absent(suite, check)) for check in suite.checks]
            elif suite.table in contents.empty and suite.dataset_id in contents.missing_datasets:
                answers += [Ran(_skipped(suite, check)) for check in suite.checks]
            else:
                outcomes = engine.validate(suite)
                answers += [_judged(suite, check, outcomes[check.id]) for check in suite.checks]
    return answers


def _look(database: Path, suites: list[Suite]) -> Contents:
    with duckdb.connect(database, read_only=True) as connection:
        tables = frozenset(
            f"{schema}.{name}"
            for schema, name in connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables"
            ).fetchall()
        )
        empty = frozenset(
            suite.table
            for suite in suites
            if suite.dataset_id and suite.table in tables and _is_empty(connection, suite.table)
        )
        missing: frozenset[str] = frozenset()
        if "meta.datasets" in tables:
            missing = frozenset(
                dataset_id
                for (dataset_id,) in connection.execute(
                    "SELECT dataset_id FROM meta.datasets WHERE freshness = 'missing'"
                ).fetchall()
            )
    return Contents(tables, empty, missing)


def _is_empty(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return not connection.table(table).limit(1).fetchall()


def _judged(suite: Suite, check: Check, outcome: Outcome) -> Ran:
    result = _result(suite, check)
    if outcome.error is not None:
        return Ran(result.model_copy(update={"result": "error", "observed": outcome.error}))
    judged = result.model_copy(
        update={
            "result": "pass" if outcome.passed else "fail",
            "observed": outcome.observed,
            "failing_count": outcome.failing_count,
            "difference_percent": None if outcome.passed else outcome.failing_percent,
        }
    )
    return Ran(judged, outcome.query, check.block_from)


def _absent(suite: Suite, check: Check) -> CheckResult:
    reason = f"table {suite.table} is not in the database"
    return _result(suite, check).model_copy(
        update={"result": "error", "severity": "block", "observed": reason}
    )


def _skipped(suite: Suite, check: Check) -> CheckResult:
    reason = f"dataset {suite.dataset_id} has no vintage yet, so the table is empty"
    return _result(suite, check).model_copy(update={"result": "skipped", "observed": reason})


def _result(suite: Suite, check: Check) -> CheckResult:
    """A passing result of an entry, to be copied with what was seen."""
    return CheckResult(
        check_id=check.id,
        table_name=suite.table,
        engine="great_expectations",
        severity=check.severity,
        result="pass",
        expected=check.expected,
        observed="",
        failing_count=0,
        description_nl=check.description_nl,
        description_en=check.description_en,
        owner=check.owner,
        action_nl=check.action_nl,
        action_en=check.action_en,
    )
