"""Schema `raw`: one table a dataset, every vintage in the archive, straight from Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from flows.status import DatasetState
from sources.catalog import CbsDataset, Dataset, DuoDataset, ListDataset, PartnerDataset
from sources.cbs.description import CODES, DIMENSIONS, TABLE
from sources.cbs.description import Columns as ArrowColumns
from sources.duo_contract import DuoContract
from sources.landing import Landing

Columns = Mapping[str, tuple[str, str]]
"""Of a table: type and meaning of each column."""


def _duckdb(columns: ArrowColumns) -> Columns:
    kinds = {pa.string(): "varchar", pa.int32(): "integer"}
    return {name: (kinds[kind], meaning) for name, (kind, meaning) in columns.items()}


CODE_COLUMNS = _duckdb(CODES)
PARTNER_COLUMNS: Columns = {
    "figure_id": ("varchar", "Id of the figure; meta.figures"),
    "period": ("varchar", "Period, in the form of the figure: 2017/2018, 2018, 2018-04-12"),
    "region_code": ("varchar", "Code of the region; meta.partner_regions"),
    "breakdown": ("varchar", "Which part of the figure; total where it is the whole"),
    "value": ("double", "The figure in its unit; null where its sender wrote a word instead"),
    "unit": ("varchar", "count or percent (0-100)"),
    "qualifier": ("varchar", "circa, ruim, bijna, minstens, hoogstens, a word, or empty: exact"),
    "line": ("integer", "Line of the original that it is on"),
}
LIST_COLUMNS: Columns = {
    "list_id": ("varchar", "Which list: vmbo, mbo, ho, occupations or branches"),
    "list_version": ("varchar", "Version of the list, as its keeper calls it"),
    "kind": ("varchar", "Kind of code: crebo, dossier, croho_programme, brc, sbi, programme"),
    "code": ("varchar", "Code of what counts as technical"),
    "name": ("varchar", "Its name"),
    "cluster": ("varchar", "Part of the list that it is in; empty where the list has none"),
    "line": ("bigint", "Line of the original that it is on"),
}
# What partners delivered, all delivery types together, beside the table of each.
PARTNER_FIGURES = "partner_figures"
# What CBS says of its tables, all tables together: the file beside the cells, table and comment.
CBS_METADATA: Mapping[str, tuple[str, ArrowColumns, str]] = {
    "table": ("cbs_tables", TABLE, "Tables of CBS StatLine in the archive: what they are"),
    "dimensions": ("cbs_dimensions", DIMENSIONS, "Dimensions of these tables"),
}
DATASET_ID = ("varchar", "Id in the catalog; meta.datasets")
VINTAGE_ID = ("varchar", "The vintage that holds the row; meta.vintages")


@dataclass(frozen=True)
class RawTable:
    """A table of schema `raw`, and the Parquet files of the archive that its rows are in.

    The folders of a file are named after its dataset and its vintage. `shared_by` is the source
    whose datasets share the table: it has a column `dataset_id` then.
    """

    name: str
    columns: Columns
    paths: Sequence[Path]
    comment: str
    shared_by: str | None = None


def load_raw(
    db: duckdb.DuckDBPyConnection, states: Sequence[DatasetState], landing: Landing
) -> None:
    """Create and fill all tables of `raw`; a dataset without a vintage has an empty one."""
    # A vintage that is read again meanwhile would be half of one and half of another.
    with landing.turns(state.dataset.id for state in states):
        for table in raw_tables(states, landing):
            _load(db, table)


def raw_tables(states: Sequence[DatasetState], landing: Landing) -> Iterator[RawTable]:
    """What `raw` is to hold: every vintage of these datasets."""
    of_cbs: list[Path] = []
    of_partners: list[Path] = []
    for state in states:
        dataset = state.dataset
        paths = [landing.parquet(manifest) for manifest in state.vintages]
        comment = f"{dataset.title_en}. {dataset.attribution}. Every vintage in the archive."
        yield RawTable(dataset.raw_table, raw_columns(dataset), paths, comment)
        if isinstance(dataset, CbsDataset):
            of_cbs += paths
            codes = [path.with_name("codes.parquet") for path in paths]
            comment = f"Code lists of CBS table {dataset.name}, of each vintage."
            yield RawTable(f"{dataset.raw_table}_codes", CODE_COLUMNS, codes, comment)
        if isinstance(dataset, PartnerDataset):
            of_partners += paths
    comment = "Figures as partners delivered them, of all delivery types and vintages."
    yield RawTable(PARTNER_FIGURES, PARTNER_COLUMNS, of_partners, comment, "partners")
    for name, (table, columns, comment) in CBS_METADATA.items():
        files = [path.with_name(f"{name}.parquet") for path in of_cbs]
        yield RawTable(table, _duckdb(columns), files, comment, "cbs")


def raw_columns(dataset: Dataset) -> Columns:
    """Type and description of every column of a dataset's raw table, in order."""
    if isinstance(dataset, DuoDataset):
        return _duo_columns(dataset.contract)
    if isinstance(dataset, CbsDataset):
        columns = {
            name: ("varchar", spec.description)
            for name, spec in dataset.contract.dimensions.items()
        }
        return columns | {
            "measure": ("varchar", "Measure, code of CBS"),
            "value": ("double", "Value of the cell; null when CBS gives none, or a text"),
            "text": ("varchar", "Text of the cell, where the measure is one"),
            "value_attribute": ("varchar", "Why there is no value, or a remark"),
            "unit": ("varchar", "Unit of the value"),
            "decimals": ("integer", "Decimals that CBS shows"),
            "status": ("varchar", "Of the period: definitive, provisional, revised_provisional"),
        }
    return LIST_COLUMNS if isinstance(dataset, ListDataset) else PARTNER_COLUMNS


