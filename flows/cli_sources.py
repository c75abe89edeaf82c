"""`techniekpact sources`: the catalog and its publishers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from flows.cli_options import Again, Home, Since, Until
from flows.console import console, show
from flows.environment import prepare
from flows.errand import Errand
from flows.lock import exclusive
from flows.settings import Settings, read_settings
from sources.catalog import read_catalog
from sources.landing import Landing

sources_app = typer.Typer(no_args_is_help=True, help="The catalog and its publishers.")
out = console(sys.stdout)

Datasets = Annotated[list[str] | None, typer.Argument(help="Dataset ids (default: all).")]


def _settings(home: Path | None) -> Settings:
    settings = read_settings(home=home)
    prepare(settings.home)
    return settings


@sources_app.command("list")
def sources_list(home: Home = None) -> None:
    """List the datasets of the catalog, with their freshness."""
    from flows.sample import today
    from flows.status import state_of

    settings = _settings(home)
    landing = Landing(settings.archive_folder)
    table = Table("dataset", "title", "freshness", "published", "checked (UTC)", "vintages", "rows")
    for dataset in read_catalog():
        state = state_of(dataset, landing, None, today(settings))
        table.add_row(
            dataset.id,
            dataset.title_en,
            state.freshness,
            str(state.latest.published_at) if state.latest else "",
            f"{state.checked_at:%Y-%m-%d %H:%M}" if state.checked_at else "never",
            str(len(state.vintages)),
            f"{state.rows:,}",
        )
    show(table, out)


@sources_app.command("check")
def sources_check(datasets: Datasets = None, home: Home = None) -> None:
    """Ask publishers whether there is something new, storing nothing.

    Exit code 1 when one of them cannot be reached.
    """
    from flows.sample import publishers
    from sources.client import Client
    from sources.probe import probe

    settings = _settings(home)
    chosen = read_catalog().chosen(datasets or ())
    landing, inbox = Landing(settings.archive_folder), settings.home / "inbox"
    table = Table("dataset", "news", "detail")
    with publishers(settings) as where, Client() as client:
        probes = [probe(dataset, where, landing, inbox, client) for dataset in chosen]
    for found in probes:
        table.add_row(found.dataset_id, found.news, found.detail)
    show(table, out)
    raise typer.Exit(any(found.news == "unreachable" for found in probes))


@sources_app.command("fetch")
def sources_fetch(
    datasets: Datasets = None,
    again: Again = False,
    since: Since = None,
    until: Until = None,
    home: Home = None,
) -> None:
    """Fetch now what is new, into the archive; the next night publishes it.

    Exit code 1 when one of them cannot be fetched.
    """
    from flows.progress import Progress
    from flows.sample import publishers, today
    from sources.ingest import fetch

    settings = _settings(home)
    chosen = read_catalog().chosen(datasets or ())
    landing, inbox = Landing(settings.archive_folder), settings.home / "inbox"
    progress = Progress(console(sys.stderr))
    table = Table("dataset", "vintage", "rows", "note")
    failed = False
    day = today(settings)
    what_again = Errand(again=again, since=since, until=until).what_again
    with exclusive(settings.home), publishers(settings) as where, progress.live():
        for dataset in chosen:
            outcome = fetch(
                dataset, where, landing, inbox, day, progress.table(dataset.id), what_again
            )
            failed |= not outcome.reached
            note = "; ".join(finding.message_en for finding in outcome.findings)
            if not outcome.new:
                table.add_row(dataset.id, "", "", note or "nothing new")
            for manifest in outcome.new:
                table.add_row(dataset.id, manifest.vintage_id, f"{manifest.rows:,}", note)
    show(table, out)
    raise typer.Exit(failed)


@sources_app.command("new")
def sources_new(
    source: Annotated[str, typer.Argument(help="cbs")],
    table: Annotated[str, typer.Argument(help="Id of the table, such as 85421NED.")],
    output: Annotated[
        Path | None, typer.Option(help="Folder for the file (default: the catalog).")
    ] = None,
    home: Home = None,
) -> None:
    """Write a first version of a dataset's YAML from the table's own metadata."""
    from flows.sample import publishers
    from sources.catalog import DATASETS
    from sources.cbs.draft import draft
    from sources.client import Client

    if source != "cbs":
        raise typer.BadParameter("only tables of CBS describe themselves: sources new cbs ID")
    with publishers(_settings(home)) as where, Client() as client:
        path = draft(table, where, client, output or DATASETS)
    out.print(f"{path}: look at what it fetches, and add it to the catalog", soft_wrap=True)
