"""A StatLine table to Parquet: ours against cbsodata and dlt, and the pages alone."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

import duckdb
import requests

from sources.cbs.draft import draft
from sources.client import Client
from sources.upstream.generated import Checksum
from tests.bench import rivals
from tests.bench.clients import Job
from tests.bench.clients.ours import publishers
from tests.bench.stand_in import PAGE_SIZES, ROOT, TableSpec, stand_in

LATENCY = 0.05
RUNS = 3
TABLES = (
    TableSpec("70002GEN", "v3", 500_000, keep=True),
    TableSpec("70001GEN", "v4", 2_000_000, keep=True),
)
_CLIENT_PATIENCE = 900
_NEXT = ("@odata.nextLink", "odata.nextLink")


@dataclass(frozen=True)
class Rival:
    """A client that is measured.

    module: its name in `tests.bench.clients`.
    own: it runs in our environment.
    result: the Parquet that it leaves, under its folder; None for one that leaves nothing.
    long: its v3 rows are a cell each, named by `measure`; else a column per topic.
    """

    name: str
    module: str
    versions: tuple[str, ...] = ("v3", "v4")
    own: bool = False
    result: str | None = None
    long: bool = False


OURS = Rival("ours", "ours", own=True, result="landing/**/data.parquet", long=True)
PAGES = Rival("the pages alone", "pages_alone", own=True)
RIVALS = (
    PAGES,
    OURS,
    Rival("cbsodata + pandas", "with_cbsodata", versions=("v3",), result="data.parquet"),
    Rival("dlt REST source", "with_dlt", result="result/statline/rows/*.parquet"),
    Rival("dlt, tuned", "with_dlt_tuned", result="result/statline/rows/*.parquet"),
)


@dataclass
class Runs:
    """What a client took, run by run."""

    seconds: list[float] = field(default_factory=list)
    imports: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    same: bool | None = None
    failure: str = ""


def run(folder: Path) -> None:
    """Print a table for either version of the API."""
    print(f"StatLine to Parquet, {LATENCY * 1000:.0f} ms a request, median of {RUNS} runs")
    other = rivals.interpreter()
    for table in TABLES:
        # One at a time: the server keeps what it answered in memory.
        with stand_in([table], LATENCY) as url:
            catalog = folder / f"catalog-{table.version}"
            catalog.mkdir()
            with Client() as client:
                draft(table.identifier, publishers(url), client, catalog)
            size = _warm_up(url, table)
            pages = f"{table.pages} pages, {size / 1e6:.0f} MB for ours"
            print(f"  {table.version}: {table.rows:,} rows in {pages}")
            _show(_measure(url, table, catalog, other))


def _measure(url: str, table: TableSpec, catalog: Path, other: Path | None) -> Mapping[Rival, Runs]:
    taking_part = [r for r in RIVALS if table.version in r.versions and (r.own or other)]
    found = {rival: Runs() for rival in taking_part}
    for _ in range(RUNS):
        # In turn, so that whatever else the machine does hits all of them.
        for rival in taking_part:
            python = Path(sys.executable) if rival.own else other
            assert python
            with tempfile.TemporaryDirectory() as name:
                job = Job(
                    url=url,
                    table=table.identifier,
                    version=table.version,
                    pages=table.pages,
                    page_size=PAGE_SIZES[table.version],
                    folder=Path(name),
                    catalog=catalog,
                )
                _run(python, rival, job, found[rival])
                if rival.result and not found[rival].failure and found[rival].same is not False:
                    found[rival].same = _same(rival, job, table.table().checksums())
    return found


def _run(python: Path, rival: Rival, job: Job, runs: Runs) -> None:
    done = subprocess.run(
        [python, "-m", "tests.bench.clients", rival.module, json.dumps(asdict(job), default=str)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=_CLIENT_PATIENCE,
    )
    if done.returncode:
        runs.failure = done.stderr.strip().splitlines()[-1]
        return
    taken = json.loads(done.stdout.strip().splitlines()[-1])
    runs.seconds.append(taken["seconds"])
    runs.imports.append(taken["import_seconds"])
    runs.peaks.append(taken["peak_mb"])


def _same(rival: Rival, job: Job, expected: Mapping[str, Checksum]) -> bool:
    files = [str(path) for path in job.folder.glob(rival.result or "")]
    with duckdb.connect(":memory:") as db:
        db.execute(f"create view found as from read_parquet({files!r})")
        for name, checksum in expected.items():
            long = rival.long or job.version == "v4"
            column = "value" if long else f'"{name}"'
            where = f"where measure = '{name}'" if long and job.version == "v3" else ""
            numbers, total = db.execute(
                f"select count({column}), sum({column}::double) from found {where}"
            ).fetchall()[0]
            if (numbers, total) != (checksum.numbers, checksum.total):
                return False
    return True


def _show(found: Mapping[Rival, Runs]) -> None:
    ours = _median(found[OURS].seconds)
    pages = _median(found[PAGES].seconds)
    print(f"    {'client':<20}{'seconds':>9}{'import':>8}{'peak MB':>9}{'x ours':>8}  same content")
    for rival, runs in found.items():
        if runs.failure:
            print(f"    {rival.name:<20} FAILED: {runs.failure}")
            continue
        same = {True: "yes", False: "NO: THE FIGURES DIFFER", None: "-"}[runs.same]
        print(
            f"    {rival.name:<20}{_median(runs.seconds):>9.2f}{_median(runs.imports):>8.2f}"
            f"{max(runs.peaks):>9.0f}{_median(runs.seconds) / ours:>8.2f}  {same}"
        )
    allowed = 3 * pages + 1
    print(f"    ours is {ours / pages:.2f} x the pages alone; 3 x and a second is {allowed:.2f} s")


def _median(seconds: Sequence[float]) -> float:
    return median(seconds) if seconds else float("nan")


def _warm_up(url: str, table: TableSpec) -> int:
    """Ask for all that any of the clients asks for; the bytes of the pages that ours asks for."""
    if table.version == "v4":
        return sum(map(len, _walk(f"{url}/odata/v1/CBS/{table.identifier}/Observations")))
    base = f"{url}/ODataFeed/odata/{table.identifier}"
    for _ in _walk(f"{base}/TypedDataSet?%24format=json"):
        pass
    return sum(map(len, _walk(f"{base}/UntypedDataSet?$format=json")))


def _walk(address: str | None) -> Iterator[bytes]:
    with requests.Session() as session:
        while address:
            response = session.get(address, timeout=60)
            response.raise_for_status()
            yield response.content
            # The link stands at the end; the rows need no parsing for it.
            tail = response.content[response.content.rindex(b"]") + 1 :].decode()
            keys = json.loads('{"value":[]' + tail)
            address = next((keys[key] for key in _NEXT if key in keys), None)
