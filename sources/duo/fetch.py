"""From DUO to the archive: downloads, and files that are added by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from sources.catalog import DuoDataset
from sources.client import Client, Download, FetchError, NoAnswerError, NotFoundError, Validators
from sources.connector import Arrival, Outcome, Publishers, archive, published_on, unchanged
from sources.duo import portal, reader
from sources.duo.portal import Wanted
from sources.landing import Check, Finding, Landing, Original, hash_file
from sources.reading import Tidied, Tidier

ASK_ANEW = timedelta(days=30)
"""A server may give new content under an old ETag: once in a while the whole file is asked for."""


def tidier(dataset: DuoDataset) -> Tidier:
    """Reads an original of this dataset."""
    return partial(_tidy, dataset)


def _tidy(
    dataset: DuoDataset,
    folder: Path,
    originals: Sequence[str],
    *,
    resource: str,
    published: date | None,
    period: str | None,
) -> Tidied:
    (name,) = originals
    return reader.read(
        folder / name,
        dataset.contract,
        folder / "data.parquet",
        period=period,
        published=published,
    )


def fetch(dataset: DuoDataset, publishers: Publishers, landing: Landing, client: Client) -> Outcome:
    """Ask for every file of a dataset and archive what is new.

    Where the portal does not answer, the older site stands in. What cannot be had is a finding.
    """
    turn = _Turn(dataset, landing, client)
    outcome = turn.outcome
    try:
        listing = portal.look(dataset, publishers, client)
    except FetchError as error:
        if isinstance(error, NoAnswerError):
            turn.silent.add(urlsplit(publishers.duo).netloc)
        files = portal.behind(dataset, publishers)
        if len(files) < len(dataset.fetch.resources):
            outcome.unreachable(error)
        else:
            outcome.findings.append(_stands_in(error))
    else:
        files = listing.files
        outcome.findings.extend(listing.findings)
        outcome.reached = not listing.findings
    for _, failure in turn.take(files):
        outcome.unreachable(failure)
    _take_older(turn, portal.older(dataset, publishers, datetime.now(UTC).date()))
    return outcome


def _take_older(turn: _Turn, files: Iterable[Wanted]) -> None:
    """Files beside those of the portal: missing one is no trouble once it is held."""
    outcome, dataset = turn.outcome, turn.dataset
    held = turn.landing.checks(dataset.id)
    failed = turn.take(files)
    if dataset.fetch.package is None and failed:
        outcome.unreachable(failed[0][1])
    errors = [error for wanted, error in failed if wanted.key not in held]
    # With the portal out of reach as well there is one story to tell, and it has been told.
    if errors and outcome.reached:
        outcome.findings.append(_legacy_not_reached(dataset, errors))


def backfill(
    dataset: DuoDataset,
    path: Path,
    landing: Landing,
    outcome: Outcome,
    *,
    published: date | None,
    period: str | None,
) -> None:
    """Archive a file that DUO no longer serves, by the same path as a download."""
    with landing.workspace(dataset.id) as workspace:
        copy = Path(shutil.copyfile(path, workspace / path.name))
        original = Original(
            name=path.name, url=path.name, sha256=hash_file(copy), size=copy.stat().st_size
        )
        arrival = Arrival(f"backfill {path.name}", "backfill", (original,), published, period)
        archive(
            dataset,
            arrival,
            workspace=workspace,
            landing=landing,
            tidy=tidier(dataset),
            outcome=outcome,
        )


@dataclass
class _Turn:
    """One dataset's turn of the night; `silent` are the hosts that did not answer in it."""

    dataset: DuoDataset
    landing: Landing
    client: Client
    silent: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.outcome = Outcome(self.dataset.id)

    def take(self, files: Iterable[Wanted]) -> list[tuple[Wanted, FetchError]]:
        """Archive what is new in these files; gives those that could not be had.

        A host that does not answer is not asked for the next file.
        """
        failed: list[tuple[Wanted, FetchError]] = []
        for wanted in files:
            hosts = {urlsplit(url).netloc for url in wanted.urls}
            if hosts <= self.silent:
                if not wanted.may_be_absent:
                    failed.append((wanted, NoAnswerError(f"{wanted.urls[0]}: its host is silent")))
                continue
            try:
                self._take(wanted)
            except NotFoundError as error:
                if not wanted.may_be_absent:
                    failed.append((wanted, error))
            except FetchError as error:
                # With several hosts, another than the silent one may have said no.
                if isinstance(error, NoAnswerError) and len(hosts) == 1:
                    self.silent |= hosts
                failed.append((wanted, error))
        return failed

    def _take(self, wanted: Wanted) -> None:
        dataset, landing = self.dataset, self.landing
        check = landing.checks(dataset.id).get(wanted.key)
        with landing.workspace(dataset.id) as workspace:

            def ask(url: str, attempts: int | None) -> Download | None:
                validators = _validators(wanted, url, check, dataset)
                return self.client.download(
                    url, workspace / wanted.name, validators, attempts=attempts
                )

            answer = wanted.at_first_address(check, ask)
            if answer is None:
                unchanged(dataset, wanted.key, landing, self.outcome)
                return
            original = Original(
                name=wanted.name,
                url=answer.url,
                sha256=answer.sha256,
                size=answer.size,
                etag=answer.validators.etag,
                last_modified=answer.validators.last_modified,
            )
            arrival = Arrival(
                resource=wanted.key,
                origin="download",
                originals=(original,),
                published=_published(original.last_modified, wanted),
                period=wanted.period,
                publisher_version=wanted.version,
            )
            archive(
                dataset,
                arrival,
                workspace=workspace,
                landing=landing,
                tidy=tidier(dataset),
                outcome=self.outcome,
            )


def _validators(wanted: Wanted, url: str, check: Check | None, dataset: DuoDataset) -> Validators:
    """What makes asking conditional, where what is known can be trusted."""
    if check is None or check.url not in (None, url):
        return Validators()
    refused = check.refused is not None and check.contract != dataset.fingerprint
    fetched = check.fetched_at or check.checked_at
    if refused or wanted.changed_since(check) or datetime.now(UTC) - fetched > ASK_ANEW:
        return Validators()
    return check.validators


def _published(last_modified: str | None, wanted: Wanted) -> date:
    """When a file was published: the server says, else the portal; CKAN's exports say nothing."""
    if last_modified is None and wanted.modified:
        return datetime.fromisoformat(wanted.modified).date()
    return published_on(last_modified)


def _stands_in(error: FetchError) -> Finding:
    return Finding(
        kind="portal_not_reached",
        message_nl=f"Het portaal antwoordt niet; de oudere site is gevraagd. {error}",
        message_en=f"The portal does not answer; the older site was asked. {error}",
        action_nl="Niets als het morgen lukt; zoek anders een storing bij de uitgever.",
    )


def _legacy_not_reached(dataset: DuoDataset, errors: Sequence[FetchError]) -> Finding:
    return Finding(
        kind="legacy_not_reached",
        message_nl=f"{len(errors)} oudere bestanden niet opgehaald: {errors[0]}. Voeg ze zo nodig "
        f"toe met `techniekpact backfill {dataset.id} BESTAND`",
        message_en=f"{len(errors)} older files not fetched: {errors[0]}. Add them with "
        f"`techniekpact backfill {dataset.id} FILE` where needed",
        action_nl="Haal de bestanden uit een eigen archief, als dat er is.",
        count=len(errors),
    )
