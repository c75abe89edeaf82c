"""Read-only queries on a release, as a table, CSV, JSON or Parquet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from rich.console import Console
from rich.table import Table

from flows.console import UNFOLDED, show

Format = Literal["table", "csv", "json", "parquet"]


class QueryError(Exception):
    """A query could not be run; the message is the database's own."""


def query(
    database: Path, sql: str, form: Format, output: Path | None, console: Console, notice: str
) -> None:
    """Run `sql` on `database` and write the result to `output`, or to the console.

    Args:
        database: a release; opened read-only.
        sql: one statement.
        form: how the result is written.
        output: a file; it must not exist yet. Needed for Parquet.
        console: where a result without `output` goes.
        notice: what every user of the figures must know; stands in Parquet's own metadata.

    Raises:
        QueryError: the statement is wrong, or it writes.
    """
    if form == "parquet" and output is None:
        raise QueryError("--format parquet needs --output FILE")
    if output is not None and output.exists():
        raise QueryError(f"{output} exists already; choose another name")
    try:
        with duckdb.connect(str(database), read_only=True) as db:
            # A query reads this release and nothing else: no other file, no network.
            db.execute("set enable_external_access = false")
            relation = db.sql(sql)
            if relation is None:
                raise QueryError("the statement has no result; only queries are allowed")
            if form == "table":
                _print(relation, console, output)
            else:
                with _target(output) as file:
                    _write(relation.to_arrow_reader(), form, file, notice)
    except duckdb.Error as error:
        raise QueryError(str(error)) from error


@contextmanager
def _target(output: Path | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        return
    with output.open("xb") as file:
        yield file


def _write(reader: pa.RecordBatchReader, form: Format, file: BinaryIO, notice: str) -> None:
    if form == "json":
        table = reader.read_all()
        # JSON has one kind of number; pandas would write a decimal as text.
        numbers = [
            pa.field(f.name, pa.float64() if pa.types.is_decimal(f.type) else f.type)
            for f in table.schema
        ]
        frame = table.cast(pa.schema(numbers)).to_pandas()
        file.write(frame.to_json(orient="records", date_format="iso", force_ascii=False).encode())
        file.write(b"\n")
    elif form == "csv":
        with pa.csv.CSVWriter(file, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
    else:
        schema = reader.schema.with_metadata({"notice": notice} if notice else None)
        with pa.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(batch.replace_schema_metadata(schema.metadata))


def _print(relation: duckdb.DuckDBPyRelation, console: Console, output: Path | None) -> None:
    table = Table(*relation.columns)
    for row in relation.fetchall():
        table.add_row(*("" if value is None else _text(value) for value in row))
    if output is None:
        show(table, console)
        return
    with output.open("w", encoding="utf-8") as file:
        show(table, Console(file=file, width=UNFOLDED))


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.2f}"
    return str(value)
