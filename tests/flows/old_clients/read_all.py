"""What a client of DuckDB sees in a warehouse, as JSON: run by clients that have nothing else."""

from __future__ import annotations

import json
import sys

import duckdb

RELATIONS = """
select schema_name, table_name, comment from duckdb_tables()
where schema_name in ('marts', 'meta')
union all
select schema_name, view_name, comment from duckdb_views()
where schema_name in ('marts', 'meta') and not internal
order by all
"""
COLUMNS = """
select count(*), count(comment) from duckdb_columns()
where schema_name in ('marts', 'meta') and not internal
"""
STORAGE = "select tags['storage_version'] from duckdb_databases() where not internal"


def seen(database: str) -> dict[str, object]:
    """Every table of analysts read in full, with its comment, and what the file says of itself."""
    with duckdb.connect(database, read_only=True) as db:
        tables = {
            f"{schema}.{name}": (comment, *_content(db, f'{schema}."{name}"'))
            for schema, name, comment in db.execute(RELATIONS).fetchall()
        }
        columns, commented = db.execute(COLUMNS).fetchall()[0]
        ((storage,),) = db.execute(STORAGE).fetchall()
        try:
            db.execute("create table marts.mine as select 1 as a")
            refusal = ""
        except duckdb.Error as error:
            refusal = str(error)
    return {
        "version": duckdb.__version__,
        "tables": tables,
        "columns": columns,
        "commented": commented,
        "storage": storage,
        "refusal": refusal,
    }


def _content(db: duckdb.DuckDBPyConnection, relation: str) -> tuple[int, str]:
    """How many rows, and a hash of every value in them, in any order."""
    names = [name for name, *_ in db.execute(f"describe {relation}").fetchall()]
    # Versions write a whole row as text differently.
    values = ", ".join(f"coalesce(\"{name}\"::text, 'null')" for name in names)
    rows = f"select md5(concat_ws('|', {values})) as row from {relation}"
    question = f"select count(*), md5(coalesce(string_agg(row, '' order by row), '')) from ({rows})"
    return db.execute(question).fetchall()[0]


if __name__ == "__main__":
    print(json.dumps(seen(sys.argv[1])))
