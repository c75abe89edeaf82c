"""From the bytes of a file to its rows: whatever encoding, delimiter or spreadsheet it is.

A text may be cut into cells in several ways; each is tried, and whoever looks for the header takes
the one in which it finds it. Nothing is unpacked to disk, and nothing is read beyond the limits.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sources.partners.encoding import decode
from sources.partners.reasons import UnusableFileError, because
from sources.partners.text import tidy

LARGEST = 5_000_000
"""Bytes of a file."""
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000

_DELIMITERS = ";\t,|"
_LOOK_AT = 50
"""Lines from the top that show which delimiter is meant."""
_SEPARATOR_LINE = re.compile(r'"?sep=([^\r\n])"?[ \t;,]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_NOTHING = re.compile(r"[\s;,|\"]*")
_WORKBOOK = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


@dataclass(frozen=True)
class Row:
    """A row that is not blank: the line on which it starts (from 1), and its cells, tidied."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """Rows, in one way of reading a file.

    `may_cut` is whether a comma in a number may have cut it in two: commas between the cells, and
    nowhere a quotation mark.
    """

    rows: tuple[Row, ...]
    may_cut: bool = False


@dataclass(frozen=True)
class Readings:
    """Every way to read a file, likeliest first.

    `others` are the first rows of the sheets of a workbook that are not read, by number. `refused`
    is why the likeliest way to cut a text is not among the sheets, if it is not.
    """

    sheets: tuple[Sheet, ...]
    others: tuple[tuple[int, Sheet], ...] = ()
    refused: UnusableFileError | None = None


def read_sheets(path: Path) -> Readings:
    """Every way to read a file as a table.

    That is the first sheet of a workbook, or a text cut by `;`, tab, `,` or `|`.

    Raises:
        UnusableFileError: it is too large, empty, no text and no workbook, or its quotes are
            not closed.
    """
    if path.stat().st_size > LARGEST:
        raise UnusableFileError(because("file_too_large", megabytes=LARGEST // 1_000_000))
    content = path.read_bytes()
    if content.startswith(_WORKBOOK):
        # Only here: the library takes a second to load.
        from sources.partners.workbook import read_workbook

        return read_workbook(content)
    return _cut(decode(content))


def within_limits(rows: Iterable[Row], *, may_cut: bool = False) -> Sheet:
    """Rows that are not blank, as long as they are not too many or too wide.

    Raises:
        UnusableFileError: they are.
    """
    kept: list[Row] = []
    for row in rows:
        cells = tuple(tidy(cell) for cell in row.cells)
        while cells and not cells[-1]:
            cells = cells[:-1]
        if not cells:
            continue
        if len(kept) == MOST_ROWS:
            raise UnusableFileError(because("too_many_rows", rows=MOST_ROWS))
        if len(cells) > MOST_COLUMNS or max(map(len, cells)) > LONGEST_CELL:
            raise UnusableFileError(because("row_too_wide", line=row.line))
        kept.append(Row(row.line, cells))
    if not kept:
        raise UnusableFileError(because("file_empty"))
    return Sheet(tuple(kept), may_cut)


def _cut(text: str) -> Readings:
    found = _SEPARATOR_LINE.match(text)
    start, delimiters = (found.end(), found[1]) if found else (0, _DELIMITERS)
    if _NOTHING.fullmatch(text, start):
        raise UnusableFileError(because("file_empty"))
    sheets, refused = [], {}
    top = text[start:].splitlines()[:_LOOK_AT]
    likely = sorted(delimiters, key=lambda sign: sum(sign in line for line in top), reverse=True)
    for delimiter in likely:
        try:
            rows = _rows(text[start:], delimiter, 1 if found else 0)
            may_cut = delimiter == "," and '"' not in text
            sheets.append(within_limits(rows, may_cut=may_cut))
        except UnusableFileError as error:
            refused[delimiter] = error
    if not sheets:
        raise refused[likely[0]]
    return Readings(tuple(sheets), refused=refused.get(likely[0]))


def _rows(text: str, delimiter: str, before: int) -> Iterator[Row]:
    """Rows of a text, numbered from the top of the file; `before` lines were taken off."""
    if delimiter in "\"' \\" or delimiter.isalnum():
        raise UnusableFileError(because("separator_unknown"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    ended = 0
    try:
        for cells in reader:
            if cells:
                yield Row(before + ended + 1, tuple(cells))
            ended = reader.line_num
    except csv.Error as error:
        rule = "row_too_wide" if "field limit" in str(error) else "quote_not_closed"
        raise UnusableFileError(because(rule, line=before + ended + 1)) from None