def _duo_columns(contract: DuoContract) -> Columns:
    kinds = {"text": "varchar", "integer": "integer", "date": "date"}
    columns = {
        name: (kinds[contract.columns[name].type], contract.columns[name].description)
        for name in contract.key_columns
    }
    if contract.breakdowns:
        known = ", ".join(contract.breakdowns)
        columns["breakdown"] = (
            "varchar",
            f"How the same people are counted in this file; never add these up: {known}",
        )
    columns |= {
        "gender": ("varchar", "male, female, unknown, or total where the file does not tell"),
        "measure": ("varchar", "What is counted: " + ", ".join(contract.measures)),
        "period": ("varchar", "School year, such as 2019/2020"),
        "status": ("varchar", "provisional for the newest period of the vintage, else definitive"),
        "count": ("bigint", "The count; null when the publisher suppressed it"),
        "count_low": ("bigint", "Lowest value the count can have"),
        "count_high": ("bigint", "Highest value the count can have"),
    }
    if contract.has_means:
        columns["value"] = ("double", "The mean, where the measure is one; null for counts")
    return columns


def _load(db: duckdb.DuckDBPyConnection, table: RawTable) -> None:
    name, columns, source = table.name, table.columns, table.shared_by
    first = {"dataset_id": DATASET_ID} if source else {}
    everything = {**first, **columns, "vintage_id": VINTAGE_ID}
    kinds = ", ".join(f"{column} {kind}" for column, (kind, _) in everything.items())
    # Each comment of its own would wait for the disk.
    db.begin()
    db.execute(f"create table raw.{name} ({kinds})")
    if table.paths:
        dataset = f"'{source}.' || split_part(filename, '/', -3), " if source else ""
        db.execute(
            f"insert into raw.{name} select {dataset}{', '.join(columns)}, "
            "split_part(filename, '/', -2) "
            "from read_parquet($paths, filename = true, union_by_name = true)",
            {"paths": [str(path) for path in table.paths]},
        )
    _comment(db, f"table raw.{name}", table.comment)
    for column, (_, meaning) in everything.items():
        _comment(db, f"column raw.{name}.{column}", meaning)
    db.commit()


def _comment(db: duckdb.DuckDBPyConnection, what: str, text: str) -> None:
    escaped = text.replace("'", "''")
    db.execute(f"comment on {what} is '{escaped}'")
