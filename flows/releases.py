"""Releases: immutable folders, one of which is current.

`releases/<id>/` holds `warehouse.duckdb`, `manifest.json` and, where it was published, `exports/`,
sealed; the night's report comes beside them. The current one is what the symbolic link
`warehouse.duckdb` in the home folder points at; changing it is one rename, so readers see the old
release or the new one and never anything between. A reader that has the old file open keeps it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from expectations.durable import point_at, write_whole
from flows.release_manifest import ReleaseManifest
from sources.landing import hash_file, sync

DATABASE = "warehouse.duckdb"
MANIFEST = "manifest.json"
ROLLED_BACK = "rolled-back"
BUILDING = ".building-"
REMOVED = ".removed-"


class ReleaseError(Exception):
    """A release does not exist or cannot serve; the message says which ones can."""


class Releases:
    """The releases of one home folder."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._root = home / "releases"
        self._link = home / DATABASE

    def new_id(self) -> str:
        """An id that sorts by time and was not given before: `20261124T020000Z`."""
        moment = datetime.now(UTC)
        while (self._root / (release_id := f"{moment:%Y%m%dT%H%M%SZ}")).exists():
            moment += timedelta(seconds=1)
        return release_id

    def candidate(self, release_id: str) -> Path:
        """A folder to build in. What an interrupted night left of another one is removed."""
        # Not the home: where that has gone, another is not made in its place.
        self._root.mkdir(exist_ok=True)
        self._clear(BUILDING)
        folder = self._root / f"{BUILDING}{release_id}"
        folder.mkdir()
        return folder

    def seal(self, candidate: Path, manifest: ReleaseManifest) -> Path:
        """Give a candidate its manifest and its place; it does not become current by this.

        Everything in it is on disk, hashed and read-only before it has its place.

        Returns the release's folder.

        Raises:
            ReleaseError: the database was not closed: part of it is in a file beside it.
        """
        database = candidate / DATABASE
        if database.with_name(f"{DATABASE}.wal").exists():
            raise ReleaseError(f"candidate {manifest.release_id}: its database is still open")
        files = {
            str(path.relative_to(candidate)): hash_file(path)
            for path in _files(candidate)
            if path != database
        }
        sealed = manifest.model_copy(update={"files": files})
        (candidate / MANIFEST).write_text(sealed.model_dump_json(indent=2), encoding="utf-8")
        for path in _files(candidate):
            path.chmod(0o444)
            sync(path)
        for path in (*filter(Path.is_dir, candidate.rglob("*")), candidate):
            sync(path)
        folder = self._root / manifest.release_id
        candidate.rename(folder)
        sync(self._root)
        return folder

    def make_current(self, release_id: str) -> None:
        """Point readers at a release, atomically.

        Raises:
            ReleaseError: it does not exist, was refused, or is damaged.
        """
        manifest = self.show(release_id)
        if manifest.verdict != "published":
            raise ReleaseError(f"release {release_id} was refused: {manifest.reason}")
        if problems := self.verify(release_id):
            raise ReleaseError(f"release {release_id}: {'; '.join(problems)}")
        point_at(self._link, Path("releases") / release_id / DATABASE)

    def roll_back(self, release_id: str) -> None:
        """Make another release current, and remember what readers are taken back from.

        Raises:
            ReleaseError: it does not exist, was refused, or is damaged.
        """
        newest = max(self.current_id() or "", self.put_aside() or "")
        if newest:
            # First: as long as it is current itself, it is not put aside.
            write_whole(self._root / ROLLED_BACK, newest.encode())
        self.make_current(release_id)

    def put_aside(self) -> str | None:
        """The release that readers were taken back from, if they have an earlier one now."""
        try:
            newest = (self._root / ROLLED_BACK).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        current = self.current_id()
        stands = current and current < newest and (self._root / newest).is_dir()
        return newest if stands else None

    def current(self) -> ReleaseManifest | None:
        """The release that readers see, if there is one.

        Raises:
            ReleaseError: it is gone, or its manifest is damaged.
        """
        current = self.current_id()
        return self.show(current) if current else None

    def current_id(self) -> str | None:
        """The id of the release that readers see, whatever its state."""
        return self._link.readlink().parent.name if self._link.is_symlink() else None

    def show(self, release_id: str) -> ReleaseManifest:
        """The manifest of a release.

        Raises:
            ReleaseError: there is no such release, or its manifest is damaged.
        """
        path = self._root / release_id / MANIFEST
        if not path.is_file() or path.parent.parent != self._root:
            known = ", ".join(m.release_id for m in self.list()) or "none yet"
            raise ReleaseError(f"no release {release_id!r}; there are: {known}")
        try:
            return ReleaseManifest.model_validate_json(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ReleaseError(
                f"release {release_id}: its manifest is damaged; restore it from a backup, or make "
                "another release current with `techniekpact releases rollback`"
            ) from error

    def verify(self, release_id: str) -> list[str]:
        """What is wrong with the files of a release; nothing where it is whole.

        Raises:
            ReleaseError: there is no such release, or its manifest is damaged.
        """
        manifest = self.show(release_id)
        folder = self._root / release_id
        problems = []
        if manifest.release_id != release_id:
            problems.append(f"its manifest is of {manifest.release_id}")
        for name, sha256 in {DATABASE: manifest.database_sha256, **manifest.files}.items():
            if not (folder / name).is_file():
                problems.append(f"{name} is missing")
            elif hash_file(folder / name) != sha256:
                problems.append(f"{name} does not match its hash")
        if (folder / f"{DATABASE}.wal").exists():
            problems.append(f"{DATABASE}.wal: somebody opened the database to write")
        return problems

    def names(self) -> list[str]:
        """The ids of all releases, newest first."""
        return sorted((p.parent.name for p in self._root.glob(f"[!.]*/{MANIFEST}")), reverse=True)

    def list(self) -> list[ReleaseManifest]:
        """All releases, refused ones too, newest first; those that cannot be read are left out."""
        found = []
        for name in self.names():
            with suppress(ReleaseError):
                found.append(self.show(name))
        return found

    def database(self, release_id: str | None = None) -> Path:
        """The database of a release, or of the current one.

        Raises:
            ReleaseError: there is none.
        """
        if release_id is None:
            current = self.current()
            if current is None:
                raise ReleaseError("nothing is published yet; run `techniekpact nightly` first")
            release_id = current.release_id
        path = self.folder(release_id) / DATABASE
        if not path.is_file():
            raise ReleaseError(f"release {release_id} has no database")
        return path

    def folder(self, release_id: str) -> Path:
        """The folder of a release.

        Raises:
            ReleaseError: there is no such release.
        """
        return self._root / self.show(release_id).release_id

    def remove(self, release_id: str) -> None:
        """Remove a release; a reader that has it open keeps it.

        Raises:
            ReleaseError: there is no such release, or readers see it.
        """
        if self.current_id() == release_id:
            raise ReleaseError(f"release {release_id} is current; publish or roll back first")
        # Gone by one rename: half a release is never listed, whatever happens next.
        self.folder(release_id).rename(self._root / f"{REMOVED}{release_id}")
        sync(self._root)
        self._clear(REMOVED)

    def _clear(self, prefix: str) -> None:
        for leftover in self._root.glob(f"{prefix}*"):
            shutil.rmtree(leftover)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
