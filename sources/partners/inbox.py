"""The inbox: every file that was dropped becomes a delivery once, whatever else lies there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pandas as pd

from sources import lists
from sources.catalog import Delivered, ListDataset, PartnerDataset
from sources.connector import Arrival, Outcome, archive, looked_at
from sources.landing import Check, Finding, Landing, Origin, Original
from sources.partners.delivery import Delivery
from sources.partners.dropbox import MOST_FILES, LeftAloneError, Taken, dropped, take
from sources.partners.history import sender_of
from sources.partners.reader import read_delivery
from sources.reading import ReadError, Tidied, Tidier

_TOLD = 20
"""Refusals that are told to the team; the sender hears all."""
_SHOWN = 60

_RAW = {
    "figure_id": "string",
    "period": "string",
    "region_code": "string",
    "breakdown": "string",
    "value": "float64",
    "unit": "string",
    "qualifier": "string",
    "line": "int64",
}


def tidier(dataset: Delivered) -> Tidier:
    """Reads a delivery of this type."""
    if isinstance(dataset, ListDataset):
        return lists.tidier(dataset.contract)
    return partial(_tidy, dataset)


def fetch(dataset: Delivered, inbox: Path, landing: Landing, received: date) -> Outcome:
    """Archive and read every file in the partners' folders that was not seen before.

    `received` is the day that the files count as received: today.
    """
    outcome = Outcome(dataset.id)
    for partner in dataset.fetch.partners:
        folder = inbox / partner
        if folder.is_symlink() or folder.is_file():
            kind = "link" if folder.is_symlink() else "no_folder"
            outcome.findings.append(_left_alone(kind, partner))
            continue
        folder.mkdir(parents=True, exist_ok=True)
        paths = dropped(folder)
        if len(paths) > MOST_FILES:
            outcome.findings.append(_left_alone("too_many_files", partner))
        for path in paths[:MOST_FILES]:
            try:
                _take_in(dataset, partner, path, landing, outcome, received)
            except LeftAloneError as left:
                outcome.findings.append(_left_alone(left.kind, f"{partner}/{left.name}"))
    return outcome


def backfill(
    dataset: Delivered, path: Path, landing: Landing, outcome: Outcome, received: date
) -> None:
    """Archive a file that came otherwise, as from the first partner of the contract.

    Raises:
        ReadError: it is no plain file, or too large.
    """
    with landing.workspace(dataset.id) as workspace:
        try:
            taken = take(path, workspace)
        except LeftAloneError as left:
            raise ReadError(_left_alone(left.kind, left.name).message_en) from left
        partner = dataset.fetch.partners[0]
        _archive(dataset, partner, taken, "backfill", landing, outcome, received)


def _take_in(
    dataset: Delivered,
    partner: str,
    path: Path,
    landing: Landing,
    outcome: Outcome,
    received: date,
) -> None:
    with landing.workspace(dataset.id) as workspace:
        taken = take(path, workspace)
        resource = f"{partner}/{taken.name}"
        check = landing.checks(dataset.id).get(resource)
        if check and check.sha256 == taken.sha256 and _stands(check, dataset):
            seen = looked_at(dataset, resource, landing)
            if seen.refused and not _made_good(seen, dataset, partner, landing):
                outcome.findings.append(seen.refused)
            return
        _archive(dataset, partner, taken, "delivery", landing, outcome, received)


def _made_good(refused: Check, dataset: Delivered, partner: str, landing: Landing) -> bool:
    """Whether a partner has sent something usable since: its refused file may lie on in peace."""
    since = refused.fetched_at
    return since is not None and any(
        sender_of(manifest) == partner and manifest.retrieved_at > since
        for manifest in landing.vintages(dataset.id)
    )


def _stands(check: Check, dataset: Delivered) -> bool:
    """Whether what was said of a file still holds: a refusal only under the same contract."""
    return check.refused is None or check.contract == dataset.fingerprint


def _archive(
    dataset: Delivered,
    partner: str,
    taken: Taken,
    origin: Origin,
    landing: Landing,
    outcome: Outcome,
    received: date,
) -> None:
    resource = f"{partner}/{taken.name}"
    original = Original(
        name=taken.path.name, url=f"inbox/{resource}", sha256=taken.sha256, size=taken.size
    )
    archive(
        dataset,
        Arrival(resource, origin, (original,), received),
        workspace=taken.path.parent,
        landing=landing,
        tidy=tidier(dataset),
        outcome=outcome,
    )


def _tidy(
    dataset: PartnerDataset,
    folder: Path,
    originals: Sequence[str],
    *,
    resource: str,
    published: date | None,
    period: str | None,
) -> Tidied:
    (name,) = originals
    received = published or datetime.now(UTC).date()
    delivery = read_delivery(folder / name, dataset.contract, received)
    if delivery.problem:
        raise ReadError(
            f"{resource}: {delivery.problem.en.rstrip('.')}",
            nl=f"{resource}: {delivery.problem.nl.rstrip('.')}",
            action_nl=f"De partner kreeg bericht; vraag zo nodig na bij {dataset.publisher}.",
        )
    rows = [[getattr(row, column) for column in _RAW] for row in delivery.accepted]
    frame = pd.DataFrame(rows, columns=list(_RAW)).astype(_RAW)
    frame.to_parquet(folder / "data.parquet", index=False)
    periods = tuple(sorted({row.period for row in delivery.accepted}))
    return Tidied(len(frame), periods, _findings(resource, delivery))


def _findings(resource: str, delivery: Delivery) -> tuple[Finding, ...]:
    """Refused rows, without what was in them: that is between us and the sender."""
    if not delivery.refused:
        return ()
    count = len(delivery.refused_lines)
    rows = "1 rij" if count == 1 else f"{count} rijen"
    return (
        Finding(
            kind="rows_refused",
            message_nl=f"{resource}: {rows} geweigerd",
            message_en=f"{resource}: {count} {'row' if count == 1 else 'rows'} refused",
            action_nl="De partner kreeg bericht; wacht op de verbeterde regels.",
            rows=tuple(
                {
                    "line": str(refusal.line),
                    "column": refusal.column[:_SHOWN],
                    "rule": refusal.reason.rule,
                    "reason_nl": refusal.reason.nl,
                }
                for refusal in delivery.refused[:_TOLD]
            ),
            count=count,
        ),
    )


_LEFT_ALONE = {
    "link": (
        "is een koppeling naar iets anders en is niet gelezen",
        "is a link to something else and was not read",
        "Verwijder de koppeling, of zet er het bestand zelf neer.",
    ),
    "no_file": (
        "is geen gewoon bestand en is niet gelezen",
        "is no plain file and was not read",
        "Verwijder het uit de inbox.",
    ),
    "no_folder": (
        "is een bestand; hier hoort de map van deze partner te staan",
        "is a file; the folder of this partner belongs here",
        "Verwijder het; de map wordt vanzelf gemaakt.",
    ),
    "folder": (
        "is een map; wij lezen alleen bestanden die in de map van de partner zelf staan",
        "is a folder; only files in the folder of the partner itself are read",
        "Zet de bestanden een map hoger.",
    ),
    "gone": (
        "is weggehaald terwijl het werd gelezen",
        "was taken away while it was being read",
        "Niets, als het morgen is opgenomen.",
    ),
    "unreadable": (
        "kan niet worden geopend",
        "cannot be opened",
        "Geef de nachtelijke gebruiker leesrechten op het bestand.",
    ),
    "too_large": (
        "is te groot en is niet gelezen; het staat nog in de inbox",
        "is too large and was not read; it is still in the inbox",
        "Vraag de partner om alleen de cijfers te sturen.",
    ),
    "still_written": (
        "wordt nog geschreven en blijft liggen tot de volgende nacht",
        "is still being written and waits for the next night",
        "Niets, als het morgen is opgenomen.",
    ),
    "too_many_files": (
        f"bevat meer dan {MOST_FILES} bestanden; de oudste zijn gelezen",
        f"holds more than {MOST_FILES} files; the oldest were read",
        "Ruim de map op: wat gelezen is, staat in het archief.",
    ),
}


def _left_alone(kind: str, name: str) -> Finding:
    nl, en, action = _LEFT_ALONE[kind]
    return Finding(
        kind=kind,
        message_nl=f"{name} {nl}",
        message_en=f"{name} {en}",
        action_nl=action,
    )
