"""Every raw table is looked at, and the suites of CBS ask for what the catalog promises."""

from __future__ import annotations

from typing import Any

import pytest

from expectations.suites import SUITES, load_suites
from expectations.yaml_file import read_yaml
from flows.raw import CBS_METADATA, PARTNER_FIGURES
from sources.catalog import CbsDataset, read_catalog
from tests.expectations.breaking import read_by

CATALOG = read_catalog()
OF_CBS = [dataset for dataset in CATALOG if isinstance(dataset, CbsDataset)]


def raw_tables(source: str) -> set[str]:
    tables = {d.raw_table for d in CATALOG if d.id.startswith(f"{source}.")}
    if source == "cbs":
        tables |= {f"{dataset.raw_table}_codes" for dataset in OF_CBS}
        tables |= {table for table, _, _ in CBS_METADATA.values()}
    if source == "partners":
        tables.add(PARTNER_FIGURES)
    return {f"raw.{table}" for table in tables}


@pytest.mark.parametrize("source", ["cbs", "partners"])
def test_every_raw_table_is_looked_at(source: str) -> None:
    looked_at = set().union(*(read_by(suite) for suite in load_suites()))
    assert raw_tables(source) - looked_at == set()


@pytest.mark.parametrize("dataset", OF_CBS, ids=lambda dataset: dataset.id)
def test_a_suite_of_cbs_asks_for_what_the_catalog_promises(dataset: CbsDataset) -> None:
    given = parameters(f"raw.{dataset.raw_table}", "cbs_codes")
    dimensions = {n: d for n, d in dataset.contract.dimensions.items() if n != "perioden"}
    assert given["statline"] == dataset.fetch.table
    assert given["dimensions"] == list(dimensions)
    assert given["measures"] == list(dataset.contract.measures)
    promised = {
        f"{name}: {title}"
        for name, dimension in dimensions.items()
        for title in (*dimension.members, *dimension.uses)
    }
    assert promised - set(given["titles"]) == set()


def parameters(table: str, group: str) -> dict[str, Any]:
    content = read_yaml(SUITES / f"{table}.yml")
    (given,) = (use["with"] for use in content["use"] if use["group"] == group)
    return dict(given)
