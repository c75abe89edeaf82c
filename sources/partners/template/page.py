"""A sheet that is read like a page: lines and tables, written from top to bottom."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sources.partners.template.look import (
    DARK,
    LINE_HEIGHT,
    RULE,
    fill,
    font,
    print_wide,
    write_text,
)

_WIDTHS = (48, 12, 34, 28, 28, 12, 38)
_LETTERS = 1.05
"""Letters that fit where the width counts one digit."""


@dataclass(frozen=True)
class _Look:
    """How a row looks; without a height, it is as high as its texts need."""

    font: Font
    height: float = 0
    fill: PatternFill | None = None
    border: Border | None = None
    indent: int = 0


_LINE_BELOW = Border(bottom=Side("thin", color=RULE))
_TITLE = _Look(font(16, bold=True, color=DARK), height=30)
_HEADING = _Look(font(13, bold=True, color=DARK), height=24)
_PLAIN = _Look(font())
_TABLE_HEAD = _Look(font(bold=True, color="FFFFFF"), 20, fill(DARK), _LINE_BELOW, indent=1)
_TABLE_ROW = _Look(font(), border=_LINE_BELOW, indent=1)


class Page:
    """Writes on a sheet, each thing below the one before."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._row = 0
        for number, width in enumerate(_WIDTHS, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.sheet_view.showGridLines = False
        sheet.sheet_properties.tabColor = DARK
        print_wide(sheet)

    def title(self, text: str) -> None:
        """What the page is about."""
        self._put([text], _TITLE)

    def heading(self, text: str) -> None:
        """The start of a part, after an empty row."""
        self._row += 1
        self._put([text], _HEADING)

    def line(self, text: str) -> None:
        """One text over the whole width."""
        self._put([text], _PLAIN)

    def table(self, head: str, rows: Iterable[Sequence[str]]) -> str:
        """A table; says where its first column is, as a list that a cell can be chosen from."""
        self._put(head.split("|"), _TABLE_HEAD)
        first = self._row + 1
        for cells in rows:
            self._put(cells, _TABLE_ROW)
        return f"'{self._sheet.title}'!$A${first}:$A${self._row}"

    def _put(self, texts: Sequence[str], look: _Look) -> None:
        """A row of cells, the last of which goes on to the right edge."""
        self._row += 1
        last = len(_WIDTHS)
        if len(texts) < last:
            self._sheet.merge_cells(None, self._row, len(texts), self._row, last)
        for number, text in enumerate(texts, start=1):
            cell = write_text(self._sheet, self._row, number, text)
            cell.font = look.font
            cell.alignment = Alignment("left", "center", wrap_text=True, indent=look.indent)
        for number in range(1, last + 1):
            cell = self._sheet.cell(self._row, number)
            if look.fill:
                cell.fill = look.fill
            if look.border:
                cell.border = look.border
        self._sheet.row_dimensions[self._row].height = look.height or _height(texts)


def _height(texts: Sequence[str]) -> float:
    """Points that a row needs for the longest of its texts, the last of which is the widest."""
    before = len(texts) - 1
    widths = [*_WIDTHS[:before], sum(_WIDTHS[before:])]
    lines = max(
        len(textwrap.wrap(text, int(width * _LETTERS)))
        for text, width in zip(texts, widths, strict=True)
    )
    return lines * LINE_HEIGHT + 3
