"""Is the archive what it was: every vintage against its manifest, by size and by hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from sources.landing import ROWS, Manifest, hash_file

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Damage:
    """What is wrong with a vintage, such as `duo/vo_pupils/20200302-3fa9c1d2e0f1`."""

    vintage: str
    what: str


@dataclass
class Inspection:
    """What was looked at; `unhashed` files by their size or their number of rows alone."""

    vintages: int = 0
    hashed: int = 0
    unhashed: int = 0
    damages: list[Damage] = field(default_factory=list)


@dataclass(frozen=True)
class _File:
    """A file of a vintage, and what its manifest says of it. `size` is of its content, in bytes."""

    path: Path
    sha256: str | None
    size: int | None = None
    rows: int | None = None
    compressed: bool = False


def inspect(home: Path, most_bytes: float) -> Inspection:
    """Compare the archive of a home folder with its manifests, the newest vintages first.

    Files are hashed until `most_bytes` of content were read.
    """
    seen = Inspection()
    for folder, manifest in _newest_first(home / "landing", seen):
        seen.vintages += 1
        for file in _files(folder, manifest):
            found = _at_a_glance(file)
            if not found and most_bytes > 0 and file.sha256:
                most_bytes -= file.size or file.path.stat().st_size
                seen.hashed += 1
                found = _by_hash(file)
            elif not found:
                seen.unhashed += 1
            if found:
                seen.damages.append(Damage(_name(folder), f"{file.path.name} {found}"))
    return seen


def _newest_first(landing: Path, seen: Inspection) -> list[tuple[Path, Manifest]]:
    found = []
    for folder in sorted(landing.glob("[!.]*/[!.]*/[!.]*/")):
        try:
            manifest = Manifest.model_validate_json((folder / "manifest.json").read_bytes())
        except (OSError, ValueError):
            seen.damages.append(Damage(_name(folder), "manifest.json cannot be read"))
        else:
            found.append((folder, manifest))
    return sorted(found, key=lambda known: known[1].retrieved_at, reverse=True)


def _name(folder: Path) -> str:
    return "/".join(folder.parts[-3:])


def _files(folder: Path, manifest: Manifest) -> Iterator[_File]:
    for original in manifest.originals:
        yield _File(
            folder / original.name,
            original.sha256,
            size=original.size,
            compressed=original.compression is not None,
        )
    yield _File(folder / ROWS, manifest.rows_sha256, rows=manifest.rows)


def _at_a_glance(file: _File) -> str:
    """What is wrong with a file as far as its size or its footer tells."""
    try:
        size = file.path.stat().st_size
        if file.rows is not None:
            rows = pa.parquet.read_metadata(file.path).num_rows
            return "" if rows == file.rows else f"has {rows} rows, and had {file.rows}"
    except FileNotFoundError:
        return "is not there"
    except (OSError, pa.ArrowException):
        return "cannot be read"
    if file.compressed or size == file.size:
        return ""
    return f"is of {size} bytes, and was of {file.size}"


def _by_hash(file: _File) -> str:
    try:
        found = _hash_content(file.path) if file.compressed else hash_file(file.path)
    except (OSError, pa.ArrowException):
        return "cannot be read"
    return "" if found == file.sha256 else "does not match its hash"


def _hash_content(path: Path) -> str:
    digest = hashlib.sha256()
    with pa.CompressedInputStream(str(path), "zstd") as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
