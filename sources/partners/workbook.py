"""The first sheet of an `.xlsx`, as texts that people would type.

A number that Excel holds is written so that it is read in one way only; a cell that is shown as a
percentage is written with its sign.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import pandas as pd
from defusedxml.common import DefusedXmlException
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.exceptions import InvalidFileException

from sources.partners.numbers import unmistakable
from sources.partners.reasons import UnusableFileError, because
from sources.partners.sheet import Readings, Row, Sheet, within_limits

# What it would rather say to a programmer: a date beyond all dates is a cell that is refused here.
warnings.filterwarnings("ignore", module="openpyxl")

LARGEST_UNPACKED = 60_000_000
"""Bytes of all parts of a workbook together, as they say they are."""
_MOST_PARTS = 500
_NESTED = (".zip", ".7z", ".rar", ".gz", ".xlsx", ".xlsm", ".tar", ".bz2", ".xz")
_DOCUMENTS = ("content.xml", "word/document.xml", "ppt/presentation.xml", "xl/workbook.bin")
_ROWS_OF_OTHERS = 200
"""Rows from the top of the sheets that are not read, in which a table would show."""
# What is shown as it stands: text between quotation marks, and a sign behind a stroke.
_AS_IT_STANDS = re.compile(r'"[^"]*"|\\.')
_EXACT = 1e15
"""Beyond this a number of Excel has no decimals."""

_LAST_ROW, _MOST_CELLS = 1_048_576, 100_000_000
"""The last row that Excel has; cells of rows that are gone through, blank ones with them."""

_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    DefusedXmlException,
    ParseError,
    zlib.error,
    RuntimeError,  # a part with a password, or a compression that Excel does not use
    OSError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    EOFError,
)
"""What openpyxl raises over a workbook that is damaged or made by hand, in all its parts."""


def read_workbook(content: bytes) -> Readings:
    """The first sheet, and the tops of the others.

    Raises:
        UnusableFileError: it is an archive of something else, holds another, unpacks to more than
            it may, has macros, or is damaged.
    """
    try:
        _look_inside(content)
        with pd.ExcelFile(io.BytesIO(content), engine="openpyxl") as workbook:
            # Through the workbook that pandas opened, for that knows how a number is shown.
            first, *others = workbook.book.worksheets
            return Readings(
                (within_limits(_rows(first)),),
                tuple(
                    (number, sheet)
                    for number, other in enumerate(others, start=2)
                    for sheet in _top(other)
                ),
            )
    except UnusableFileError:
        raise
    except _BROKEN as error:
        raise UnusableFileError(because("workbook_damaged")) from error


def _look_inside(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    names = [part.filename for part in parts]
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnusableFileError(because("workbook_macros"))
    if any(name in names for name in _DOCUMENTS):
        raise UnusableFileError(because("file_is_document"))
    if "xl/workbook.xml" not in names:
        raise UnusableFileError(because("file_is_archive"))
    if any(name.lower().endswith(_NESTED) for name in names):
        raise UnusableFileError(because("archive_nested"))
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnusableFileError(because("archive_bomb"))


def _rows(sheet: Any) -> Iterator[Row]:
    # Some programs write down too small a size; the rows themselves say how far they go.
    sheet.reset_dimensions()
    seen = 0
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        seen += len(cells)
        if line > _LAST_ROW:
            raise UnusableFileError(because("workbook_damaged"))
        if seen > _MOST_CELLS:
            raise UnusableFileError(because("row_too_wide", line=line))
        # A row may be formatted to its end, 16,384 cells of nothing: only what is there is read.
        filled = {at: cell for at, cell in enumerate(cells) if cell is not EMPTY_CELL}
        texts = {at: text for at, cell in filled.items() if (text := _text(cell))}
        if texts:
            yield Row(line, tuple(texts.get(at, "") for at in range(max(texts) + 1)))


def _top(sheet: Any) -> tuple[Sheet, ...]:
    """The first rows of a sheet; nothing where it is empty, a chart, or beyond the limits."""
    try:
        return (within_limits(islice(_rows(sheet), _ROWS_OF_OTHERS)),)
    except UnusableFileError:
        return ()


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _number(value: float, form: str) -> str:
    exact = Decimal(repr(value))
    if "%" in _AS_IT_STANDS.sub("", form) and abs(value) < _EXACT:
        # 0.1 + 0.2 is 0.30000000000000004: what Excel calculated is not more precise than this.
        return f"{unmistakable(round(exact * 100, 10))}%"
    return f"{unmistakable(exact)}{'%' if '%' in form else ''}"
