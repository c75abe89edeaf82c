"""Totals that a DUO file carries: never added to the data, always held against it.

A total meets its parts when their bounds overlap: of suppressed counts only the bounds are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from sources.duo.lines import line_numbers
from sources.duo.plan import Cell
from sources.duo.sql import Cells
from sources.duo.text import TOTAL_WORDS
from sources.landing import Finding
from sources.reading import named, quoted

EXAMPLES = 5
MOST_TOTALS = 10_000


@dataclass(frozen=True)
class _Sum:
    """A cell that must be the sum of others in the same line."""

    total: Cell
    parts: tuple[Cell, ...]


def differences(db: duckdb.DuckDBPyConnection, cells: Cells, parquet: Path) -> Iterator[Finding]:
    """A finding for each kind of total that is not what its parts add up to."""
    sums = [*_sums_of_genders(cells), *_sums_of_measures(cells)]
    if sums:
        yield from _in_a_line(db, cells, sums)
    if "gender" in cells.plan.positions and cells.genders_apart:
        yield from _of_gender_rows(db, cells)
    if cells.text.totals:
        yield from _of_total_rows(db, cells, parquet)


def _sums_of_genders(cells: Cells) -> Iterator[_Sum]:
    for total in cells.plan.totals:
        parts = [c for c in cells.plan.cells if c.measure == total.measure and _same(c, total)]
        yield _Sum(total, tuple(parts))


def _sums_of_measures(cells: Cells) -> Iterator[_Sum]:
    every = [*cells.plan.cells, *cells.plan.totals]
    for total in every:
        wanted = cells.contract.measures[total.measure].sum_of
        parts = tuple(c for c in every if c.measure in wanted and c.groups == total.groups)
        if wanted and len(parts) == len(wanted):
            yield _Sum(total, parts)


def _same(one: Cell, other: Cell) -> bool:
    """Whether two cells of a line differ in gender only."""
    return {k: v for k, v in one.groups.items() if k != "gender"} == {
        k: v for k, v in other.groups.items() if k != "gender"
    }


def _in_a_line(
    db: duckdb.DuckDBPyConnection, cells: Cells, sums: Sequence[_Sum]
) -> Iterator[Finding]:
    wrong = []
    for at, one in enumerate(sums):
        low, high = cells.bounds(one.total)
        parts = [cells.bounds(part) for part in one.parts]
        lows, highs = (" + ".join(f"({p[i]})" for p in parts) for i in (0, 1))
        wrong.append(
            f"case when ({lows}) > ({high}) or ({highs}) < ({low}) then [{at}, ({low}), ({high}), "
            f"{lows}, {highs}] end"
        )
    where = f"where {cells.is_data()}) where off is not null"
    off = f"unnest([{', '.join(wrong)}]) as off"
    (count,) = db.execute(
        f"select count(*) from (select {off} from {cells.scan()} {where}"
    ).fetchall()[0]
    if not count:
        return
    found = db.execute(
        f"select ordinal, off from (select ordinal, {off} from (select *, row_number() over () "
        f"as ordinal from {cells.scan(in_order=True)}) {where} "
        f"order by ordinal, off[1] limit {EXAMPLES}"
    ).fetchall()
    numbers = line_numbers(cells.text, cells.layout, [ordinal for ordinal, _ in found])
    rows = []
    for ordinal, (at, low, high, parts_low, parts_high) in found:
        total = sums[at].total
        rows.append(
            {
                "line": str(numbers[ordinal]),
                "measure": total.measure,
                "period": cells.periods.get(total.groups.get("period", ""), ""),
                "total": _range(low, high),
                "sum of parts": _range(parts_low, parts_high),
            }
        )
    yield _finding(count, rows, "het totaal op een regel", "the total in a line")


def _of_gender_rows(db: duckdb.DuckDBPyConnection, cells: Cells) -> Iterator[Finding]:
    """Rows for both genders together, beside those of men and women with the same codes."""
    keys = ", ".join([*map(named, cells.contract.key_columns), "measure", "period"])
    found = db.execute(
        f"""
        select measure, period, total_low, total_high, parts_low, parts_high,
            count(*) over () as every
        from (
            select {keys},
                sum(low) filter (gender = 'total') as total_low,
                sum(high) filter (gender = 'total') as total_high,
                sum(low) filter (gender <> 'total') as parts_low,
                sum(high) filter (gender <> 'total') as parts_high
            from ({cells.cells(cells.plan.cells, cells.is_data())}) group by {keys}
        )
        where parts_low > total_high or parts_high < total_low
        order by all limit {EXAMPLES}
        """
    ).fetchall()
    rows = [
        {
            "measure": measure,
            "period": period,
            "total": _range(low, high),
            "sum of parts": _range(parts_low, parts_high),
        }
        for measure, period, low, high, parts_low, parts_high, _ in found
    ]
    if found:
        yield _finding(found[0][-1], rows, "een rij met het totaal", "a row with the total")


@dataclass
class _Total:
    """What a line of totals says of one measure and period.

    `given` has bounds by gender; `codes` those that the line has: they say what it totals.
    """

    ordinal: int
    measure: str
    period: str
    codes: dict[str, str]
    given: dict[str, tuple[int, int]] = field(default_factory=dict)
    is_whole: bool = True

    def by_gender(self) -> dict[str, tuple[int, int]]:
        """The bounds that its parts must meet.

        Where one of the genders is left empty, the number beside it is that of all together.
        """
        if self.is_whole or not self.given:
            return self.given
        return {"total": next(iter(self.given.values()))}

    def condition(self, gender: str) -> str:
        """Which tidy rows are its parts."""
        equal = {"measure": self.measure, "period": self.period} | self.codes
        if gender != "total":
            equal["gender"] = gender
        return " and ".join(f"{named(name)} = {quoted(value)}" for name, value in equal.items())


def _of_total_rows(db: duckdb.DuckDBPyConnection, cells: Cells, parquet: Path) -> Iterator[Finding]:
    """Rows that total other rows, such as a last one that says `Totalen`."""
    wrong: list[tuple[int, dict[str, str]]] = []
    for total in _total_rows(db, cells):
        for gender, (low, high) in total.by_gender().items():
            parts_low, parts_high = db.execute(
                "select coalesce(sum(count_low), 0), coalesce(sum(count_high), 0) from "
                f"{quoted(parquet)} where {total.condition(gender)}"
            ).fetchall()[0]
            if parts_low > high or parts_high < low:
                row = {
                    "measure": total.measure,
                    "period": total.period,
                    "gender": gender,
                    "total": _range(low, high),
                    "sum of parts": _range(parts_low, parts_high),
                }
                wrong.append((total.ordinal, row))
    if wrong:
        lines = line_numbers(cells.text, cells.layout, [o for o, _ in wrong[:EXAMPLES]])
        rows = [{"line": str(lines[o])} | row for o, row in wrong[:EXAMPLES]]
        yield _finding(len(wrong), rows, "een totaalregel", "a line of totals")


def _total_rows(db: duckdb.DuckDBPyConnection, cells: Cells) -> Iterable[_Total]:
    plan = cells.plan
    every = [*plan.cells, *plan.totals]
    said = {name for cell in every for name in cell.groups}
    keys = [name for name in cells.contract.key_columns if name in plan.positions or name in said]
    query = cells.cells(every, cells.is_total(), in_order=True)
    found = db.execute(
        f"select ordinal, measure, period, gender, low, high, raw is null as is_empty, "
        f"{', '.join(map(named, keys))} from ({query}) where not bad or raw is null "
        f"order by all limit {MOST_TOTALS}"
    )
    totals: dict[tuple[object, ...], _Total] = {}
    for ordinal, measure, period, gender, low, high, is_empty, *values in found.fetchall():
        codes = {
            name: str(value)
            for name, value in zip(keys, values, strict=True)
            if value is not None and str(value).lower() not in TOTAL_WORDS
        }
        key = (ordinal, measure, period, *codes.items())
        total = totals.setdefault(key, _Total(ordinal, measure, period, codes))
        if is_empty:
            total.is_whole = False
        else:
            total.given[gender] = (low, high)
    return totals.values()


def _finding(count: int, rows: Sequence[dict[str, str]], what_nl: str, what_en: str) -> Finding:
    return Finding(
        kind="total_differs",
        message_nl=f"Op {count} plaatsen is {what_nl} niet de som van de delen",
        message_en=f"In {count} places {what_en} is not the sum of its parts",
        action_nl="Vergelijk de rijen met het bestand en vraag DUO naar de oorzaak.",
        rows=tuple(rows),
        count=count,
    )


def _range(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low}-{high}"
