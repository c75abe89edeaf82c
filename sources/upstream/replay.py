"""Real v3 answers of CBS, stored as Parquet by statline-bq, served again as CBS served them.

Such a folder holds `<catalog>.v3.<table>_<entity>.parquet` and `…_Metadata.json`, the `TableInfos`
of the table. What Parquet could not hold comes back: the key `odata.type`, and numbers as CBS wrote
them (`7888.2`, where a float32 reads 7888.2001953125). Parquet has one null, taken here as missing
rather than blank. Topics whose key started with a digit keep the prefix `k_` that statline-bq gave
them, in the rows and in `DataProperties` alike.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb

_PARQUET = re.compile(r"\w+\.v3\.(?P<table>\w+?)_(?P<entity>\w+)\.parquet")
_ROWS = "TypedDataSet"


class ReplayError(ValueError):
    """A folder that does not hold a v3 table."""


def replay_v3(parquet_folder: Path, target: Path) -> Path:
    """Write the table in `parquet_folder` to `<target>/cbs/v3/<table>/`, and return that folder.

    Entities that are missing are derived: a dimension from the keys in the rows, without titles;
    `CategoryGroups` becomes an empty list.

    Raises:
        ReplayError: the folder lacks the rows, the properties or the metadata of a table.
    """
    found = {path: _PARQUET.fullmatch(path.name) for path in parquet_folder.glob("*.parquet")}
    entities = {match["entity"]: path for path, match in found.items() if match}
    identifiers = {match["table"] for match in found.values() if match}
    metadata = next(parquet_folder.glob("*_Metadata.json"), None)
    if len(identifiers) != 1 or metadata is None or not {_ROWS, "DataProperties"} <= set(entities):
        raise ReplayError(f"{parquet_folder} does not hold one v3 table as statline-bq stores it")
    home = target / "cbs" / "v3" / identifiers.pop()
    home.mkdir(parents=True, exist_ok=True)
    infos = json.loads(metadata.read_text(encoding="utf-8"))
    _write(home / "TableInfos.json", [infos])
    with duckdb.connect(":memory:") as db:
        properties = _items(db, entities["DataProperties"])
        for item in properties:
            item["odata.type"] = item.pop("odata_type", f"Cbs.OData.{item['Type']}")
        _write(home / "DataProperties.json", properties)
        rows = entities[_ROWS]
        for name, path in entities.items() - {(_ROWS, rows)}:
            if name != "DataProperties":
                _write(home / f"{name}.json", _items(db, path))
        if "CategoryGroups" not in entities:
            _write(home / "CategoryGroups.json", [])
        for item in properties:
            if not item["Type"].startswith("Topic") and item["Key"] not in entities:
                _write(home / f"{item['Key']}.json", _members(db, rows, item))
        _write_rows(db, rows, home / f"{_ROWS}.ndjson", properties)
    return home


def _items(db: duckdb.DuckDBPyConnection, path: Path) -> list[dict[str, Any]]:
    cursor = db.execute("from read_parquet($1)", [str(path)])
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def _members(
    db: duckdb.DuckDBPyConnection, rows: Path, item: dict[str, Any]
) -> list[dict[str, Any]]:
    key = _quoted(item["Key"])
    found = db.execute(
        f"select {key} from read_parquet($1) group by 1 order by min(ID)", [str(rows)]
    ).fetchall()
    last = "Status" if item["Type"] == "TimeDimension" else "CategoryGroupID"
    return [{"Key": key, "Title": key.strip(), "Description": "", last: None} for (key,) in found]


def _write_rows(
    db: duckdb.DuckDBPyConnection, rows: Path, target: Path, properties: list[dict[str, Any]]
) -> None:
    topics = {item["Key"] for item in properties if item["Type"] == "Topic"}
    columns = db.execute("describe from read_parquet($1)", [str(rows)]).fetchall()
    selected = ", ".join(_cell(name, kind, name in topics) for name, kind, *_ in columns)
    destination = str(target).replace("'", "''")
    db.execute(
        f"copy (select {selected} from read_parquet($1) order by ID) to '{destination}' "
        "(format json, array false)",
        [str(rows)],
    )


def _cell(name: str, kind: str, is_topic: bool) -> str:
    column = _quoted(name)
    if not is_topic or kind == "VARCHAR":
        return column
    # By way of text, which is the shortest that gives the same float32.
    number = f"to_json({column}::varchar::double)" if kind == "FLOAT" else f"to_json({column})"
    return f"""coalesce({number}, '"."'::json) as {column}"""


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write(path: Path, items: list[dict[str, Any]]) -> None:
    path.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
