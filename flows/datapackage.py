"""The dictionary of a release's exports, as a Frictionless data package.

The resources are the plain CSV files; the Parquet and Excel files of the same table are named under
`techniekpact`, with the unit of a column and what else the standard has no word for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from expectations.sql import rows_of
from flows.contents import Column, Table
from flows.relations import relations_of
from sources.landing import hash_file

NAME = "datapackage.json"
PARQUET, CSV, CSV_EXCEL = "parquet", "csv", "csv-excel"
"""Folders, one a form; a file per table in each."""
TIMESTAMP = "%Y-%m-%dT%H:%M:%S.%fZ"
"""How moments, all in UTC, are written in the plain CSV."""

_TYPES: Mapping[str, tuple[str, str | None]] = {
    "VARCHAR": ("string", None),
    "DOUBLE": ("number", None),
    "INTEGER": ("integer", None),
    "BIGINT": ("integer", None),
    "BOOLEAN": ("boolean", None),
    "DATE": ("date", None),
    "TIMESTAMP": ("datetime", TIMESTAMP),
}
_ANY = ("any", None)
_LICENCES: Mapping[str, Mapping[str, str]] = {
    "CC-BY-4.0": {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    },
    "CC0-1.0": {
        "name": "CC0-1.0",
        "title": "CC0 1.0",
        "path": "https://creativecommons.org/publicdomain/zero/1.0/",
    },
}
"""Those that the standard can name; the others are by agreement, and stand with their dataset."""
_DESCRIPTION = (
    "Figures of the Techniekpact, from open data and deliveries of partners. Shares are 0 to 100, "
    "unrounded. Figures of CBS are CC BY 4.0 (name the source), of DUO CC0; those of partners and "
    "some lists are by agreement: `techniekpact.datasets` says it of each.\n\n"
    "Cijfers van het Techniekpact, uit open data en leveringen van partners. Aandelen lopen van 0 "
    "tot 100, onafgerond. Cijfers van CBS zijn CC BY 4.0 (noem de bron), van DUO CC0; die van "
    "partners en sommige lijsten volgens afspraak: `techniekpact.datasets` zegt het van elk."
)


def file_name(table: Table) -> str:
    """The name of a table's files, without an ending; what is not a mart says so."""
    schema = "" if table.schema_name == "marts" else f"{table.schema_name}_"
    return f"{schema}{table.table_name}"


def describe(
    db: duckdb.DuckDBPyConnection, tables: Sequence[Table], folder: Path
) -> dict[str, Any]:
    """The descriptor of the exports in a folder, ready to be written as JSON."""
    (release,) = rows_of(db.execute("select * from meta.release"))
    datasets = rows_of(
        db.execute(
            "select dataset_id, title_nl, title_en, publisher, licence, attribution, homepage, "
            "published_at::varchar as published_at from meta.datasets where vintages > 0 "
            "order by dataset_id"
        )
    )
    return {
        "profile": "tabular-data-package",
        "name": "techniekpact",
        "id": f"techniekpact-{release['release_id'].lower()}",
        "title": "Techniekpact: indicators / indicatoren",
        "description": "\n\n".join(filter(None, (release["notice"], _DESCRIPTION))),
        "version": release["release_id"],
        "created": f"{release['created_at']:%Y-%m-%dT%H:%M:%SZ}",
        "licenses": [_LICENCES[name] for name in _LICENCES if _is_used(name, datasets)],
        "sources": [
            {"title": f"{d['attribution']}: {d['title_en']}", "path": d["homepage"]}
            for d in datasets
        ],
        "resources": [_resource(table, tables, folder) for table in tables],
        "techniekpact": {
            "notice": release["notice"],
            "profile": release["profile"],
            "verdict": release["verdict"],
            "code_version": release["code_version"],
            "datasets": datasets,
        },
    }


def _is_used(licence: str, datasets: Iterable[Mapping[str, Any]]) -> bool:
    return any(dataset["licence"] == licence for dataset in datasets)


def _resource(table: Table, tables: Sequence[Table], folder: Path) -> dict[str, Any]:
    name = file_name(table)
    (file,) = (folder / CSV).glob(f"{name}.csv*")
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if relations := relations_of(table, tables):
        names = {other.name: file_name(other) for other in tables}
        schema["foreignKeys"] = [
            {
                "fields": list(relation.columns),
                "reference": {
                    "resource": names[relation.to_table],
                    "fields": list(relation.to_columns),
                },
            }
            for relation in relations
        ]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": table.name,
        "description": table.description,
        "path": str(file.relative_to(folder)),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{hash_file(file)}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True},
        "schema": schema,
        "techniekpact": {
            form: str(path.relative_to(folder))
            for form in (PARQUET, CSV_EXCEL)
            for path in (folder / form).glob(f"{name}.*")
        },
    }


def _field(column: Column) -> dict[str, Any]:
    kind, form = _TYPES.get(column.data_type, _ANY)
    field: dict[str, Any] = {"name": column.name, "type": kind, "description": column.description}
    if form:
        field["format"] = form
    told = {"unit": column.unit, "source": column.source}
    return field | {"techniekpact": {name: value for name, value in told.items() if value}}
