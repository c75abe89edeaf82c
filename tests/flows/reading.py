"""Readers that are processes: each opens, queries and holds the warehouse, again and again."""

from __future__ import annotations

import json
import os
import random
import signal
import statistics
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

_HOLDS = (0.5, 1.0, 3.0)
"""Seconds that a reader stays on one connection."""


@dataclass(frozen=True)
class Look:
    """What one connection saw: every release id, and the seconds until the first answer."""

    release_ids: tuple[str, ...]
    seconds: float
    held: float


@dataclass(frozen=True)
class Looks:
    """What readers saw together."""

    looks: tuple[Look, ...]

    @property
    def longest(self) -> float:
        """Seconds that the slowest had to wait for its first answer."""
        return max(look.seconds for look in self.looks)

    @property
    def usual(self) -> float:
        """The median of the same."""
        return statistics.median(look.seconds for look in self.looks)

    @property
    def held(self) -> float:
        """Seconds that a connection was open at most."""
        return max(look.held for look in self.looks)

    @property
    def releases(self) -> set[str]:
        """The releases that were seen; a connection that saw two is an error."""
        seen = [look.release_ids for look in self.looks]
        assert all(len(ids) == 1 for ids in seen), [ids for ids in seen if len(ids) != 1]
        return {release_id for (release_id,) in seen}


@contextmanager
def readers(
    database: Path, tables: Sequence[str], folder: Path, number: int
) -> Iterator[list[Look]]:
    """Have so many processes read as long as this lasts; what they saw is in the list then."""
    folder.mkdir()
    stop = folder / "stop"
    processes = [_start(database, tables, folder / f"{n}.json", stop) for n in range(number)]
    looks: list[Look] = []
    try:
        yield looks
        stop.touch()
        ends = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]
        processes.clear()
        assert ends == [0] * number, "a reader met an error"
    finally:
        for process in processes:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
    for path in folder.glob("*.json"):
        looks += [
            Look(tuple(look.pop("release_ids")), **look) for look in json.loads(path.read_text())
        ]


def _start(database: Path, tables: Sequence[str], answer: Path, stop: Path) -> int:
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        chance = random.Random(answer.name)
        looks: list[Look] = []
        while not stop.exists():
            looks.append(_look(database, tables, chance))
        answer.write_text(json.dumps([vars(look) for look in looks]), encoding="utf-8")
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _look(database: Path, tables: Sequence[str], chance: random.Random) -> Look:
    """One connection: a query on each table, with pauses in between."""
    began = time.monotonic()
    with duckdb.connect(str(database), read_only=True, config={"threads": 1}) as db:
        seen = _ids(db, tables[0])
        seconds = time.monotonic() - began
        hold = chance.choice(_HOLDS)
        for table in tables[1:]:
            time.sleep(hold / len(tables))
            seen |= _ids(db, table)
    return Look(tuple(sorted(seen)), seconds, time.monotonic() - began)


def _ids(db: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    rows = db.execute(f"select release_id, count(*) from {table} group by 1").fetchall()
    return {release_id for release_id, _ in rows}
