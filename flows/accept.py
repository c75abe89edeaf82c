"""Let one refused release through, by name and with a reason that stays with it.

The refused release is not touched: what becomes current is a copy of it that says who let it
through, and why. The next night is judged as if nothing had happened.
"""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime

import duckdb

from expectations.night import Acceptance, Night
from expectations.records import ROWS_FOLDER
from flows.export import FOLDER as EXPORTS
from flows.export import write_exports
from flows.post import post_of
from flows.release_manifest import ReleaseManifest
from flows.releases import DATABASE, ReleaseError, Releases
from flows.report import NIGHT, message_of
from flows.settings import Settings
from flows.site.stage import site_checks
from sources.landing import hash_file

logger = logging.getLogger(__name__)


def accept(settings: Settings, release_id: str, by: str, reason: str) -> ReleaseManifest:
    """Publish a copy of a refused release; the team gets its report.

    Raises:
        ReleaseError: there is no such release, it was not refused, readers have a newer one, or
            `by` or `reason` is empty.
    """
    releases = Releases(settings.home)
    refused = _refused(releases, release_id)
    if not by.strip() or not reason.strip():
        raise ReleaseError("say who lets it through (--by) and why (--reason)")
    acceptance = Acceptance(
        release_id=release_id, by=by.strip(), reason=reason.strip(), at=datetime.now(UTC)
    )
    new_id = releases.new_id()
    told = f"Vrijgegeven door {acceptance.by}: {acceptance.reason} ({refused.reason})"
    folder = releases.candidate(new_id)
    origin = releases.folder(release_id)
    shutil.copyfile(releases.database(release_id), folder / DATABASE)
    if (origin / ROWS_FOLDER).is_dir():
        shutil.copytree(origin / ROWS_FOLDER, folder / ROWS_FOLDER)
    with duckdb.connect(str(folder / DATABASE)) as db:
        db.execute(
            "update meta.release set release_id = $id, created_at = $at, verdict = 'published', "
            "reason = $told, accepted_release_id = $accepted, accepted_by = $by, "
            "accepted_reason = $why, accepted_at = $at",
            {
                "id": new_id,
                "at": acceptance.at.replace(tzinfo=None),
                "told": told,
                "accepted": release_id,
                "by": acceptance.by,
                "why": acceptance.reason,
            },
        )
        db.execute("checkpoint")
    write_exports(folder / DATABASE, folder / EXPORTS, settings)
    manifest = refused.model_copy(
        update={
            "release_id": new_id,
            "created_at": acceptance.at,
            "verdict": "published",
            "reason": told,
            "accepted": acceptance,
            "database_sha256": hash_file(folder / DATABASE),
        }
    )
    releases.seal(folder, manifest)
    releases.make_current(new_id)
    site_checks(settings)
    _tell(settings, releases, manifest, acceptance)
    return manifest


def _refused(releases: Releases, release_id: str) -> ReleaseManifest:
    manifest = releases.show(release_id)
    current = releases.current()
    if manifest.verdict != "refused":
        raise ReleaseError(f"release {release_id} was not refused; use releases rollback")
    if current and current.accepted and current.accepted.release_id == release_id:
        raise ReleaseError(f"release {release_id} was let through before, as {current.release_id}")
    if current is not None and current.release_id > release_id:
        raise ReleaseError(
            f"release {release_id} is older than the current {current.release_id}, whose figures "
            "it does not know; run the night again and accept what that refuses"
        )
    return manifest


def _tell(
    settings: Settings, releases: Releases, manifest: ReleaseManifest, acceptance: Acceptance
) -> None:
    """Mail the report of the refused night again, with its new verdict."""
    path = releases.folder(acceptance.release_id) / NIGHT
    if not path.is_file():
        logger.warning("release %s has no %s: no report is sent", path.parent.name, NIGHT)
        return
    night = Night.model_validate_json(path.read_text(encoding="utf-8")).model_copy(
        update={
            "release_id": manifest.release_id,
            "verdict": "published",
            "reason": manifest.reason,
            "accepted": acceptance,
        }
    )
    if problem := post_of(settings).deliver(message_of(settings, night)).error:
        logger.warning("%s", problem)
