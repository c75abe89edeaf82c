"""Great Expectations on a DuckDB file: the only module that knows it.

Checks run as SQL in the database; rows come back only where they fail. Importing Great
Expectations takes seconds, so it waits until a session opens.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from expectations.checks import Row, as_row
from expectations.dialect import connection_string, release
from expectations.suites import Check, Suite

MOST_ROWS = 200
"""Great Expectations hands over no more failing rows than this, however many there are."""

os.environ["GX_ANALYTICS_ENABLED"] = "false"


@dataclass(frozen=True)
class Outcome:
    """What one check saw. `error` says why it could not look."""

    passed: bool
    observed: str
    failing_count: int = 0
    failing_rows: list[Row] = field(default_factory=list)
    error: str | None = None


def validate(database: Path, suite: Suite, row_limit: int) -> dict[str, Outcome]:
    """Run the checks of one table of a DuckDB file, read-only; the answer holds every check id.

    A check that cannot run gives an outcome with `error`; the others are not affected.
    """
    with _open_batch(database, suite) as batch:
        outcomes = _run(batch, suite, suite.checks, row_limit)
        # Great Expectations bundles queries, so one broken check can take others along.
        for check in suite.checks:
            if outcomes[check.id].error:
                outcomes |= _run(batch, suite, [check], row_limit)
    return outcomes


@contextmanager
def _open_batch(database: Path, suite: Suite) -> Iterator[Any]:
    """Open the table of a suite for checking; the file is free again afterwards.

    The context is ephemeral: nothing is written beside the database, nothing leaves the machine.
    """
    import great_expectations as gx
    from great_expectations.data_context.data_context.context_factory import set_context

    # The second has a level of its own, and tells of every temporary folder.
    for name in ("great_expectations", "great_expectations.data_context.types.base"):
        logging.getLogger(name).setLevel(logging.ERROR)
    schema, table = suite.table.split(".")
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql(
        "warehouse",
        connection_string=connection_string(database),
        create_temp_table=False,
        kwargs={"connect_args": {"schema": schema}},
    )
    try:
        asset = source.add_table_asset(suite.table, table_name=table)
        yield asset.add_batch_definition_whole_table("all").get_batch()
    finally:
        release(source.get_execution_engine().engine)
        release(source.get_engine())
        set_context(None)


def _run(batch: Any, suite: Suite, checks: Sequence[Check], row_limit: int) -> dict[str, Outcome]:
    import great_expectations as gx
    from great_expectations.exceptions import GreatExpectationsError

    outcomes: dict[str, Outcome] = {}
    built = gx.ExpectationSuite(name=suite.table)
    for check in checks:
        try:
            built.add_expectation(build(check))
        except (TypeError, ValueError, GreatExpectationsError) as error:
            outcomes[check.id] = _error(str(error))
    try:
        answer = batch.validate(
            built,
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": list(suite.key),
                "partial_unexpected_count": min(row_limit, MOST_ROWS),
            },
        )
    except (GreatExpectationsError, SQLAlchemyError) as error:
        return {check.id: _error(str(error)) for check in checks} | outcomes
    for result in answer.results:
        check_id = result.expectation_config.meta["check_id"]
        outcomes[check_id] = _outcome(result, row_limit)
    return outcomes


def build(check: Check) -> Any:
    """Make the Great Expectations object of an entry.

    Raises `ValueError` when there is no such expectation or an argument does not fit it.
    """
    import great_expectations.expectations as library

    expectation = getattr(library, check.expectation, None)
    if expectation is None:
        raise ValueError(f"{check.expectation}: Great Expectations has no such expectation")
    unknown = set(check.arguments) - set(expectation.__fields__)
    if unknown:
        raise ValueError(f"{check.expectation} does not take {', '.join(sorted(unknown))}")
    return expectation(**check.arguments, meta={"check_id": check.id})


def _outcome(result: Any, row_limit: int) -> Outcome:
    problem = _exception(result.exception_info)
    if problem is not None:
        return _error(problem)
    detail = result.result
    unexpected_rows = detail.get("details", {}).get("unexpected_rows")
    if unexpected_rows is not None:
        count = int(detail["observed_value"])
        return Outcome(
            bool(result.success), f"{count} rows", count, _rows(unexpected_rows[:row_limit])
        )
    if "element_count" in detail:
        count = int(detail.get("unexpected_count") or 0)
        rows = detail.get("partial_unexpected_index_list") or detail.get(
            "partial_unexpected_list", []
        )
        return Outcome(
            bool(result.success),
            f"{count} of {detail['element_count']} rows",
            0 if result.success else count,
            [] if result.success else _rows(rows[:row_limit]),
        )
    observed = {key: value for key, value in detail.items() if value not in (None, [], {})}
    return Outcome(
        bool(result.success),
        ", ".join(f"{key.replace('_', ' ')}: {value}" for key, value in observed.items()),
    )


def _exception(info: dict[str, Any]) -> str | None:
    """The message in an `exception_info`, which is flat or keyed by the metric that broke."""
    entries = [info] if "raised_exception" in info else list(info.values())
    messages = [str(entry["exception_message"]) for entry in entries if entry["raised_exception"]]
    return messages[0] if messages else None


def _rows(rows: Sequence[Any]) -> list[Row]:
    return [as_row(row if isinstance(row, dict) else {"value": row}) for row in rows]


def _error(message: str) -> Outcome:
    """Keep the first lines: what follows is the SQL, which stands in the suite."""
    return Outcome(False, "", error=message.split("\n[SQL", 1)[0].strip()[:500])
