from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from expectations.dbt_keys import TableKey, read_keys


def model(name: str, schema: str = "marts", **config: Any) -> dict[str, Any]:
    return {"resource_type": "model", "schema": schema, "name": name, "config": config}


def declared(model: str, name: str, **arguments: Any) -> dict[str, Any]:
    return {
        "resource_type": "test",
        "attached_node": f"model.{model}",
        "schema": "tests",
        "config": {"where": arguments.pop("where", None)},
        "test_metadata": {"name": name, "kwargs": arguments},
    }


def test_a_key_is_a_grain_or_else_a_unique_column(tmp_path: Path) -> None:
    nodes = {
        "model.grain": model("grain", meta={"rows_are": "log"}),
        "model.unique": model("unique"),
        "model.partly": model("partly"),
        "model.other": model("other", schema="intermediate"),
        "test.1": declared("grain", "unique", column_name="a"),
        "test.2": declared("grain", "grain", columns=["b", "c"]),
        "test.3": declared("unique", "not_null", column_name="b"),
        "test.4": declared("unique", "unique", column_name="a"),
        "test.5": declared("unique", "unique", column_name="z"),
        "test.6": declared("partly", "unique", column_name="a", where="b > 0"),
        "test.7": declared("other", "unique", column_name="a"),
        "test.8": {
            "resource_type": "test",
            "attached_node": None,
            "schema": "tests",
            "config": {"where": None},
        },
    }
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    assert read_keys(path) == [
        TableKey("marts", "grain", ("b", "c"), "log"),
        TableKey("marts", "unique", ("a",)),
    ]
