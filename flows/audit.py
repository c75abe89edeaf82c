"""Audit: everything that was checked about a candidate, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from expectations.checks import CheckResult
from expectations.dbt_results import read_dbt_results
from expectations.gate import decide
from expectations.runner import run_suites
from flows.build import Candidate
from flows.diff_meta import write_differences
from flows.meta import write_verdict
from flows.status import DatasetState
from sources.catalog import PartnerDataset
from sources.landing import Finding


@dataclass(frozen=True)
class Audit:
    """The results, and the verdict that they lead to."""

    checks: tuple[CheckResult, ...]
    refused: bool
    reason: str


def audit(candidate: Candidate, states: Sequence[DatasetState]) -> Audit:
    """Check a candidate; write into it the results, the verdict, and what is new since the last."""
    write_differences(
        candidate.database, candidate.previous, candidate.dbt_target / "manifest.json"
    )
    checks = (
        *finding_checks(states),
        *read_dbt_results(candidate.dbt_target, candidate.database),
        *run_suites(candidate.database),
    )
    verdict = decide(checks)
    write_verdict(
        candidate.database,
        checks,
        candidate.dbt_target / "manifest.json",
        "refused" if verdict.refused else "published",
        verdict.reason_nl,
    )
    return Audit(checks, verdict.refused, verdict.reason_nl)


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
