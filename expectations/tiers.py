"""How grave a difference between two releases is. This is the only definition.

- `major`: something is lost (a table, a column, a row by its key, a figure, a vintage), a
  definition changed, or an archived vintage is not what it was;
- `minor`: values were revised (bounds and status too), or rows came within periods that were known;
- `news`: only new periods, indicators, datasets, vintages, tables or columns;
- `none`: no difference.

The tier of a release is the gravest of its tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Tier = Literal["major", "minor", "news", "none"]
RowsAre = Literal["facts", "log", "derived"]
"""What the rows of a table are, which decides what a difference in them means.

`facts`: the table says it itself. `log`: rows are added and closed, so these are news and only a
loss is grave. `derived`: rows follow from tables where the same change is judged, so they are news.
A dbt model says it under `config.meta.rows_are`; `facts` where it says nothing.
"""

GRAVITY: tuple[Tier, ...] = ("none", "news", "minor", "major")
FIGURE_TIERS: Mapping[str, Tier] = {
    "lost": "major",
    "redefined": "major",
    "revised": "minor",
    "bounds": "minor",
    "status": "minor",
    "added": "minor",
    "new": "news",
    "same": "none",
}
"""Per kind of difference in a figure; the first that applies. `added`: within a known period."""


@dataclass(frozen=True)
class Counts:
    """Rows of one table by what happened to them; `redefined` ones have another definition.

    `added_within` are those of `added` that are in periods that were known.
    """

    before: int = 0
    now: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    confirmed: int = 0
    redefined: int = 0
    added_within: int = 0


def gravest(tiers: Iterable[Tier]) -> Tier:
    """The gravest of these; `none` without any."""
    return max(tiers, key=GRAVITY.index, default="none")


def rows_tier(counts: Counts, rows_are: RowsAre) -> Tier:
    """The tier of a table's rows."""
    differs = counts.added or counts.removed or counts.changed or counts.redefined
    if not differs:
        return "none"
    if rows_are == "derived":
        return "news"
    if counts.removed or (rows_are == "facts" and counts.redefined):
        return "major"
    if rows_are == "facts" and (counts.changed or counts.added_within):
        return "minor"
    return "news"


def vintages_tier(*, added: int, removed: int, changed: int) -> Tier:
    """The tier of the vintages in a raw table: what is archived never changes and never goes."""
    if removed or changed:
        return "major"
    return "news" if added else "none"


def columns_tier(*, added: int, removed: int) -> Tier:
    """The tier of a table's columns; one with another type is both removed and added."""
    if removed:
        return "major"
    return "news" if added else "none"


def figure_tier_sql(kind: str) -> str:
    """SQL that gives the tier of the kind of difference in column `kind`."""
    cases = " ".join(f"WHEN '{name}' THEN '{tier}'" for name, tier in FIGURE_TIERS.items())
    return f"CASE {kind} {cases} END"


def gravity_sql(tier: str) -> str:
    """SQL that gives a number to sort the tier in column `tier` by: the gravest is the highest."""
    cases = " ".join(f"WHEN '{name}' THEN {number}" for number, name in enumerate(GRAVITY))
    return f"CASE {tier} {cases} END"
