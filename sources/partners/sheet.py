"""From the bytes of a file to its rows: whatever encoding, delimiter or spreadsheet it is.

A text may be cut into cells in several ways; each is tried, and whoever looks for the header takes
the one in which it finds it. Nothing is unpacked to disk, and nothing is read beyond the limits.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sources.partners.reasons import UnusableFileError, because
from sources.partners.text import tidy

LARGEST = 5_000_000
"""Bytes of a file."""
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000

_DELIMITERS = ";\t,|"
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[ \t;,]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What people send that is no table of text: recognised by its first bytes, whatever its name.
_NOT_TEXT = {
    b"\xd0\xcf\x11\xe0": "old_excel",
    b"%PDF": "pdf",
    b"\x1f\x8b": "archive",
    b"7z\xbc\xaf": "archive",
    b"Rar!": "archive",
    b"BZh": "archive",
    b"\xfd7zXZ": "archive",
    b"\x28\xb5\x2f\xfd": "archive",
}


@dataclass(frozen=True)
class Row:
    """A row that is not blank: the line on which it starts (from 1), and its cells, tidied."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """Rows, in one way of reading a file."""

    rows: tuple[Row, ...]


def read_sheets(path: Path) -> list[Sheet]:
    """Every way to read a file as a table.

    That is the first sheet of a workbook, or a text cut by `;`, tab, `,` or `|`.

    Raises:
        UnusableFileError: it is too large, empty, no text and no workbook, or its quotes are
            not closed.
    """
    if path.stat().st_size > LARGEST:
        raise UnusableFileError(because("file_too_large", megabytes=LARGEST // 1_000_000))
    content = path.read_bytes()
    if content.startswith(b"PK"):
        # Only here: the library takes a second to load.
        from sources.partners.workbook import read_workbook

        return [within_limits(read_workbook(content))]
    return _cut(_decode(content))


def within_limits(rows: Iterator[Row]) -> Sheet:
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
    return Sheet(tuple(kept))


def _decode(content: bytes) -> str:
    for start, kind in _NOT_TEXT.items():
        if content.startswith(start):
            raise UnusableFileError(because(f"file_is_{kind}"))
    if content.lstrip()[:9].lower().startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise UnusableFileError(because("file_is_markup"))
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise UnusableFileError(because("encoding_unknown"))


def _encodings(content: bytes) -> list[str]:
    """What a text can be, most certain first; every byte but a few is some letter in cp1252."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return [encoding]
    if b"\x00" in content[:200]:
        return ["utf-16-be" if content[:1] == b"\x00" else "utf-16-le"]
    return ["utf-8", "cp1252"]


def _cut(text: str) -> list[Sheet]:
    found = _SEPARATOR_LINE.match(text)
    start, delimiters = (found.end(), found[1]) if found else (0, _DELIMITERS)
    sheets, refused = [], None
    for delimiter in delimiters:
        try:
            sheets.append(within_limits(_rows(text[start:], delimiter, 1 if found else 0)))
        except UnusableFileError as error:
            refused = refused or error
    if refused and not sheets:
        raise refused
    return sheets


def _rows(text: str, delimiter: str, before: int) -> Iterator[Row]:
    """Rows of a text, numbered from the top of the file; `before` lines were taken off."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except (TypeError, ValueError):
        raise UnusableFileError(because("separator_unknown")) from None
    ended = 0
    try:
        for cells in reader:
            yield Row(before + ended + 1, tuple(cells))
            ended = reader.line_num
    except csv.Error:
        raise UnusableFileError(because("quote_not_closed", line=before + ended + 1)) from None
