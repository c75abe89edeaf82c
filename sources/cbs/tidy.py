"""From pages to the tidy form: a row per cell, with status, unit and decimals from the metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import duckdb

from sources.catalog import CbsDataset
from sources.cbs.api import Api
from sources.cbs.description import Description, write_description
from sources.cbs.envelope import EnvelopeError, leave_array, look
from sources.cbs.periods import period_of
from sources.cbs.rows import MEMORY, ROWS, decompress, read_rows, reader, rows_of
from sources.cbs.selection import Selection, select
from sources.cbs.v3 import V3
from sources.cbs.v4 import V4
from sources.reading import ReadError, Tidied, Tidier, named, of_this_machine, quoted

TIME = "perioden"


def tidier(dataset: CbsDataset) -> Tidier:
    """Reads the originals of this table."""
    return partial(_tidy, dataset)


def _tidy(
    dataset: CbsDataset,
    folder: Path,
    originals: Sequence[str],
    *,
    resource: str,
    published: date | None,
    period: str | None,
) -> Tidied:
    """Write `data.parquet`, `codes.parquet`, `dimensions.parquet` and `table.parquet`."""
    api: Api = V3("") if "TableInfos.json" in originals else V4("")
    description = api.describe(folder)
    selection = select(dataset.contract, description)
    write_description(description, selection.columns, folder)
    pages = [name for name in originals if name.startswith(f"{api.cells}-")]
    if not pages:
        raise ReadError("the cells are not among the originals")
    _rows_again(folder, pages, api, selection)
    rows = _read([rows_of(folder, name) for name in pages])
    cells = _cells_v3 if isinstance(api, V3) else _cells_v4
    with duckdb.connect(":memory:", config={"threads": 2, "memory_limit": MEMORY}) as db:
        db.execute(f"set temp_directory = {quoted(folder / ROWS)}")
        try:
            with of_this_machine():
                db.execute(_copy(cells(rows, selection), selection, folder))
        except duckdb.Error as error:
            raise ReadError(f"the cells cannot be read: {error}") from error
        count, periods = _extent(db, folder / "data.parquet", description, selection)
    return Tidied(count, periods)


def _rows_again(folder: Path, pages: Sequence[str], api: Api, selection: Selection) -> None:
    """Read the pages whose rows are not at hand: those that come from the archive."""
    missing = [name for name in pages if not rows_of(folder, name).is_file()]
    if not missing:
        return
    (folder / ROWS).mkdir(exist_ok=True)
    with reader() as db:
        for name in missing:
            page = decompress(folder / name)
            try:
                leave_array(page, look(page))
                read_rows(db, page, api.fields(selection), api.row_id)
            except (EnvelopeError, duckdb.Error) as error:
                raise ReadError(f"{name} is not a page of rows: {error}") from error
            finally:
                page.unlink()


def _copy(cells: str, selection: Selection, folder: Path) -> str:
    columns = ", ".join(f"cells.{column}" for column in selection.columns)
    codes = quoted(folder / "codes.parquet")
    period = f"cells.{TIME}" if TIME in selection.columns else "null"
    return (
        f"copy (select {columns}, cells.measure, cells.value, cells.text, cells.value_attribute, "
        "measures.unit, measures.decimals, periods.status "
        f"from ({cells}) as cells "
        f"left join (select * from {codes} where dimension = 'measure') as measures "
        "on measures.code = cells.measure "
        f"left join (select * from {codes} where dimension = '{TIME}') as periods "
        f"on periods.code = {period}"
        f") to {quoted(folder / 'data.parquet')} (format parquet, compression zstd)"
    )


def _cells_v4(rows: str, selection: Selection) -> str:
    return (
        f'select {_dimensions(selection.columns)}, trim("Measure") as measure, "Value" as value, '
        '"StringValue" as text, nullif("ValueAttribute", \'None\') as value_attribute '
        f"from {rows}"
    )


def _cells_v3(rows: str, selection: Selection) -> str:
    """A row per topic: blank cells are left out, as v4 does, missing ones have no value."""
    listed = ", ".join(named(measure.code) for measure in selection.measures)
    texts = ", ".join(quoted(m.code) for m in selection.measures if m.text) or "''"
    return (
        "select * exclude (given), "
        "case when given <> '.' and not is_text then cast(given as double) end as value, "
        "case when given <> '.' and is_text then given end as text, "
        "case when given = '.' then 'Missing' end as value_attribute "
        f"from (select {_dimensions(selection.columns)}, measure, trim(given) as given, "
        f"measure in ({texts}) as is_text "
        f"from (from {rows} unpivot (given for measure in ({listed})))) "
        "where given <> ''"
    )


def _dimensions(columns: Mapping[str, str | None]) -> str:
    return ", ".join(
        f"trim({named(name)}) as {column}" if name else f"cast(null as varchar) as {column}"
        for column, name in columns.items()
    )


def _read(files: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(quoted(file) for file in files)}])"


def _extent(
    db: duckdb.DuckDBPyConnection, parquet: Path, description: Description, selection: Selection
) -> tuple[int, tuple[str, ...]]:
    """Number of cells, and the periods; every code in the cells must be in the code lists."""
    path = [str(parquet)]
    (rows,) = db.execute("select count(*) from read_parquet($1)", path).fetchall()[0]
    if not rows:
        raise ReadError("the table holds no cells")
    lists = {d.identifier: {code.code.strip() for code in d.codes} for d in description.dimensions}
    for column, identifier in selection.columns.items():
        used = db.execute(f"select distinct {column} from read_parquet($1)", path).fetchall()
        unknown = {str(code) for (code,) in used} - lists.get(identifier or "", {"None"})
        if unknown:
            listed = ", ".join(sorted(unknown)[:5])
            raise ReadError(f"{column}: codes that are not in the code list: {listed}")
    if TIME not in selection.columns:
        return rows, ()
    codes = db.execute("select distinct perioden from read_parquet($1) order by 1", path).fetchall()
    return rows, tuple(period_of(code) for (code,) in codes)
