"""The SQL that reads the text of a DUO file and makes tidy rows of it.

Rows never become Python objects: DuckDB streams them from the text to Parquet. Expressions work on
`c0`, `c1`, …, the cells of a line as text, where an empty one is null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sources.duo import expressions as ex
from sources.duo.layout import Layout
from sources.duo.plan import GENDERS, Cell, Plan
from sources.duo.text import TOTAL_WORDS, Text
from sources.duo_contract import DuoContract
from sources.reading import named, quoted

STATUSES = ("provisional", "definitive")
LOW, HIGH = 1, 4
"""A suppressed count is one of these or between them (DUO: "kleiner dan 5")."""


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
            lines = ex.read_csv(self.text, "\0", ["line"], 0, "", in_order)
            return f"(select {parts} from {lines} where trim(line) <> '')"
        columns = [f"c{at}" for at in range(layout.columns)]
        return ex.read_csv(
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
            return ex.typed(spec, self.cell(plan.positions[name]))
        if name in plan.derived:
            derivation = plan.derived[name]
            source = self.key(derivation.source)
            cases = " ".join(
                f"when regexp_matches({source}, {quoted(pattern)}, 'i') then {quoted(value)}"
                for value, pattern in derivation.values.items()
            )
            return ex.typed(spec, f"case {cases} end")
        constant = plan.constants.get(name)
        return ex.typed(spec, "null" if constant is None else quoted(constant))

    def gender(self, cell: Cell) -> str:
        """The gender of a cell."""
        kinds = tuple(dict.fromkeys(GENDERS.values()))
        at = self.plan.positions.get("gender")
        if cell.gender is not None or at is None:
            return ex.one_of(cell.gender or "total", kinds)
        cases = " ".join(f"when {quoted(n)} then {ex.one_of(g, kinds)}" for n, g in GENDERS.items())
        return f"case upper(coalesce({self.cell(at)}, '')) {cases} end"

    def period(self, cell: Cell) -> str:
        """The school year of a cell; null where it says something else."""
        kinds = tuple(dict.fromkeys([*self.periods.values(), self.default_period or ""]))
        if "period" in cell.groups:
            return ex.one_of(self.periods[cell.groups["period"]], kinds)
        if self.plan.period is None:
            return ex.one_of(self.default_period or "", kinds)
        written = self.cell(self.plan.period)
        cases = " ".join(
            f"when {quoted(w)} then {ex.one_of(p, kinds)}" for w, p in self.periods.items()
        )
        return f"case {written} {cases} end" if cases else "null"

    def group(self, name: str, cell: Cell) -> str:
        """A canonical column that the name of a cell says."""
        value = cell.groups.get(name)
        literal = "null" if value is None else quoted(value)
        return ex.typed(self.contract.columns[name], literal)

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
        nothing = f"{raw} is null or {raw} in ({', '.join(map(quoted, ex.NO_COUNT))})"
        zero = f"when {nothing} then 0" if self.contract.empty == "zero" else ""
        # Most counts have one digit. A cast alone would round 1.5, which may have meant 1,500.
        return (
            f"case when strlen({raw}) = 1 and {raw} between '0' and '9' then ascii({raw}) - 48 "
            f"when regexp_full_match({raw}, '{ex.COUNT}') then cast({raw} as bigint) {zero} "
            f"when regexp_full_match({raw}, '{ex.COUNT_AS_DECIMAL}') "
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
        provisional, definitive = (ex.one_of(kind, STATUSES) for kind in STATUSES)
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
            spread.append(ex.spread(name, [distinct[value] for value in values]))
        if self.plan.breakdown:
            breakdown = ex.one_of(self.plan.breakdown, tuple(self.contract.breakdowns))
            spread.append(f"{breakdown} as breakdown")
        mean, keeps, hidden = (ex.same(said[name], name) for name in ("mean", "keeps", "hidden"))
        lines = "select *" + (", row_number() over () as ordinal" if in_order else "")
        # `suppressed` and `exact` stand apart, so that they are told once for both bounds.
        return f"""
            select * exclude (mean, keeps, hidden, suppressed, exact),
                case when suppressed then {LOW} else exact end as low,
                case when suppressed then {HIGH} else exact end as high,
                {ex.choose(mean, ex.mean("raw"), "cast(null as double)")} as value,
                {ex.choose(mean, ex.bad_mean("raw"), "not suppressed and exact is null")} as bad
            from (
                select *,
                    {ex.choose(mean, "false", self.suppressed(hidden))} as suppressed,
                    {ex.choose(mean, "cast(null as bigint)", self.exact())} as exact
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
        return f"::{ex.enum(values)}" if values else ""

    def _said(self, cells: Sequence[Cell]) -> dict[str, list[str]]:
        """What differs between the cells of a line: for each name an expression per cell."""
        said = {
            "raw": [self.raw(cell) for cell in cells],
            "hidden": [self.hidden(cell) for cell in cells],
            "mean": [ex.boolean(self.contract.measures[c.measure].kind == "mean") for c in cells],
            "keeps": [self.keeps(cell) for cell in cells],
            "gender": [self.gender(cell) for cell in cells],
            "measure": [ex.one_of(cell.measure, tuple(self.contract.measures)) for cell in cells],
            "period": [self.period(cell) for cell in cells],
        }
        groups = sorted({name for cell in cells for name in cell.groups} - {"gender", "period"})
        return said | {name: [self.group(name, cell) for cell in cells] for name in groups}
