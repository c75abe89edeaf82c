"""Partner deliveries: CSV files that are dropped in `inbox/<partner>/`.

What is sent stays where it was put; it is archived before it is read. The same bytes twice are one
delivery.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pandas as pd

from sources import partner_reader
from sources.catalog import PartnerDataset
from sources.connector import Arrival, Outcome, archive, unchanged
from sources.landing import Finding, Landing, Original, hash_file
from sources.partner_reader import Refused
from sources.reading import ReadError, Tidied, Tidier

REFUSED_ROWS = "refused.csv"


def tidier(dataset: PartnerDataset) -> Tidier:
    """Reads a delivery of this type."""
    return partial(_tidy, dataset)


def fetch(dataset: PartnerDataset, inbox: Path, landing: Landing) -> Outcome:
    """Archive and read every file in the partner's folder that was not seen before."""
    outcome = Outcome(dataset.id)
    folder = inbox / dataset.fetch.partner
    folder.mkdir(parents=True, exist_ok=True)
    checks = landing.checks(dataset.id)
    for path in sorted(folder.iterdir()):
        # Links could lead out of the inbox; hidden files are those of editors and sync tools.
        if path.is_symlink() or not path.is_file() or path.name.startswith("."):
            continue
        check = checks.get(path.name)
        content = hash_file(path)
        stands = check is not None and (
            check.refused is None or check.contract == dataset.fingerprint
        )
        if check and stands and check.sha256 == content:
            unchanged(dataset, path.name, landing, outcome)
            continue
        deliver(dataset, path, landing, outcome)
    return outcome


def deliver(dataset: PartnerDataset, path: Path, landing: Landing, outcome: Outcome) -> None:
    """Archive one file and read it."""
    with landing.workspace(dataset.id) as workspace:
        copy = Path(shutil.copyfile(path, workspace / path.name))
        original = Original(
            name=path.name,
            url=f"inbox/{dataset.fetch.partner}/{path.name}",
            sha256=hash_file(copy),
            size=copy.stat().st_size,
        )
        received = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
        arrival = Arrival(path.name, "delivery", (original,), received)
        archive(
            dataset,
            arrival,
            workspace=workspace,
            landing=landing,
            tidy=tidier(dataset),
            outcome=outcome,
        )


def _tidy(
    dataset: PartnerDataset,
    folder: Path,
    originals: Sequence[str],
    *,
    published: date | None,
    period: str | None,
) -> Tidied:
    (name,) = originals
    delivery = partner_reader.read(folder / name, dataset.contract)
    if not delivery.accepted:
        first = delivery.refused[0].reason_nl if delivery.refused else "geen rij na de kop"
        raise ReadError(f"{name}: geen enkele rij is bruikbaar; de eerste: {first}")
    columns = ["figure_id", "period", "region_code", "value", "unit"]
    frame = pd.DataFrame([asdict(row) for row in delivery.accepted])[columns]
    frame.to_parquet(folder / "data.parquet", index=False)
    _write_refused(folder / REFUSED_ROWS, delivery.refused)
    periods = tuple(sorted({row.period for row in delivery.accepted}))
    return Tidied(len(frame), periods, _findings(name, delivery.refused))


def _write_refused(path: Path, refused: Sequence[Refused]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in fields(Refused)])
        writer.writerows(asdict(row).values() for row in refused)


def _findings(name: str, refused: Sequence[Refused]) -> tuple[Finding, ...]:
    if not refused:
        return ()
    return (
        Finding(
            kind="rows_refused",
            message_nl=f"{name}: {len(refused)} rijen geweigerd",
            message_en=f"{name}: {len(refused)} rows refused",
            action_nl="Herstel de geweigerde regels en lever ze opnieuw aan.",
            rows=tuple({k: str(v) for k, v in asdict(row).items()} for row in refused[:20]),
            count=len(refused),
        ),
    )
