"""Which releases stay: the last ones, and the first of every month for ever."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from flows.release_manifest import ReleaseManifest
from flows.releases import Releases


def expired(manifests: Iterable[ReleaseManifest], current: str | None, keep: int) -> list[str]:
    """The ids of releases that need not be kept, the oldest first.

    What stays, of those that were published: the last `keep`, the first of every month (UTC), and
    the one that readers see with the one before it, so that there is always one to go back to. Of
    those that were refused: the last `keep`.
    """
    newest_first = sorted(manifests, key=lambda manifest: manifest.release_id, reverse=True)
    published = [m.release_id for m in newest_first if m.verdict == "published"]
    refused = [m.release_id for m in newest_first if m.verdict == "refused"]
    months = {
        (m.created_at.year, m.created_at.month): m.release_id
        for m in newest_first
        if m.verdict == "published"
    }
    seen = (release_id for release_id in published if current and release_id <= current)
    kept = {*published[:keep], *refused[:keep], *months.values(), *islice(seen, 2)}
    return [m.release_id for m in reversed(newest_first) if m.release_id not in kept]


def prune(releases: Releases, keep: int) -> list[str]:
    """Remove what has expired; the ids of what was removed, the oldest first."""
    gone = expired_of(releases, keep)
    for release_id in gone:
        releases.remove(release_id)
    return gone


def expired_of(releases: Releases, keep: int) -> list[str]:
    """The ids of what `prune` would remove."""
    return expired(releases.list(), releases.current_id(), keep)
