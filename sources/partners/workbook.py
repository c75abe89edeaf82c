"""The first sheet of an `.xlsx`, as texts that people would type.

A number that Excel holds is written so that it is read in one way only; a cell that is shown as a
percentage is written with its sign.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

import pandas as pd
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from sources.partners.reasons import UnusableFileError, because
from sources.partners.sheet import MOST_COLUMNS, MOST_ROWS, Row

LARGEST_UNPACKED = 60_000_000
"""Bytes of all parts of a workbook together, as they say they are."""
_MOST_PARTS = 500
_NESTED = (".zip", ".7z", ".rar", ".gz", ".xlsx", ".xlsm", ".tar", ".bz2", ".xz")
_BLANK_ROWS = 1_000
"""A sheet whose formatting goes on for a million rows ends after so many blank ones."""

_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    DefusedXmlException,
    ParseError,
    NotImplementedError,  # a compression that Excel does not use
    OSError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    EOFError,
)
"""What openpyxl raises over a workbook that is damaged or made by hand, in all its parts."""


def read_workbook(content: bytes) -> Iterator[Row]:
    """Rows of the first sheet.

    Raises:
        UnusableFileError: it is an archive of something else, holds another, unpacks to more than
            it may, has macros, or is damaged.
    """
    try:
        _look_inside(content)
        with pd.ExcelFile(io.BytesIO(content), engine="openpyxl") as workbook:
            # Through the workbook that pandas opened, for that knows how a number is shown.
            yield from _rows(workbook.book.worksheets[0])
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
    if "xl/workbook.xml" not in names:
        raise UnusableFileError(because("file_is_archive"))
    if any(name.lower().endswith(_NESTED) for name in names):
        raise UnusableFileError(because("archive_nested"))
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnusableFileError(because("archive_bomb"))


def _rows(sheet: Any) -> Iterator[Row]:
    blank = 0
    for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        texts = tuple(_text(cell) for cell in cells)
        blank = 0 if any(texts) else blank + 1
        if blank > _BLANK_ROWS or line > MOST_ROWS + _BLANK_ROWS:
            return
        yield Row(line, texts)


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
    if "%" in form:
        # 0.1 + 0.2 is 0.30000000000000004: what Excel calculated is not more precise than this.
        return f"{_written(round(exact * 100, 10))}%"
    return _written(exact)


def _written(value: Decimal) -> str:
    if not value.is_finite():
        return str(value)
    whole, _, decimals = f"{value.normalize():f}".partition(".")
    if len(decimals) == 3:
        decimals += "0"  # 1,811 could be read as a thousand; 1,8110 cannot
    return f"{whole},{decimals}" if decimals else whole
