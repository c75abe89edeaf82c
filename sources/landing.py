"""The landing archive: every vintage that was ever received, whole and unchanged.

`landing/<source>/<dataset>/<vintage>/` holds the original files, `data.parquet` and
`manifest.json`. A vintage is written beside the archive and enters it by one rename, so that half
a vintage never exists. Its id is the date of publication and the hash of its content.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock
from pydantic import BaseModel, ConfigDict

from sources.client import Validators

ROWS = "data.parquet"
Origin = Literal["download", "backfill", "delivery"]
Severity = Literal["block", "warn"]
PARTIAL = ".partial"


class LandingError(Exception):
    """The archive cannot be read or written; the message says what to do."""


class Finding(BaseModel):
    """Something worth telling that a connector or a reader saw."""

    model_config = ConfigDict(frozen=True)

    kind: str
    severity: Severity = "warn"
    message_nl: str
    message_en: str
    action_nl: str
    rows: tuple[dict[str, str], ...] = ()
    count: int = 1


class Original(BaseModel):
    """One file as it came; `sha256` and `size` are those of its content before compression."""

    model_config = ConfigDict(frozen=True)

    name: str
    url: str
    sha256: str
    size: int
    etag: str | None = None
    last_modified: str | None = None
    compression: Literal["zstd"] | None = None


class Manifest(BaseModel):
    """What is known of one vintage. `rows_sha256` is of `data.parquet`, where it was noted."""

    model_config = ConfigDict(frozen=True)

    dataset_id: str
    vintage_id: str
    resource: str
    origin: Origin
    published_at: date
    published_is_estimated: bool = False
    retrieved_at: datetime
    period_hint: str | None = None
    publisher_version: str | None = None
    licence: str
    sha256: str
    originals: tuple[Original, ...]
    rows: int
    rows_sha256: str | None = None
    periods: tuple[str, ...]
    contract: str
    findings: tuple[Finding, ...] = ()


class Check(BaseModel):
    """What the last look at a resource gave; makes the next one conditional."""

    checked_at: datetime
    sha256: str
    etag: str | None = None
    last_modified: str | None = None
    publisher_version: str | None = None
    contract: str = ""
    refused: Finding | None = None
    url: str | None = None
    fetched_at: datetime | None = None

    @property
    def validators(self) -> Validators:
        """For a conditional request."""
        return Validators(self.etag, self.last_modified)


class _Checks(BaseModel):
    resources: dict[str, Check] = {}


class Landing:
    """The archive in a folder: of one home, or shared by several.

    Who writes in it, or reads rows that may be read again meanwhile, takes the dataset's `turn`.
    """

    def __init__(self, folder: Path) -> None:
        self._root = folder / "landing"
        self._quarantine = folder / "quarantine"

    def vintages(self, dataset_id: str) -> list[Manifest]:
        """All vintages of a dataset, oldest publication first.

        Raises:
            LandingError: a manifest cannot be read.
        """
        found = []
        for path in sorted(self._folder(dataset_id).glob("*/manifest.json")):
            try:
                found.append(Manifest.model_validate_json(path.read_text(encoding="utf-8")))
            except ValueError as error:
                raise LandingError(
                    f"{dataset_id}: {path.parent.name}/manifest.json is damaged; restore it from "
                    "a backup, or move its folder away and run `techniekpact sources fetch "
                    f"{dataset_id} --again`"
                ) from error
        return sorted(found, key=lambda m: (m.published_at, m.retrieved_at, m.vintage_id))

    def parquet(self, manifest: Manifest) -> Path:
        """The tidy rows of a vintage."""
        return self._folder(manifest.dataset_id) / manifest.vintage_id / ROWS

    def holds(self, dataset_id: str, sha256: str) -> bool:
        """Whether a vintage with this content is in the archive."""
        return any(True for _ in self._folder(dataset_id).glob(f"*-{sha256[:12]}"))

    @contextmanager
    def workspace(self, dataset_id: str) -> Iterator[Path]:
        """A scratch folder on the same file system; what is left in it is removed."""
        parent = self._root / ".incoming"
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{dataset_id}-", dir=parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def turn(self, dataset_id: str) -> Iterator[None]:
        """Be alone at work on a dataset, among all that share this archive; waits for its turn.

        What work that was killed left in scratch is removed, but for what can be resumed.

        Raises:
            OSError: the archive cannot be written.
        """
        locks = self._root / ".locks"
        locks.mkdir(parents=True, exist_ok=True)
        # A lock of the operating system: it ends with its process, whatever ends that.
        with FileLock(locks / dataset_id):
            for folder in (self._root / ".incoming").glob(f"{dataset_id}-*"):
                shutil.rmtree(folder)
            yield

    @contextmanager
    def turns(self, dataset_ids: Iterable[str]) -> Iterator[None]:
        """Have nobody write in these datasets: for who reads them together."""
        with ExitStack() as stack:
            # All who do this take them in one order, so that no two wait for each other.
            for dataset_id in sorted(dataset_ids):
                stack.enter_context(self.turn(dataset_id))
            yield

    @contextmanager
    def resumable(self, dataset_id: str, state: str) -> Iterator[Path]:
        """A scratch folder that stays when work on `state` breaks off, to go on in another run.

        There is one a dataset: another state starts afresh. Without an error it is removed, as
        `workspace` is.
        """
        folder = self._root / ".incoming" / f"{dataset_id}{PARTIAL}"
        mark = folder / ".state"
        if not mark.is_file() or mark.read_text(encoding="utf-8") != state:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            _write(mark, state)
        yield folder
        shutil.rmtree(folder, ignore_errors=True)

    def store(self, workspace: Path, manifest: Manifest) -> bool:
        """Move a prepared workspace into the archive; False when it was there already.

        What is hidden in it (its name starts with a dot) is scratch, and stays behind.
        """
        target = self._folder(manifest.dataset_id) / manifest.vintage_id
        if target.exists():
            return False
        for path in workspace.glob(".*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        _write(workspace / "manifest.json", manifest.model_dump_json(indent=2))
        for path in workspace.iterdir():
            sync(path)
        sync(workspace)
        target.parent.mkdir(parents=True, exist_ok=True)
        workspace.replace(target)
        sync(target.parent)
        return True

    @contextmanager
    def reopen(self, manifest: Manifest) -> Iterator[Path]:
        """A workspace with copies of a vintage's originals."""
        with self.workspace(manifest.dataset_id) as workspace:
            for original in manifest.originals:
                shutil.copy2(self.parquet(manifest).parent / original.name, workspace)
            yield workspace

    def replace(self, workspace: Path, manifest: Manifest) -> None:
        """Put rows that were read again beside their originals, which stay as they are.

        The manifest goes last: a crash in between leaves the old contract in it, and the next
        night reads again.
        """
        folder = self.parquet(manifest).parent
        for path in workspace.glob("*.parquet"):
            sync(path)
            path.replace(folder / path.name)
        temporary = workspace / "manifest.json"
        _write(temporary, manifest.model_dump_json(indent=2))
        temporary.replace(folder / "manifest.json")
        sync(folder)

    def refuse(self, dataset_id: str, sha256: str, originals: Sequence[Path]) -> Path:
        """Keep files that could not be used; returns the folder they are in."""
        folder = self.refused_folder(dataset_id, sha256)
        folder.mkdir(parents=True, exist_ok=True)
        for path in originals:
            sync(Path(shutil.copy2(path, folder / path.name)))
        sync(folder)
        return folder

    def refused_folder(self, dataset_id: str, sha256: str) -> Path:
        """Where files of this content, or rows from them, are kept when they are refused."""
        source, _, name = dataset_id.partition(".")
        return self._quarantine / source / name / sha256[:12]

    def checks(self, dataset_id: str) -> dict[str, Check]:
        """The last look at each resource of a dataset."""
        path = self._folder(dataset_id) / "checks.json"
        if not path.exists():
            return {}
        return _Checks.model_validate_json(path.read_text(encoding="utf-8")).resources

    def remember(self, dataset_id: str, resource: str, check: Check) -> None:
        """Keep what a look at a resource gave."""
        self._keep(dataset_id, {**self.checks(dataset_id), resource: check})

    def forget(self, dataset_id: str, resources: Collection[str]) -> None:
        """Make the next look at these resources one as if it were the first."""
        checks = self.checks(dataset_id)
        left = {name: check for name, check in checks.items() if name not in resources}
        if left != checks:
            self._keep(dataset_id, left)

    def _keep(self, dataset_id: str, checks: dict[str, Check]) -> None:
        folder = self._folder(dataset_id)
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / ".checks.json"
        _write(temporary, _Checks(resources=checks).model_dump_json(indent=2))
        temporary.replace(folder / "checks.json")

    def _folder(self, dataset_id: str) -> Path:
        source, _, name = dataset_id.partition(".")
        return self._root / source / name


def vintage_id(published_at: date, sha256: str) -> str:
    """`20200302-3fa9c1d2e0f1`: sorts by publication, says which content."""
    return f"{published_at:%Y%m%d}-{sha256[:12]}"


def hash_file(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def combined_hash(originals: Sequence[Original]) -> str:
    """One sha256 for a vintage: of its only file, or over the hashes of all in order."""
    if len(originals) == 1:
        return originals[0].sha256
    return hashlib.sha256("".join(f"{o.name} {o.sha256}\n" for o in originals).encode()).hexdigest()


def sync(path: Path) -> None:
    """Make a file or a folder's entries durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    sync(path)
