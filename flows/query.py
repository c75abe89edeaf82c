"""Read-only queries on a release, as a table, CSV, JSON or Parquet."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from rich.console import Console

from flows.console import UNFOLDED
from flows.excel_csv import BYTE_ORDER_MARK, DELIMITER, excel_columns
from flows.near_misses import QueryError, explained
from flows.outputs import check_new
from flows.result_table import print_result

Format = Literal["table", "csv", "csv-excel", "json", "parquet"]
ON_A_TERMINAL = 100
"""Rows that a table on a terminal has, where nothing else is asked."""


@dataclass(frozen=True)
class Answer:
    """How large a result was, as written; `cut` where there are more rows."""

    rows: int
    columns: int
    cut: bool = False

    def __str__(self) -> str:
        """The line for people."""
        rows, columns = "row" + "s" * (self.rows != 1), "column" + "s" * (self.columns != 1)
        size = f"{self.rows:,} {rows}, {self.columns} {columns}"
        more = "; there are more: --limit N, or --limit 0 for all"
        return f"the first {size}{more}" if self.cut else size


def query(
    database: Path,
    sql: str,
    form: Format,
    output: Path | None,
    console: Console,
    notice: str,
    limit: int | None = None,
) -> Answer:
    """Run `sql` on `database` and write the result to `output`, or to the console.

    Args:
        database: a release; opened read-only.
        sql: one statement.
        form: how the result is written.
        output: a file; it must not exist yet. Needed for Parquet.
        console: where a result without `output` goes.
        notice: what every user of the figures must know; stands in Parquet's own metadata.
        limit: so many rows at most, 0 for all; by default all, but for a table on a terminal.

    Raises:
        QueryError: the statement is wrong, or it writes.
        OutputError: the output exists already, or its folder does not.
    """
    if form == "parquet" and output is None:
        raise QueryError("--format parquet needs --output FILE")
    if output is not None:
        check_new(output)
    if limit is None:
        on_a_terminal = form == "table" and output is None and console.is_terminal
        limit = ON_A_TERMINAL if on_a_terminal else 0
    with duckdb.connect(str(database), read_only=True) as db:
        # A query reads this release and nothing else: no other file, no network.
        db.execute("set enable_external_access = false")
        try:
            relation = db.sql(sql)
            if relation is None:
                raise QueryError("the statement has no result; only queries are allowed")
            columns = len(relation.columns)
            shown = relation.limit(limit) if limit else relation
            with _target(output) as file:
                rows = _write(shown, form, file, console if output is None else None, notice)
            cut = bool(limit) and rows == limit and bool(relation.limit(1, limit).fetchall())
            return Answer(rows, columns, cut)
        except duckdb.Error as error:
            raise QueryError(explained(error, sql, db)) from error
        except pa.ArrowException as error:
            # A list or a structure in CSV, which has none.
            raise QueryError(f"{' '.join(str(error).split())}; cast it to varchar") from error


@contextmanager
def _target(output: Path | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        return
    with output.open("xb") as file:
        try:
            yield file
        except BaseException:
            # Nobody takes half an answer for a whole one.
            output.unlink(missing_ok=True)
            raise


def _write(
    relation: duckdb.DuckDBPyRelation,
    form: Format,
    file: BinaryIO,
    console: Console | None,
    notice: str,
) -> int:
    match form:
        case "table":
            return _table(relation, file, console)
        case "csv":
            return _csv(relation, file, ",")
        case "csv-excel":
            kinds = zip(relation.columns, map(str, relation.types), strict=True)
            file.write(BYTE_ORDER_MARK.encode())
            return _csv(relation.project(excel_columns(kinds)), file, DELIMITER)
        case "json":
            return _json(relation, file)
        case "parquet":
            return _parquet(relation, file, notice)


def _batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """The batches of a result, which is computed as it is read."""
    try:
        yield from reader
    except OSError as error:
        # Arrow's name for whatever the database says.
        raise QueryError(" ".join(str(error).split())) from error


def _table(relation: duckdb.DuckDBPyRelation, file: BinaryIO, console: Console | None) -> int:
    if console is not None:
        return print_result(relation, console)
    text = io.TextIOWrapper(file, encoding="utf-8")
    rows = print_result(relation, Console(file=text, width=UNFOLDED))
    text.detach()
    return rows


def _csv(relation: duckdb.DuckDBPyRelation, file: BinaryIO, delimiter: str) -> int:
    rows = 0
    reader = relation.to_arrow_reader()
    options = pa.csv.WriteOptions(delimiter=delimiter)
    with pa.csv.CSVWriter(file, reader.schema, write_options=options) as writer:
        for batch in _batches(reader):
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _json(relation: duckdb.DuckDBPyRelation, file: BinaryIO) -> int:
    reader = relation.to_arrow_reader()
    table = pa.Table.from_batches(_batches(reader), reader.schema)
    # JSON has one kind of number; pandas would write a decimal as text.
    numbers = [
        pa.field(f.name, pa.float64() if pa.types.is_decimal(f.type) else f.type)
        for f in table.schema
    ]
    frame = table.cast(pa.schema(numbers)).to_pandas()
    file.write(frame.to_json(orient="records", date_format="iso", force_ascii=False).encode())
    file.write(b"\n")
    return int(table.num_rows)


def _parquet(relation: duckdb.DuckDBPyRelation, file: BinaryIO, notice: str) -> int:
    rows = 0
    reader = relation.to_arrow_reader()
    schema = reader.schema.with_metadata({"notice": notice} if notice else None)
    with pa.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in _batches(reader):
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
            rows += batch.num_rows
    return rows
