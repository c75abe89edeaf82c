"""`techniekpact query`, `tables`, `describe` and `export`: what analysts take out of a release."""

from __future__ import annotations

import enum
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_options import Home, Release
from flows.console import console
from flows.releases import Releases
from flows.settings import read_settings

out = console(sys.stdout)
err = console(sys.stderr)
STANDARD_INPUT = "-"


class FormatChoice(enum.StrEnum):
    """How a result is written."""

    table = "table"
    csv = "csv"
    csv_excel = "csv-excel"
    json = "json"
    parquet = "parquet"


class SchemaChoice(enum.StrEnum):
    """The schemas that analysts are told of."""

    marts = "marts"
    meta = "meta"
    raw = "raw"


def query(
    sql: Annotated[str, typer.Argument(help=f"A query; `{STANDARD_INPUT}`: from standard input.")],
    release: Release = None,
    form: Annotated[
        FormatChoice,
        typer.Option("--format", help="csv-excel: `;`, decimal comma, harmless as formulas."),
    ] = FormatChoice.table,
    output: Annotated[Path | None, typer.Option(help="Write to this new file.")] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=0, help="So many rows; 0: all (default, but 100 on a terminal)."),
    ] = None,
    home: Home = None,
) -> None:
    """Query a release, read-only."""
    from flows.query import query as run_query

    releases = Releases(read_settings(home=home).home)
    database = releases.database(release)
    notice = releases.show(database.parent.name).notice
    asked = sys.stdin.read() if sql == STANDARD_INPUT else sql
    answer = run_query(database, asked, form.value, output, out, notice, limit)
    err.print(str(answer), style="dim", highlight=False)
    _say(notice)


def tables(
    schema: Annotated[SchemaChoice | None, typer.Option(help="Only of this schema.")] = None,
    release: Release = None,
    home: Home = None,
) -> None:
    """List the tables of a release: how many rows, and what a row is."""
    from flows.described import print_tables

    releases = Releases(read_settings(home=home).home)
    database = releases.database(release)
    print_tables(database, schema.value if schema else None, out)
    _say(releases.show(database.parent.name).notice)


def describe(
    table: Annotated[str, typer.Argument(help="Such as marts.indicator_values.")],
    release: Release = None,
    home: Home = None,
) -> None:
    """Describe the columns of a table: type, unit, meaning, what they refer to, an example."""
    from flows.described import print_table

    releases = Releases(read_settings(home=home).home)
    database = releases.database(release)
    print_table(database, table, out)
    _say(releases.show(database.parent.name).notice)


def export(
    output: Annotated[Path, typer.Option(help="A new folder.")],
    release: Release = None,
    home: Home = None,
) -> None:
    """Write Parquet, CSV, CSV for Excel and a data package of a release into a new folder."""
    from flows.export import export as run_export

    settings = read_settings(home=home)
    run_export(settings, release, output)
    releases = Releases(settings.home)
    out.print(str(output), highlight=False, soft_wrap=True)
    _say(releases.show(releases.database(release).parent.name).notice)


def _say(notice: str) -> None:
    """What every user of the figures must know."""
    if notice:
        err.print(notice, style="yellow", highlight=False, soft_wrap=True)
