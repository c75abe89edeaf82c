"""Landing zones of any size, in the shape of the sample: more schools, and more vintages."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import duckdb

from sources.landing import ROWS, Landing, Manifest

# Two digits and two letters, as DUO numbers institutions.
_BRIN = "printf('%02d', n // 676) || chr(65 + (n // 26 % 26)::int) || chr(65 + (n % 26)::int)"
_MOST = 67_600
# In an older vintage, one count in a hundred was another.
_COUNTED = ("count", "count_low", "count_high")
_REVISED = "{column} + (hash(institution_code, measure, {older}) % 100 = 0)::bigint AS {column}"


def make(sample: Path, home: Path, schools: int, vintages: int) -> int:
    """Fill the archive of an empty home from that of a home with the sample; the rows in it.

    Every school of DUO's files is there `schools` times, each under a number of its own, and every
    vintage of them `vintages` times, published some days apart.

    Raises:
        ValueError: there are not so many numbers for institutions.
    """
    source, target = Landing(sample), Landing(home)
    total = 0
    with duckdb.connect() as db:
        _number(db, sorted((sample / "landing" / "duo").glob(f"*/*/{ROWS}")), schools)
        for manifest in _manifests(sample):
            if not _has_schools(db, source.parquet(manifest)):
                copy = target.parquet(manifest).parent
                shutil.copytree(source.parquet(manifest).parent, copy)
                total += manifest.rows
                continue
            for older in range(vintages):
                total += _write(db, source, target, manifest, older)
    return total


def _write(
    db: duckdb.DuckDBPyConnection, source: Landing, target: Landing, manifest: Manifest, older: int
) -> int:
    copied = _older(manifest, older)
    rows = target.parquet(copied)
    rows.parent.mkdir(parents=True)
    path = source.parquet(manifest)
    held = {name for name, *_ in db.execute(f"describe from '{path}'").fetchall()}
    changed = ["code AS institution_code"]
    if older and {"measure", *_COUNTED} <= held:
        changed += [_REVISED.format(column=column, older=older) for column in _COUNTED]
    db.execute(
        f"copy (select * exclude (old, code) replace ({', '.join(changed)}) "
        f"from '{path}' join numbers on institution_code = old) to '{rows}' (format parquet)"
    )
    (count,) = db.execute(f"select count(*) from '{rows}'").fetchone() or (0,)
    written = copied.model_copy(update={"rows": count, "rows_sha256": None})
    (rows.parent / "manifest.json").write_text(written.model_dump_json(), encoding="utf-8")
    return int(count)


def _older(manifest: Manifest, older: int) -> Manifest:
    if not older:
        return manifest
    sha256 = hashlib.sha256(f"{manifest.sha256} {older}".encode()).hexdigest()
    published = manifest.published_at - timedelta(days=older)
    return manifest.model_copy(
        update={
            "sha256": sha256,
            "published_at": published,
            "vintage_id": f"{published:%Y%m%d}-{sha256[:12]}",
        }
    )


def _number(db: duckdb.DuckDBPyConnection, files: Sequence[Path], schools: int) -> None:
    """Table `numbers`: of each institution (`old`), the numbers of its copies (`code`)."""
    held = [path for path in files if _has_schools(db, path)]
    names = ", ".join(f"'{path}'" for path in held)
    db.execute(
        "create table numbers as "
        f"select old, {_BRIN} as code from ("
        "select old, row_number() over (order by copy, old) - 1 as n from ("
        "select distinct institution_code as old "
        f"from read_parquet([{names}], union_by_name = true)), range({schools}) as copies (copy))"
    )
    (most,) = db.execute("select count(*) from numbers").fetchone() or (0,)
    if most > _MOST:
        raise ValueError(f"{most} institutions, and {_MOST} numbers")


def _has_schools(db: duckdb.DuckDBPyConnection, path: Path) -> bool:
    names = [name for name, *_ in db.execute(f"describe from '{path}'").fetchall()]
    return "institution_code" in names


def _manifests(home: Path) -> Iterator[Manifest]:
    for path in sorted((home / "landing").glob("*/*/*/manifest.json")):
        yield Manifest.model_validate_json(path.read_text(encoding="utf-8"))
