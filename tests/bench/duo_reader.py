"""From a wide cp1252 file to tidy Parquet: ours against DuckDB's bare UNPIVOT, and pandas.

DuckDB is given the same bytes in utf-8 already, and checks nothing. Each way runs in a process of
its own: `python -m tests.bench.duo_reader WAY FILE TARGET` does one and prints what it took.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import duckdb

MEGABYTES = 300
RUNS = 3
GIGABYTE = 1000
_PATIENCE = 1800
_YEARS = range(1, 7)
COUNTS = [f"LEER- OF VERBLIJFSJAAR {year} - {who}" for year in _YEARS for who in ("MAN", "VROUW")]
# A line is about this long.
_LINE = 142


@dataclass(frozen=True)
class Took:
    """What one run took, and what it made: rows and the sum of their counts."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    rows: int
    total: int


@dataclass(frozen=True)
class WideFile:
    """The same lines in both encodings."""

    cp1252: Path
    utf8: Path


def run(folder: Path) -> None:
    """Print the seconds and memory of each way, and how many times as long the others take."""
    wide = generate(folder, MEGABYTES)
    size = wide.cp1252.stat().st_size / 1e6
    print(f"DUO reader, {size:.0f} MB wide cp1252 file, median of {RUNS} runs")
    files = {way: wide.utf8 if way.startswith("duckdb") else wide.cp1252 for way in WAYS}
    taken: dict[str, list[Took]] = {way: [] for way in WAYS}
    for _ in range(RUNS):
        for way, file in files.items():
            taken[way].append(measure(way, file, folder / "out.parquet"))
    ours = median(took.seconds for took in taken["ours"])
    for way, all_took in taken.items():
        seconds = median(took.seconds for took in all_took)
        cpu = median(took.cpu_seconds for took in all_took)
        peak = max(took.peak_mb for took in all_took)
        same = {(t.rows, t.total) for t in all_took} == {(t.rows, t.total) for t in taken["ours"]}
        print(
            f"  {way:<26} {seconds:6.2f} s  {cpu:6.2f} s of cpu  {peak:6.0f} MB"
            f"  ours takes {ours / seconds:4.2f} x"
            f"{'' if same else '  OTHER ROWS OR SUMS'}"
        )


def measure(way: str, file: Path, target: Path) -> Took:
    """Run one way in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.duo_reader", way, str(file), str(target)],
        check=True,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
    )
    return Took(**json.loads(done.stdout.splitlines()[-1]))


def generate(folder: Path, megabytes: int) -> WideFile:
    """A file as DUO wrote it until 2019, of invented schools, a few of them with accents."""
    utf8, cp1252 = folder / "wide.utf8.csv", folder / "wide.csv"
    counts = ", ".join(
        f"case when hash(i, {at}) % 3 = 0 then hash(i, {at}, 'n') % 60 else 0 end as \"{name}\""
        for at, name in enumerate(COUNTS)
    )
    duckdb.execute(
        f"""
        copy (
            select
                printf('%02d%s', i % 650 // 26, chr((65 + i % 26)::int)) || 'X' as "BRIN NUMMER",
                lpad((i % 9)::varchar, 2, '0') as "VESTIGINGSNUMMER",
                case i % 50 when 0 then '’t Veld College ' when 1 then 'Prins Maurits café '
                    else 'Openbare scholengemeenschap ' end || (i % 1500) as
                    "INSTELLINGSNAAM VESTIGING",
                'PLAATS ' || (i % 400) as "PLAATSNAAM VESTIGING",
                (['Drenthe', 'Friesland', 'Utrecht', 'Zuid-Holland'])[1 + i % 4] as
                    "PROVINCIE VESTIGING",
                (['VMBO BL lj 3-4', 'HAVO lj 4-5', 'VWO lj 4-6'])[1 + i % 3] as
                    "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR",
                'N.v.t.' as "VMBO SECTOR",
                (['Natuur en Techniek', 'Cultuur en Maatschappij', 'N.v.t.'])[1 + i % 3] as
                    "AFDELING",
                lpad((i % 800)::varchar, 4, '0') as "ELEMENTCODE",
                'Opleiding ' || (i % 800) as "OPLEIDINGSNAAM",
                {counts}
            from range({megabytes * 1_000_000 // _LINE}) as lines (i)
        ) to '{utf8}' (format csv, delimiter ';', header)
        """
    )
    with (
        utf8.open(encoding="utf-8", newline="") as source,
        cp1252.open("w", encoding="cp1252", newline="") as target,
    ):
        while text := source.read(1 << 20):
            target.write(text)
    return WideFile(cp1252, utf8)


def _ours(file: Path, target: Path) -> Callable[[], object]:
    from sources.catalog import DuoDataset, read_catalog
    from sources.duo.reader import read

    dataset = read_catalog()["duo.vo_pupils"]
    assert isinstance(dataset, DuoDataset)
    return lambda: read(file, dataset.contract, target, period="2019/2020", published=None)


def _duckdb(file: Path, target: Path) -> Callable[[], object]:
    return lambda: duckdb.execute(
        f"copy (unpivot (from read_csv('{file}', delim = ';', header = true)) "
        "on columns('^LEER-.* - ') into name cell value count) "
        f"to '{target}' (format parquet)"
    )


def _duckdb_in_any_order(file: Path, target: Path) -> Callable[[], object]:
    duckdb.execute("set preserve_insertion_order = false")
    return _duckdb(file, target)


def _pandas(file: Path, target: Path) -> Callable[[], object]:
    import pandas as pd
    import pyarrow.parquet  # noqa: F401 - what to_parquet loads, before the clock runs

    def work() -> None:
        frame = pd.read_csv(file, sep=";", encoding="cp1252")
        keys = [name for name in frame.columns if name not in COUNTS]
        tidy = frame.melt(id_vars=keys, value_vars=COUNTS, var_name="cell", value_name="count")
        tidy.to_parquet(target, index=False)

    return work


WAYS: Mapping[str, Callable[[Path, Path], Callable[[], object]]] = {
    "ours": _ours,
    "duckdb, rows in any order": _duckdb_in_any_order,
    "duckdb, as it comes": _duckdb,
    "pandas": _pandas,
}


def _one(way: str, file: Path, target: Path) -> Took:
    work = WAYS[way](file, target)
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    # In kilobytes on Linux, in bytes on macOS.
    unit = 1e6 if sys.platform == "darwin" else 1e3
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / unit
    found = duckdb.execute(f"select count(*), sum(count)::bigint from '{target}'").fetchall()
    ((rows, total),) = found
    return Took(seconds, cpu, peak, rows, total)


if __name__ == "__main__":
    print(json.dumps(asdict(_one(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))))
