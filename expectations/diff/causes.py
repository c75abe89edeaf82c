"""Why a figure moved, as far as the warehouse knows.

| cause | subject | old and new |
|---|---|---|
| `new_definition` | | versions of the definition |
| `new_source` | | datasets |
| `new_vintage` | dataset, not always the figure's own | newest vintages of it |
| `lost_vintage` | dataset | the vintage that is gone |
| `archive` | dataset | the vintage whose archived rows are not what they were |
| `reference` | tables of schema `reference` that differ | versions of the code |
| `code` | | versions of the code |
| `unknown` | | |

The first that applies. A reference list is a file beside the code: where both changed, the list is
named, for that is what a reader can look up.
"""

from __future__ import annotations

import duckdb

from expectations.diff.sides import CANDIDATE, PREVIOUS, row_hash
from expectations.sql import literal, quoted

# Registers of places decide where a figure is counted, whatever its own dataset is.
_REGISTERS = "duo.%locations"

_ARRIVED = f"""
CREATE TEMP TABLE arrived AS
SELECT dataset_id, o.newest AS old_vintage_id, n.newest AS new_vintage_id
FROM (
    SELECT dataset_id, arg_max(vintage_id, (published_at, retrieved_at, vintage_id)) AS newest
    FROM {CANDIDATE}.meta.vintages AS n
    WHERE NOT EXISTS (
        FROM {PREVIOUS}.meta.vintages AS o
        WHERE o.dataset_id = n.dataset_id AND o.vintage_id = n.vintage_id)
    GROUP BY dataset_id
) AS n
LEFT JOIN (
    SELECT dataset_id, arg_max(vintage_id, (published_at, retrieved_at, vintage_id)) AS newest
    FROM {PREVIOUS}.meta.vintages
    GROUP BY dataset_id
) AS o USING (dataset_id)
"""

# Of a share, the other datasets that it is made of.
_BEHIND = f"""
CREATE TEMP TABLE behind AS
SELECT indicator_id, period, min(dataset_id) AS dataset_id
FROM (
    SELECT indicator_id, period, dataset_id, vintage_id
    FROM {CANDIDATE}.marts.indicator_sources
    EXCEPT
    SELECT indicator_id, period, dataset_id, vintage_id
    FROM {PREVIOUS}.marts.indicator_sources
)
WHERE dataset_id IN (SELECT dataset_id FROM arrived)
GROUP BY indicator_id, period
"""

_GONE = f"""
CREATE TEMP TABLE gone AS
SELECT dataset_id, vintage_id FROM {PREVIOUS}.meta.vintages
EXCEPT
SELECT dataset_id, vintage_id FROM {CANDIDATE}.meta.vintages
"""

# A figure that comes or goes where others of its indicator follow another definition.
_REDEFINITIONS = """
CREATE TEMP TABLE redefinitions AS
WITH found AS (
    SELECT DISTINCT indicator_id, old_definition_version AS old, new_definition_version AS new
    FROM compared
    WHERE redefined AND NOT (added OR removed)
)
SELECT indicator_id, true AS is_loss, old AS definition, old, max(new) AS new
FROM found
GROUP BY indicator_id, old
UNION ALL
SELECT indicator_id, false AS is_loss, new AS definition, max(old) AS old, new
FROM found
GROUP BY indicator_id, new
"""

_RELEASES = f"""
CREATE TEMP TABLE releases AS
SELECT
    o.code_version AS old_code,
    n.code_version AS new_code,
    NULL::VARCHAR AS seeds,
    (SELECT min(dataset_id) FROM arrived WHERE dataset_id LIKE '{_REGISTERS}') AS register
FROM {PREVIOUS}.meta.release AS o, {CANDIDATE}.meta.release AS n
"""

