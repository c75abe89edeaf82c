"""A comparison of two releases, as tables on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from expectations.night import Cause, Changes, TableChange
from flows.console import show
from flows.release_manifest import ReleaseManifest


def print_changes(
    changes: Changes, older: ReleaseManifest, newer: ReleaseManifest, out: Console
) -> None:
    """Print what changed per table, per indicator, and of the figures that are told."""
    line = f"{older.release_id} -> {newer.release_id}: {changes.tier}"
    out.print(line, highlight=False, soft_wrap=True)
    if changes.tables:
        numbers = ("before", "now", "added", "removed", "changed", "confirmed")
        tables = Table("table", "tier", *numbers, "columns and vintages")
        for t in changes.tables:
            counts = (t.rows_before, t.rows_now, t.added, t.removed, t.changed, t.confirmed)
            shown = ("" if count is None else f"{count:,}" for count in counts)
            tables.add_row(f"{t.schema_name}.{t.table_name}", t.tier, *shown, _structure(t))
        show(tables, out)
    if changes.indicators:
        indicators = Table("indicator", "tier", "added", "removed", "changed", "what else")
        for i in changes.indicators:
            other = ["definition changed"] if i.definition_changed else []
            other += [f"new: {', '.join(i.new_periods)}"] if i.new_periods else []
            figures = (f"{count:,}" for count in (i.added, i.removed, i.changed))
            indicators.add_row(i.indicator_id, i.tier, *figures, "; ".join(other))
        show(indicators, out)
    if changes.moves:
        moved = Table(
            "figure", "period", "region", "gender", "level", "old", "new", "by", "tier", "why"
        )
        for m in changes.moves:
            unit = "points" if m.difference_unit == "points" else "%"
            moved.add_row(
                *(m.indicator_id, m.period, m.region_name, m.gender, m.education_level),
                "" if m.old is None else f"{m.old:,.2f}",
                "lost" if m.new is None else f"{m.new:,.2f}",
                "" if m.difference is None else f"{m.difference:+,.2f} {unit}",
                m.tier,
                _why(m.cause),
            )
        show(moved, out)
    if more := changes.moved - len(changes.moves):
        out.print(f"{more:,} more figures moved; --moves tells more", highlight=False)


def _structure(table: TableChange) -> str:
    told = (
        ("column", "+", table.columns_added),
        ("column", "-", table.columns_removed),
        ("vintage changed:", "", table.vintages_changed),
    )
    parts = [f"{what} {sign}{name}" for what, sign, names in told for name in names]
    if table.vintages_added:
        parts.append(f"vintages new: {table.vintages_added}")
    if table.vintages_removed:
        parts.append(f"vintages lost: {table.vintages_removed}")
    return "; ".join(parts)


def _why(cause: Cause) -> str:
    versions = f"{cause.old or 'none'} -> {cause.new or 'none'}" if cause.old or cause.new else ""
    return " ".join(part for part in (cause.kind, cause.subject, versions) if part)
