"""Audit: everything that was checked about a candidate, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from expectations.checks import CheckResult, Ran
from expectations.data_docs import DataDocs, prune_data_docs
from expectations.dbt_results import read_dbt_results
from expectations.gate import decide
from expectations.known_issues import IssueState, read_register
from expectations.records import Tonight, record
from expectations.runner import run_suites
from flows.build import Candidate
from flows.check_history import read_history
from flows.diff_meta import write_differences
from flows.meta import write_verdict
from flows.releases import Releases
from flows.report import DATA_DOCS
from flows.settings import Settings
from flows.status import DatasetState
from sources.catalog import PartnerDataset
from sources.landing import Finding

DATA_DOCS_KEPT = 10
"""Nights whose Data Docs stay: they can be made again from a release."""


@dataclass(frozen=True)
class Audit:
    """The records, the state of the known issues, and the verdict that they lead to.

    `docs` are Great Expectations' own pages, still to be written.
    """

    checks: tuple[CheckResult, ...]
    issues: tuple[IssueState, ...]
    refused: bool
    reason: str
    docs: DataDocs


def audit(
    candidate: Candidate,
    findings: Sequence[CheckResult],
    settings: Settings,
    today: date,
) -> Audit:
    """Check a candidate; write into it what changed, the records and the verdict.

    `findings` are what was noticed tonight before there was a candidate.
    """
    config = {"memory_limit": settings.duckdb_memory, "threads": str(settings.threads)}
    dbt_manifest = candidate.dbt_target / "manifest.json"
    # First, so that checks can look at it.
    write_differences(candidate.database, candidate.previous, dbt_manifest, config=config)
    docs = DataDocs()
    ran = [
        *map(Ran, findings),
        *read_dbt_results(candidate.dbt_target),
        *run_suites(
            candidate.database,
            docs=docs,
            config=config,
        ),
    ]
    before, history = read_history(Releases(settings.home))
    records = record(
        ran,
        candidate.database,
        Tonight(
            release_id=candidate.release_id,
            at=candidate.created_at.replace(tzinfo=None),
            today=today,
            profile=settings.profile,
            folder=candidate.folder,
            issues=read_register(),
            before=before,
            history=history,
        ),
    )
    verdict = decide(records.checks)
    write_verdict(
        candidate.database,
        records,
        dbt_manifest,
        "refused" if verdict.refused else "published",
        verdict.reason_nl,
    )
    return Audit(records.checks, records.issues, verdict.refused, verdict.reason_nl, docs)


def document(settings: Settings, release_id: str, docs: DataDocs) -> None:
    """Write the Data Docs of a night, and drop those of long ago; never raises."""
    root = settings.home / DATA_DOCS
    docs.write(root / release_id)
    prune_data_docs(root, DATA_DOCS_KEPT)


def finding_checks(states: Sequence[DatasetState]) -> list[CheckResult]:
    """What connectors and readers noticed, as check results.

    Findings of tonight, and those of the vintages that count: what was wrong with an earlier one
    was told when it came, and is history.
    """
    checks: list[CheckResult] = []
    for state in states:
        findings = {f"{f.kind} {f.message_nl}": f for f in (*state.findings, *state.kept_findings)}
        checks.extend(_as_check(state, finding) for finding in findings.values())
    return checks


def _as_check(state: DatasetState, finding: Finding) -> CheckResult:
    from_partner = isinstance(state.dataset, PartnerDataset)
    return CheckResult(
        check_id=f"ingest.{state.dataset.id}.{finding.kind}",
        table_name=f"raw.{state.dataset.raw_table}",
        engine="ingest",
        severity=finding.severity,
        result="fail",
        expected="",
        observed=finding.message_nl,
        failing_count=finding.count,
        failing_rows=[dict(row) for row in finding.rows],
        description_nl=finding.message_nl,
        description_en=finding.message_en,
        owner=state.dataset.publisher if from_partner else "databeheer",
        action_nl=finding.action_nl,
    )
