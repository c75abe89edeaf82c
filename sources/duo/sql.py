"""The SQL that reads the text of a DUO file and makes tidy rows of it.

Rows never become Python objects: DuckDB streams them from the text to Parquet. Expressions work on
`c0`, `c1`, …, the cells of a line as text, where an empty one is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sources.duo.layout import Layout
from sources.duo.plan import GENDERS, Cell, Plan
from sources.duo.text import TOTAL_WORDS, Text
from sources.duo_contract import Column, DuoContract
from sources.reading import named, quoted

STATUSES = ("provisional", "definitive")
LOW, HIGH = 1, 4
"""A suppressed count is one of these or between them (DUO: "kleiner dan 5")."""
_COUNT = "[0-9]{1,12}"
_COUNT_AS_DECIMAL = "[0-9]{1,12}[.,]0"
_MEAN = "-?[0-9]{0,3}([.,][0-9]+)?%?"
_NO_MEAN = (",0", ",0%", ".0", ".0%", "%")
_NO_COUNT = (",0", ".0")


@dataclass(frozen=True)
class Cells:
    """The parts of a query over cells: how each column of a tidy row is told in a line.

    `periods` gives what the file says of a period its school year. `genders_apart`: it counts men
    or women apart, so that what it gives for both together is a total. `fours`: measures in which
    a 4 stands for 1 to 4. `few`: all values of the key columns that have few.
    """

    file: str
    text: Text
    layout: Layout
    plan: Plan
    contract: DuoContract
    default_period: str | None
    periods: Mapping[str, str] = field(default_factory=dict)
    genders_apart: bool = True
    fours: frozenset[str] = frozenset()
    few: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def scan(self, *, in_order: bool = False) -> str:
        """The lines below the header, as a relation; `in_order` gives them one by one."""
        layout = self.layout
        if layout.fixed is not None:
            parts = ", ".join(
                f"nullif(trim(substring(line, {first}, {length})), '') as c{at}"
                for at, (first, length) in enumerate(layout.fixed.values())
            )
            lines = _read_csv(self.text, "\0", {"line": 1}, 0, "", in_order)
            return f"(select {parts} from {lines} where trim(line) <> '')"
        columns = {f"c{at}": 1 for at in range(layout.columns)}
        return _read_csv(
            self.text, layout.delimiter, columns, layout.header_line, layout.quote, in_order
        )

    def cell(self, position: int) -> str:
        """A cell of a line, without the spaces that pad it."""
        name = f"c{position}"
        if not self.text.padded:
            return name
        # Trimming costs as much as reading: only what has a space at either end is trimmed.
        ends = f"suffix({name}, ' ') or prefix({name}, ' ')"
        return f"case when {ends} then nullif(trim({name}), '') else {name} end"

    def is_data(self) -> str:
        """Condition that leaves out lines without anything in them and rows of totals."""
        conditions = []
        if self.text.gaps:
            every = [f"c{at}" for at in range(self.layout.columns)]
            conditions.append(f"nullif(trim(concat({', '.join(every)})), '') is not null")
        if self.text.totals:
            conditions.append(f"not {self.is_total()}")
        return " and ".join(conditions) or "true"

    def is_total(self) -> str:
        """Condition of a row that totals others: a cell that is no count and no gender says so."""
        words = ", ".join(map(quoted, TOTAL_WORDS))
        plan = self.plan
        counts = {cell.position for cell in (*plan.cells, *plan.totals)}
        others = set(range(self.layout.columns)) - counts - {plan.positions.get("gender")}
        cells = [self.cell(at) for at in sorted(others)]
        says = " or ".join(f"lower({cell}) in ({words})" for cell in cells)
        return f"coalesce({says}, false)" if cells else "false"

    def key(self, name: str) -> str:
        """A canonical column that is the same for all cells of a line."""
        spec, plan = self.contract.columns[name], self.plan
        if name in plan.positions:
            return _typed(spec, self.cell(plan.positions[name]))
        if name in plan.derived:
            derivation = plan.derived[name]
            source = self.key(derivation.source)
            cases = " ".join(
                f"when regexp_matches({source}, {quoted(pattern)}, 'i') then {quoted(value)}"
                for value, pattern in derivation.values.items()
            )
            return _typed(spec, f"case {cases} end")
        constant = plan.constants.get(name)
        return _typed(spec, "null" if constant is None else quoted(constant))

    def gender(self, cell: Cell) -> str:
        """The gender of a cell."""
        kinds = tuple(dict.fromkeys(GENDERS.values()))
        at = self.plan.positions.get("gender")
        if cell.gender is not None or at is None:
            return _one_of(cell.gender or "total", kinds)
        cases = " ".join(f"when {quoted(n)} then {_one_of(g, kinds)}" for n, g in GENDERS.items())
        return f"case upper(coalesce({self.cell(at)}, '')) {cases} end"

    def period(self, cell: Cell) -> str:
        """The school year of a cell; null where it says something else."""
        kinds = tuple(dict.fromkeys([*self.periods.values(), self.default_period or ""]))
        if "period" in cell.groups:
            return _one_of(self.periods[cell.groups["period"]], kinds)
        if self.plan.period is None:
            return _one_of(self.default_period or "", kinds)
        written = self.cell(self.plan.period)
        cases = " ".join(
            f"when {quoted(w)} then {_one_of(p, kinds)}" for w, p in self.periods.items()
        )
        return f"case {written} {cases} end" if cases else "null"

    def group(self, name: str, cell: Cell) -> str:
        """A canonical column that the name of a cell says."""
        value = cell.groups.get(name)
        literal = "null" if value is None else quoted(value)
        return _typed(self.contract.columns[name], literal)

    def keeps(self, cell: Cell) -> str:
        """Condition under which a cell counts in its line."""
        conditions = [
            f"coalesce({self.cell(at)}, '') in ({', '.join(map(quoted, values))})"
            for at, values in cell.when
        ]
        return " and ".join(conditions) or "true"

    def raw(self, cell: Cell) -> str:
        """What stands in a cell."""
        return "'1'" if cell.position is None else self.cell(cell.position)

    def hidden(self, cell: Cell) -> str:
        """Whether a count is suppressed although it looks like one."""
        if cell.flag is not None:
            return f"coalesce(upper({self.cell(cell.flag)}) = 'J', false)"
        if cell.measure in self.fours:
            return f"coalesce({self.raw(cell)} in ('4', '4,0', '4.0'), false)"
        return "false"

    def suppressed(self, hidden: str, raw: str = "raw") -> str:
        """Whether a count is one that DUO does not give."""
        written = f"coalesce({raw} in ('-1', '<5', '< 5'), false)"
        return written if hidden == "false" else f"({written} or {hidden})"

    def exact(self, raw: str = "raw") -> str:
        """The number that a count says; null where it says none."""
        nothing = f"{raw} is null or {raw} in ({', '.join(map(quoted, _NO_COUNT))})"
        zero = f"when {nothing} then 0" if self.contract.empty == "zero" else ""
        # Most counts have one digit. A cast alone would round 1.5, which may have meant 1,500.
        return (
            f"case when strlen({raw}) = 1 and {raw} between '0' and '9' then ascii({raw}) - 48 "
            f"when regexp_full_match({raw}, '{_COUNT}') then cast({raw} as bigint) {zero} "
            f"when regexp_full_match({raw}, '{_COUNT_AS_DECIMAL}') "
            f"then cast(left({raw}, length({raw}) - 2) as bigint) end"
        )

    def bounds(self, cell: Cell) -> tuple[str, str]:
        """The lowest and highest value of a cell in its line."""
        raw = self.raw(cell)
        hides, exact = self.suppressed(self.hidden(cell), raw), self.exact(raw)
        return (
            f"case when {hides} then {LOW} else {exact} end",
            f"case when {hides} then {HIGH} else {exact} end",
        )

    def status(self) -> str:
        """Of a period: DUO may still revise the newest count, and no longer an older one."""
        newest = max([*self.periods.values(), self.default_period or ""])
        provisional, definitive = (_one_of(kind, STATUSES) for kind in STATUSES)
        if any(measure.rows for measure in self.contract.measures.values()):
            return definitive
        return f"case when period = {quoted(newest)} then {provisional} else {definitive} end"

    def rows(self, *, in_order: bool = False) -> str:
        """Query of all tidy rows: no totals, as `cells` gives them."""
        rows = self.cells(self.plan.cells, self.is_data(), in_order=in_order)
        if "gender" in self.plan.positions and self.genders_apart:
            return f"select * from ({rows}) where gender is distinct from 'total'"
        return rows

    def cells(self, cells: Sequence[Cell], where: str, *, in_order: bool = False) -> str:
        """Query of the tidy rows of some cells, with what they were read from.

        Columns: keys, breakdown, gender, measure, period, `low`, `high`, `value` (of a mean),
        `raw` and `bad` (it could not be understood); in order also `position` and `ordinal`, the
        number of the row among those of the file.
        """
        said = self._said(cells)
        if in_order:
            said["position"] = [str(-1 if c.position is None else c.position) for c in cells]
        keys = [name for name in self.contract.key_columns if name not in said]
        # Told once a line, below the unnest, where it would be told again for every cell.
        line = [f"{self.key(name)}{self._kind(name)} as {named(name)}" for name in keys]
        if in_order:
            line.append("ordinal")
        spread = [*map(named, keys), *(["ordinal"] if in_order else [])]
        for name, values in said.items():
            told = [f"{name}_{at}" for at in range(len(set(values)))]
            distinct = dict(zip(dict.fromkeys(values), told, strict=True))
            line += [f"{value} as {alias}" for value, alias in distinct.items()]
            spread.append(_spread(name, [distinct[value] for value in values]))
        if self.plan.breakdown:
            breakdown = _one_of(self.plan.breakdown, tuple(self.contract.breakdowns))
            spread.append(f"{breakdown} as breakdown")
        mean, keeps, hidden = (_same(said[name], name) for name in ("mean", "keeps", "hidden"))
        lines = "select *" + (", row_number() over () as ordinal" if in_order else "")
        # `suppressed` and `exact` stand apart, so that they are told once for both bounds.
        return f"""
            select * exclude (mean, keeps, hidden, suppressed, exact),
                case when suppressed then {LOW} else exact end as low,
                case when suppressed then {HIGH} else exact end as high,
                {_choose(mean, _mean("raw"), "cast(null as double)")} as value,
                {_choose(mean, _bad_mean("raw"), "not suppressed and exact is null")} as bad
            from (
                select *,
                    {_choose(mean, "false", self.suppressed(hidden))} as suppressed,
                    {_choose(mean, "cast(null as bigint)", self.exact())} as exact
                from (
                    select {", ".join(spread)} from (
                        select {", ".join(line)}
                        from ({lines} from {self.scan(in_order=in_order)})
                        where {where}
                    )
                )
                where {keeps}
            )"""

    def _kind(self, name: str) -> str:
        values = self.few.get(name)
        return f"::{_enum(values)}" if values else ""

    def _said(self, cells: Sequence[Cell]) -> dict[str, list[str]]:
        """What differs between the cells of a line: for each name an expression per cell."""
        said = {
            "raw": [self.raw(cell) for cell in cells],
            "hidden": [self.hidden(cell) for cell in cells],
            "mean": [_bool(self.contract.measures[c.measure].kind == "mean") for c in cells],
            "keeps": [self.keeps(cell) for cell in cells],
            "gender": [self.gender(cell) for cell in cells],
            "measure": [_one_of(cell.measure, tuple(self.contract.measures)) for cell in cells],
            "period": [self.period(cell) for cell in cells],
        }
        groups = sorted({name for cell in cells for name in cell.groups} - {"gender", "period"})
        return said | {name: [self.group(name, cell) for cell in cells] for name in groups}


def _one_of(value: str, kinds: Sequence[str]) -> str:
    """A value of a column that has few: as an enum it is written without being looked up."""
    return f"{quoted(value)}::{_enum(kinds)}"


def _enum(values: Iterable[str]) -> str:
    return f"enum({', '.join(map(quoted, values))})"


def _spread(name: str, values: Sequence[str]) -> str:
    """One row per cell where cells differ."""
    if len(set(values)) == 1:
        return f"{values[0]} as {name}"
    return f"unnest([{', '.join(values)}]) as {name}"


def _same(values: Sequence[str], name: str) -> str:
    """An expression that is the same for all cells itself, to keep queries small; else its name."""
    return values[0] if set(values) <= {"true"} or set(values) <= {"false"} else name


def _read_csv(
    text: Text, delimiter: str, columns: Iterable[str], skip: int, quote: str, in_order: bool
) -> str:
    kinds = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
    mark = "chr(1)" if delimiter == "\0" else quoted(delimiter)
    return (
        f"read_csv({quoted(text.path)}, auto_detect = false, header = false, skip = {skip}, "
        f"delim = {mark}, quote = {quoted(quote)}, escape = {quoted(quote)}, new_line = '\\n', "
        f"max_line_size = 16000000, parallel = {_bool(not in_order)}, columns = {{{kinds}}})"
    )


def _typed(spec: Column, value: str) -> str:
    if spec.type != "text":
        kind = {"integer": "integer", "date": "date"}[spec.type]
        return f"try_cast({value} as {kind})"
    if size := spec.suffix:
        value = f"case when length({value}) > {size} then right({value}, {size}) else {value} end"
    if size := spec.width:
        short = f"length({value}) < {size}"
        value = f"case when {short} then lpad({value}, {size}, '0') else {value} end"
    if spec.values:
        cases = " ".join(
            f"when {quoted(spelling.lower())} then {quoted(one)}"
            for one, spellings in spec.values.items()
            for spelling in {one, *spellings}
        )
        value = f"case lower({value}) {cases} else {value} end"
    return "cast(null as varchar)" if value == "null" else value


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _choose(mean: str, of_mean: str, of_count: str) -> str:
    if mean in ("true", "false"):
        return of_mean if mean == "true" else of_count
    return f"case when mean then {of_mean} else {of_count} end"


def _mean(raw: str) -> str:
    written = f"replace(replace({raw}, '%', ''), ',', '.')"
    nothing = ", ".join(map(quoted, _NO_MEAN))
    return f"case when {raw} not in ({nothing}) then try_cast({written} as double) end"


def _bad_mean(raw: str) -> str:
    return f"{raw} is not null and not regexp_full_match({raw}, '{_MEAN}')"
