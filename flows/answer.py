"""Answering partners: every delivery gets one receipt, by mail where an address is configured.

A receipt is owed as long as `receipt.json` is not beside the delivery: after a night that broke
off, the next one sends it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from expectations.checks import CheckResult
from expectations.compose import Attachment, compose
from expectations.durable import write_whole
from expectations.mail import Post
from expectations.receipt import Receipt
from expectations.receipt_page import render_receipt
from expectations.templating import standalone_html
from expectations.unsent import holds
from flows.receipts import make_receipt, refused_rows
from flows.sample import today
from flows.settings import Settings, SettingsError
from sources.catalog import Catalog, PartnerDataset
from sources.landing import Landing
from sources.partners.history import known_figures
from sources.partners.reader import read_delivery

logger = logging.getLogger(__name__)

RECEIPT = "receipt"
REFUSED_ROWS = "geweigerd.csv"
POSTING = ".receipt.posting"
"""Holds the id of the mail, from before it is written until the delivery counts as answered."""


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


@dataclass(frozen=True)
class Answers:
    """The receipts that were made, and a finding for each delivery that got none."""

    receipts: tuple[Receipt, ...]
    unanswered: tuple[CheckResult, ...]


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


def answer_all(settings: Settings, catalog: Catalog, post: Post) -> Answers:
    """Answer every delivery that was not answered yet.

    One that cannot be answered does not stop the others, nor the night: the next tries again.
    """
    landing = Landing(settings.archive_folder)
    receipts: list[Receipt] = []
    unanswered: list[CheckResult] = []
    for dataset in catalog:
        if isinstance(dataset, PartnerDataset):
            for owed in _owed(dataset, landing, today(settings)):
                try:
                    receipts.append(_answer(owed, landing, post, settings))
                except Exception as error:
                    logger.exception("no receipt for %s of %s", owed.file, owed.partner)
                    unanswered.append(_unanswered(owed, error))
    # What a night that was killed had written and not noted is noted by now.
    post.outbox.confirm_rest()
    return Answers(tuple(receipts), tuple(unanswered))


def _unanswered(owed: Owed, error: Exception) -> CheckResult:
    said = f"{owed.partner}/{owed.file}: {type(error).__name__}"
    return CheckResult(
        check_id=f"answer.{owed.dataset.id}.not_answered",
        table_name=f"raw.{owed.dataset.raw_table}",
        engine="ingest",
        severity="warn",
        result="fail",
        expected="",
        observed=said,
        failing_count=1,
        failing_rows=[],
        description_nl=f"Geen ontvangstbewijs gemaakt voor {said}",
        description_en=f"No receipt was made for {said}",
        owner="databeheer",
        action_nl="Lees de fout in het log; de volgende nacht probeert het opnieuw.",
        action_en="Read the error in the log; the next night tries again.",
    )


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


def _answer(owed: Owed, landing: Landing, post: Post, settings: Settings) -> Receipt:
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
        write_whole(quarantine / REFUSED_ROWS, rows)
    page = render_receipt(receipt, owed.dataset.contract.contact.language)
    write_whole(owed.folder / f"{RECEIPT}.html", standalone_html(page).encode())
    addresses = settings.partner_mail.get(owed.partner, ())
    message = compose(page, settings.report_from, addresses, attachments)
    # After a night that was killed between the two: the mail is on its way, and was not noted.
    posting = owed.folder / POSTING
    noted = posting.read_text(encoding="utf-8") if posting.exists() else ""
    answered = owed.folder / f"{RECEIPT}.json"
    if noted and holds(post.outbox, noted):
        write_whole(answered, twin.encode())
    else:
        write_whole(posting, message["Message-ID"].encode())
        sent = post.deliver(message, lambda: write_whole(answered, twin.encode()))
        if sent.error:
            logger.warning("a receipt was not sent: %s", sent.error)
    posting.unlink()
    return receipt
