"""What analysts download of a release: Parquet, CSV, CSV for Excel, and what it all means.

`parquet/`, `csv/` and `csv-excel/` hold a file per table, `datapackage.json` the dictionary. The
large ones of `csv/` are gzipped. Rows go from DuckDB into files and never through Python.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb

from expectations.sql import literal, quoted
from flows.contents import Table, read_tables
from flows.datapackage import CSV, CSV_EXCEL, NAME, PARQUET, TIMESTAMP, describe, file_name
from flows.excel_csv import BYTE_ORDER_MARK, DELIMITER, excel_columns
from flows.outputs import check_new
from flows.releases import Releases
from flows.settings import Settings

FOLDER = "exports"
"""Beside the database of a release."""
_META = (
    "breaks",
    "columns",
    "datasets",
    "figures",
    "keys",
    "partner_regions",
    "release",
    "vintages",
)
"""Tables of `meta` that say what a figure means and where it comes from."""
_NOT_FOR_EXCEL = {"marts.indicator_history", "marts.indicator_versions", "marts.indicator_changes"}
"""Two thirds of all rows, about how figures came to be: nobody reads those in a worksheet."""
_LARGE = _NOT_FOR_EXCEL | {"marts.indicator_values", "marts.progress"}
"""Nine tenths of all plain CSV; gzipped a tenth of it is left, and analysts' tools read that."""
_CRLF = "\r\n"
"""RFC 4180."""


def write_exports(database: Path, folder: Path, settings: Settings) -> None:
    """Write the exports of a database into a folder that is not there yet."""
    folder.mkdir()
    for kind in (PARQUET, CSV, CSV_EXCEL):
        (folder / kind).mkdir()
    with duckdb.connect(
        str(database),
        read_only=True,
        config={"memory_limit": settings.duckdb_memory, "threads": settings.threads},
    ) as db:
        tables = [
            table
            for table in read_tables(db)
            if table.schema_name == "marts"
            or (table.schema_name == "meta" and table.table_name in _META)
        ]
        ((notice,),) = db.execute("select notice from meta.release").fetchall()
        for table in tables:
            _write(db, table, folder, notice)
        package = describe(db, tables, folder)
    (folder / NAME).write_text(
        json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )


def export(settings: Settings, release_id: str | None, output: Path) -> None:
    """Copy the exports of a release into a new folder; made anew for a release that has none.

    Raises:
        ReleaseError: there is no such release.
        OutputError: the folder exists already.
    """
    releases = Releases(settings.home)
    database = releases.database(release_id)
    check_new(output)
    made = database.parent / FOLDER
    making = output.with_name(f".{output.name}.part")
    shutil.rmtree(making, ignore_errors=True)
    try:
        if made.is_dir():
            # Content alone: what is sealed is read-only, and a copy is its owner's.
            shutil.copytree(made, making, copy_function=shutil.copyfile)
        else:
            write_exports(database, making, settings)
        making.rename(output)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _write(db: duckdb.DuckDBPyConnection, table: Table, folder: Path, notice: str) -> None:
    name = file_name(table)
    told = f", kv_metadata {{notice: {literal(notice)}}}" if notice else ""
    csv = f"format csv, header true, new_line {literal(_CRLF)}"
    copies = {
        f"{PARQUET}/{name}.parquet": (
            f"from {table.sql}",
            f"format parquet, compression zstd{told}",
        ),
    }
    zipped = table.name in _LARGE
    copies[f"{CSV}/{name}.csv{'.gz' * zipped}"] = (
        f"from {table.sql}",
        f"{csv}, timestampformat {literal(TIMESTAMP)}{', compression gzip' * zipped}",
    )
    if table.name not in _NOT_FOR_EXCEL:
        copies[f"{CSV_EXCEL}/{name}.csv"] = (
            _for_excel(table),
            f"{csv}, delimiter {literal(DELIMITER)}",
        )
    for path, (query, options) in copies.items():
        db.execute(f"copy ({query}) to {literal(str(folder / path))} ({options})")


def _for_excel(table: Table) -> str:
    columns = [(column.name, column.data_type) for column in table.columns]
    first = columns[0][0]
    # What writes the header begins the file with it.
    marked = f"{quoted(first)} as {quoted(BYTE_ORDER_MARK + first)}"
    return f"select * rename ({marked}) from (select {excel_columns(columns)} from {table.sql})"
