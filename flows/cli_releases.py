"""`techniekpact releases`: what was published, what differs, and going back."""

from __future__ import annotations

import enum
import json
import sys
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.table import Table

from flows.cli_options import Home
from flows.console import console, show
from flows.environment import prepare
from flows.lock import exclusive
from flows.release_manifest import ReleaseManifest
from flows.releases import ReleaseError, Releases
from flows.retention import expired_of, prune
from flows.settings import Settings, read_settings

releases_app = typer.Typer(no_args_is_help=True, help="What was published, and going back.")
out = console(sys.stdout)
err = console(sys.stderr)

CURRENT = "current"
PUT_ASIDE = "rolled back"
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
    marks = {releases.put_aside(): PUT_ASIDE, releases.current_id(): CURRENT}
    table = Table("", "release", "profile", "verdict", "vintages", "code", "reason")
    for manifest in releases.list():
        table.add_row(
            marks.get(manifest.release_id, ""),
            manifest.release_id,
            manifest.profile,
            manifest.verdict,
            str(len(manifest.inputs)),
            manifest.code_version,
            manifest.reason,
        )
    show(table, out)
    for name in set(releases.names()) - {manifest.release_id for manifest in releases.list()}:
        err.print(f"{name}: its manifest is damaged", style="red", highlight=False)


@releases_app.command("show")
def releases_show(release_id: Name, home: Home = None) -> None:
    """Show what a release is made of, and whether its files are what was published.

    Exit code 1 when they are not.
    """
    releases = Releases(_settings(home).home)
    manifest = _named(releases, release_id)
    out.print_json(manifest.model_dump_json())
    problems = releases.verify(manifest.release_id)
    for problem in problems:
        err.print(problem, style="red", highlight=False, markup=False)
    if problems:
        err.print("restore it from a backup, or roll back to another release", highlight=False)
        raise typer.Exit(1)
    err.print(f"whole: {1 + len(manifest.files)} files match their hashes", highlight=False)


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
    from flows.diff_table import print_changes

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
        print_changes(changes, older, newer, out)


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
    """Make an earlier release the current one again.

    A night that would only bring back the release that is left leaves readers what they have;
    something new, or other code, is published. Roll forward in the same way.
    """
    settings = _settings(home)
    from flows.site.stage import site_checks

    with exclusive(settings.home):
        Releases(settings.home).roll_back(release_id)
        found = site_checks(settings)
    out.print(f"current release: {release_id}", highlight=False)
    for check in found:
        err.print(f"no site: {check.observed}", style="red", highlight=False, markup=False)


@releases_app.command("prune")
def releases_prune(
    keep: Annotated[
        int | None, typer.Option(min=1, help="How many (default: TECHNIEKPACT_RETAIN_RELEASES).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which ones.")] = False,
    home: Home = None,
) -> None:
    """Remove old releases: all but the last ones and the first of every month.

    Every night does so. The vintages that they were made of stay in the archive.
    """
    settings = _settings(home)
    releases = Releases(settings.home)
    number = keep or settings.retain_releases
    if dry_run:
        gone = expired_of(releases, number)
    else:
        with exclusive(settings.home):
            gone = prune(releases, number)
    for release_id in gone:
        out.print(release_id, highlight=False)
    out.print(f"{len(gone)} releases {'would go' if dry_run else 'removed'}", highlight=False)


def _named(releases: Releases, name: str) -> ReleaseManifest:
    return releases.show(releases.database().parent.name if name == CURRENT else name)
