"""From a wide cp1252 file to tidy Parquet with bounds: ours against pandas, and bare DuckDB."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from sources.catalog import DuoDataset, read_catalog
from sources.duo_reader import read
from sources.upstream.sample import build_sample

MEGABYTES = 30


def run(folder: Path) -> None:
    """Print the seconds of each way, and how many times as long as ours the others take."""
    source = _wide_file(folder)
    seconds = {
        "ours": _time(lambda: _ours(source, folder)),
        "duckdb read_csv + unpivot, no checks": _time(lambda: _duckdb(source, folder)),
        "pandas read_csv + melt": _time(lambda: _pandas(source, folder)),
    }
    print(f"DUO reader, {source.stat().st_size / 1e6:.0f} MB wide cp1252 file")
    for name, taken in seconds.items():
        print(f"  {name:<38} {taken:6.2f} s  {taken / seconds['ours']:5.2f} x ours")


def _time(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _wide_file(folder: Path) -> Path:
    """The sample's legacy file, its rows repeated up to the size."""
    build_sample(folder / "sample")
    (legacy,) = (folder / "sample").rglob("leerlingen-vo-*-2019.csv")
    header, rows = legacy.read_bytes().split(b"\n", 1)
    target = folder / "wide.csv"
    with target.open("wb") as file:
        file.write(header + b"\n")
        for _ in range(MEGABYTES * 1_000_000 // len(rows)):
            file.write(rows)
    return target


def _ours(source: Path, folder: Path) -> None:
    dataset = read_catalog()["duo.vo_pupils"]
    assert isinstance(dataset, DuoDataset)
    target = folder / "ours.parquet"
    read(source, dataset.contract, target, period=None, published=date(2020, 3, 2))


def _duckdb(source: Path, folder: Path) -> None:
    utf8 = folder / "utf8.csv"
    utf8.write_text(source.read_text(encoding="cp1252"), encoding="utf-8")
    duckdb.execute(
        f"copy (unpivot (from read_csv('{utf8}', delim = ';', all_varchar = true)) "
        "on columns('^LEER-.* - ') into name cell value count) "
        f"to '{folder / 'duckdb.parquet'}' (format parquet, compression zstd)"
    ).fetchall()


def _pandas(source: Path, folder: Path) -> None:
    frame = pd.read_csv(source, sep=";", encoding="cp1252", dtype=str, keep_default_na=False)
    counts = [name for name in frame.columns if name.startswith("LEER- ")]
    keys = [name for name in frame.columns if name not in counts]
    tidy = frame.melt(id_vars=keys, value_vars=counts, var_name="cell", value_name="count")
    tidy["count"] = tidy["count"].astype(int)
    tidy.to_parquet(folder / "pandas.parquet", index=False)
