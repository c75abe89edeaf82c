"""DuckDB for SQLAlchemy, for one file that is only read.

`duckdb-engine` rolls back when a connection returns to its pool. DuckDB then drops the result
that Great Expectations has not fetched yet, and the check dies with an `IndexError`. A file that
is only read needs no transactions, so here they do nothing.
"""

from __future__ import annotations

import atexit
import sys
from pathlib import Path
from typing import Any

from duckdb_engine import Dialect
from sqlalchemy.dialects import registry

_NAME = "duckdb.readonly"


class ReadOnlyDuckDB(Dialect):  # type: ignore[misc]  # the base class is untyped
    """A dialect without transactions; bare table names are those of one schema."""

    driver = "readonly"
    supports_statement_cache = False

    def connect(self, *arguments: Any, schema: str, **options: Any) -> Any:
        """Open the file read-only, with `schema` as the place of tables without one.

        `options` may hold `config`: settings of DuckDB.
        """
        connection = super().connect(*arguments, read_only=True, **options)
        connection.execute(f"SET schema = '{schema}'")
        self._schema = schema
        return connection

    def get_columns(self, connection: Any, table: str, schema: Any = None, **options: Any) -> Any:
        """The columns of the table in our schema, without those of its namesakes in others."""
        return super().get_columns(connection, table, schema or self._schema, **options)

    def do_begin(self, dbapi_connection: Any) -> None:
        """Do nothing."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Do nothing."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Do nothing."""


def connection_string(database: Path) -> str:
    """The SQLAlchemy URL of a database file under this dialect, which it registers."""
    registry.register(_NAME, __name__, "ReadOnlyDuckDB")
    return f"duckdb+readonly:///{database.resolve().as_posix()}"


def release(engine: Any) -> None:
    """Close the connections of an engine and drop the DuckDB types that its dialect remembers."""
    engine.dispose()
    engine.dialect._type_memos.clear()


@atexit.register
def _let_go_of_duckdb() -> None:
    """Empty duckdb-engine at exit: what it holds would make DuckDB print a page of leaks."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "duckdb_engine":
            vars(module).clear()
