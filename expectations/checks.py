"""What a check says of tonight's data, whichever engine ran it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic_core import to_jsonable_python

Engine = Literal["great_expectations", "dbt", "ingest", "register", "mail", "site"]
Severity = Literal["block", "warn"]
Result = Literal["pass", "fail", "known", "error", "skipped"]
Row = dict[str, JsonValue]


def as_row(row: Mapping[Any, Any]) -> Row:
    """A row of a database with values that JSON can hold; others become text, NaN null."""
    return {
        str(name): to_jsonable_python(value, inf_nan_mode="null", fallback=str)
        for name, value in row.items()
    }


class CheckResult(BaseModel):
    """One check and its result: one row of `meta.checks`, in that table's column order.

    `failing_count` is the true number of failing rows that no known issue explains, `failing_rows`
    the first of them with their keys; `rows_file` is the CSV beside the release that holds more. A
    check on a table as a whole (a row count) fails with a count of 0 and says in `observed` what it
    saw; a result of `error` or `skipped` says why in `observed`.

    `difference_percent` is how far what was seen is from what was expected: of the worst row for a
    check that compares numbers, the share of failing rows for one that judges every row.
    `failing_since` is when the check failed first in the unbroken series up to tonight, UTC.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    check_id: str
    table_name: str
    engine: Engine
    severity: Severity
    result: Result
    expected: str
    observed: str
    difference_percent: float | None = None
    failing_count: int = Field(ge=0)
    failing_rows: list[Row] = []
    rows_file: str | None = None
    known_issues: list[str] = []
    known_count: int = 0
    failing_since: datetime | None = None
    description_nl: str
    description_en: str
    owner: str
    action_nl: str
    action_en: str = ""

    @property
    def failed(self) -> bool:
        """Whether the check found something wrong or could not look."""
        return self.result in ("fail", "error")

    @property
    def blocks(self) -> bool:
        """Whether this result alone refuses the release."""
        return self.severity == "block" and self.failed


@dataclass(frozen=True)
class Ran:
    """A check that ran: what it says, and the SQL that selects its failing rows, if there is any.

    A `warn` blocks from `block_from` failing rows on.
    """

    result: CheckResult
    query: str | None = None
    block_from: int | None = None
