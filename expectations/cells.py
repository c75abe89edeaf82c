"""Cells that end up in a spreadsheet: what was typed as text must stay text there."""

from __future__ import annotations

_STARTS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_ENDS_A_CELL = ("\t", "\r", "\n")


def harmless(text: str) -> str:
    """Put an apostrophe before what Excel, LibreOffice or Google Sheets would run as a formula.

    Spaces before it are looked through: some programs drop them when they paste.
    """
    runs = text.lstrip().startswith(_STARTS_A_FORMULA) or text.startswith(_ENDS_A_CELL)
    return f"'{text}" if runs else text


def harmless_sql(text: str) -> str:
    """SQL that does the same to the text of an expression, in DuckDB."""
    signs = "".join(_STARTS_A_FORMULA).replace("-", r"\-")
    return (
        rf"case when regexp_matches({text}, '^[\s\p{{Z}}]*[{signs}]|^[\t\r\n]') "
        f"then '''' || {text} else {text} end"
    )
