"""Spark as the engine of a night: what it must know beforehand, and what comes back from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from expectations.sql import literal, quoted
from flows.comments import Node
from flows.raw import RawTable

_TYPES = {"varchar": "string", "timestamp": "timestamp_ntz"}


def prepare(database: Path, tables: Iterable[RawTable], folder: Path) -> None:
    """Leave in `folder` what a build on Spark begins with.

    Spark reads the rows of `raw` where they are archived; `meta` and `history`, which Python wrote
    into the candidate, are small and copied to Parquet. `sources.parquet` has the statements that
    tell Spark of them (dbt's macro `register_sources` runs them).
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    statements = [("raw", table.name, text) for table in tables for text in _of_raw(table)]
    with duckdb.connect(str(database), read_only=True) as db:
        for schema, name in db.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where schema_name in ('meta', 'history')"
        ).fetchall():
            source = folder / "sources" / schema / name
            source.mkdir(parents=True)
            db.execute(f"copy {schema}.{quoted(name)} to {literal(str(source / 'data.parquet'))}")
            statements += [
                (schema, name, f"drop table if exists {schema}.{name}"),
                (schema, name, f"create table {schema}.{name} using parquet {_location(source)}"),
            ]
    schemas, names, texts = zip(*statements, strict=True)
    pq.write_table(
        pa.table(
            {
                "position": range(len(statements)),
                "schema_name": schemas,
                "table_name": names,
                "statement": texts,
            }
        ),
        folder / "sources.parquet",
    )


def take_back(db: duckdb.DuckDBPyConnection, nodes: Sequence[Node], folder: Path) -> None:
    """Load what Spark made into the candidate: the tables of dbt's seeds and models.

    Columns have the types of their contract; without one, those of the Parquet.

    Raises:
        duckdb.Error: a table that dbt says was built is not there.
    """
    for schema in sorted({node["schema"] for node in nodes}):
        db.execute(f"create schema {quoted(schema)}")
    for node in nodes:
        _load(db, node, folder)


def _of_raw(table: RawTable) -> Iterator[str]:
    """A table of the files themselves, and a view that adds what their folders are named after."""
    types = {name: _TYPES.get(kind, kind) for name, (kind, _) in table.columns.items()}
    columns = ", ".join(f"`{name}` {kind}" for name, kind in types.items())
    folders = {"vintage_id": "element_at(split(_metadata.file_path, '/'), -2)"}
    if table.shared_by:
        of = "element_at(split(_metadata.file_path, '/'), -3)"
        folders["dataset_id"] = f"'{table.shared_by}.' || {of}"
    named = ", ".join(f"{folder} as {name}" for name, folder in folders.items())
    files = f"raw.{table.name}_files"
    yield f"drop table if exists {files}"
    if table.paths:
        # A table at a path is external: dropping it leaves the archive alone.
        yield f"create table {files} ({columns}) using parquet options (path {_glob(table.paths)})"
        yield f"create or replace view raw.{table.name} as select *, {named} from {files}"
    else:
        nothing = ", ".join(
            f"cast(null as {kind}) as `{name}`"
            for name, kind in (types | dict.fromkeys(folders, "string")).items()
        )
        yield f"create or replace view raw.{table.name} as select {nothing} where false"


def _glob(paths: Sequence[Path]) -> str:
    """One pattern for exactly these files: <source>/<dataset>/<vintage>/<file>."""
    root = paths[0].parents[3]
    return literal(f"{root}/{{{','.join(str(path.relative_to(root)) for path in paths)}}}")


def _location(folder: Path) -> str:
    return f"location {literal(str(folder))}"


def _load(db: duckdb.DuckDBPyConnection, node: Node, folder: Path) -> None:
    name = f"{quoted(node['schema'])}.{quoted(node['alias'])}"
    described = node["columns"]
    files = literal(str(folder / node["schema"] / node["alias"] / "*.parquet"))
    found = [row[0] for row in db.execute(f"describe from read_parquet({files})").fetchall()]
    columns = ", ".join(_typed(column, described.get(column, {})) for column in found)
    db.execute(f"create table {name} as select {columns} from read_parquet({files})")


def _typed(column: str, described: Mapping[str, Any]) -> str:
    kind = described.get("data_type")
    return f"cast({quoted(column)} as {kind}) as {quoted(column)}" if kind else quoted(column)
