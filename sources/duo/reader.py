"""From a DUO file in any of its layouts to tidy rows with counts as bounds.

The reader decides by what it finds and holds that against the dataset's contract. DuckDB does the
work: rows never become Python objects.

A count is three columns: `count` (null when suppressed), `count_low` and `count_high`. Suppressed
are `<5`, `-1` and any value flagged `J` in an INDICATIEAVG column: all mean 1 to 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from sources.catalog import Column, DuoContract, Measure
from sources.duo_layout import Layout, canonical, normalise
from sources.landing import Finding
from sources.reading import ReadError, Tidied, quoted

SUPPRESSED_LOW, SUPPRESSED_HIGH = 1, 4
EXAMPLES = 5
GENDERS = {
    "MAN": "male",
    "MANNEN": "male",
    "VROUW": "female",
    "VROUWEN": "female",
    "ONBEKEND": "unknown",
    "TOTAAL": "total",
}


@dataclass(frozen=True)
class _Cell:
    """A column that holds a count, with what its name says."""

    position: int
    measure: str
    groups: dict[str, str]
    flag: int | None = None


@dataclass(frozen=True)
class _Plan:
    """Which column of the file serves what."""

    codes: dict[str, int | None]
    cells: tuple[_Cell, ...]
    period: int | None
    new_columns: tuple[str, ...]


def read(
    original: Path, contract: DuoContract, parquet: Path, *, period: str | None, published: date
) -> Tidied:
    """Read `original` and write its tidy rows to `parquet`.

    Args:
        original: the file as it came.
        contract: what it must hold.
        parquet: where the rows go: the contract's columns (text, or integer where it says so),
            `gender`, `measure`, `period`, `count`, `count_low`, `count_high` (bigint).
        period: the period of a file that does not say it.
        published: when the file was published.

    Raises:
        ReadError: a needed column is missing, a line is malformed or a cell cannot be understood;
            the message names line, column and value.
    """
    text = parquet.with_suffix(".txt")
    layout = normalise(original, text)
    plan = _plan(layout, contract)
    default_period = _default_period(plan, contract, period, published)
    try:
        with _database(parquet.parent) as db:
            _load_lines(db, text, layout, original.name)
            _refuse_unreadable_codes(db, plan, contract, layout)
            db.execute(_cells_sql(plan, contract, layout, default_period))
            _refuse_unreadable_counts(db, layout, original.name)
            _refuse_unreadable_periods(db, original.name)
            findings = (*_new_columns(plan), *_totals(db))
            columns = [name for name in contract.columns if name != "gender"]
            db.execute(
                f"copy (select {', '.join(columns)}, gender, measure, period, "
                "case when low = high then low end as count, low as count_low, high as count_high "
                "from cells where gender <> 'total' order by line, position) "
                f"to {quoted(parquet)} (format parquet, compression zstd)"
            )
            (rows,) = db.execute("select count(*) from cells where gender <> 'total'").fetchall()[0]
            periods = [
                p for (p,) in db.execute("select distinct period from cells order by 1").fetchall()
            ]
    finally:
        text.unlink(missing_ok=True)
    if not rows:
        raise ReadError(f"{original.name}: the header is right, but no row follows it")
    return Tidied(rows, tuple(periods), findings)


def _plan(layout: Layout, contract: DuoContract) -> _Plan:
    names = {canonical(name): at for at, name in reversed(list(enumerate(layout.header)))}
    codes = {column: _first(names, spec.names) for column, spec in contract.columns.items()}
    missing = [
        f"{column} ({' or '.join(spec.names)})"
        for column, spec in contract.columns.items()
        if spec.required and codes[column] is None
    ]
    cells: list[_Cell] = []
    for measure, spec in contract.measures.items():
        found = list(_measure_cells(measure, spec, layout, names))
        if not found:
            expected = " or ".join([*spec.names, *spec.wide])
            missing.append(f"{measure} ({expected})")
        cells += found
    if missing:
        raise ReadError(
            f"column missing: {'; '.join(missing)}. Found: {', '.join(layout.header)}. If the "
            "publisher renamed it, add the new name to the dataset's contract"
        )
    period = _first(names, contract.period.names)
    used = {at for at in codes.values() if at is not None} | {period}
    used |= {cell.position for cell in cells} | {cell.flag for cell in cells}
    ignored = [re.compile(pattern) for pattern in contract.ignore]
    new = tuple(
        name
        for at, name in enumerate(layout.header)
        if name and at not in used and not any(p.search(canonical(name)) for p in ignored)
    )
    return _Plan(codes, tuple(cells), period, new)


def _first(names: dict[str, int], wanted: tuple[str, ...]) -> int | None:
    return next((names[canonical(name)] for name in wanted if canonical(name) in names), None)


def _measure_cells(
    measure: str, spec: Measure, layout: Layout, names: dict[str, int]
) -> Iterator[_Cell]:
    at = _first(names, spec.names)
    if at is not None:
        yield _Cell(at, measure, {}, _first(names, spec.flags))
        return
    for position, name in enumerate(layout.header):
        for pattern in spec.wide:
            match = re.search(pattern, canonical(name))
            if match:
                groups = {key: value for key, value in match.groupdict().items() if value}
                yield _Cell(position, measure, groups)
                break


def _default_period(
    plan: _Plan, contract: DuoContract, period: str | None, published: date
) -> str | None:
    in_file = plan.period is not None or all("period" in cell.groups for cell in plan.cells)
    if in_file:
        return None
    if period:
        return period
    if not contract.period.from_publication:
        raise ReadError("the file does not say which period it counts, in no column and no header")
    year = published.year if published.month >= 10 else published.year - 1
    return f"{year}/{year + 1}"


@contextmanager
def _database(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as db:
        db.execute(f"set temp_directory = {quoted(scratch)}")
        db.execute("set memory_limit = '1GB'")
        yield db


def _load_lines(db: duckdb.DuckDBPyConnection, text: Path, layout: Layout, name: str) -> None:
    """Table `lines`: `line` (as in the original) and one text column per column of the file."""
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(layout.header)))
    try:
        db.execute(
            "create table lines as select row_number() over () + $skip as line, * from read_csv("
            f"{quoted(text)}, header = false, skip = {layout.header_line}, "
            f"auto_detect = false, new_line = '\\n', delim = '{layout.delimiter}', "
            "quote = '\"', escape = '\"', nullstr = '\\0', "
            f"null_padding = true, columns = {{{columns}}})",
            {"skip": layout.header_line},
        )
    except duckdb.Error as error:
        found = re.search(r"Line: (\d+)", str(error))
        where = f"line {int(found[1])}" if found else "a line"
        raise ReadError(
            f"{name}: {where} does not have the {len(layout.header)} columns of the header, or a "
            "quote in it is not closed"
        ) from error
    db.execute("delete from lines where c1 is null and trim(c0) = ''")
    last = f"c{len(layout.header) - 1}"
    db.execute("delete from lines where lower(trim(c0)) in ('totaal', 'totalen')")
    short = db.execute(
        f"select line from lines where {last} is null order by line limit 1"
    ).fetchall()
    if short:
        raise ReadError(
            f"{name}: line {short[0][0]} stops before the last of {len(layout.header)} columns; "
            "the file seems to be cut off"
        )


def _text(at: int, column: Column) -> str:
    value = f"trim(c{at})"
    if column.suffix:
        value = f"right({value}, {column.suffix})"
    if column.width:
        short = f"length({value}) between 1 and {column.width - 1}"
        value = f"case when {short} then lpad({value}, {column.width}, '0') else {value} end"
    return f"nullif({value}, '')"


def _refuse_unreadable_codes(
    db: duckdb.DuckDBPyConnection, plan: _Plan, contract: DuoContract, layout: Layout
) -> None:
    for name, at in plan.codes.items():
        if at is None or contract.columns[name].type != "integer":
            continue
        bad = db.execute(
            f"select line, c{at} from lines where try_cast(trim(c{at}) as integer) is null limit 1"
        ).fetchall()
        if bad:
            ((line, value),) = bad
            raise ReadError(
                f"line {line}, column {layout.header[at]}: {value!r} is not a whole number"
            )


def _cells_sql(
    plan: _Plan, contract: DuoContract, layout: Layout, default_period: str | None
) -> str:
    """Table `cells`: a row per count, `low` and `high` null where it could not be read."""
    selects = [_cell_select(cell, plan, contract, default_period) for cell in plan.cells]
    empty = "when raw = '' then {v}" if contract.empty == "zero" else ""
    suppressed = "flag = 'J' or raw in ('<5', '-1')"
    exact = "when regexp_full_match(raw, '[0-9]{1,12}') then cast(raw as bigint)"
    return (
        "create table cells as select * exclude (flag), "
        f"case when {suppressed} then {SUPPRESSED_LOW} {empty.format(v=0)} {exact} end as low, "
        f"case when {suppressed} then {SUPPRESSED_HIGH} {empty.format(v=0)} {exact} end as high "
        f"from ({' union all '.join(selects)})"
    )


def _cell_select(
    cell: _Cell, plan: _Plan, contract: DuoContract, default_period: str | None
) -> str:
    columns = []
    for name, spec in contract.columns.items():
        at = plan.codes[name]
        if name in cell.groups:
            value = f"'{cell.groups[name]}'"
        elif at is not None:
            value = _text(at, spec)
        else:
            value = "null"
        if name == "gender":
            value = _gender(value)
        kind = "integer" if spec.type == "integer" else "varchar"
        columns.append(f"cast({value} as {kind}) as {name}")
    if "period" in cell.groups:
        period = _period(f"'{cell.groups['period']}'", contract)
    elif plan.period is not None:
        period = _period(f"trim(c{plan.period})", contract)
    else:
        period = f"'{default_period}'"
    flag = f"upper(trim(c{cell.flag}))" if cell.flag is not None else "''"
    return (
        f"select line, {cell.position} as position, {', '.join(columns)}, "
        f"'{cell.measure}' as measure, {period} as period, "
        f"trim(c{cell.position}) as raw, {flag} as flag from lines"
    )


def _gender(value: str) -> str:
    cases = " ".join(f"when '{name}' then '{gender}'" for name, gender in GENDERS.items())
    return f"case upper({value}) {cases} else 'unknown' end"


def _period(value: str, contract: DuoContract) -> str:
    """SQL for `2019/2020`, null where the value is something else."""
    first = f"try_cast(left({value}, 4) as integer)"
    shape = "[0-9]{4}" if contract.period.form == "reference_year" else "[0-9]{4}[-/][0-9]{4}"
    return (
        f"case when regexp_full_match({value}, '{shape}') then {first} || '/' || ({first} + 1) end"
    )


def _refuse_unreadable_counts(db: duckdb.DuckDBPyConnection, layout: Layout, name: str) -> None:
    bad = db.execute(
        "select line, position, raw, count(*) over () from cells where low is null "
        f"order by line, position limit {EXAMPLES}"
    ).fetchall()
    if bad:
        examples = "; ".join(
            f"line {line}, column {layout.header[at]}: {raw!r}" for line, at, raw, _ in bad
        )
        raise ReadError(
            f"{name}: {bad[0][3]} cells are not a count ({examples}). Expected a whole number, or "
            "<5, -1 or a J in the INDICATIEAVG column for 1 to 4"
        )


def _refuse_unreadable_periods(db: duckdb.DuckDBPyConnection, name: str) -> None:
    bad = db.execute("select line from cells where period is null order by line limit 1").fetchall()
    if bad:
        raise ReadError(f"{name}: line {bad[0][0]}: the period is not a year or a school year")


def _new_columns(plan: _Plan) -> tuple[Finding, ...]:
    if not plan.new_columns:
        return ()
    listed = ", ".join(plan.new_columns)
    return (
        Finding(
            kind="new_column",
            message_nl=f"Nieuwe kolom in het bestand, nog niet gebruikt: {listed}",
            message_en=f"New column in the file, not used yet: {listed}",
            action_nl="Beslis of de kolom nodig is; zet haar in het contract of negeer haar.",
            count=len(plan.new_columns),
        ),
    )


def _totals(db: duckdb.DuckDBPyConnection) -> tuple[Finding, ...]:
    """Where a line carries its own total, the bounds of its parts must meet it."""
    off = db.execute(
        """
        select line, measure, period, total_low, total_high, parts_low, parts_high,
            count(*) over () as all_rows
        from (
            select line, measure, period,
                sum(low) filter (gender = 'total') as total_low,
                sum(high) filter (gender = 'total') as total_high,
                sum(low) filter (gender <> 'total') as parts_low,
                sum(high) filter (gender <> 'total') as parts_high
            from cells group by line, measure, period
        )
        where parts_low > total_high or parts_high < total_low
        order by line limit 5
        """
    ).fetchall()
    if not off:
        return ()
    rows = tuple(
        {
            "line": str(line),
            "measure": measure,
            "period": period,
            "total": f"{low}" if low == high else f"{low}-{high}",
            "sum of genders": f"{part_low}" if part_low == part_high else f"{part_low}-{part_high}",
        }
        for line, measure, period, low, high, part_low, part_high, _ in off
    )
    count = off[0][7]
    return (
        Finding(
            kind="total_differs",
            message_nl=f"Op {count} plaatsen is het totaal niet de som van mannen en vrouwen",
            message_en=f"In {count} places the total is not the sum of men and women",
            action_nl="Vergelijk de rijen met het bestand en vraag DUO naar de oorzaak.",
            rows=rows,
            count=count,
        ),
    )
