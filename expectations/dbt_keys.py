"""Which columns identify a row of a mart, as dbt's tests declare it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expectations.tiers import RowsAre


@dataclass(frozen=True)
class TableKey:
    """The columns that identify a row of `schema_name.table_name`."""

    schema_name: str
    table_name: str
    columns: tuple[str, ...]
    rows_are: RowsAre = "facts"


def read_keys(manifest: Path) -> list[TableKey]:
    """The key of every mart that declares one, by name.

    A `grain` test on the model comes before a `unique` test on a column. A test on a part of the
    rows (`where`) declares no key.
    """
    nodes: Mapping[str, Mapping[str, Any]] = json.loads(manifest.read_text("utf-8"))["nodes"]
    marts = {
        node_id: node
        for node_id, node in nodes.items()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
    grains: dict[str, Sequence[str]] = {}
    uniques: dict[str, Sequence[str]] = {}
    for node in nodes.values():
        test = node.get("test_metadata") or {}
        model = node.get("attached_node")
        if model not in marts or node["config"].get("where"):
            continue
        if test.get("name") == "grain":
            grains[model] = test["kwargs"]["columns"]
        elif test.get("name") == "unique":
            uniques.setdefault(model, [test["kwargs"]["column_name"]])
    return sorted(
        (
            TableKey(
                schema_name=marts[model]["schema"],
                table_name=marts[model]["name"],
                columns=tuple(columns),
                rows_are=marts[model]["config"].get("meta", {}).get("rows_are", "facts"),
            )
            for model, columns in (uniques | grains).items()
        ),
        key=lambda key: key.table_name,
    )
