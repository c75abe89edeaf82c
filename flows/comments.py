"""What dbt knows of its tables and columns, as comments in the release.

dbt can write them itself, a statement of its own each; all of them at once take a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from expectations.sql import literal, quoted

Node = Mapping[str, Any]


def write_comments(db: duckdb.DuckDBPyConnection, nodes: Sequence[Node]) -> None:
    """Comment on the tables and views that seeds and models became, and on their columns.

    `nodes` are those of dbt's manifest. A column that is described and not there is left out: what
    a table must have is for its contract to say.
    """
    held: dict[tuple[str, str], list[str]] = {}
    for schema, table, column in db.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where not internal"
    ).fetchall():
        held.setdefault((schema, table), []).append(column)
    views = db.execute("select schema_name, view_name from duckdb_views() where not internal")
    kinds = dict.fromkeys(views.fetchall(), "view")
    db.begin()
    for node in nodes:
        place = (node["schema"], node["alias"])
        name = ".".join(map(quoted, place))
        if node["description"]:
            kind = kinds.get(place, "table")
            db.execute(f"comment on {kind} {name} is {literal(node['description'])}")
        for column in held.get(place, []):
            if text := node["columns"].get(column, {}).get("description"):
                db.execute(f"comment on column {name}.{quoted(column)} is {literal(text)}")
    db.commit()
