"""Report: tell the team about the night, by mail; keep it beside the release."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

import duckdb

from expectations.changes import read_changes
from expectations.checks import CheckResult
from expectations.compose import Attachment, compose
from expectations.data_docs import INDEX
from expectations.durable import write_whole
from expectations.formatting import Language
from expectations.indicator_lines import read_indicator_lines, read_reconciliation
from expectations.known_issues import IssueState
from expectations.mail import Post
from expectations.night import DatasetStatus, Delivery, Night, Reminder, StageTiming, Verdict
from expectations.report import render, render_full
from flows.journal import Journal
from flows.post import report_recipients
from flows.receipts import named
from flows.release_manifest import ReleaseManifest
from flows.releases import ReleaseError, Releases
from flows.sample import today
from flows.settings import Settings
from flows.status import DatasetState
from sources.catalog import PartnerDataset
from sources.landing import Landing, Manifest
from sources.partners.deadlines import due
from sources.partners.history import known_figures

logger = logging.getLogger(__name__)
Read = TypeVar("Read")

NIGHT = "night.json"
REPORT = "report.html"
DATA_DOCS = "data_docs"
LARGEST_CSV = 1_000_000
MOST_CSV = 5
"""Bytes of a CSV that goes with the mail, and how many do; the others are with the release."""


def describe(
    settings: Settings,
    *,
    run_id: str,
    started_at: datetime,
    finished_at: datetime,
    verdict: Verdict,
    reason: str,
    error: str | None,
    stages: Sequence[StageTiming],
    states: Sequence[DatasetState],
    checks: Sequence[CheckResult],
    issues: Sequence[IssueState],
    release: ReleaseManifest | None,
    previous: ReleaseManifest | None,
) -> Night:
    """Everything that the report says of a night.

    `release` is what this night made, if anything; `previous` what readers saw before it.
    """
    releases = Releases(settings.home)
    database = releases.database(release.release_id) if release else None
    before = releases.database(previous.release_id) if previous else None
    shown = database or before
    return Night(
        release_id=release.release_id if release else None,
        previous_release_id=previous.release_id if previous else None,
        run_id=run_id,
        started_at=started_at,
        finished_at=finished_at,
        profile=settings.profile,
        verdict=verdict,
        reason=reason,
        error=error,
        stages=list(stages),
        datasets=[dataset_status(state) for state in states if state.vintages or state.is_awaited],
        checks=list(checks),
        known_issues=list(issues),
        changes=read_changes(database) if database else None,
        deliveries=[d for state in states for d in deliveries(state)],
        reminders=reminders(states, Landing(settings.archive_folder), today(settings)),
        indicators=read_or_none(read_indicator_lines, shown) or [],
        reconciliation=read_or_none(read_reconciliation, shown) or {},
    )


def read_or_none(read: Callable[[Path], Read], database: Path | None) -> Read | None:
    """What a release says; a refused one may lack tables, and is told of all the same."""
    try:
        return read(database) if database else None
    except duckdb.Error as error:
        logger.warning("a release cannot be read for the report: %s", error)
        return None


def dataset_status(state: DatasetState) -> DatasetStatus:
    """A dataset as the report shows it."""
    latest = state.latest
    return DatasetStatus(
        dataset_id=state.dataset.id,
        title_nl=state.dataset.title_nl,
        title_en=state.dataset.title_en,
        publisher=state.dataset.publisher,
        freshness=state.freshness,
        published_at=latest.published_at if latest else None,
        checked_at=state.checked_at,
        age_days=state.age_days,
        rows=state.rows,
        new_vintages=state.new_vintages,
        vintage_id=latest.vintage_id if latest else None,
        note=state.note_nl,
        url=latest.originals[-1].url if latest else None,
    )


def deliveries(state: DatasetState) -> list[Delivery]:
    """Files that stand refused, tonight's deliveries, and each sender's latest."""
    if not isinstance(state.dataset, PartnerDataset):
        return []
    refused_whole = [
        Delivery(
            dataset_id=state.dataset.id,
            partner=state.dataset.publisher,
            file="",
            delivery_id="",
            accepted=0,
            refused=0,
            status="refused",
            reasons=[finding.message_nl],
        )
        for finding in state.findings
        if finding.kind == "refused"
    ]
    return refused_whole + [_delivery(manifest) for manifest in state.telling]


def _delivery(manifest: Manifest) -> Delivery:
    findings = [finding for finding in manifest.findings if finding.kind == "rows_refused"]
    refused = sum(finding.count for finding in findings)
    partner, _, file = manifest.resource.partition("/")
    return Delivery(
        dataset_id=manifest.dataset_id,
        partner=partner,
        file=file,
        delivery_id=manifest.vintage_id,
        accepted=manifest.rows,
        refused=refused,
        status="partly" if refused else "accepted",
        reasons=[
            f"regel {row['line']}, {row['column']}: {row['reason_nl']}"
            for finding in findings
            for row in finding.rows
        ],
    )


def reminders(states: Sequence[DatasetState], landing: Landing, today: date) -> list[Reminder]:
    """Deliveries that are late, and those that are due soon; the most urgent first."""
    found = []
    for state in states:
        if not isinstance(state.dataset, PartnerDataset):
            continue
        contract = state.dataset.contract
        due_figures = due(contract, known_figures(state.dataset, landing), today)
        if due_figures:
            missing = [(contract.figures[m.figure_id], m.period) for m in due_figures.missing]
            found.append(
                Reminder(
                    dataset_id=state.dataset.id,
                    title_nl=state.dataset.title_nl,
                    title_en=state.dataset.title_en,
                    deadline=due_figures.deadline,
                    days=abs((today - due_figures.deadline).days),
                    overdue=due_figures.is_overdue(today),
                    expected=due_figures.expected,
                    missing_nl=[named(spec.title_nl, period) for spec, period in missing],
                    missing_en=[named(spec.title_en, period) for spec, period in missing],
                )
            )
    return sorted(found, key=lambda reminder: reminder.deadline)


def send(settings: Settings, night: Night, post: Post, journal: Journal) -> str | None:
    """Mail the report with its attachments, and keep it beside the release it is about.

    The journal of the night is closed when the mail can no longer be lost. Returns what went wrong
    with it, if anything, and where it is.
    """
    message = message_of(settings, night)
    journal.reporting(str(message["Message-ID"]))
    problem = post.deliver(message, journal.close).error
    # For whoever finds it still open: then the report is nowhere.
    journal.failed(problem or "")
    return problem


def message_of(settings: Settings, night: Night) -> EmailMessage:
    """The mail about a night to whom it concerns; its release keeps the page of full length."""
    folder = Releases(settings.home).folder(night.release_id) if night.release_id else None
    if folder:
        keep(settings, folder, night)
    return compose(
        render(night, settings.report_language),
        settings.report_from,
        report_recipients(night.verdict, settings.report_to, settings.report_operator),
        attachments(night, settings.report_language, folder),
    )


def attachments(night: Night, language: Language, folder: Path | None) -> list[Attachment]:
    """The report of full length, and the failing rows of the gravest checks as CSV."""
    page = render_full(night, language).encode()
    found = [Attachment(REPORT, "text/html", page)]
    failed = sorted((c for c in night.checks if c.failed), key=lambda check: not check.blocks)
    for check in failed:
        path = folder / check.rows_file if folder and check.rows_file else None
        if path and path.is_file() and path.stat().st_size <= LARGEST_CSV:
            found.append(Attachment(path.name, "text/csv", path.read_bytes()))
    return found[: 1 + MOST_CSV]


def keep(settings: Settings, folder: Path, night: Night) -> Path:
    """Write the report of full length, and what it was made from, into a release's folder."""
    docs = settings.home / DATA_DOCS / folder.name / INDEX
    link = Path(os.path.relpath(docs, folder)).as_posix() if docs.is_file() else ""
    page = render_full(night, settings.report_language, link)
    for name, text in ((NIGHT, night.model_dump_json()), (REPORT, page)):
        write_whole(folder / name, text.encode())
    return folder / REPORT


def render_again(settings: Settings, release_id: str | None) -> Path:
    """Render the report of a release once more, from what was kept of its night.

    Raises:
        ReleaseError: there is no such release, or nothing was kept of its night.
    """
    releases = Releases(settings.home)
    folder = releases.database(release_id).parent
    path = folder / NIGHT
    if not path.is_file():
        raise ReleaseError(
            f"release {folder.name} has no {NIGHT}: its night ended before the report"
        )
    return keep(settings, folder, Night.model_validate_json(path.read_text(encoding="utf-8")))
