"""Names, texts and rows between Python and SQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb


def quoted(name: str) -> str:
    """A name, as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def listed(names: Iterable[str]) -> str:
    """Names, separated by commas, as SQL writes them."""
    return ", ".join(quoted(name) for name in names)


def literal(text: str) -> str:
    """A text, as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def rows_of(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """What a query gave, each row by the names of its columns."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
