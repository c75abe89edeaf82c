"""Receipts: every delivery is answered once, by mail where an address is configured.

A receipt is owed as long as `receipt.json` is not beside the delivery: after a night that broke
off, the next one sends it.
"""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from expectations.cells import harmless
from expectations.mail import Attachment, compose, deliver
from expectations.receipt import Bilingual, Receipt, RefusedRow, TakenFigure
from expectations.receipt_page import render_receipt
from expectations.report import Report, standalone_html
from flows.sample import today
from flows.settings import Settings, SettingsError
from sources.catalog import Catalog, PartnerDataset
from sources.landing import Landing
from sources.partner_contract import Figure
from sources.partners.deadlines import due
from sources.partners.delivery import Delivery
from sources.partners.history import Compared, Known, compare, known_figures
from sources.partners.reader import read_delivery
from sources.partners.reasons import Reason
from sources.partners.regions import regions

logger = logging.getLogger(__name__)

RECEIPT = "receipt"
REFUSED_ROWS = "geweigerd.csv"


@dataclass(frozen=True)
class Owed:
    """A delivery that was not answered yet: its original, and the folder for the answer.

    `received` is the day that it counts as received; `delivery_id` is empty where it was refused.
    """

    dataset: PartnerDataset
    partner: str
    file: str
    original: Path
    received: date
    received_at: datetime
    sha256: str
    delivery_id: str = ""

    @property
    def folder(self) -> Path:
        """Where the original is, and the answer goes."""
        return self.original.parent


def check_addresses(settings: Settings, catalog: Catalog) -> None:
    """See that addresses are of partners that exist.

    Raises:
        SettingsError: one is not.
    """
    known = {name for d in catalog if isinstance(d, PartnerDataset) for name in d.fetch.partners}
    if unknown := sorted(set(settings.partner_mail) - known):
        raise SettingsError(
            f"TECHNIEKPACT_PARTNER_MAIL: no partner is called {', '.join(unknown)}; expected "
            f"{', '.join(sorted(known))}"
        )


def answer_all(settings: Settings, catalog: Catalog) -> list[Receipt]:
    """Answer every delivery that was not answered yet; says which.

    One that cannot be answered does not stop the others, nor the night: the next tries again.
    """
    landing = Landing(settings.home)
    post = _Post(settings)
    receipts = []
    for dataset in catalog:
        if isinstance(dataset, PartnerDataset):
            for owed in _owed(dataset, landing, today(settings)):
                try:
                    receipts.append(_answer(owed, landing, post, settings))
                except Exception:
                    logger.exception("no receipt for %s of %s", owed.file, owed.partner)
    return receipts


def _owed(dataset: PartnerDataset, landing: Landing, received: date) -> Iterator[Owed]:
    everything = [*_owed_vintages(dataset, landing), *_owed_refusals(dataset, landing, received)]
    for owed in sorted(everything, key=lambda owed: owed.received_at):
        if not (owed.folder / f"{RECEIPT}.json").exists():
            yield owed


def _owed_vintages(dataset: PartnerDataset, landing: Landing) -> Iterator[Owed]:
    for manifest in landing.vintages(dataset.id):
        if manifest.origin == "delivery":
            (original,) = manifest.originals
            partner, _, file = manifest.resource.partition("/")
            yield Owed(
                dataset=dataset,
                partner=partner,
                file=file,
                original=landing.parquet(manifest).parent / original.name,
                received=manifest.published_at,
                received_at=manifest.retrieved_at,
                sha256=manifest.sha256,
                delivery_id=manifest.vintage_id,
            )


def _owed_refusals(dataset: PartnerDataset, landing: Landing, received: date) -> Iterator[Owed]:
    for resource, check in landing.checks(dataset.id).items():
        if not check.refused:
            continue
        partner, _, file = resource.partition("/")
        for original in landing.refused_folder(dataset.id, check.sha256).glob("original*"):
            yield Owed(
                dataset=dataset,
                partner=partner,
                file=file,
                original=original,
                received=received,
                received_at=check.fetched_at or check.checked_at,
                sha256=check.sha256,
            )


def _answer(owed: Owed, landing: Landing, post: _Post, settings: Settings) -> Receipt:
    delivery = read_delivery(owed.original, owed.dataset.contract, owed.received)
    receipt = make_receipt(
        owed.dataset,
        delivery,
        known_figures(owed.dataset, landing, before=owed.received_at),
        partner=owed.partner,
        file=owed.file,
        received=owed.received,
        received_at=owed.received_at,
        sha256=owed.sha256,
        size=owed.original.stat().st_size,
        delivery_id=owed.delivery_id,
        reply_to=settings.report_from,
        sample=settings.profile == "sample",
    )
    twin = receipt.model_dump_json(indent=2)
    attachments = [Attachment("levering.json", "application/json", twin.encode())]
    if delivery.refused:
        rows = refused_rows(delivery)
        attachments.append(Attachment(REFUSED_ROWS, "text/csv", rows))
        quarantine = landing.refused_folder(owed.dataset.id, owed.sha256)
        quarantine.mkdir(parents=True, exist_ok=True)
        (quarantine / REFUSED_ROWS).write_bytes(rows)
    page = render_receipt(receipt, owed.dataset.contract.contact.language)
    post.send(page, attachments, settings.partner_mail.get(owed.partner, ()))
    (owed.folder / f"{RECEIPT}.html").write_text(standalone_html(page), encoding="utf-8")
    # Last: this is what says that the delivery was answered.
    temporary = owed.folder / f".{RECEIPT}.json"
    temporary.write_text(twin, encoding="utf-8")
    temporary.replace(owed.folder / f"{RECEIPT}.json")
    return receipt


