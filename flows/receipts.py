"""What there is to tell of a delivery: its receipt, and the rows that were refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from expectations.cells import harmless
from expectations.receipt import Bilingual, Receipt, RefusedRow, TakenFigure
from sources.catalog import PartnerDataset
from sources.partner_contract import Figure
from sources.partners.deadlines import Due, due
from sources.partners.delivery import Delivery
from sources.partners.history import Compared, Known, compare
from sources.partners.reasons import Reason
from sources.partners.regions import regions


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
        missing=_missing(still, dataset),
        deadline=still.deadline if still else None,
        contact=_contact(dataset, reply_to),
        sample=sample,
        trial=trial,
    )


def _just_taken(delivery: Delivery, partner: str, delivery_id: str) -> Iterator[Known]:
    for figure in delivery.accepted:
        yield Known(partner, figure.key, figure.value, figure.qualifier, delivery_id)


def _missing(still: Due | None, dataset: PartnerDataset) -> tuple[Bilingual, ...]:
    return tuple(
        Bilingual(nl=named(spec.title_nl, m.period), en=named(spec.title_en, m.period))
        for m in (still.missing if still else ())
        for spec in [dataset.contract.figures[m.figure_id]]
    )


def named(title: str, period: str) -> str:
    """A figure with the period of it that is meant."""
    return f"{title} ({period})" if period else title


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
