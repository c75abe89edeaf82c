"""`techniekpact releases`: what was published, what differs, and going back."""

from __future__ import annotations

import enum
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import duckdb
import typer
from rich.table import Table

from flows.cli_options import Home
from flows.console import console, show
from flows.environment import prepare
from flows.lock import exclusive
from flows.releases import ReleaseError, ReleaseManifest, Releases
from flows.settings import Settings, read_settings

if TYPE_CHECKING:
    from expectations.night import Cause, Changes, TableChange

releases_app = typer.Typer(no_args_is_help=True, help="What was published, and going back.")
out = console(sys.stdout)

CURRENT = "current"
Name = Annotated[str, typer.Argument(help=f"A release id, or `{CURRENT}`.")]


class DiffFormat(enum.StrEnum):
    """How a comparison is written."""

    table = "table"
    json = "json"


def _settings(home: Path | None) -> Settings:
    settings = read_settings(home=home)
    prepare(settings.home)
    return settings


@releases_app.command("list")
def releases_list(home: Home = None) -> None:
    """List all releases, newest first."""
    releases = Releases(_settings(home).home)
    current = releases.current()
    table = Table("", "release", "profile", "verdict", "vintages", "code", "reason")
    for manifest in releases.list():
        table.add_row(
            CURRENT if current and manifest.release_id == current.release_id else "",
            manifest.release_id,
            manifest.profile,
            manifest.verdict,
            str(len(manifest.inputs)),
            manifest.code_version,
            manifest.reason,
        )
    show(table, out)


@releases_app.command("show")
def releases_show(release_id: str, home: Home = None) -> None:
    """Show what a release is made of."""
    manifest = Releases(_settings(home).home).show(release_id)
    out.print_json(manifest.model_dump_json())


@releases_app.command("diff")
def releases_diff(
    a: Name,
    b: Name,
    form: Annotated[DiffFormat, typer.Option("--format")] = DiffFormat.table,
    moves: Annotated[int, typer.Option(min=0, help="How many moved figures to tell.")] = 12,
    home: Home = None,
) -> None:
    """Tell what differs between two releases, from the older to the newer.

    Per table, per indicator, and of the figures that moved the gravest and biggest, with why.
    """
    from expectations.changes import compare

    releases = Releases(_settings(home).home)
    older, newer = sorted(
        (_named(releases, name) for name in (a, b)),
        key=lambda manifest: (manifest.created_at, manifest.release_id),
    )
    try:
        changes = compare(
            releases.database(newer.release_id), releases.database(older.release_id), moves
        )
    except duckdb.Error as error:
        raise ReleaseError(
            f"{older.release_id} and {newer.release_id} cannot be compared: {error}"
        ) from error
    if form is DiffFormat.json:
        told = {"release_id": newer.release_id} | changes.model_dump(mode="json")
        out.print_json(json.dumps(told))
    else:
        _print(changes, older, newer)


@releases_app.command("accept")
def releases_accept(
    release_id: str,
    by: Annotated[str, typer.Option(help="Who lets it through.")],
    reason: Annotated[str, typer.Option(help="Why; it stays in meta.release.")],
    home: Home = None,
) -> None:
    """Let one refused release through: a copy of it becomes the current release.

    The night after is judged by the same checks as ever.
    """
    settings = _settings(home)
    from flows.accept import accept

    with exclusive(settings.home):
        manifest = accept(settings, release_id, by, reason)
    out.print(f"current release: {manifest.release_id}", highlight=False)


@releases_app.command("rollback")
def releases_rollback(release_id: str, home: Home = None) -> None:
    """Make an earlier release the current one again."""
    settings = _settings(home)
    with exclusive(settings.home):
        Releases(settings.home).make_current(release_id)
    out.print(f"current release: {release_id}", highlight=False)


def _named(releases: Releases, name: str) -> ReleaseManifest:
    return releases.show(releases.database().parent.name if name == CURRENT else name)


def _print(changes: Changes, older: ReleaseManifest, newer: ReleaseManifest) -> None:
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
