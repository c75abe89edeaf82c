"""Which school year a count belongs to: from columns or rows, else from what was told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import duckdb

from sources.duo.plan import Plan
from sources.duo.sql import Cells
from sources.duo_contract import DuoContract, Period
from sources.reading import ReadError, canonical

_YEAR = re.compile(r"(\d{4})")
_YEARS = re.compile(r"(\d{4})\s*[-/]\s*(\d{2}|\d{4})")


def school_year(written: str, period: Period) -> str | None:
    """`2019/2020` of `2019`, `2019-2020` or `2019/20`; None of anything else."""
    if match := _YEARS.fullmatch(written.strip()):
        start = int(match[1])
        fits = str(start + 1).endswith(match[2])
    elif match := _YEAR.fullmatch(written.strip()):
        start = int(match[1]) - {"start": 0, "end": 1, "after": 2}[period.year_is]
        fits = True
    else:
        return None
    return f"{start}/{start + 1}" if fits and 1980 <= start <= 2100 else None


def default_period(
    plan: Plan, contract: DuoContract, period: str | None, published: date | None, file: str
) -> str | None:
    """The school year of a file that does not say it; None where it does.

    Raises:
        ReadError: nobody says it.
    """
    if plan.period is not None or all("period" in cell.groups for cell in plan.cells):
        return None
    if period:
        return period
    rule = contract.period.from_publication
    if rule is None or published is None:
        raise ReadError(
            f"{file}: the file does not say which school year it counts, in no column and no "
            "header; say it (--period 2019/2020), or when DUO published it (--published "
            "2020-03-02)"
        )
    # Of the counts of 1 October the last one before; of the exams in May those of the year before.
    start = published.year if published.month >= 10 else published.year - 1
    return f"{start}/{start + 1}" if rule == "october" else f"{start - 1}/{start}"


def periods_of(db: duckdb.DuckDBPyConnection, cells: Cells) -> Cells:
    """The same cells, with the school year of every period and the genders that the file has.

    Raises:
        ReadError: a header names a period that is no school year.
    """
    plan, rule = cells.plan, cells.contract.period
    written = {cell.groups["period"] for cell in plan.cells if "period" in cell.groups}
    periods = {text: school_year(text, rule) for text in written}
    if unknown := [text for text, found in periods.items() if found is None]:
        raise ReadError(f"{cells.file}: {unknown[0]!r} in a header is no year or school year")
    at, gender = plan.period, plan.positions.get("gender")
    genders: set[str] = set()
    if at is not None or gender is not None:
        told = ", ".join("null" if p is None else cells.cell(p) for p in (at, gender))
        found = db.execute(f"select distinct {told} from {cells.scan()} where {cells.is_data()}")
        # What is not understood here stays null in the rows, and is refused with its line.
        for period, name in found.fetchall():
            periods[period or ""] = school_year(period or "", rule)
            genders.add(canonical(name or ""))
    return replace(
        cells,
        periods={text: period for text, period in periods.items() if period},
        genders_apart=bool(genders - {"TOTAAL", "TOTAL"}),
    )
