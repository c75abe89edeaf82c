"""The rows of one page, in Parquet: each page is parsed once, as soon as it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet

from sources.reading import of_this_machine, quoted

# Hidden: scratch, which does not go into the archive.
ROWS = ".rows"
MEMORY = "200MB"
"""What DuckDB holds, whatever the size of the table: pages stream through it."""

_LARGEST_ROW = 1 << 20
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Extent:
    """How many rows, and the numbers of the first and the last; 0 where there is none."""

    rows: int
    first_id: int
    last_id: int


def reader() -> duckdb.DuckDBPyConnection:
    """A database that pages are read with; threads take cursors of it."""
    return duckdb.connect(":memory:", config={"threads": 1, "memory_limit": MEMORY})


def rows_of(folder: Path, original: str) -> Path:
    """Where the rows of an original, `<page>.json.zst`, are."""
    return folder / ROWS / original.replace(".json.zst", ".parquet")


def read_rows(
    db: duckdb.DuckDBPyConnection, array: Path, fields: Mapping[str, str], row_id: str
) -> Extent:
    """Read `<page>.json`, an array of objects, into the Parquet of its rows.

    Raises:
        duckdb.Error: it is not such an array, or a value is not of its type.
        OSError: there is no room.
    """
    target = rows_of(array.parent, f"{array.name}.zst")
    temporary = target.with_suffix(".tmp")
    columns = ", ".join(f"{quoted(name)}: '{kind}'" for name, kind in fields.items())
    with db.cursor() as cursor, of_this_machine():
        cursor.execute(
            f"copy (from read_json({quoted(array)}, format = 'array', records = 'true', "
            f"maximum_object_size = {_LARGEST_ROW}, columns = {{{columns}}})) "
            f"to {quoted(temporary)} (format parquet, compression snappy)"
        )
    metadata = pa.parquet.read_metadata(temporary)
    place = list(fields).index(row_id)
    groups = [metadata.row_group(n).column(place) for n in range(metadata.num_row_groups)]
    known = [g.statistics for g in groups if g.statistics and g.statistics.has_min_max]
    extent = Extent(
        rows=metadata.num_rows,
        first_id=min((seen.min for seen in known), default=0),
        last_id=max((seen.max for seen in known), default=0),
    )
    temporary.replace(target)
    return extent


def compress(path: Path) -> Path:
    """Write `<name>.zst`, compressed, beside a file."""
    target = path.with_name(f"{path.name}.zst")
    temporary = path.with_name(f".{path.name}.tmp")
    with path.open("rb") as source, pa.CompressedOutputStream(str(temporary), "zstd") as sink:
        while chunk := source.read(_CHUNK):
            sink.write(chunk)
    temporary.replace(target)
    return target


def decompress(path: Path) -> Path:
    """Write the content of `<name>.zst` to `<name>` beside it."""
    target = path.with_suffix("")
    with pa.CompressedInputStream(str(path), "zstd") as source, target.open("wb") as sink:
        while chunk := source.read(_CHUNK):
            sink.write(chunk)
    return target
