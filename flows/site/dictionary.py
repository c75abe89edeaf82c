"""The dictionary of all tables, and what the search knows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import duckdb

from expectations.formatting import Language
from expectations.sql import rows_of
from flows.site.catalogue import Goal

Row = dict[str, Any]

_COLUMNS = """
SELECT c.schema_name, c.table_name, c.column_name, c.data_type, c.unit, c.description, c.source,
    t.comment
FROM meta.columns AS c
LEFT JOIN duckdb_tables() AS t
    ON c.schema_name = t.schema_name AND c.table_name = t.table_name
    AND t.database_name = current_database()
ORDER BY array_position(['marts', 'meta', 'raw'], c.schema_name), c.table_name
"""


def read_tables(db: duckdb.DuckDBPyConnection) -> list[Row]:
    """Every table with what it holds, and its columns in their order."""
    rows = rows_of(db.execute(_COLUMNS))
    return [
        {
            "name": f"{schema}.{table}",
            "schema": schema,
            "comment": comment,
            "columns": list(columns),
        }
        for (schema, table, comment), columns in groupby(
            rows, lambda row: (row["schema_name"], row["table_name"], row["comment"])
        )
    ]


def search_documents(
    goals: Sequence[Goal], tables: Sequence[Row], language: Language
) -> list[dict[str, str]]:
    """What can be found: indicators by name, definition and goal; tables and columns by meaning."""
    indicators = [
        {
            "id": i.indicator_id,
            "kind": "indicator",
            "title": i.row[f"name_{language}"],
            "text": i.row[f"definition_{language}"] or "",
            "more": f"{goal.row['goal_no']} {goal.row[f'name_{language}']}",
            "url": f"indicators/{i.indicator_id}.html",
        }
        for goal in goals
        for i in goal.indicators
    ]
    columns = [
        {
            "id": f"{table['name']}.{column['column_name']}",
            "kind": "column",
            "title": f"{table['name']}.{column['column_name']}",
            "text": column["description"] or "",
            "more": "",
            "url": f"dictionary.html#{table['name']}",
        }
        for table in tables
        for column in table["columns"]
    ]
    return indicators + columns
