"""From a DUO file in any of its layouts to tidy rows with counts as bounds.

The reader decides by what it finds and holds that against the dataset's contract. The file is gone
through twice: once to make it plain utf-8 text, once by DuckDB, from that text to Parquet.

A count is three columns: `count` (null when suppressed), `count_low` and `count_high`. Suppressed
are `<5`, `-1`, any value flagged `J` in an INDICATIEAVG column, and `4` in a file that has 4s but
never 1, 2 or 3: all mean 1 to 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from sources.duo import mend, totals
from sources.duo.layout import find_layout
from sources.duo.periods import default_period, periods_of
from sources.duo.plan import make_plan
from sources.duo.refusals import refuse_unreadable
from sources.duo.sql import Cells
from sources.duo.text import head, normalise
from sources.duo_contract import DuoContract
from sources.landing import Finding
from sources.reading import ReadError, Tidied, named, of_this_machine, quoted

MEMORY = "700MB"
FEW = 5000
"""A column with no more values is written as an enum, at a third of the time."""
SAMPLE = 100_000
FOURS = 20
"""So many 4s without a single 1, 2 or 3 beside them are no coincidence."""


def read(
    original: Path,
    contract: DuoContract,
    parquet: Path,
    *,
    period: str | None,
    published: date | None,
) -> Tidied:
    """Read `original` and write its tidy rows to `parquet`.

    Args:
        original: the file as it came.
        contract: what it must hold.
        parquet: where the rows go: the contract's columns (text, integer or date as it says),
            `breakdown` where the contract knows several, `gender` (male, female, unknown or
            total), `measure`, `period` (school year), `status` (provisional for the newest period
            of counts in the file, else definitive), `count`, `count_low`, `count_high` (bigint)
            and, where the contract has means, `value` (double).
        period: the period of a file that does not say it.
        published: when the file was published; None where nobody knows.

    Raises:
        ReadError: a needed column is missing, a line is malformed or a cell cannot be understood;
            the message names line, column, value and what was expected.
        OSError: this machine has no room for the work.
    """
    copy = parquet.with_suffix(".txt")
    try:
        layout = find_layout(head(original), contract, original.name)
        plan = make_plan(layout, contract, original.name)
        cells = Cells(
            file=original.name,
            text=normalise(original, copy, layout.delimiter),
            layout=layout,
            plan=plan,
            contract=contract,
            default_period=default_period(plan, contract, period, published, original.name),
        )
        with _database(parquet.parent) as db:
            try:
                return _tidy(db, cells, parquet)
            except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
                mended, notes = mend.lines(cells, error)
            try:
                tidied = _tidy(db, mended, parquet)
            except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
                raise mend.unreadable(mended, error) from error
            told = (_of_file(note, original.name) for note in notes)
            return replace(tidied, findings=(*told, *tidied.findings))
    finally:
        copy.unlink(missing_ok=True)


@contextmanager
def _database(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as db:
        db.execute(f"set temp_directory = {quoted(scratch)}")
        db.execute(f"set memory_limit = '{MEMORY}'")
        # Keeping the order of lines costs three times as much; rows carry what tells them apart.
        db.execute("set preserve_insertion_order = false")
        with of_this_machine():
            yield db


def _tidy(db: duckdb.DuckDBPyConnection, cells: Cells, parquet: Path) -> Tidied:
    cells = periods_of(db, cells)
    _write(db, cells, parquet)
    refuse_unreadable(db, cells, parquet)
    fours = _hidden_fours(db, cells, parquet)
    if fours:
        cells = replace(cells, fours=fours)
        _write(db, cells, parquet)
    seen = db.execute(f"select period, count(*) from {quoted(parquet)} group by all order by all")
    rows = dict(seen.fetchall())
    if not rows:
        raise ReadError(f"{cells.file}: the header is right, but no row follows it")
    findings = (
        *_new_columns(cells),
        *_new_values(db, cells, parquet),
        *_fours(fours),
        *totals.differences(db, cells, parquet),
    )
    named_after = tuple(_of_file(finding, cells.file) for finding in findings)
    return Tidied(sum(rows.values()), tuple(rows), named_after)


def _of_file(finding: Finding, file: str) -> Finding:
    """A dataset may have several files: a finding says in which."""
    return finding.model_copy(
        update={
            "message_nl": f"{file}: {finding.message_nl}",
            "message_en": f"{file}: {finding.message_en}",
        }
    )


def _with_few(db: duckdb.DuckDBPyConnection, cells: Cells) -> Cells:
    """The same cells, knowing all values of the columns that have few.

    Each line becomes a row for every count in it: looking a text up once a line is cheaper than
    writing it once a row.
    """
    contract = cells.contract
    keys = [name for name in cells.plan.positions if name in contract.key_columns]
    texts = [name for name in keys if contract.columns[name].type == "text"]
    lines = f"from {cells.scan()} where {cells.is_data()}"
    if not texts:
        return cells
    counts = ", ".join(f"count(distinct {named(name)})" for name in texts)
    told = ", ".join(f"{cells.key(name)} as {named(name)}" for name in texts)
    (found,) = db.execute(f"select {counts} from (select {told} {lines} limit {SAMPLE})").fetchall()
    few = [name for name, count in zip(texts, found, strict=True) if 0 < count <= FEW]
    if not few:
        return cells
    lists = ", ".join(f"array_agg(distinct {cells.key(name)}) as {named(name)}" for name in few)
    short = ", ".join(
        f"case when len({named(name)}) <= {FEW} then {named(name)} end" for name in few
    )
    try:
        (values,) = db.execute(f"select {short} from (select {lists} {lines})").fetchall()
    except duckdb.OutOfMemoryException:
        # What seemed few in the first lines was many after all.
        return cells
    known = {
        name: tuple(sorted(value for value in values_of or () if value is not None))
        for name, values_of in zip(few, values, strict=True)
    }
    return replace(cells, few={name: values_of for name, values_of in known.items() if values_of})


def _write(db: duckdb.DuckDBPyConnection, cells: Cells, parquet: Path) -> None:
    contract = cells.contract
    cells = _with_few(db, cells)
    breakdown = ["breakdown"] if cells.plan.breakdown else []
    told = ", ".join([*map(named, contract.key_columns), *breakdown, "gender", "measure", "period"])
    value = ", value" if contract.has_means else ""
    nothing = "where value is not null or low is not null or bad" if value else ""
    db.execute(
        f"copy (select {told}, {cells.status()} as status, "
        "case when low = high then low end as count, low as count_low, high as count_high"
        f"{value} from ({cells.rows()}) {nothing}) "
        f"to {quoted(parquet)} (format parquet, compression zstd)"
    )


def _hidden_fours(db: duckdb.DuckDBPyConnection, cells: Cells, parquet: Path) -> frozenset[str]:
    """Measures whose 4s stand for 1 to 4: nothing smaller was ever counted, and no flag tells."""
    flagged = {cell.measure for cell in cells.plan.cells if cell.flag is not None}
    found = db.execute(
        f"select measure from {quoted(parquet)} where count_high between 1 and 4 "
        f"group by measure having min(count_low) = 4 and count(*) >= {FOURS}"
    )
    return frozenset(measure for (measure,) in found.fetchall()) - flagged


def _fours(measures: frozenset[str]) -> tuple[Finding, ...]:
    if not measures:
        return ()
    listed = ", ".join(sorted(measures))
    return (
        Finding(
            kind="fours_hide",
            message_nl=f"Nergens 1, 2 of 3, wel vaak 4: gelezen als 1 tot en met 4 ({listed})",
            message_en=f"Never 1, 2 or 3 but often 4: read as 1 to 4 ({listed})",
            action_nl="Niets; de marges van deze aantallen zijn wijder dan hun schrijfwijze.",
        ),
    )


def _new_columns(cells: Cells) -> tuple[Finding, ...]:
    columns = cells.plan.new_columns
    if not columns:
        return ()
    listed = ", ".join(columns)
    return (
        Finding(
            kind="new_column",
            message_nl=f"Nieuwe kolom in het bestand, nog niet gebruikt: {listed}",
            message_en=f"New column in the file, not used yet: {listed}",
            action_nl="Beslis of de kolom nodig is; zet haar in het contract of negeer haar.",
            count=len(columns),
        ),
    )


def _new_values(db: duckdb.DuckDBPyConnection, cells: Cells, parquet: Path) -> Iterator[Finding]:
    """Values that the contract gives no one spelling to: kept as they are, and told."""
    for name, spec in cells.contract.columns.items():
        if not spec.values or name == "gender":
            continue
        known = ", ".join(map(quoted, spec.values))
        found = db.execute(
            f"select distinct {named(name)} from {quoted(parquet)} "
            f"where {named(name)} not in ({known}) order by 1 limit 20"
        ).fetchall()
        if found:
            listed = ", ".join(repr(value) for (value,) in found)
            yield Finding(
                kind="new_value",
                message_nl=f"Nieuwe waarde in {name}: {listed}. Bekend: {', '.join(spec.values)}",
                message_en=f"New value in {name}: {listed}. Known: {', '.join(spec.values)}",
                action_nl="Zet de waarde in het contract, bij wat zij betekent.",
                count=len(found),
            )
