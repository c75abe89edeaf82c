"""Random edits of small tables: the difference says exactly what was edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.diff.contents import compare_archives
from expectations.diff.rows import compare_rows
from expectations.diff.sides import Key
from expectations.tiers import Counts

QUICK = settings(max_examples=60, deadline=None)
KEYED = {
    "period": "VARCHAR",
    "place": "VARCHAR",
    "value": "DOUBLE",
    "note": "VARCHAR",
    "definition_version": "VARCHAR",
    "vintage_id": "VARCHAR",
}
RAW = {"code": "VARCHAR", "count": "INTEGER", "vintage_id": "VARCHAR"}

RowKey = tuple[str, str | None]
RowsOf = Mapping[RowKey, "Said"]


@dataclass(frozen=True)
class Said:
    """What a row says, beside its key; only the last column is no more than its origin."""

    value: float | None
    note: str | None
    definition: str
    vintage: str

    @property
    def content(self) -> tuple[object, ...]:
        """What is compared: the first nine decimals, and zero without a sign."""
        value = None if self.value is None else round(self.value, 9) + 0.0
        return (value, self.note, self.definition)


# An empty text is not the same as none, in a key as in what is said.
row_keys = st.tuples(st.sampled_from(["2018", "2019"]), st.sampled_from([None, "", "a", "b"]))
said = st.builds(
    Said,
    value=st.sampled_from([None, 0.0, -0.0, 0.1, 0.2, 0.1 + 1e-12]),
    note=st.sampled_from([None, "", "x"]),
    definition=st.sampled_from(["1", "2"]),
    vintage=st.sampled_from(["v1", "v2"]),
)
keyed = st.dictionaries(row_keys, said, max_size=8)
archives = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]), st.sampled_from([None, 1, 2]), st.sampled_from(["v1", "v2"])
    ),
    max_size=8,
)


@contextmanager
def both(
    schema: str,
    columns: Mapping[str, str],
    before: list[tuple[object, ...]],
    now: list[tuple[object, ...]],
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Two databases in memory with one table, `t`."""
    kinds = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    with duckdb.connect() as connection:
        for side, rows in (("previous", before), ("candidate", now)):
            connection.execute(f"ATTACH ':memory:' AS {side}; CREATE SCHEMA {side}.{schema}")
            connection.execute(f"CREATE TABLE {side}.{schema}.t ({kinds})")
            if rows:
                marks = ", ".join("?" for _ in columns)
                connection.executemany(f"INSERT INTO {side}.{schema}.t VALUES ({marks})", rows)
        yield connection


def listed(rows: RowsOf) -> list[tuple[object, ...]]:
    return [(*k, row.value, row.note, row.definition, row.vintage) for k, row in rows.items()]


@QUICK
@given(keyed, keyed)
def test_a_keyed_table(before: RowsOf, now: RowsOf) -> None:
    stayed = before.keys() & now.keys()
    added, removed = now.keys() - before.keys(), before.keys() - now.keys()
    same = {key for key in stayed if before[key].content == now[key].content}
    with both("marts", KEYED, listed(before), listed(now)) as connection:
        found = compare_rows(
            connection, "marts", "t", (KEYED, KEYED), Key(("period", "place"), "facts")
        )
    assert found == Counts(
        before=len(before),
        now=len(now),
        added=len(added),
        removed=len(removed),
        changed=len(stayed - same),
        confirmed=sum(before[key].vintage != now[key].vintage for key in same),
        redefined=sum(before[key].definition != now[key].definition for key in stayed),
        added_within=sum(period in {p for p, _ in before} for period, _ in added),
    )


@QUICK
@given(archives, archives)
def test_an_archive(before: list[tuple[object, ...]], now: list[tuple[object, ...]]) -> None:
    old, new = Counter(before), Counter(now)
    vintages_before, vintages_now = {row[-1] for row in before}, {row[-1] for row in now}
    changed = {
        vintage
        for vintage in vintages_before & vintages_now
        if {r: n for r, n in old.items() if r[-1] == vintage}
        != {r: n for r, n in new.items() if r[-1] == vintage}
    }
    with both("raw", RAW, before, now) as connection:
        found = compare_archives(connection, {"t": (RAW, RAW)})["t"]
    assert set(found.changed) == changed
    assert found.added == len(vintages_now - vintages_before)
    assert found.removed == len(vintages_before - vintages_now)
    rows = found.rows
    assert (rows.before, rows.now) == (len(before), len(now))
    assert rows.now == rows.before + rows.added - rows.removed
    assert rows.added + rows.changed == (new - old).total()
    assert rows.removed + rows.changed == (old - new).total()