SUBJECTS = """
CROSS JOIN releases
LEFT JOIN arrived AS own ON own.dataset_id = coalesce(new_dataset_id, old_dataset_id)
LEFT JOIN behind USING (indicator_id, period)
LEFT JOIN arrived AS other ON other.dataset_id = behind.dataset_id
LEFT JOIN arrived AS places ON places.dataset_id = releases.register
LEFT JOIN gone ON gone.dataset_id = old_dataset_id AND gone.vintage_id = compared.old_vintage_id
LEFT JOIN redefinitions AS turned
    ON turned.indicator_id = compared.indicator_id
    AND turned.is_loss = removed
    AND turned.definition = coalesce(old_definition_version, new_definition_version)
LEFT JOIN (SELECT DISTINCT table_name, vintage_id FROM changed_vintages) AS otherwise
    ON otherwise.table_name = replace(new_dataset_id, '.', '_')
    AND otherwise.vintage_id = compared.new_vintage_id
"""
"""Joins that `CAUSES` needs beside the table `compared`."""


def _cause(kind: str, subject: str = "NULL", old: str = "NULL", new: str = "NULL") -> str:
    return (
        f"{{'kind': '{kind}', 'subject': {subject}::VARCHAR, "
        f"'old': {old}::VARCHAR, 'new': {new}::VARCHAR}}"
    )


CAUSES = f"""
CASE
    WHEN NOT (added OR removed) AND redefined
        THEN {_cause("new_definition", "NULL", "old_definition_version", "new_definition_version")}
    WHEN NOT (added OR removed) AND old_dataset_id IS DISTINCT FROM new_dataset_id
        THEN {_cause("new_source", "NULL", "old_dataset_id", "new_dataset_id")}
    WHEN NOT (added OR removed) AND compared.old_vintage_id IS DISTINCT FROM compared.new_vintage_id
        THEN {
    _cause("new_vintage", "new_dataset_id", "compared.old_vintage_id", "compared.new_vintage_id")
}
    WHEN removed AND gone.vintage_id IS NOT NULL
        THEN {_cause("lost_vintage", "old_dataset_id", "compared.old_vintage_id")}
    WHEN (added OR removed) AND turned.definition IS NOT NULL
        THEN {_cause("new_definition", "NULL", "turned.old", "turned.new")}
    WHEN (added OR removed) AND own.dataset_id IS NOT NULL
        THEN {_cause("new_vintage", "own.dataset_id", "own.old_vintage_id", "own.new_vintage_id")}
    WHEN other.dataset_id IS NOT NULL
        THEN {
    _cause("new_vintage", "other.dataset_id", "other.old_vintage_id", "other.new_vintage_id")
}
    WHEN otherwise.vintage_id IS NOT NULL
        THEN {
    _cause("archive", "new_dataset_id", "compared.new_vintage_id", "compared.new_vintage_id")
}
    WHEN releases.seeds IS NOT NULL
        THEN {_cause("reference", "releases.seeds", "old_code", "new_code")}
    WHEN old_code IS DISTINCT FROM new_code
        THEN {_cause("code", "NULL", "old_code", "new_code")}
    WHEN places.dataset_id IS NOT NULL
        THEN {
    _cause("new_vintage", "places.dataset_id", "places.old_vintage_id", "places.new_vintage_id")
}
    ELSE {_cause("unknown")}
END
"""
"""SQL for a struct of kind, subject, old and new."""


def prepare_causes(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables that `SUBJECTS` joins; needs `compared`."""
    for statement in (_ARRIVED, _BEHIND, _GONE, _REDEFINITIONS, _RELEASES):
        connection.execute(statement)
    if seeds := _changed_seeds(connection):
        connection.execute("UPDATE releases SET seeds = ?", [", ".join(seeds)])


def _changed_seeds(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The reference lists that are not in both releases with the same rows."""
    contents: dict[str, dict[str, object]] = {CANDIDATE: {}, PREVIOUS: {}}
    for side, found in contents.items():
        columns: dict[str, dict[str, str]] = {}
        for table, column, kind in connection.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() "
            "WHERE database_name = ? AND schema_name = 'reference'",
            [side],
        ).fetchall():
            columns.setdefault(table, {})[column] = kind
        for table, kinds in columns.items():
            rows = connection.execute(
                f"SELECT {literal(str(sorted(kinds)))}, count(*), sum({row_hash(kinds)}::HUGEINT) "
                f"FROM {side}.reference.{quoted(table)}"
            ).fetchone()
            found[table] = rows
    before, now = contents[PREVIOUS], contents[CANDIDATE]
    return sorted(t for t in before.keys() | now.keys() if before.get(t) != now.get(t))
