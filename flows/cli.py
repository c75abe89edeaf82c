"""The `techniekpact` command.

Only what a command needs is imported: prefect and great_expectations take seconds to load.
"""

from __future__ import annotations

import enum
import logging
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_doctor import doctor
from flows.cli_night import night
from flows.cli_nights import nights
from flows.cli_options import Again, Datasets, Home, Release, Since, Until
from flows.cli_outbox import outbox
from flows.cli_partner import partner_app
from flows.cli_query import describe, export, query, tables
from flows.cli_releases import releases_app
from flows.cli_schedule import ingest_worker, schedule, worker
from flows.cli_site import site
from flows.cli_sources import sources_app
from flows.cli_units import units
from flows.console import console
from flows.environment import prepare
from flows.exit_codes import FAILED, LOCKED
from flows.lock import LockedError, exclusive
from flows.logs import speak, speaks_json
from flows.near_misses import QueryError
from flows.prefect_server import ServerError
from flows.releases import ReleaseError
from flows.schedule import ScheduleError
from flows.settings import Settings, SettingsError, read_settings
from sources.catalog import CatalogError
from sources.landing import LandingError
from sources.reading import ReadError

logger = logging.getLogger(__name__)

SCHOOL_YEAR = re.compile(r"\d{4}/\d{4}")
EXPECTED = (
    CatalogError,
    LandingError,
    QueryError,
    ReadError,
    ReleaseError,
    ScheduleError,
    ServerError,
    SettingsError,
    OSError,
)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The Techniekpact warehouse: open data and partner deliveries, checked, every night.",
)
app.add_typer(sources_app, name="sources")
app.add_typer(partner_app, name="partner")
app.add_typer(releases_app, name="releases")
for command in (query, tables, describe, export, outbox):
    app.command()(command)
app.command()(nights)
app.command()(doctor)
app.command()(schedule)
app.command()(ingest_worker)
app.command()(site)
app.command()(units)
for hidden in (night, worker):
    app.command(hidden=True)(hidden)

out = console(sys.stdout)
err = console(sys.stderr)


class ProfileChoice(enum.StrEnum):
    """Where to fetch."""

    sample = "sample"
    live = "live"


def main() -> None:
    """Run the command; what went wrong is one line that says what to do."""
    try:
        app()
    except LockedError as error:
        _fail(error, LOCKED)
    except EXPECTED as error:
        _fail(error, FAILED)


def _fail(error: Exception, code: int) -> None:
    if speaks_json():
        logger.error("%s", error)
    else:
        err.print(f"techniekpact: {error}", style="red", highlight=False, markup=False)
    raise SystemExit(code)


def _settings(home: Path | None, profile: str | None = None) -> Settings:
    settings = read_settings(home=home, profile=profile)
    prepare(settings.home)
    return settings


@app.command()
def nightly(
    profile: Annotated[
        ProfileChoice | None, typer.Option(help="sample: bundled upstream on loopback.")
    ] = None,
    home: Home = None,
    fetch: Annotated[bool, typer.Option(help="--no-fetch: use what the archive holds.")] = True,
    dataset: Datasets = None,
    again: Again = False,
    since: Since = None,
    until: Until = None,
) -> None:
    """Run the whole night: ingest, build, audit, publish, report.

    Exit code 0: published, or nothing new. 3: refused by the audit. 4: another run is at work.
    1: failed.
    """
    chosen = profile.value if profile else None
    settings = _settings(home, chosen)
    speak(settings)
    from flows.errand import Errand
    from flows.supervise import end_likewise, supervise

    errand = Errand(fetch, tuple(dataset or ()), again, since, until)
    errand.check()
    raise typer.Exit(end_likewise(supervise(settings, errand)))


@app.command()
def backfill(
    dataset: str,
    files: list[Path],
    published: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="When the publisher published them (default: estimated from what they count).",
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(help="School year, such as 2018/2019, of files that do not say it."),
    ] = None,
    home: Home = None,
) -> None:
    """Archive files that the publisher no longer serves, as vintages.

    The school year is taken from the columns and rows of a file, never from its name.
    """
    from sources import ingest
    from sources.catalog import read_catalog
    from sources.landing import Landing

    settings = _settings(home)
    entry = read_catalog()[dataset]
    if period and not SCHOOL_YEAR.fullmatch(period):
        raise ReadError(f"--period {period}: write a school year, such as 2018/2019")
    absent = [str(path) for path in files if not path.is_file()]
    if absent:
        raise FileNotFoundError(f"no such file: {', '.join(absent)}")
    with exclusive(settings.home):
        outcome = ingest.backfill(
            entry,
            files,
            Landing(settings.archive_folder),
            published=published.date() if published else None,
            period=period,
        )
    for manifest in outcome.new:
        (original, *_) = manifest.originals
        estimated = " (estimated)" if manifest.published_is_estimated else ""
        out.print(
            f"{original.name}: {manifest.rows:,} rows of {', '.join(manifest.periods)}; vintage "
            f"{manifest.vintage_id}, published {manifest.published_at}{estimated}",
            highlight=False,
            soft_wrap=True,
        )
        for finding in manifest.findings:
            out.print(f"  note: {finding.message_en}", highlight=False, markup=False)
    for finding in outcome.findings:
        err.print(finding.message_en, style="red", highlight=False, markup=False)
    if not outcome.new and not outcome.findings:
        out.print("nothing new: the archive holds this content already")
    raise typer.Exit(FAILED if any(f.kind == "refused" for f in outcome.findings) else 0)


@app.command()
def report(release: Release = None, home: Home = None) -> None:
    """Render the report of a release again."""
    settings = _settings(home)
    from flows.report import render_again

    out.print(str(render_again(settings, release)), highlight=False, soft_wrap=True)


@app.command()
def upstream(
    port: Annotated[int, typer.Option(help="0 chooses a free port.")] = 0,
    data: Annotated[Path | None, typer.Option(help="What to serve (default: the sample).")] = None,
    home: Home = None,
) -> None:
    """Serve the bundled stand-in for CBS and DUO on loopback, until interrupted."""
    from flows.sample import sample_data
    from sources.upstream.server import Upstream

    folder = data or sample_data(_settings(home).home)
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder")
    with Upstream(folder, port=port) as server, _until_interrupted():
        out.print(f"serving {folder.name} on {server.url} (Ctrl-C stops)", highlight=False)
        while True:
            time.sleep(3600)


@contextmanager
def _until_interrupted() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        out.print("stopped")
