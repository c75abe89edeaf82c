"""Workbooks as people make them: what is in a cell, and where the table is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import openpyxl

from tests.sources.partners.books import HEAD, TOP, Cell, Parts, cells_of, workbook
from tests.sources.partners.case import Case, Expected


def workbooks() -> Iterator[Case]:
    """Workbooks that people make."""
    for name, (content, expected, below) in {**_typed(), **_arranged()}.items():
        yield book_case(f"workbook: {name}", content, expected, below)


def book_case(name: str, content: bytes, expected: Expected, below: Iterable[int]) -> Case:
    lines = set(below)
    return Case(name, content, expected, suffix=".xlsx", lines_below=lambda _: lines)


def _typed() -> dict[str, tuple[bytes, Expected, Iterable[int]]]:
    """One row, in which a cell holds something that Excel knows otherwise than it is shown."""
    count, share = "mbo_certificates", "boris_regions_active"

    def one(
        figure: str, period: Cell, value: Cell, told: Mapping[str, Any], **formats: str
    ) -> tuple[bytes, Expected, Iterable[int]]:
        content = workbook([HEAD, (figure, period, value)], formats)
        return content, Expected.model_validate(told), [2]

    def good(value: float) -> dict[str, Any]:
        return {"accepted": (2,), "values": {2: value}}

    def bad(rule: str, column: str = "waarde") -> dict[str, Any]:
        return {"refused": ((2, column, rule),)}

    return {
        "whole number": one(count, 2018, 182, good(182)),
        "whole number as a float": one(count, 2018, 182.0, good(182)),
        "whole number as text": one(count, "2018", "182", good(182)),
        "whole number with a thousands format": one(count, 2018, 1811, good(1811), C2="#,##0"),
        "1.811 for a count": one(count, 2018, 1.811, bad("value_not_whole")),
        "1.811 for a percentage": one(share, 2018, 1.811, good(1.811)),
        "18.11 for a count": one(count, 2018, 18.11, bad("value_not_whole")),
        "percentage": one(share, 2018, 0.162, good(16.2), C2="0.0%"),
        "percentage of many decimals": one(share, 2018, 0.1 + 0.2, good(30), C2="0%"),
        "percentage below one": one(share, 2018, 0.0041, good(0.41), C2="0.00%"),
        "percentage of 1.811": one(share, 2018, 0.01811, good(1.811), C2="0.0%"),
        "percentage without its format": one(share, 2018, 0.41, bad("value_ambiguous")),
        "percentage above a hundred": one(share, 2018, 1.01, bad("value_out_of_range"), C2="0%"),
        "percentage for a count": one(count, 2018, 0.5, bad("percent_for_count"), C2="0%"),
        "sign between quotation marks": one(share, 2018, 41, good(41), C2='0"%"'),
        "sign between quotation marks, below one": one(share, 2018, 0.41, good(0.41), C2='0.00"%"'),
        "sign behind a stroke": one(share, 2018, 41.5, good(41.5), C2="0.0\\%"),
        "percentage beyond all numbers": one(
            share,
            2018,
            1e20,
            bad("value_out_of_range"),
            C2="0%",
        ),
        "number beyond all numbers": one(count, 2018, 1e300, bad("value_no_number")),
        "number just beyond": one(count, 2018, 1e15, bad("value_out_of_range")),
        "tiny number": one(share, 2018, 1e-30, bad("value_ambiguous")),
        "negative": one(count, 2018, -5, bad("value_negative")),
        "yes or no": one(count, 2018, True, bad("value_no_number")),
        "error": one(count, 2018, "#N/A", bad("value_no_number")),
        "formula that was never calculated": one(count, 2018, "=7*2", bad("value_empty")),
        "empty": one(count, 2018, None, bad("value_empty")),
        "day for a year": one(count, date(2018, 12, 31), 14, good(14)),
        "day and time for a year": one(
            count, datetime(2018, 12, 31, 13, 5), 14, bad("period_unfit", "periode")
        ),
        "year that is shown as a day": one(
            count, 2018, 14, bad("period_unfit", "periode"), B2="dd-mm-yyyy"
        ),
        "number that is shown as a day": one(count, 2018, 182, bad("value_no_number"), C2="d-m-yy"),
        "year as a float": one(count, 2018.0, 14, good(14)),
        "half a year": one(count, 2018.5, 14, bad("period_unfit", "periode")),
        "school year": one("electives_technical", "2017/2018", 14, good(14)),
        "day for a school year": one("electives_technical", date(2017, 10, 1), 14, good(14)),
        "year alone for a school year": one(
            "electives_technical", 2017, 14, bad("period_ambiguous", "periode")
        ),
    }


def _arranged() -> dict[str, tuple[bytes, Expected, Iterable[int]]]:
    """Workbooks that are laid out as people do."""
    good, older = ("mbo_certificates", 2018, 14), ("mbo_certificates", 2017, 12)

    def merge(book: openpyxl.Workbook) -> None:
        book.worksheets[0].merge_cells("A2:A3")

    def far(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["A1500"], book.worksheets[0]["B1500"] = older[:2]
        book.worksheets[0]["C1500"] = older[2]

    def formatted(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["A200000"].number_format = "0%"

    # By hand: openpyxl takes a second for each.
    many = "".join(cells_of(row, *good) for row in range(2, 25_002))
    gaps = "".join(cells_of(2 * at, f"x{at}", 2018, 5) for at in range(1, 12_001))
    return {
        "title and blank rows": (
            workbook([("Levering",), (), HEAD, (), good, (), ("mbo_certificates", 2017, "x")]),
            Expected(accepted=(5,), refused=((7, "waarde", "value_empty"),)),
            [5, 7],
        ),
        "merged cells": (
            workbook([HEAD, good, older], edit=merge),
            Expected(accepted=(2,), refused=((3, "figuur", "figure_empty"),)),
            [2, 3],
        ),
        "totals, a footnote and another header": (
            workbook([HEAD, good, ("Totaal", None, 14), HEAD, ("* voorlopig",), older]),
            Expected(accepted=(2, 6), ignored=(3, 4, 5)),
            [2, 3, 4, 5, 6],
        ),
        "a remark beside the table": (
            workbook([HEAD, good, (*older, None, None, "hier graag aanvullen")]),
            Expected(accepted=(2,), refused=((3, "waarde", "cells_too_many"),)),
            [2, 3],
        ),
        "formulas that were never calculated in every cell": (
            workbook([HEAD, ("=A9", "=B9", "=C9"), good]),
            Expected(accepted=(3,)),
            [3],
        ),
        "line breaks and formulas as text": (
            workbook([HEAD, ("mbo_\ncertificates", 2018, 14), ("mbo_certificates\n", 2017, "'=1")]),
            Expected(accepted=(2,), refused=((3, "waarde", "value_no_number"),)),
            [2, 3],
        ),
        "formatting far below": (
            workbook([HEAD, good], edit=formatted),
            Expected(accepted=(2,)),
            [2],
        ),
        "only formatting": (workbook([], edit=formatted), Expected(problem="file_empty"), []),
        "header alone": (workbook([HEAD]), Expected(problem="no_rows"), []),
        "no header": (workbook([good]), Expected(problem="header_absent"), []),
        "value column missing": (
            workbook([HEAD[:2], good]),
            Expected(problem="column_absent", says_whole="regel 1 ontbreekt waarde."),
            [],
        ),
        "period twice": (
            workbook([("jaar", *HEAD), (2018, *good)]),
            Expected(problem="column_twice"),
            [],
        ),
        "three hundred columns": (
            workbook([[*HEAD, *range(300)]]),
            Expected(problem="row_too_wide", says_whole="Regel 1 "),
            [],
        ),
        "a cell far to the right": (
            workbook([HEAD, (*good, *[None] * 150, "x"), older]),
            Expected(problem="row_too_wide", says_whole="Regel 2 "),
            [],
        ),
        "a table far to the right": (
            workbook([[*[None] * 120, *HEAD], [*[None] * 120, *good]]),
            Expected(problem="row_too_wide"),
            [],
        ),
        "25,000 rows": (
            Parts(TOP + many, dimension='<dimension ref="A1:C25001"/>').written(),
            Expected(problem="too_many_rows"),
            [],
        ),
        "blank rows between 12,000 rows": (
            Parts(TOP + gaps, dimension='<dimension ref="A1:C24000"/>').written(),
            Expected(
                refused=tuple((line, "figuur", "figure_unknown") for line in range(2, 24_002, 2)),
            ),
            range(2, 24_002, 2),
        ),
        "a row far below the others": (
            workbook([HEAD, good], edit=far),
            Expected(accepted=(2, 1500)),
            [2, 1500],
        ),
        "long text": (
            workbook([HEAD, (*good, "x" * 2001)]),
            Expected(problem="row_too_wide", says_whole="Regel 2 "),
            [],
        ),
        "two columns that are one": (
            workbook([("figuur", "periode", "aantal", "aandeel"), (*good, 0.4)]),
            Expected(problem="column_twice"),
            [],
        ),
    }
