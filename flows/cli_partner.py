"""`techniekpact partner`: what a partner can do on a machine of its own."""

from __future__ import annotations

import enum
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from flows.cli_options import Home
from flows.console import console, show
from flows.settings import read_settings
from sources.catalog import Catalog, CatalogError, PartnerDataset, read_catalog

partner_app = typer.Typer(no_args_is_help=True, help="Deliveries of partners: check, fill in.")
out = console(sys.stdout)

PREFIX = "partners."
REFUSED = 3


class LanguageChoice(enum.StrEnum):
    """The language of what a partner reads."""

    nl = "nl"
    en = "en"


class AnswerChoice(enum.StrEnum):
    """How an answer is written."""

    text = "text"
    html = "html"
    json = "json"


Language = Annotated[LanguageChoice, typer.Option(help="nl or en.")]


@partner_app.command("list")
def partner_list(language: Language = LanguageChoice.nl) -> None:
    """List the contracts, with who delivers and by when."""
    table = Table("contract", "title", "partners", "figures", "deadline")
    for dataset in _contracts(read_catalog()):
        deadline = dataset.contract.deadline
        table.add_row(
            dataset.name,
            dataset.title_nl if language == "nl" else dataset.title_en,
            _few(dataset.fetch.partners),
            str(len(dataset.contract.figures)),
            f"{deadline.day}-{deadline.month}" if deadline else "",
        )
    show(table, out)


@partner_app.command("check")
def partner_check(
    file: Path,
    contract: Annotated[str, typer.Option(help="Which delivery it is; see partner list.")],
    form: Annotated[AnswerChoice, typer.Option("--format")] = AnswerChoice.text,
    language: Language = LanguageChoice.nl,
    partner: Annotated[
        str | None, typer.Option(help="The sender (default: the first of the contract).")
    ] = None,
    home: Home = None,
) -> None:
    """Say what the inbox would say of a file, storing nothing.

    Exit code 0: every row would be accepted. 3: the file, or some of its rows, would be refused.
    """
    from expectations.receipt_page import render_receipt
    from flows.receipts import make_receipt
    from sources.landing import Landing, hash_file
    from sources.partners.history import known_figures
    from sources.partners.reader import read_delivery
    from sources.partners.text import shown

    settings = read_settings(home=home)
    dataset = _contract(contract)
    if partner and partner not in dataset.fetch.partners:
        known = ", ".join(dataset.fetch.partners)
        raise CatalogError(f"no partner {partner!r} in {dataset.id}; it has {known}")
    if not file.is_file():
        raise FileNotFoundError(f"no such file: {file}")
    now = datetime.now(UTC)
    receipt = make_receipt(
        dataset,
        read_delivery(file, dataset.contract, now.date()),
        known_figures(dataset, Landing(settings.archive_folder)),
        partner=partner or dataset.fetch.partners[0],
        file=shown(file.name),
        received=now.date(),
        received_at=now,
        sha256=hash_file(file),
        size=file.stat().st_size,
        trial=True,
    )
    page = render_receipt(receipt, language.value)
    # Not through rich: what a partner typed is no markup of ours, and HTML is not to be wrapped.
    match form:
        case AnswerChoice.text:
            typer.echo(page.text)
        case AnswerChoice.html:
            typer.echo(page.html)
        case AnswerChoice.json:
            typer.echo(receipt.model_dump_json(indent=2))
    raise typer.Exit(REFUSED if receipt.outcome != "accepted" else 0)


@partner_app.command("template")
def partner_template(
    contract: Annotated[str, typer.Argument(help="Which delivery; see partner list.")],
    output: Annotated[
        Path | None, typer.Option(help="The new file, .xlsx or .csv (default: <contract>.xlsx).")
    ] = None,
    language: Language = LanguageChoice.nl,
) -> None:
    """Write a file to fill in: a header, an example, and what each column means."""
    from sources.partners.template import write_template

    dataset = _contract(contract)
    path = output or Path(f"{dataset.name}.xlsx")
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise typer.BadParameter(f"{path.name}: a name ending in .xlsx or .csv is expected")
    if path.exists():
        raise FileExistsError(f"{path} is there already; name another with --output")
    write_template(dataset, path, language.value)
    out.print(str(path), highlight=False, soft_wrap=True)


@partner_app.command("schema")
def partner_schema(
    contract: Annotated[str, typer.Argument(help="Which delivery; see partner list.")],
) -> None:
    """Print a contract as a Frictionless data package, with its table schema."""
    from sources.partners.published import table_schema

    typer.echo(json.dumps(table_schema(_contract(contract)), ensure_ascii=False, indent=2))


def _few(partners: Sequence[str]) -> str:
    return ", ".join(partners[:3]) + (f" and {len(partners) - 3} more" if partners[3:] else "")


def _contracts(catalog: Catalog) -> list[PartnerDataset]:
    return [dataset for dataset in catalog if isinstance(dataset, PartnerDataset)]


def _contract(name: str) -> PartnerDataset:
    known = {dataset.name: dataset for dataset in _contracts(read_catalog())}
    try:
        return known[name.removeprefix(PREFIX)]
    except KeyError:
        raise CatalogError(f"no contract {name!r}; there are {', '.join(known)}") from None
