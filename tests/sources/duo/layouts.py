"""Tables of truth, and every way in which DUO has written such a table, or may come to."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from hypothesis import strategies as st

from sources.duo_contract import DuoContract
from tests.sources.duo.readings import contract

APART = ("male", "female", "unknown")
TOGETHER = ("total",)
IN_ROWS = {
    "male": ("MAN", "man", "Mannen", "M", "jongen"),
    "female": ("VROUW", "vrouw", "Vrouwen", "V", "VRW", "meisje"),
    "unknown": ("ONBEKEND", "onbekend", ""),
    "total": ("TOTAAL", "Totaal"),
}
# With characters that cp1252 has in 0x80 to 0x9f, none of which is utf-8 by accident.
WORDS = ("’t Veld", "De “Š” school", "Groen–Blauw", "Reünie €", "Œuvre", "OBS Zuid", "s-Graveland")
NEW_COLUMNS = ("SCHOOLSOORT", "Peiling 2", "TOELICHTING")
TITLES = ("Aantallen per instelling", "Peildatum 1 oktober, versie 2")
NOTES = ("Bron: DUO Open onderwijsdata", "Peildatum 1 oktober", "* cijfers zijn voorlopig")
FOURS = 20
DIGITS = st.sampled_from("0123456789")


def written_as(*names: str) -> st.SearchStrategy[str]:
    return st.sampled_from(names)


def digits(size: int) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=size, max_size=size)


BRIN = st.builds("{}{}".format, digits(2), st.text("ABGXZ", min_size=2, max_size=2))


@dataclass(frozen=True)
class Kind:
    """A dataset, as far as its layouts differ.

    `codes` gives a file's columns what may stand in them, and `spelled` how it comes out where
    that is not as it stands. `header` makes the name of a wide column, from measure, period,
    gender and year of study.
    """

    dataset: str
    codes: Mapping[str, st.SearchStrategy[str]]
    header: Callable[[str, int, str, int | None], str]
    genders: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    spelled: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, Callable[[Mapping[str, str]], str]] = field(default_factory=dict)
    years: bool = False
    period_in_header: bool = True
    gender_may_be_left_out: bool = False

    @property
    def contract(self) -> DuoContract:
        return contract(self.dataset)


def _gendered(female: tuple[str, ...] = ("VROUW",)) -> dict[str, tuple[str, ...]]:
    return {"male": ("MAN",), "female": female, "unknown": ("ONBEKEND",), "total": ("TOTAAL",)}


MBO_GENDERS = {k: v for k, v in _gendered(("VROUW", "VRW")).items() if k != "unknown"}
EXAM_WORDS = {"candidates": "EXAMENKANDIDATEN", "passed": "GESLAAGDEN"}
KINDS = (
    Kind(
        "duo.vo_pupils",
        {
            "institution_code": BRIN,
            "location_code": digits(2),
            "province_name": written_as("Drenthe", "Friesland"),
            "school_type": written_as("VMBO BL lj 3-4", "HAVO lj 4-5"),
            "vmbo_sector": written_as("N.v.t.", "Techniek"),
            "programme": written_as("Bouwen, wonen en interieur", "N.v.t."),
            "element_code": digits(4),
        },
        lambda _measure, _period, gender, year: f"LEER- OF VERBLIJFSJAAR {year} - {gender}",
        _gendered(),
        ("BEVOEGD GEZAG", "DENOMINATIE VESTIGING"),
        years=True,
        period_in_header=False,
    ),
    Kind(
        "duo.vo_exam_candidates",
        {
            "institution_code": BRIN,
            "location_code": digits(2),
            "municipality_name": written_as("AA EN HUNZE", "'S-GRAVENHAGE"),
            "school_type": written_as("VMBO", "Havo", "vwo"),
            "inspection_code": digits(2),
            "programme_name": written_as("HAVO - N&T", "VMBO B - techniek"),
        },
        lambda measure, period, gender, _year: (
            f"{EXAM_WORDS[measure]} SCHOOLJAAR {period}-{period + 1} - {gender}"
        ),
        _gendered(),
        ("SLAAGPERC",),
        {"Havo": "HAVO", "vwo": "VWO"},
    ),
    Kind(
        "duo.ho_enrolled",
        {
            "institution_code": BRIN,
            "province_name": written_as("Groningen", "Zeeland"),
            "municipality_code": digits(4),
            "croho_sector": written_as("TECHNIEK", "gedrag_en_maatschappij", "taal en cultuur"),
            "programme_code": written_as("34267", "80009", "56553", "60001", "04701"),
            "study_mode": written_as("VT", "deeltijd onderwijs", "DUAAL"),
        },
        lambda _measure, period, gender, _year: f"{period} {gender}".strip(),
        _gendered(),
        (),
        {
            "TECHNIEK": "techniek",
            "gedrag_en_maatschappij": "gedrag en maatschappij",
            "VT": "voltijd",
            "deeltijd onderwijs": "deeltijd",
            "DUAAL": "duaal",
        },
        {"ho_type": lambda codes: "hbo" if codes["programme_code"][0] in "348" else "wo"},
        gender_may_be_left_out=True,
    ),
    Kind(
        "duo.mbo_students",
        {
            "institution_code": BRIN,
            "place_name": written_as("ROTTERDAM", "Den Haag"),
            "leerweg": written_as("BBL", "bol vt", "Extraneus"),
            "niveau": written_as("1", "4"),
            "crebo_code": digits(5),
            "sector": written_as("techniek", "groen"),
        },
        lambda _measure, period, gender, _year: f"{gender}{period}",
        MBO_GENDERS,
        ("BRIN NUMMER KENNISCENTRUM", "NAAM KENNISCENTRUM"),
        {"bol vt": "BOLVT", "Extraneus": "EX"},
    ),
)


class Of(NamedTuple):
    """What a count counts: the row of codes, and what else there is to tell apart."""

    group: int
    period: int
    gender: str
    year: int | None
    measure: str


@dataclass(frozen=True)
class Truth:
    """Codes, and how many there really are of everything."""

    kind: Kind
    groups: Sequence[Mapping[str, str]]
    periods: tuple[int, ...]
    genders: tuple[str, ...]
    years: tuple[int | None, ...]
    counts: Mapping[Of, int]

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(self.kind.contract.measures)

    def count(self, of: Of) -> int:
        """Of everybody together too."""
        if of in self.counts:
            return self.counts[of]
        return sum(self.counts[of._replace(gender=gender)] for gender in self.genders)


@dataclass(frozen=True)
class Layout:
    """How a table is written. `order` and such hold what a strategy drew for it."""

    shape: str
    names: Mapping[str, str]
    styles: Sequence[tuple[str, str, bool]]
    order: Sequence[int]
    delimiter: str
    quoting: str
    encoding: str
    end: str
    trailing: str
    padding: tuple[str, str]
    zeros_lost: bool
    brin_in_front: bool
    left_out: frozenset[str]
    extra: tuple[str, ...]
    ignored: tuple[str, ...]
    totals: bool
    footer: str
    hides: str
    as_count: str
    nothing: str
    period_form: str
    period_column: bool
    gender_words: Mapping[str, str]
    header_words: Mapping[str, str]
    gender_column: bool
    titles: tuple[str, ...]
    notes: tuple[str, ...]
    junk: Sequence[tuple[int, str]]

    @property
    def gender_in_rows(self) -> bool:
        return self.shape != "wide" and self.gender_column


MARKS = {"less": "<5", "less spaced": "< 5", "minus": "-1", "flag": "4", "fours": "4"}


@dataclass
class Row:
    """A line of data: its cells by column, and what the counts among them count."""

    cells: dict[Any, str]
    of: dict[Any, Of] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A table in a layout: its columns, its rows, and from these its bytes."""

    truth: Truth
    layout: Layout
    columns: tuple[Any, ...]
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    footer: tuple[dict[Any, str], ...]

    @property
    def counts(self) -> list[tuple[int, Any, Of]]:
        """The cells that the data come from: row, column and what they count."""
        return [
            (at, column, of)
            for at, row in enumerate(self.rows)
            for column, of in row.of.items()
            if of.gender in self.truth.genders
        ]

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What hypothesis shows of it: the file."""
        text = self.raw().removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE)
        shown = text.decode(self.layout.encoding)
        printer.text(f"{self.truth.kind.dataset} in {self.layout.encoding}: {shown!r}")

    def with_cell(self, at: int, column: Any, text: str) -> Written:
        """The same table with something else in one cell."""
        rows = list(self.rows)
        rows[at] = replace(rows[at], cells=rows[at].cells | {column: text})
        return replace(self, rows=tuple(rows))

    def without(self, *columns: Any) -> Written:
        """The same table without some of its columns."""
        kept = [(c, h) for c, h in zip(self.columns, self.header, strict=True) if c not in columns]
        return replace(self, columns=tuple(c for c, _ in kept), header=tuple(h for _, h in kept))

    def with_twice(self, column: Any) -> Written:
        """The same table with one of its columns a second time, as the last."""
        name = self.header[self.columns.index(column)]
        return replace(self, columns=(*self.columns, column), header=(*self.header, name))

    def name_of(self, column: Any) -> str:
        """What stands in the header above a column."""
        return self.header[self.columns.index(column)].strip()

    def line_of(self, at: int) -> int:
        """The line on which a row starts."""
        return self.lines()[1][at]

    def lines(self) -> tuple[list[str], dict[int, int], int]:
        """The texts between line ends, the line of each row, and that of the header."""
        layout = self.layout
        blank = {"": "", "quotes": '""'}
        texts: list[str] = [*layout.titles]
        header_line = len(texts) + 1
        texts.append(self.line(self.header, ends=layout.trailing in ("both", "header")))
        where: dict[int, int] = {}
        counted = line = 0
        ends = layout.trailing in ("both", "rows")
        empty = ["" for _ in self.columns]
        for at in range(len(self.rows) + 1):
            for _, kind in (junk for junk in layout.junk if junk[0] == at):
                if kind in blank:
                    texts.append(blank[kind])
                elif kind == "delimiters":
                    texts.append(layout.delimiter * (len(empty) - 1 + ends))
                else:
                    texts.append(self.line(empty, ends=ends))
            if at < len(self.rows):
                line += sum(1 + text.count(layout.end) for text in texts[counted:])
                counted = len(texts)
                where[at] = line + 1
                cells = [self.rows[at].cells.get(column, "") for column in self.columns]
                texts.append(self.line(cells, ends=ends))
        texts += [
            self.line([cells.get(column, "") for column in self.columns], ends=ends)
            for cells in self.footer
        ]
        texts += layout.notes
        return texts, where, header_line

    def raw(self) -> bytes:
        texts, _, _ = self.lines()
        return encoded("".join(text + self.layout.end for text in texts), self.layout.encoding)

    def line(self, cells: Sequence[str], *, ends: bool) -> str:
        line = self.layout.delimiter.join(self._cell(cell) for cell in cells)
        return line + (self.layout.delimiter if ends else "")

    def _cell(self, cell: str) -> str:
        layout = self.layout
        cell = cell.replace("\n", layout.end)
        before, after = layout.padding
        cell = f"{before}{cell}{after}"
        needs = any(mark in cell for mark in (layout.delimiter, '"', "\n", "\r"))
        wanted = {
            "none": False,
            "minimal": needs,
            "texts": needs or not cell.strip().isdigit(),
            "all": True,
        }
        return '"' + cell.replace('"', '""') + '"' if wanted[layout.quoting] else cell


def encoded(text: str, encoding: str) -> bytes:
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    return marks.get(encoding, b"") + text.encode(encoding)


def written_in(truth: Truth, layout: Layout) -> Written:
    """Write a table of truth in a layout."""
    rows = tuple(_rows(truth, layout))
    there = list(dict.fromkeys(column for row in rows for column in row.cells))
    # Of a wide table the columns may be more than the places that were drawn.
    places = {column: layout.order[at % len(layout.order)] for at, column in enumerate(there)}
    columns = sorted(there, key=places.__getitem__)
    header = [_header(truth, layout, column) for column in columns]
    styled = [
        _styled(name, *layout.styles[at % len(layout.styles)]) for at, name in enumerate(header)
    ]
    footer = tuple(_footer(truth, layout, rows, columns))
    return Written(truth, layout, tuple(columns), tuple(styled), rows, footer)


def expected(written: Written) -> Counter[tuple[Any, ...]]:
    """The tidy rows, in the columns that `tidy_columns` names."""
    truth, layout = written.truth, written.layout
    fours = {measure for measure in truth.measures if _fours_hide(truth, layout, measure)}
    default = None if layout.period_column or truth.kind.period_in_header else 2019
    newest = default or max(truth.periods)
    found: Counter[tuple[Any, ...]] = Counter()
    for of, count in truth.counts.items():
        codes = {
            name: None if name in layout.left_out else truth.kind.spelled.get(value, value)
            for name, value in truth.groups[of.group].items()
        }
        hidden = 1 <= count <= 4 and (layout.hides not in ("", "fours") or (of.measure in fours))
        low, high = (1, 4) if hidden else (_shown(count, layout), _shown(count, layout))
        period = default or of.period
        codes |= {name: tell(codes) for name, tell in truth.kind.derived.items()}
        found[
            (
                *(codes.get(name) or None for name in _keys(truth.kind)),
                of.year,
                of.gender,
                of.measure,
                f"{period}/{period + 1}",
                "provisional" if period == newest else "definitive",
                None if hidden else low,
                low,
                high,
            )
        ] += 1
    return found


def tidy_columns(kind: Kind) -> tuple[str, ...]:
    year = "study_year" if kind.years else "null"
    told = ("gender", "measure", "period", "status", "count", "count_low", "count_high")
    return (*_keys(kind), year, *told)


def expected_findings(written: Written) -> list[str]:
    layout, truth = written.layout, written.truth
    fours = any(_fours_hide(truth, layout, measure) for measure in truth.measures)
    told = {
        "new_column": bool(layout.extra),
        "fours_hide": fours,
        "note_in_file": bool(layout.notes),
        "total_differs": bool(written.footer) and layout.footer == "wrong",
    }
    return sorted(kind for kind, is_there in told.items() if is_there)


def _keys(kind: Kind) -> tuple[str, ...]:
    return (*kind.codes, "institution_name", *kind.derived)


def _shown(count: int, layout: Layout) -> int:
    """In a file that writes 4 for 1 to 4 a few of them are 4s for all that anybody knows."""
    return 4 if layout.hides == "fours" and 1 <= count <= 4 else count


def _fours_hide(truth: Truth, layout: Layout, measure: str) -> bool:
    if layout.hides not in ("", "fours"):
        return False
    shown = [_shown(count, layout) for of, count in truth.counts.items() if of.measure == measure]
    return shown.count(4) >= FOURS and not {1, 2, 3} & set(shown)


def _rows(truth: Truth, layout: Layout) -> list[Row]:
    kind = truth.kind
    with_total = truth.genders + (TOGETHER if layout.totals else ())
    in_rows = {
        "period": layout.shape == "long" or (not kind.period_in_header and layout.period_column),
        "gender": layout.shape != "wide",
        "year": layout.shape == "long",
    }
    rows = []
    for group, codes in enumerate(truth.groups):
        for period in truth.periods if in_rows["period"] else (0,):
            for gender in with_total if in_rows["gender"] else ("",):
                for year in truth.years if in_rows["year"] else (0,):
                    row = Row(_codes(truth, layout, codes))
                    if in_rows["period"]:
                        row.cells["period"] = _period(period, layout)
                    if in_rows["gender"] and layout.gender_column:
                        row.cells["gender"] = layout.gender_words[gender]
                    if in_rows["year"] and kind.years:
                        row.cells["year"] = str(year)
                    for of in _of(truth, group, period, gender, year, with_total):
                        _add_count(row, of, truth, layout, in_rows)
                    rows.append(row)
    return rows


def _of(
    truth: Truth, group: int, period: int, gender: str, year: int | None, with_total: Sequence[str]
) -> list[Of]:
    """What the cells of a line count: all that the line itself does not say."""
    return [
        Of(group, p, g, y, measure)
        for p in ((period,) if period else truth.periods)
        for g in ((gender,) if gender else with_total)
        for y in (truth.years if year == 0 else (year,))
        for measure in truth.measures
    ]


def _add_count(row: Row, of: Of, truth: Truth, layout: Layout, in_rows: Mapping[str, bool]) -> None:
    column = (
        of.measure,
        None if in_rows["period"] or not truth.kind.period_in_header else of.period,
        None if in_rows["gender"] else of.gender,
        None if in_rows["year"] else of.year,
    )
    count = truth.count(of)
    hidden = bool(layout.hides) and 1 <= count <= 4
    row.of[column] = of
    row.cells[column] = MARKS[layout.hides] if hidden else _number(count, truth, layout)
    if layout.hides == "fours" and hidden and layout.as_count:
        row.cells[column] += layout.as_count
    if layout.hides == "flag" and layout.shape == "long":
        row.cells["flag", of.measure] = "J" if hidden else "N"


def _number(count: int, truth: Truth, layout: Layout) -> str:
    if count == 0 and truth.kind.contract.empty == "zero" and layout.nothing:
        return {"empty": "", "comma": ",0", "point": ".0"}[layout.nothing]
    return f"{count}{layout.as_count}"


def _codes(truth: Truth, layout: Layout, codes: Mapping[str, str]) -> dict[Any, str]:
    cells: dict[Any, str] = {}
    for name, value in codes.items():
        if name in layout.left_out:
            continue
        spec = truth.kind.contract.columns[name]
        shown = value
        if layout.zeros_lost and spec.width:
            shown = value.lstrip("0") or "0"
        if name == "location_code" and layout.brin_in_front:
            shown = codes["institution_code"] + value
        cells[name] = shown
    cells |= {("extra", name): "x" for name in layout.extra}
    cells |= {("ignored", name): "y" for name in layout.ignored}
    return cells


def _period(start: int, layout: Layout) -> str:
    forms = {
        "-": f"{start}-{start + 1}",
        "/": f"{start}/{start + 1}",
        "short": f"{start}/{(start + 1) % 100:02}",
    }
    return forms.get(layout.period_form, str(start))


def _header(truth: Truth, layout: Layout, column: Any) -> str:
    kind, spec = truth.kind, truth.kind.contract
    if isinstance(column, str):
        return layout.names[column]
    if column[0] in ("extra", "ignored"):
        return str(column[1])
    if column[0] == "flag":
        return spec.measures[column[1]].flags[0]
    measure, period, gender, year = column
    if layout.shape == "long":
        return layout.names[measure]
    word = layout.header_words[gender] if gender else ""
    return kind.header(measure, period or 0, word, year)


def _styled(name: str, case: str, separator: str, accents: bool) -> str:
    name = name.replace(" ", separator)
    if accents:
        name = name.replace("E", "É", 1).replace("A", "Ä", 1)
    return {"upper": name.upper(), "lower": name.lower(), "title": name.title()}[case]


def _footer(
    truth: Truth, layout: Layout, rows: Sequence[Row], columns: Sequence[Any]
) -> list[dict[Any, str]]:
    """Lines that total the rows, one for each that the table tells apart by line."""
    if not layout.footer:
        return []
    told = [name for name in ("period", "gender", "year") if name in columns]
    lines: dict[tuple[str, ...], dict[Any, int]] = {}
    for row in rows:
        sums = lines.setdefault(tuple(row.cells[name] for name in told), {})
        for column, of in row.of.items():
            sums[column] = sums.get(column, 0) + truth.count(of)
    place = next(name for name in columns if name in ("institution_code", "institution_name"))
    found = []
    for values, sums in lines.items():
        cells: dict[Any, str] = {**dict(zip(told, values, strict=True)), place: "Totalen"}
        for column, total in sums.items():
            cells[column] = str(total)
        if layout.footer == "together":
            _give_together(cells, sums, truth)
        found.append(cells)
    if layout.footer == "wrong":
        # Beyond what hidden counts can explain.
        column, total = next(iter(next(iter(lines.values())).items()))
        found[0][column] = str(total + 4 * len(rows) * 4 + 1)
    return found


def _give_together(cells: dict[Any, str], sums: Mapping[Any, int], truth: Truth) -> None:
    """One number for men and women in the cell of men, nothing in those beside it."""
    for column in sums:
        measure, period, gender, year = column
        if gender == truth.genders[0]:
            beside = [(measure, period, other, year) for other in truth.genders]
            cells[column] = str(sum(sums[one] for one in beside))
            cells |= dict.fromkeys(beside[1:], "")


@st.composite
def truths(
    draw: st.DrawFn, kind: Kind, shape: str, hides: str, names: st.SearchStrategy[str]
) -> Truth:
    """A table of truth: whatever may stand in a file of this kind."""
    possible = [gender for gender in APART if shape != "wide" or gender in kind.genders]
    apart = draw(st.booleans()) or kind.dataset == "duo.ho_enrolled"
    genders = TOGETHER
    if apart:
        genders = tuple(possible[: draw(st.integers(2, len(possible)))])
    periods = tuple(range(2018, 2018 + draw(st.integers(1, 2))))
    years = tuple(range(1, 1 + draw(st.integers(1, 3)))) if kind.years else (None,)
    code = st.fixed_dictionaries({**kind.codes, "institution_name": names})
    groups = draw(st.lists(code, min_size=1, max_size=6))
    counted = [
        Of(group, period, gender, year, measure)
        for group in range(len(groups))
        for period in periods
        for gender in genders
        for year in years
        for measure in kind.contract.measures
    ]
    likely = st.just(4) if hides in ("", "fours") and draw(st.booleans()) else st.integers(0, 6)
    one = st.one_of(likely, likely, st.sampled_from([0, 5, 12, 1811, 120_000]))
    drawn = draw(st.lists(one, min_size=len(counted), max_size=len(counted)))
    counts = dict(zip(counted, drawn, strict=True))
    # Drawing many rows takes long: a large table has the same ones several times.
    for again in range(1, draw(st.sampled_from([1, 1, 1, 10]))):
        counts |= {
            of._replace(group=of.group + again * len(groups)): n
            for of, n in counts.items()
            if of.group < len(groups)
        }
    groups *= len(counts) // len(counted)
    if hides == "fours":
        counts = _as_few_fours_are_read(counts)
    return Truth(kind, groups, periods, genders, years, counts)


def _as_few_fours_are_read(counts: dict[Of, int]) -> dict[Of, int]:
    """The same counts, but 4 for 1 to 4 of a measure that has too few to be noticed."""
    low = Counter(of.measure for of, count in counts.items() if 1 <= count <= 4)
    return {
        of: 4 if 1 <= count <= 4 and low[of.measure] < FOURS else count
        for of, count in counts.items()
    }


@st.composite
def written(draw: st.DrawFn, kinds: Sequence[Kind] = KINDS) -> Written:
    """A table of truth in a layout."""
    kind = draw(st.sampled_from(kinds))
    shapes = ["wide", "long"] + (["rows"] if kind.gender_may_be_left_out else [])
    shape = draw(st.sampled_from(shapes))
    hides = draw(st.sampled_from(["", "less", "less spaced", "minus", "fours"]))
    if shape == "long":
        hides = draw(st.sampled_from([hides, "flag"]))
    quoting = draw(st.sampled_from(["none", "minimal", "texts", "all"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r\r\n", "\r"]))
    # Codes have a comma: without quotes it can be no delimiter.
    marks = [";", "\t", "|"] if quoting == "none" else [";", ",", "\t", "|"]
    delimiter = draw(st.sampled_from(marks))
    truth = draw(truths(kind, shape, hides, _names(quoting, delimiter)))
    return written_in(truth, draw(_layouts(truth, shape, hides, quoting, delimiter, end)))


def _names(quoting: str, delimiter: str) -> st.SearchStrategy[str]:
    plain = st.sampled_from(WORDS)
    odd = [st.just('De "Brug" school')]
    if quoting != "none":
        odd.append(
            st.sampled_from([f"Noord{delimiter} Zuid", '"De Maasparel"', 'Een "', "a\nb", "c\n\nd"])
        )
        odd.append(st.lists(plain, min_size=2, max_size=3).map("\n".join))
    return st.one_of(plain, plain, st.just(""), *odd)


@st.composite
def _layouts(
    draw: st.DrawFn, truth: Truth, shape: str, hides: str, quoting: str, delimiter: str, end: str
) -> Layout:
    kind, spec = truth.kind, truth.kind.contract
    names = {
        name: draw(st.sampled_from(column.names))
        for name, column in spec.columns.items()
        if column.names
    }
    names["period"] = draw(st.sampled_from(spec.period.names)) if spec.period.names else ""
    names["year"] = names.get("study_year", "")
    names |= {m: draw(st.sampled_from(s.names)) for m, s in spec.measures.items() if s.names}
    optional = [
        name for name in (*kind.codes, "institution_name") if not spec.columns[name].required
    ]
    # These two tell which breakdown it is.
    optional = [name for name in optional if name not in ("programme_code", "study_mode")]
    styles = st.tuples(
        st.sampled_from(["upper", "lower", "title"]),
        st.sampled_from([" ", "_", ".", "  "]),
        st.booleans(),
    )
    apart = truth.genders != TOGETHER
    gender_column = apart or draw(st.booleans())
    if kind.dataset == "duo.vo_pupils" and shape == "wide":
        period_column = len(truth.periods) > 1 or draw(st.booleans())
    else:
        period_column = shape == "long"
    footers = ["", "", "right", "wrong"]
    if shape == "wide" and apart:
        footers.append("together")
    footer = draw(st.sampled_from(footers))
    notes = draw(st.lists(st.sampled_from(NOTES), max_size=2))
    junk = st.tuples(
        st.integers(0, len(truth.groups)),
        st.sampled_from(["", "quotes", "delimiters", "empty cells"]),
    )
    # A decimal comma needs quotes where the comma is the delimiter.
    forms = ["", "", ".0", ",0"]
    return Layout(
        shape=shape,
        names=names,
        styles=draw(st.lists(styles, min_size=1, max_size=5)),
        order=draw(st.permutations(range(24))),
        delimiter=delimiter,
        quoting=quoting,
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16-le", "utf-16-be"])),
        end=end,
        trailing=draw(st.sampled_from(["", "", "both", "rows", "header"])),
        padding=draw(st.sampled_from([("", ""), ("", ""), (" ", ""), ("", "  "), (" ", " ")])),
        zeros_lost=draw(st.booleans()),
        brin_in_front=draw(st.booleans()),
        left_out=frozenset(draw(st.sets(st.sampled_from(optional)))),
        extra=tuple(draw(st.lists(st.sampled_from(NEW_COLUMNS), unique=True, max_size=2))),
        ignored=kind.ignored if draw(st.booleans()) else (),
        totals=apart and footer != "together" and draw(st.booleans()),
        footer=footer,
        hides=hides,
        as_count=draw(st.sampled_from(forms)),
        nothing=draw(st.sampled_from(["", "empty", "comma", "point"])),
        period_form=draw(st.sampled_from(["", "-", "/", "short"])),
        period_column=period_column,
        gender_words={g: draw(st.sampled_from(words)) for g, words in IN_ROWS.items()},
        header_words=_header_words(draw, kind, apart=apart),
        gender_column=gender_column,
        titles=tuple(draw(st.lists(st.sampled_from(TITLES), max_size=2))),
        notes=tuple(notes),
        junk=draw(st.lists(junk, max_size=4)),
    )


def _header_words(draw: st.DrawFn, kind: Kind, *, apart: bool) -> dict[str, str]:
    words = {gender: draw(st.sampled_from(names)) for gender, names in kind.genders.items()}
    if not apart and kind.gender_may_be_left_out:
        words["total"] = draw(st.sampled_from(["", "TOTAAL"]))
    return words
