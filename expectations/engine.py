"""Great Expectations on a DuckDB file: the only module that knows it.

Checks run as SQL in the database; rows come back only where they fail. Importing Great
Expectations takes seconds, so it waits until a session opens.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from expectations.data_docs import DataDocs, TablePage
from expectations.dialect import connection_string, release
from expectations.suites import CUSTOM_SQL, Check, Suite

_FEW_ROWS = 20
"""Great Expectations need not bring more: failing rows are read by `expectations.failing`."""

_NO_CONFIG: Mapping[str, str] = {}

os.environ["GX_ANALYTICS_ENABLED"] = "false"
# Great Expectations imports pyspark where it is installed, which takes seconds; and pyspark takes
# a process that began with `python -c` for its doctests and ends it, with exit code 0.
sys.modules.setdefault("pyspark", None)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Outcome:
    """What one check saw; `error` says why it could not look.

    `query` selects the failing rows, with their keys, where a check is about rows.
    """

    passed: bool
    observed: str
    failing_count: int = 0
    failing_percent: float | None = None
    query: str | None = None
    error: str | None = None


class Engine:
    """Great Expectations on one database; `open_engine` makes one."""

    def __init__(
        self, context: Any, database: Path, config: Mapping[str, str], docs: DataDocs
    ) -> None:
        self._context = context
        self._database = database
        self._config = dict(config)
        self._sources: dict[str, Any] = {}
        self._docs = docs

    def validate(self, suite: Suite) -> dict[str, Outcome]:
        """Run the checks of one table; the answer holds every check id.

        A check that cannot run gives an outcome with `error`; the others are not affected.
        """
        schema, table = suite.table.split(".")
        asset = self._source(schema).add_table_asset(suite.table, table_name=table)
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        answer, outcomes = _run(batch, suite, suite.checks)
        if answer is not None:
            self._docs.add(suite.table, _page(answer))
        # Great Expectations bundles queries, so one broken check can take others along.
        for check in suite.checks:
            if outcomes[check.id].error:
                outcomes |= _run(batch, suite, [check])[1]
        return outcomes

    def _source(self, schema: str) -> Any:
        if schema not in self._sources:
            self._sources[schema] = self._context.data_sources.add_sql(
                schema,
                connection_string=connection_string(self._database),
                create_temp_table=False,
                kwargs={"connect_args": {"schema": schema, "config": self._config}},
            )
        return self._sources[schema]

    def close(self) -> None:
        """Let go of the file."""
        for source in self._sources.values():
            release(source.get_execution_engine().engine)
            release(source.get_engine())


def load() -> None:
    """Import Great Expectations, for who has something else to wait for meanwhile."""
    import_module("great_expectations")


@contextmanager
def open_engine(
    database: Path, config: Mapping[str, str] = _NO_CONFIG, docs: DataDocs | None = None
) -> Iterator[Engine]:
    """Open a DuckDB file for checking, read-only; it is free again afterwards.

    `config` holds settings of DuckDB, such as `memory_limit`; `docs` gets what Great Expectations
    itself says.

    The context is ephemeral: nothing is written beside the database, nothing leaves the machine.
    """
    import great_expectations as gx
    from great_expectations.data_context.data_context.context_factory import set_context

    # The second has a level of its own, and tells of every temporary folder.
    for name in ("great_expectations", "great_expectations.data_context.types.base"):
        logging.getLogger(name).setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    # It would write its configuration out, to memory, after each of some hundred changes.
    context._save_project_config = lambda: None
    context.variables.progress_bars = {"globally": False}
    engine = Engine(context, database, config, docs or DataDocs())
    try:
        yield engine
    finally:
        engine.close()
        set_context(None)


def _run(batch: Any, suite: Suite, checks: Sequence[Check]) -> tuple[Any, dict[str, Outcome]]:
    import great_expectations as gx
    from great_expectations.exceptions import GreatExpectationsError

    outcomes: dict[str, Outcome] = {}
    expectations = []
    for check in checks:
        try:
            expectations.append(build(check))
        except (TypeError, ValueError, GreatExpectationsError) as error:
            outcomes[check.id] = _error(str(error))
    # All at once: adding them one by one compares each with every other.
    built = gx.ExpectationSuite(name=suite.table, expectations=expectations)
    try:
        answer = batch.validate(
            built,
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": list(suite.key),
                "partial_unexpected_count": _FEW_ROWS,
            },
        )
    except (GreatExpectationsError, SQLAlchemyError) as error:
        return None, {check.id: _error(str(error)) for check in checks} | outcomes
    by_id = {check.id: check for check in checks}
    for result in answer.results:
        check = by_id[result.expectation_config.meta["check_id"]]
        outcomes[check.id] = _outcome(result, suite, check)
    return answer, outcomes


@cache
def _counted_rows() -> type[Any]:
    """Great Expectations' own check by SQL, which runs its query twice, less the second time.

    It brings the rows as well as their number; ours are read later, and only where there are any.
    """
    from great_expectations.compatibility.pydantic import PrivateAttr
    from great_expectations.expectations import UnexpectedRowsExpectation

    class CountedRows(UnexpectedRowsExpectation):  # type: ignore[misc]  # untyped here
        metric_dependencies = ("unexpected_rows_query.row_count",)
        _configuration: Any = PrivateAttr(None)

        @property
        def configuration(self) -> Any:
            # Made once: it is asked for some thirty times, and a check does not change.
            if self._configuration is None:
                self._configuration = super().configuration
            return self._configuration

        def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
            count = metrics["unexpected_rows_query.row_count"]
            return {"success": count == 0, "result": {"observed_value": count}}

    return CountedRows


def build(check: Check) -> Any:
    """Make the Great Expectations object of an entry.

    Raises `ValueError` when there is no such expectation or an argument does not fit it.
    """
    import great_expectations.expectations as library

    expectation = getattr(library, check.expectation, None)
    if check.expectation == CUSTOM_SQL:
        expectation = _counted_rows()
    if expectation is None:
        raise ValueError(f"{check.expectation}: Great Expectations has no such expectation")
    unknown = set(check.arguments) - set(expectation.__fields__)
    if unknown:
        raise ValueError(f"{check.expectation} does not take {', '.join(sorted(unknown))}")
    said = f"{check.id}: {check.description_nl}"
    return expectation(**check.arguments, description=said, meta={"check_id": check.id})


def _page(answer: Any) -> TablePage:
    met, evaluated = (
        answer.statistics[name] for name in ("successful_expectations", "evaluated_expectations")
    )
    return TablePage(met, evaluated, lambda: _rendered(answer))


def _rendered(answer: Any) -> str:
    from great_expectations.render.renderer import ValidationResultsPageRenderer

    page: str = _view().render(ValidationResultsPageRenderer().render(answer))
    return page


@cache
def _view() -> Any:
    """One for all pages: each compiles its templates anew."""
    from great_expectations.render.view import DefaultJinjaPageView

    return DefaultJinjaPageView()


def _outcome(result: Any, suite: Suite, check: Check) -> Outcome:
    problem = _exception(result.exception_info)
    if problem is not None:
        return _error(problem)
    detail = result.result
    passed = bool(result.success)
    if check.expectation == CUSTOM_SQL:
        count = int(detail["observed_value"])
        query = check.arguments["unexpected_rows_query"].format(batch=suite.table)
        return Outcome(passed, f"{count} rows", count, query=query)
    if "element_count" in detail:
        count = int(detail.get("unexpected_count") or 0)
        return Outcome(
            passed,
            f"{count} of {detail['element_count']} rows",
            0 if passed else count,
            detail.get("unexpected_percent"),
            _unended(detail.get("unexpected_index_query")),
        )
    observed = {key: value for key, value in detail.items() if value not in (None, [], {})}
    return Outcome(
        passed, ", ".join(f"{key.replace('_', ' ')}: {value}" for key, value in observed.items())
    )


def _unended(query: str | None) -> str | None:
    return query.strip().rstrip(";") if query else None


def _exception(info: dict[str, Any]) -> str | None:
    """The message in an `exception_info`, which is flat or keyed by the metric that broke."""
    entries = [info] if "raised_exception" in info else list(info.values())
    messages = [str(entry["exception_message"]) for entry in entries if entry["raised_exception"]]
    return messages[0] if messages else None


def _error(message: str) -> Outcome:
    """Keep the first lines: what follows is the SQL, which stands in the suite."""
    return Outcome(False, "", error=message.split("\n[SQL", 1)[0].strip()[:500])
