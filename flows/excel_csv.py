"""CSV that Dutch Excel opens by a double click: `;`, a decimal comma, a byte order mark.

Text that a spreadsheet would run as a formula gets an apostrophe (`expectations/cells.py`); a space
would not do, for some programs drop it.
"""

from __future__ import annotations

from collections.abc import Iterable

from expectations.cells import harmless, harmless_sql
from expectations.sql import quoted
from flows.number_types import is_broken, is_whole

DELIMITER = ";"
BYTE_ORDER_MARK = "\ufeff"


def excel_columns(columns: Iterable[tuple[str, str]]) -> str:
    """What to select of columns, given by name and type, so that Excel understands each cell."""
    return ", ".join(
        f"{_cell(quoted(name), kind)} as {quoted(harmless(name))}" for name, kind in columns
    )


def _cell(column: str, kind: str) -> str:
    text = f"cast({column} as varchar)"
    if kind.startswith("TIMESTAMP"):
        # Excel takes what has more than milliseconds for text.
        return f"strftime({column}, '%Y-%m-%d %H:%M:%S')"
    if kind == "BOOLEAN":
        return f"case when {column} then 'WAAR' when not {column} then 'ONWAAR' end"
    if is_broken(kind):
        return f"replace({text}, '.', ',')"
    return column if is_whole(kind) or kind == "DATE" else harmless_sql(text)
