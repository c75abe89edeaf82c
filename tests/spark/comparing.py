"""Two databases that should hold the same, table by table and row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from expectations.sql import listed, literal, quoted

BUILT = ("marts", "intermediate", "reference", "staging")
CLOSE = 1e-9
"""How far what was divided may differ: the engines add up in another order."""
_COLUMNS = """
    select schema_name, table_name, column_name, data_type, coalesce(comment, '')
    from duckdb_columns() where database_name = $database and list_contains($schemas, schema_name)
    order by schema_name, table_name, column_index
"""
_COMMENTS = """
    select schema_name, name, coalesce(comment, '') from (
        select database_name, schema_name, table_name as name, comment from duckdb_tables()
        union all
        select database_name, schema_name, view_name as name, comment from duckdb_views()
    ) where database_name = $database and list_contains($schemas, schema_name)
    order by all
"""


def differences(expected: Path, found: Path) -> list[str]:
    """How `found` differs from `expected`, a line each; types are compared where users see them."""
    with duckdb.connect() as db:
        db.execute(f"attach {literal(str(expected))} as expected (read_only)")
        db.execute(f"attach {literal(str(found))} as found (read_only)")
        told = []
        sides = {side: _described(db, side) for side in ("expected", "found")}
        for what, described in sides["expected"].items():
            if sides["found"].get(what) != described:
                told.append(f"{what}: {described}, not {sides['found'].get(what)}")
        told += [f"{what}: not expected" for what in sides["found"].keys() - sides["expected"]]
        if not told:
            for table in sorted({what[:2] for what in sides["expected"]}):
                told += _rows(db, *table)
    return told


def _described(db: duckdb.DuckDBPyConnection, side: str) -> dict[tuple[str, ...], object]:
    """What is said of tables and columns."""
    asked = {"database": side, "schemas": list(BUILT)}
    columns = {
        (schema, table, column): (kind if schema == "marts" else "", comment)
        for schema, table, column, kind, comment in db.execute(_COLUMNS, asked).fetchall()
    }
    comments = {(s, table): said for s, table, said in db.execute(_COMMENTS, asked).fetchall()}
    return columns | comments


def _rows(db: duckdb.DuckDBPyConnection, schema: str, table: str) -> Iterator[str]:
    """Rows are paired in order of what must be equal; numbers with decimals then are compared."""
    name = f"{quoted(schema)}.{quoted(table)}"
    described = db.execute(f"describe from expected.{name}").fetchall()
    kinds = {column: kind for column, kind, *_ in described}
    decimal = [column for column, kind in kinds.items() if kind == "DOUBLE"]
    exact = [column for column in kinds if column not in decimal]
    order = listed([*exact, *decimal])
    same = " and ".join(
        [
            "e.n is not distinct from f.n",
            *(f"e.{quoted(c)} is not distinct from f.{quoted(c)}" for c in exact),
            *(
                f"(e.{c} is not distinct from f.{c} or abs(e.{c} - f.{c}) <= {CLOSE})"
                for c in map(quoted, decimal)
            ),
        ]
    )
    ((wrong, example),) = db.execute(
        f"""
        with
            e as (select *, row_number() over (order by {order}) as n from expected.{name}),
            f as (select *, row_number() over (order by {order}) as n from found.{name})
        select count(*), any_value(concat(e::varchar, ' is ', f::varchar))
        from e full join f on e.n = f.n where ({same}) is not true
        """
    ).fetchall()
    if wrong:
        yield f"{schema}.{table}: {wrong} rows differ, such as {example}"
