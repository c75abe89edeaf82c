"""Publish: a candidate becomes a release, and the current one if it passed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from expectations.checks import CheckResult
from flows.audit import Audit
from flows.build import STORAGE_VERSION, Candidate
from flows.code_version import code_version
from flows.export import FOLDER as EXPORTS
from flows.export import write_exports
from flows.release_manifest import CheckCounts, Input, ReleaseManifest
from flows.releases import Releases
from flows.sample import NOTICE
from flows.settings import Profile, Settings
from flows.status import DatasetState
from flows.versions import revision, tool_versions
from sources.landing import hash_file


def inputs_of(states: Sequence[DatasetState]) -> tuple[Input, ...]:
    """Every vintage that a release would be computed from tonight."""
    return tuple(
        Input(dataset_id=m.dataset_id, vintage_id=m.vintage_id, sha256=m.sha256)
        for state in states
        for m in state.vintages
    )


def fingerprint(inputs: Sequence[Input], contracts: Sequence[str], profile: Profile) -> str:
    """The same for two nights that would publish the same figures."""
    parts = [profile, code_version(), *contracts]
    parts += [f"{i.dataset_id} {i.vintage_id}" for i in inputs]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def publish(
    settings: Settings, candidate: Candidate, audit: Audit, states: Sequence[DatasetState]
) -> ReleaseManifest:
    """Seal the candidate; unless the audit refused it, with exports, and make it current."""
    releases = Releases(settings.home)
    inputs = inputs_of(states)
    if not audit.refused:
        write_exports(candidate.database, candidate.folder / EXPORTS, settings)
    manifest = ReleaseManifest(
        release_id=candidate.release_id,
        created_at=candidate.created_at,
        profile=settings.profile,
        notice=NOTICE[settings.profile],
        code_version=code_version(),
        revision=revision(),
        versions=tool_versions(settings.engine) | {"storage": STORAGE_VERSION},
        fingerprint=fingerprint(inputs, [s.dataset.fingerprint for s in states], settings.profile),
        verdict="refused" if audit.refused else "published",
        reason=audit.reason,
        checks=_counted(audit.checks),
        inputs=inputs,
        database_sha256=hash_file(candidate.database),
    )
    releases.seal(candidate.folder, manifest)
    if not audit.refused:
        releases.make_current(manifest.release_id)
    return manifest


def _counted(checks: Sequence[CheckResult]) -> CheckCounts:
    blocked = sum(check.blocks for check in checks)
    warned = sum(check.failed and not check.blocks for check in checks)
    return CheckCounts(passed=len(checks) - blocked - warned, warned=warned, blocked=blocked)
