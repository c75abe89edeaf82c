"""Releases: immutable folders, one of which is current.

`releases/<id>/` holds `warehouse.duckdb`, `report.html` and `manifest.json`. The current one is
what the symbolic link `warehouse.duckdb` in the home folder points at; changing it is one rename,
so readers see the old release or the new one and never anything between. A reader that has the
old file open keeps it.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from expectations.night import Acceptance
from sources.landing import hash_file, sync

DATABASE = "warehouse.duckdb"
MANIFEST = "manifest.json"
BUILDING = ".building-"


class ReleaseError(Exception):
    """A release does not exist or cannot serve; the message says which ones can."""


class Input(BaseModel):
    """A vintage that a release was computed from."""

    model_config = ConfigDict(frozen=True)

    dataset_id: str
    vintage_id: str
    sha256: str


class ReleaseManifest(BaseModel):
    """What a release is made of."""

    model_config = ConfigDict(frozen=True)

    release_id: str
    created_at: datetime
    profile: Literal["sample", "live"]
    notice: str
    code_version: str
    fingerprint: str
    verdict: Literal["published", "refused"]
    reason: str
    inputs: tuple[Input, ...]
    database_sha256: str
    accepted: Acceptance | None = None


class Releases:
    """The releases of one home folder."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._root = home / "releases"
        self._link = home / DATABASE

    def new_id(self) -> str:
        """An id that sorts by time: `20261124T020000Z`."""
        return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"

    def candidate(self, release_id: str) -> Path:
        """A folder to build in. What an interrupted night left of another one is removed."""
        self._root.mkdir(parents=True, exist_ok=True)
        for leftover in self._root.glob(f"{BUILDING}*"):
            shutil.rmtree(leftover)
        folder = self._root / f"{BUILDING}{release_id}"
        folder.mkdir()
        return folder

    def seal(self, candidate: Path, manifest: ReleaseManifest) -> Path:
        """Give a candidate its manifest and its place; it does not become current by this.

        Returns the release's folder.
        """
        (candidate / MANIFEST).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
        database = candidate / DATABASE
        if database.exists():
            database.chmod(0o444)
        for path in candidate.iterdir():
            sync(path)
        folder = self._root / manifest.release_id
        candidate.rename(folder)
        sync(self._root)
        return folder

    def make_current(self, release_id: str) -> None:
        """Point readers at a release, atomically.

        Raises:
            ReleaseError: it does not exist, was refused, or its database is damaged.
        """
        manifest = self.show(release_id)
        if manifest.verdict != "published":
            raise ReleaseError(f"release {release_id} was refused: {manifest.reason}")
        if hash_file(self.database(release_id)) != manifest.database_sha256:
            raise ReleaseError(f"release {release_id}: its database does not match its hash")
        temporary = self._home / f".{DATABASE}.next"
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(Path("releases") / release_id / DATABASE)
        temporary.replace(self._link)
        sync(self._home)

    def current(self) -> ReleaseManifest | None:
        """The release that readers see, if there is one."""
        if not self._link.is_symlink():
            return None
        return self.show(self._link.readlink().parent.name)

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
            raise ReleaseError(f"release {release_id}: its manifest is damaged") from error

    def list(self) -> list[ReleaseManifest]:
        """All releases, refused ones too, newest first."""
        names = sorted((p.parent.name for p in self._root.glob(f"[!.]*/{MANIFEST}")), reverse=True)
        return [self.show(name) for name in names]

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
