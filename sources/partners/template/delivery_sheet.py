"""The sheet that a partner fills in: a header, an example, and help while filling in."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from openpyxl.comments import Comment
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sources.partners.layout import Column, ColumnName, columns
from sources.partners.regions import regions
from sources.partners.template.look import (
    DARK,
    FAINT,
    FAINTEST,
    LINE_HEIGHT,
    PALE,
    TEXT,
    fill,
    font,
    print_wide,
    write_text,
)
from sources.partners.template.wording import Wording

ROWS = 5_000
"""Rows that are made ready to be filled in."""


def write_delivery(wording: Wording, sheet: Worksheet, lists: Mapping[ColumnName, str]) -> None:
    """Write the sheet; `lists` says where the choices of a column are, if they are on a sheet."""
    widths = _widths(wording)
    cells = zip(columns().items(), wording.header, wording.example(), strict=True)
    for number, ((name, column), title, example) in enumerate(cells, start=1):
        side = _alignment(name)
        _prepare(sheet, number, widths[name], side)
        _write_header(sheet, number, column, title, side)
        _write_example(sheet, number, example, side)
    sheet.row_dimensions[1].height = 24
    figure_lines = textwrap.wrap(wording.example()[0], widths["figure"] - 3)
    sheet.row_dimensions[2].height = len(figure_lines) * LINE_HEIGHT + 5
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    print_wide(sheet)
    _guide(wording, sheet, lists)


def _widths(wording: Wording) -> Mapping[ColumnName, int]:
    """Room for what is likely to be filled in; longer texts of a figure are wrapped."""
    return {
        "figure": min(60, max(len(wording.name(figure)) for figure in wording.figures) + 3),
        "period": 24 if any(figure.period == "days" for figure in wording.figures) else 14,
        "region": max(14, *(len(regions()[code].name) + 3 for code in wording.regions)),
        "breakdown": max(16, *(len(part) + 3 for part in wording.breakdowns), 0),
        "value": 12,
        "unit": 12,
        "note": 42,
    }


def _alignment(name: ColumnName) -> Alignment:
    side = "right" if name == "value" else "left"
    return Alignment(side, "center", indent=1, wrap_text=name in ("figure", "note"))


def _prepare(sheet: Worksheet, number: int, width: int, side: Alignment) -> None:
    """Make a whole column keep what is typed in it as it was."""
    dimension = sheet.column_dimensions[get_column_letter(number)]
    dimension.width = width
    dimension.number_format = TEXT
    dimension.alignment = side


def _write_header(
    sheet: Worksheet, number: int, column: Column, title: str, side: Alignment
) -> None:
    cell = write_text(sheet, 1, number, title)
    cell.font = font(bold=True, color="FFFFFF" if column.required else DARK)
    cell.fill = fill(DARK if column.required else PALE)
    cell.alignment = side


def _write_example(sheet: Worksheet, number: int, text: str, side: Alignment) -> None:
    cell = write_text(sheet, 2, number, text)
    cell.font = font(italic=True, color=FAINT)
    cell.fill = fill(FAINTEST)
    cell.alignment = side


def _guide(wording: Wording, sheet: Worksheet, lists: Mapping[ColumnName, str]) -> None:
    """What helps while filling in: what a column means, and choices where there are any."""
    choices = {**lists, "unit": f'"{",".join(wording.units)}"'}
    titled = zip(columns(), wording.header, strict=True)
    for number, (name, title) in enumerate(titled, start=1):
        letter = get_column_letter(number)
        sheet[f"{letter}1"].comment = _comment(wording, name, title)
        if name in choices:
            rule = _choice(wording, choices[name])
        elif name == "period":
            rule = _hint(wording, title)
        else:
            continue
        rule.add(f"{letter}2:{letter}{ROWS}")
        sheet.add_data_validation(rule)


def _comment(wording: Wording, name: ColumnName, title: str) -> Comment:
    need = wording.says["required" if columns()[name].required else "optional"]
    about = f"{title} ({need})\n{wording.about(name)}"
    return Comment(about, "Techniekpact", height=110, width=300)


def _choice(wording: Wording, choices: str) -> DataValidation:
    """A list that warns only: the reader understands more than what is in it."""
    rule = DataValidation(type="list", formula1=choices, allow_blank=True)
    rule.showErrorMessage = True
    rule.errorStyle = "warning"
    rule.errorTitle, rule.error = wording.says["not_listed"], wording.says["not_listed_why"]
    return rule


def _hint(wording: Wording, title: str) -> DataValidation:
    """What is said at the cells of the periods: their form, if all figures have the same."""
    forms = list(dict.fromkeys(wording.period(figure) for figure in wording.figures))
    rule = DataValidation(allow_blank=True, showInputMessage=True)
    rule.promptTitle = title.capitalize()
    rule.prompt = wording.says["period_forms"] if len(forms) > 1 else f"{forms[0].capitalize()}."
    return rule
