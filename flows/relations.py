"""Which columns of a table refer to a row of another: the star that BI tools look for.

A column refers to the table that it is the key of; the exceptions stand here. That no value is
without its row is tested on the exports of the sample, and every night where data could break it
(dbt's relationships).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flows.contents import Table

_ONE_SIDE = (
    "marts.goals",
    "marts.indicators",
    "marts.definitions",
    "marts.regions",
    "marts.periods",
    "marts.reference_values",
    "meta.datasets",
    "meta.vintages",
)
_COLLECTED = {"marts.reference_values", "marts.reconciliation"}
"""Their indicators and periods are as published: not all are ours."""
_OTHER_NAMES = {("marts.reconciliation", "marts.indicators"): ("our_indicator_id",)}


@dataclass(frozen=True)
class Relation:
    """Columns of one table that hold the key of a row of another; many to one."""

    table: str
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]


def relations_of(table: Table, tables: Iterable[Table]) -> list[Relation]:
    """What a table refers to among `tables`."""
    targets = {other.name: other for other in tables}
    found = []
    for target in (targets[name] for name in _ONE_SIDE if name in targets):
        names = {column.name for column in table.columns}
        own = _OTHER_NAMES.get((table.name, target.name), target.key)
        if target.name != table.name and own and names.issuperset(own) and _is_theirs(table, own):
            found.append(Relation(table.name, own, target.name, target.key))
    return found


def _is_theirs(table: Table, columns: tuple[str, ...]) -> bool:
    if columns == ("indicator_id",):
        return table.name not in _COLLECTED
    if columns == ("period",):
        # Of sources, partners and breaks, periods are not always those of a figure.
        names = {column.name for column in table.columns}
        return {"indicator_id", "region_code"} <= names
    return True
