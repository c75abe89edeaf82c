"""From a partner's file to rows that are accepted and rows that are refused, each with its reason.

Deliveries are small, so they are read row by row, every cell with the care that its sender would
want. What can be meant in two ways is a question to the sender, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sources.partner_contract import PartnerContract
from sources.partners.delivery import Accepted, Delivery, Refused
from sources.partners.layout import Header, find_table, sheets_with_tables
from sources.partners.reasons import Reason, UnusableFileError, because
from sources.partners.row import RowReader
from sources.partners.rules import check_together
from sources.partners.sheet import Readings, Row, read_sheets
from sources.partners.text import plain

_TOTALS = re.compile(r"(sub|eind)? ?totaal|(grand )?total|som|alles samen")
_FOOTNOTE = re.compile(r"(\*|bron\b|noot\b|let op\b|source\b|note\b)", re.IGNORECASE)
_LISTED = 12
"""More lines than this are not listed in a sentence."""


def read_delivery(path: Path, contract: PartnerContract, received: date) -> Delivery:
    """Read a partner's file, received on a day; what is wrong with it is in the result.

    Raises:
        OSError: the file cannot be opened.
    """
    try:
        readings = read_sheets(path)
        header, sheet = find_table(readings)
    except UnusableFileError as error:
        return Delivery(problem=error.reason)
    at = sheet.rows.index(header.row)
    above, below = sheet.rows[:at], sheet.rows[at + 1 :]
    reader = RowReader(contract, header, received, may_cut=sheet.may_cut)
    ignored = {row.line: None for row in below if _is_no_figure(row, header, reader)}
    accepted: dict[int, Accepted] = {}
    refused: list[Refused] = []
    for row in below:
        if row.line not in ignored:
            result = reader.read(row)
            if isinstance(result, Accepted):
                accepted[row.line] = result
            else:
                refused += result
    rows = {row.line: row for row in below}
    refused += check_together(accepted, rows, header, contract)
    out = {refusal.line for refusal in refused}
    stand = [figure for line, figure in accepted.items() if line not in out]
    problem = None
    if not stand:
        problem = because("no_row_usable") if refused else because("no_rows")
    return Delivery(
        accepted=tuple(stand),
        refused=tuple(sorted(refused, key=lambda refusal: refusal.line)),
        ignored=tuple(ignored),
        header=header.row.cells,
        remarks=tuple(_remarks(readings, header, above, list(ignored))),
        problem=problem,
    )


def _is_no_figure(row: Row, header: Header, reader: RowReader) -> bool:
    """A totals row, a header that is repeated, or a footnote: nobody meant it as a figure."""
    if row.cells == header.row.cells:
        return True
    first = next(cell for cell in row.cells if cell)
    if reader.knows_figure(header.cell(row, "figure")):
        return False
    is_alone = sum(map(bool, row.cells)) == 1
    return bool(_TOTALS.fullmatch(plain(first)) or (is_alone and _FOOTNOTE.match(first)))


def _remarks(
    readings: Readings, header: Header, above: Sequence[Row], ignored: Sequence[int]
) -> list[Reason]:
    remarks = []
    if elsewhere := sheets_with_tables(readings):
        remarks.append(because("sheets_unread", sheets=elsewhere))
    if above:
        remarks.append(because("rows_above_header", lines=_lines([row.line for row in above])))
    if ignored:
        remarks.append(because("rows_ignored", lines=_lines(ignored)))
    if header.unknown:
        remarks.append(because("columns_unknown", count=len(header.unknown)))
    return remarks


def _lines(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:_LISTED]))
    return f"{shown}, …" if len(lines) > _LISTED else shown
