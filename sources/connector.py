"""What every connector shares: where publishers live, and how a download becomes a vintage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from sources.again import Again
from sources.catalog import Dataset
from sources.landing import (
    ROWS,
    Check,
    Finding,
    Landing,
    Manifest,
    Origin,
    Original,
    combined_hash,
    hash_file,
    vintage_id,
)
from sources.reading import ReadError, Tidier


@dataclass(frozen=True)
class Publishers:
    """Base URLs without a closing slash: the only thing in which sample and live differ."""

    cbs_v4: str
    cbs_v3: str
    duo: str
    duo_legacy: str


@dataclass
class Outcome:
    """What one dataset's turn of the night gave."""

    dataset_id: str
    new: list[Manifest] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    reached: bool = True

    def unreachable(self, error: Exception) -> None:
        """The publisher could not be asked: the last vintage stays, and is called stale."""
        self.reached = False
        self.findings.append(
            Finding(
                kind="not_reached",
                message_nl=f"Niet opgehaald; de vorige versie blijft in gebruik. {error}",
                message_en=f"Not fetched; the previous vintage stays in use. {error}",
                action_nl="Niets als het morgen lukt; zoek anders een storing bij de uitgever.",
            )
        )


@dataclass(frozen=True)
class Arrival:
    """Originals in a workspace, ready to be read and archived.

    `published` is None where nobody knows: it is then estimated from what is counted.
    """

    resource: str
    origin: Origin
    originals: tuple[Original, ...]
    published: date | None
    period: str | None = None
    publisher_version: str | None = None


def archive(
    dataset: Dataset,
    arrival: Arrival,
    *,
    workspace: Path,
    landing: Landing,
    tidy: Tidier,
    outcome: Outcome,
) -> None:
    """Read an arrival and archive it as a vintage; keep it in quarantine if it cannot be read.

    Content that is in the archive already is no new vintage.
    """
    sha256 = combined_hash(arrival.originals)
    refused = None
    if not landing.holds(dataset.id, sha256):
        try:
            tidied = tidy(
                workspace,
                [o.name for o in arrival.originals],
                resource=arrival.resource,
                published=arrival.published,
                period=arrival.period,
            )
        except ReadError as error:
            kept = landing.refuse(
                dataset.id, sha256, [workspace / o.name for o in arrival.originals]
            )
            refused = _refusal(error, kept)
            outcome.findings.append(refused)
        else:
            published = arrival.published or _first_published(tidied.periods)
            manifest = Manifest(
                dataset_id=dataset.id,
                vintage_id=vintage_id(published, sha256),
                resource=arrival.resource,
                origin=arrival.origin,
                published_at=published,
                published_is_estimated=arrival.published is None,
                period_hint=arrival.period,
                retrieved_at=datetime.now(UTC),
                publisher_version=arrival.publisher_version,
                licence=dataset.licence,
                sha256=sha256,
                originals=arrival.originals,
                rows=tidied.rows,
                rows_sha256=hash_file(workspace / ROWS),
                periods=tidied.periods,
                contract=dataset.fingerprint,
                findings=tidied.findings,
            )
            landing.store(workspace, manifest)
            outcome.new.append(manifest)
    remember(dataset, arrival, sha256, refused, landing)


def remember(
    dataset: Dataset, arrival: Arrival, sha256: str, refused: Finding | None, landing: Landing
) -> None:
    """Keep what makes the next look at this resource a conditional one."""
    last = arrival.originals[-1]
    landing.remember(
        dataset.id,
        arrival.resource,
        Check(
            checked_at=datetime.now(UTC),
            sha256=sha256,
            etag=last.etag,
            last_modified=last.last_modified,
            publisher_version=arrival.publisher_version,
            contract=dataset.fingerprint,
            refused=refused,
            url=last.url,
            fetched_at=datetime.now(UTC),
        ),
    )


def unchanged(dataset: Dataset, resource: str, landing: Landing, outcome: Outcome) -> None:
    """Nothing new at a resource; a refusal that still stands is told again."""
    if refused := looked_at(dataset, resource, landing).refused:
        outcome.findings.append(refused)


def looked_at(dataset: Dataset, resource: str, landing: Landing) -> Check:
    """Note that a resource was looked at, and is what it was."""
    check = landing.checks(dataset.id)[resource]
    seen = check.model_copy(update={"checked_at": datetime.now(UTC)})
    landing.remember(dataset.id, resource, seen)
    return seen


def reread(
    dataset: Dataset, landing: Landing, tidy: Tidier, again: Again | None = None
) -> list[Finding]:
    """Read archived vintages again, from their originals.

    Those whose contract has changed since, and those of `again`.
    """
    findings = []
    for manifest in landing.vintages(dataset.id):
        wanted = again is not None and again.touches(manifest.periods)
        if manifest.contract == dataset.fingerprint and not wanted:
            continue
        names = [original.name for original in manifest.originals]
        with landing.reopen(manifest) as workspace:
            try:
                published = None if manifest.published_is_estimated else manifest.published_at
                tidied = tidy(
                    workspace,
                    names,
                    resource=manifest.resource,
                    published=published,
                    period=manifest.period_hint,
                )
            except ReadError as error:
                findings.append(
                    Finding(
                        kind="not_reread",
                        message_nl=f"{manifest.vintage_id} past niet op het contract: {error.nl}",
                        message_en=f"{manifest.vintage_id} does not fit the contract: {error}",
                        action_nl="Pas het contract aan, zodat ook deze versie erop past.",
                    )
                )
                continue
            landing.replace(
                workspace,
                manifest.model_copy(
                    update={
                        "rows": tidied.rows,
                        "rows_sha256": hash_file(workspace / ROWS),
                        "periods": tidied.periods,
                        "findings": tidied.findings,
                        "contract": dataset.fingerprint,
                    }
                ),
            )
    return findings


def published_on(last_modified: str | None) -> date:
    """The date of a Last-Modified header; today where there is none or it is malformed."""
    try:
        return parsedate_to_datetime(last_modified or "").date()
    except ValueError:
        return datetime.now(UTC).date()


def _first_published(periods: Sequence[str]) -> date:
    """When counts could first be published: March after the newest 1 October (DUO's habit)."""
    return date(int(max(periods)[:4]) + 1, 3, 1)


def _refusal(error: ReadError, kept: Path) -> Finding:
    where = "/".join(kept.parts[-4:])
    return Finding(
        kind="refused",
        severity=error.severity,
        message_nl=f"Geweigerd; de vorige versie blijft in gebruik. {error.nl}. Bewaard in {where}",
        message_en=f"Refused; the previous vintage stays in use. {error}. Kept in {where}",
        action_nl=error.action_nl
        or "Bekijk het bewaarde bestand; pas het contract aan als de indeling is veranderd.",
    )
