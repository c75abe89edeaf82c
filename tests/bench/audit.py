"""The audit of a warehouse with many raw rows, beside the bare work of reading them once.

The counts of the sample's release are multiplied: every institution gets siblings with a BRIN of
their own, so that keys, codes and distributions stay true. `python -m tests.bench.audit ROWS` runs
it alone; each part runs in a process of its own, which tells its peak memory.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb

ROWS = 50_000_000
CONFIG = {"memory_limit": "4GB", "threads": "2"}
_PATIENCE = 3600
_PARTS = ("read", "audit")
# Rows of the sample's largest tables of counts, which have institutions to multiply.
TABLES = (
    "duo_vo_pupils",
    "duo_vo_exam_candidates",
    "duo_vo_exam_subjects",
    "duo_vo_exam_results",
    "duo_mbo_inflow",
)
_BRIN = """printf('%02d', n % 100) || chr(65 + CAST(n // 100 % 26 AS INTEGER))
    || chr(65 + CAST(n // 2600 % 26 AS INTEGER))"""


def run(folder: Path, rows: int = ROWS) -> None:
    """Print seconds, rows a second and memory of the audit, and how it compares."""
    database = multiplied(sample(folder), folder / "many.duckdb", rows)
    with duckdb.connect(database, read_only=True) as db:
        held = _rows(db)
    print(f"Audit of {held:,} raw rows, {CONFIG['threads']} threads, {CONFIG['memory_limit']}")
    took = {part: measure(part, database) for part in _PARTS}
    for part, (seconds, peak, told) in took.items():
        print(
            f"  {part:<6} {seconds:7.1f} s  {held / seconds / 1e6:6.2f} M rows/s"
            f"  {peak:6.0f} MB  {told}"
        )
    print(f"  ratio  {took['audit'][0] / took['read'][0]:7.1f} times reading every column once")


def sample(folder: Path) -> Path:
    """The release of a night on the sample."""
    home = folder / "home"
    subprocess.run(
        [sys.executable, "-m", "flows", "nightly", "--profile", "sample", "--home", str(home)],
        check=True,
        capture_output=True,
        timeout=_PATIENCE,
    )
    return (home / "warehouse.duckdb").resolve()


def multiplied(release: Path, path: Path, rows: int) -> Path:
    """A copy of a release in which the tables of counts hold about so many rows together."""
    shutil.copyfile(release, path)
    path.chmod(0o644)
    with duckdb.connect(path, config=dict(CONFIG)) as db:
        times = max(1, rows // _rows(db))
        for table in TABLES:
            columns = [row[0] for row in db.execute(f"DESCRIBE raw.{table}").fetchall()]
            replaced = f"{_BRIN} AS institution_code"
            if "location_code" in columns:
                replaced += f", {_BRIN} || substr(location_code, 5) AS location_code"
            db.execute(f"""
                CREATE TABLE raw.many AS
                WITH numbered AS (
                    SELECT
                        institution_code,
                        row_number() OVER (ORDER BY institution_code) - 1 AS rank,
                        count(*) OVER () AS institutions
                    FROM (SELECT DISTINCT institution_code FROM raw.{table})
                )
                SELECT old.* REPLACE ({replaced})
                FROM (
                    SELECT old.*, copies.n * numbered.institutions + numbered.rank AS n
                    FROM raw.{table} AS old
                    JOIN numbered USING (institution_code)
                    CROSS JOIN range({times}) AS copies(n)
                ) AS old
            """)
            db.execute("ALTER TABLE raw.many DROP COLUMN n")
            db.execute(f"DROP TABLE raw.{table}")
            db.execute(f"ALTER TABLE raw.many RENAME TO {table}")
            counts = ("filled_rows", "count_low", "count_high", "suppressed_rows", "rows")
            held = {row[0] for row in db.execute("DESCRIBE meta.vintage_periods").fetchall()}
            set_ = ", ".join(f'"{c}" = "{c}" * {times}' for c in counts if c in held)
            dataset = table.replace("_", ".", 1)
            db.execute(f"UPDATE meta.vintage_periods SET {set_} WHERE dataset_id = '{dataset}'")
        db.execute("CHECKPOINT")
    return path


def _rows(db: duckdb.DuckDBPyConnection) -> int:
    union = " UNION ALL ".join(f"SELECT count(*) AS n FROM raw.{table}" for table in TABLES)
    ((total,),) = db.execute(f"SELECT CAST(sum(n) AS BIGINT) FROM ({union})").fetchall()
    return int(total)


def measure(part: str, database: Path) -> tuple[float, float, str]:
    """Seconds, peak memory in MB and what was seen, of one part in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.audit", part, str(database)],
        check=True,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return told["seconds"], told["peak_mb"], told["told"]


def read(database: Path) -> str:
    """Read every column of the large tables once, and do nothing with it."""
    with duckdb.connect(database, read_only=True, config=dict(CONFIG)) as db:
        for table in TABLES:
            db.execute(f"SELECT bit_xor(hash(t)) FROM raw.{table} AS t").fetchall()
    return f"{len(TABLES)} tables"


def audit(database: Path) -> str:
    """Run every suite."""
    from expectations.runner import run_suites

    ran = run_suites(database, config=CONFIG)
    return f"{len(ran)} checks, {sum(answer.result.result == 'pass' for answer in ran)} passed"


if __name__ == "__main__":
    if sys.argv[1] in _PARTS:
        began = time.monotonic()
        seen = (read if sys.argv[1] == "read" else audit)(Path(sys.argv[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": time.monotonic() - began, "peak_mb": peak, "told": seen}))
    else:
        import tempfile

        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as made:
            run(Path(made), int(sys.argv[1]))
