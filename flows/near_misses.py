"""What is wrong with a query, in one line, with the names that were probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable

import duckdb

_NO_COLUMN = re.compile(r'Referenced column "([^"]+)" not found|have a column named "([^"]+)"')
_NO_TABLE = re.compile(r'Table with name "?([^"\s]+)"? does not exist')
_CANDIDATES = re.compile(r"Candidate bindings:[ :]*(.*)")
_WHERE = re.compile(r"\n+LINE (\d+):")
_AT_MOST = 3


class QueryError(Exception):
    """A query could not be run; the message says why, in one line."""


def explained(error: duckdb.Error, sql: str, db: duckdb.DuckDBPyConnection) -> str:
    """An error of the database in one line; `db` holds the names that there are."""
    said = str(error)
    if missing := _NO_TABLE.search(said):
        return no_table(missing[1], _columns(db))
    if missing := _NO_COLUMN.search(said):
        candidates = _CANDIDATES.search(said)
        own = re.findall(r'"([^"]+)"', candidates[1]) if candidates else []
        return _no_column(missing[1] or missing[2], sql, own, _columns(db))
    where = _WHERE.search(said)
    line = f" (line {where[1]})" if where and "\n" in sql.strip() else ""
    return " ".join(said[: where.start() if where else None].split()) + line


def no_table(name: str, tables: Collection[str]) -> str:
    """There is no such table; which ones have a name like it."""
    bare = name.lower().rpartition(".")[2]
    elsewhere = [table for table in tables if table.partition(".")[2] == bare]
    known = {table.partition(".")[2]: table for table in reversed(list(tables))}
    near = elsewhere or list(
        dict.fromkeys([*(known[n] for n in _near(bare, known)), *_near(name, tables)])
    )
    told = _meant(near[:_AT_MOST]) or "`techniekpact tables` lists what there is"
    return f"no table {name!r}; {told}"


def _no_column(name: str, sql: str, candidates: list[str], known: dict[str, list[str]]) -> str:
    words = {word.lower() for word in re.findall(r"\w+", sql)}
    named = [table for table in known if table.partition(".")[2].lower() in words]
    here = dict.fromkeys([*(c for table in named for c in known[table]), *candidates])
    if near := _near(name, here):
        return f"no column {name!r}; {_meant(near)}"
    elsewhere = [table for table, columns in known.items() if name in columns]
    if elsewhere:
        return f"no column {name!r} there; it is in {', '.join(elsewhere[:_AT_MOST])}"
    told = f"`techniekpact describe {named[0]}`" if named else "`techniekpact describe TABLE`"
    return f"no column {name!r}; {told} lists what there is"


def _near(name: str, known: Iterable[str]) -> list[str]:
    spelled: dict[str, str] = {}
    for each in known:
        spelled.setdefault(each.lower(), each)
    found = difflib.get_close_matches(name.lower(), spelled, n=_AT_MOST, cutoff=0.7)
    return [spelled[each] for each in found if each != name]


def _meant(names: list[str]) -> str:
    return f"did you mean {' or '.join(names)}?" if names else ""


def _columns(db: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    rows = db.execute(
        "select schema_name || '.' || table_name, list(column_name order by column_index) "
        "from duckdb_columns() where not internal and database_name = current_database() "
        "group by schema_name, table_name order by schema_name not in ('marts', 'meta'), 1"
    ).fetchall()
    return dict(rows)
