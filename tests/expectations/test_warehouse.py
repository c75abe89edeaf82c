"""The good warehouse of these tests has the columns of a real candidate, so checks are real too."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations.yaml_file import read_yaml
from flows.dbt import PROJECT
from flows.meta import TABLES
from flows.raw import CODE_COLUMNS, PARTNER_COLUMNS, PARTNER_FIGURES, raw_columns
from sources.catalog import CbsDataset, read_catalog

Columns = dict[str, str]


def candidate() -> dict[str, Columns]:
    """Columns and types of every table of a candidate, as flows and dbt_project declare them."""
    tables = {}
    for dataset in read_catalog():
        kinds = {name: kind for name, (kind, _) in raw_columns(dataset).items()}
        tables[f"raw.{dataset.raw_table}"] = kinds | {"vintage_id": "varchar"}
        if isinstance(dataset, CbsDataset):
            kinds = {name: kind for name, (kind, _) in CODE_COLUMNS.items()}
            tables[f"raw.{dataset.raw_table}_codes"] = kinds | {"vintage_id": "varchar"}
    kinds = {name: kind for name, (kind, _) in PARTNER_COLUMNS.items()}
    tables[f"raw.{PARTNER_FIGURES}"] = {"dataset_id": "varchar"} | kinds | {"vintage_id": "varchar"}
    for table, (_, columns) in TABLES.items():
        tables[f"meta.{table}"] = {name: kind for name, (kind, _) in columns.items()}
    for path in (PROJECT / "models" / "marts").glob("*.yml"):
        for model in read_yaml(path)["models"]:
            kinds = {column["name"]: column["data_type"] for column in model["columns"]}
            tables[f"marts.{model['name']}"] = kinds
    return tables


@pytest.fixture(scope="module")
def tables(good_warehouse: Path) -> dict[str, Columns]:
    found: dict[str, Columns] = {}
    with duckdb.connect(good_warehouse, read_only=True) as connection:
        rows = connection.execute(
            "SELECT schema_name || '.' || table_name, column_name, lower(data_type) "
            "FROM duckdb_columns() WHERE schema_name IN ('raw', 'meta', 'marts')"
        ).fetchall()
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def test_its_tables_are_those_of_a_candidate(tables: dict[str, Columns]) -> None:
    real = candidate()
    assert tables == {table: real.get(table) for table in tables}