class _Post:
    """Sends receipts; a server that failed once tonight is not waited for again."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server = settings.smtp_url.get_secret_value() if settings.smtp_url else None

    def send(
        self, page: Report, attachments: Sequence[Attachment], addresses: Sequence[str]
    ) -> None:
        message = compose(page, self._settings.report_from, addresses, attachments)
        server = self._server if addresses else None
        sent = deliver(message, server, self._settings.home / "outbox")
        if sent.error:
            logger.warning("a receipt waits in the outbox: %s", sent.error)
            if not sent.refused:
                self._server = None


def make_receipt(
    dataset: PartnerDataset,
    delivery: Delivery,
    known: Sequence[Known],
    *,
    partner: str,
    file: str,
    received: date,
    received_at: datetime,
    sha256: str,
    size: int,
    delivery_id: str = "",
    reply_to: str | None = None,
    sample: bool = False,
    trial: bool = False,
) -> Receipt:
    """What there is to tell of a delivery, beside the figures that were known before it."""
    figures = compare(delivery.accepted, known, partner, dataset)
    now_known = [*known, *_just_taken(delivery, partner, delivery_id)]
    still = due(dataset.contract, now_known, received)
    refused = len(delivery.refused_lines)
    return Receipt(
        dataset_id=dataset.id,
        title=Bilingual(nl=dataset.title_nl, en=dataset.title_en),
        partner=partner,
        file=file,
        delivery_id=delivery_id,
        received_at=received_at.replace(microsecond=0),
        sha256=sha256,
        size=size,
        outcome="refused" if delivery.problem else "partly" if refused else "accepted",
        problem=_both(delivery.problem) if delivery.problem else None,
        sent=delivery.sent,
        accepted=len(delivery.accepted),
        refused=refused,
        ignored=len(delivery.ignored),
        remarks=tuple(_both(remark) for remark in delivery.remarks),
        refused_rows=tuple(
            RefusedRow(
                line=row.line,
                column=row.column,
                value=row.value,
                rule=row.reason.rule,
                reason=_both(row.reason),
            )
            for row in delivery.refused
        ),
        figures=tuple(_taken(compared, dataset) for compared in figures),
        missing=tuple(
            Bilingual(nl=spec.title_nl, en=spec.title_en)
            for spec in (
                dataset.contract.figures[name] for name in (still.missing if still else ())
            )
        ),
        deadline=still.deadline if still else None,
        contact=_contact(dataset, reply_to),
        sample=sample,
        trial=trial,
    )


def _just_taken(delivery: Delivery, partner: str, delivery_id: str) -> Iterator[Known]:
    for figure in delivery.accepted:
        yield Known(partner, figure.key, figure.value, figure.qualifier, delivery_id)


def _both(reason: Reason) -> Bilingual:
    return Bilingual(nl=reason.nl, en=reason.en)


def _contact(dataset: PartnerDataset, address: str | None) -> Bilingual:
    contact = dataset.contract.contact
    reach = f", {address}" if address else ""
    return Bilingual(nl=f"{contact.team_nl}{reach}", en=f"{contact.team_en}{reach}")


def _taken(compared: Compared, dataset: PartnerDataset) -> TakenFigure:
    figure, previous = compared.figure, compared.previous
    spec = dataset.contract.figures[figure.figure_id]
    return TakenFigure(
        line=figure.line,
        figure_id=figure.figure_id,
        title=Bilingual(nl=spec.title_nl, en=spec.title_en),
        period=figure.period,
        region=regions()[figure.region_code].name,
        breakdown=_breakdown(figure.breakdown, spec),
        value=figure.value,
        unit=figure.unit,
        qualifier=figure.qualifier,
        comparison=compared.comparison,
        previous_value=previous.value if previous else None,
        previous_qualifier=previous.qualifier if previous else "",
        previous_period=previous.period if previous else None,
        question=_both(compared.question) if compared.question else None,
    )


def _breakdown(name: str, spec: Figure) -> str:
    """A part of a figure as partners call it."""
    spellings = spec.breakdowns.get(name, ())
    return spellings[0] if spellings else name


def refused_rows(delivery: Delivery) -> bytes:
    """The refused rows as their sender wrote them, and why: a CSV that opens in a Dutch Excel.

    Its rows can be mended in place and sent again.
    """
    reasons: dict[int, list[str]] = {}
    cells: dict[int, tuple[str, ...]] = {}
    for refusal in delivery.refused:
        reasons.setdefault(refusal.line, []).append(f"{refusal.column}: {refusal.reason.nl}")
        cells[refusal.line] = refusal.row
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    width = max(len(delivery.header), *map(len, cells.values()))
    header = [*delivery.header, *[""] * (width - len(delivery.header))]
    writer.writerow([*map(harmless, header), "regelnummer", "reden van weigering"])
    for line, row in cells.items():
        padded = [*row, *[""] * (width - len(row))]
        writer.writerow([*map(harmless, padded), line, harmless(" ".join(reasons[line]))])
    return text.getvalue().encode("utf-8-sig")
