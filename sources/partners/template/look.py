"""How both sheets look, and cells that stay text."""

from __future__ import annotations

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

DARK, PALE, FAINT, FAINTEST, RULE = "33536F", "E3EBF2", "6F7B86", "F5F7F9", "D5DCE2"
TEXT = "@"
"""The number format of what is text."""
LINE_HEIGHT = 15
"""Points of a line."""


def write_text(sheet: Worksheet, row: int, column: int, text: str) -> Cell | MergedCell:
    """Put text in a cell that stays text, whatever it starts with."""
    cell = sheet.cell(row, column, text)
    cell.data_type = "s"
    cell.number_format = TEXT
    return cell


def font(
    size: int = 11, *, bold: bool = False, italic: bool = False, color: str = "222B33"
) -> Font:
    """The one typeface of the workbook."""
    return Font("Calibri", size, bold=bold, italic=italic, color=color)


def fill(color: str) -> PatternFill:
    """A plain background."""
    return PatternFill("solid", fgColor=color)


def print_wide(sheet: Worksheet) -> None:
    """Print on A4, as many pages as it takes, none of them cut off at the side."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.5, bottom=0.5)
