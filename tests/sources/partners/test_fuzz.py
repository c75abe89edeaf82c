"""What holds of every delivery holds of files that nobody thought of, too."""

from __future__ import annotations

import calendar
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from sources.partner_contract import Figure, PeriodType
from sources.partners.delivery import Delivery
from sources.partners.layout import columns, find_table
from sources.partners.reader import read_delivery
from sources.partners.reasons import UnusableFileError
from sources.partners.regions import region_codes, regions
from sources.partners.sheet import read_sheets
from tests.sources.partners.books import SHEET, Cell, Parts, cells_of, unzipped, workbook, zipped
from tests.sources.partners.case import COLUMNS, RECEIVED, contract, datasets, pools, written_row
from tests.sources.partners.corpus import cases
from tests.sources.partners.cutting import cut, rows_below
from tests.sources.partners.holds import assert_holds
from tests.sources.partners.texts import DELIMITERS, ENCODINGS, NEWLINES, TABLE


def fast(examples: int) -> settings:
    """The same examples on every machine, in a time that a commit can wait for."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


@dataclass(frozen=True)
class Sent:
    """A file for a delivery type."""

    content: bytes
    suffix: str = ".csv"
    contract: str = "sbb"

    def __repr__(self) -> str:
        """What hypothesis shows of it."""
        return f"Sent({self.content!r}, {self.suffix!r}, {self.contract!r})"

    def read(self, folder: Path) -> Delivery:
        """What the reader makes of it; what holds of every delivery holds of this."""
        path = folder / f"original{self.suffix}"
        path.write_bytes(self.content)
        delivery = read_delivery(path, contract(self.contract), RECEIVED)
        assert_holds(delivery, contract(self.contract))
        return delivery


def lines_of(delivery: Delivery) -> set[int]:
    """The lines that were accepted, refused or ignored."""
    accepted = (figure.line for figure in delivery.accepted)
    return {*accepted, *delivery.refused_lines, *delivery.ignored}


def assert_none_lost(sent: Sent, folder: Path) -> Delivery:
    """Every row below the header that the file has is in the delivery."""
    delivery = sent.read(folder)
    try:
        header, sheet = find_table(read_sheets(folder / f"original{sent.suffix}"))
    except UnusableFileError:
        assert not lines_of(delivery)
    else:
        rows = sheet.rows[sheet.rows.index(header.row) + 1 :]
        assert lines_of(delivery) == {row.line for row in rows}
    return delivery


# -- what partners write ---------------------------------------------------------------------------

ONE_OF = st.sampled_from
MONTHS: Sequence[Sequence[str]] = [
    [name.lower() for name in calendar.month_name[1:]],
    [
        "jan.",
        "feb.",
        "mrt.",
        "apr.",
        "mei",
        "jun.",
        "jul.",
        "aug.",
        "sept.",
        "okt.",
        "nov.",
        "dec",
    ],
    ["jan", "feb", "maart", "apr", "mei", "juni", "juli", "aug", "sep", "okt", "nov", "december"],
]
YEARS = st.integers(2005, 2018)
DAYS = st.dates(date(2005, 8, 1), RECEIVED)
AROUND: Mapping[PeriodType, Sequence[str]] = {
    "calendar_year": ("{}", "jaar {}", "eind {}", "t/m {}", " {} ", "Kalenderjaar: {}"),
    "school_year": ("{}", "schooljaar {}", "Studiejaar {}", "sj {}"),
    "month": ("{}", "per {}"),
    "day": ("{}", "op {}", "Peildatum {}"),
    "years": ("{}", "jaren {}"),
    "days": ("{}",),
}


def days_written(day: date) -> st.SearchStrategy[str]:
    """A day in every form that leaves no question."""
    forms = [
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day.isoformat()} 00:00:00",
        *(f"{day.day} {names[day.month - 1]} {day.year}" for names in MONTHS),
        *(f"{day.day:02d} {names[day.month - 1].upper()} {day.year}" for names in MONTHS),
    ]
    if day.day > 12 or day.day == day.month:
        forms.append(f"{day:%d/%m/%Y}")
    return ONE_OF(forms)


def school_years_written(first: int) -> st.SearchStrategy[str]:
    """A school year in every form that leaves no question."""
    last = first + 1
    forms = [f"{first}{dash}{last}" for dash in ("/", "-", "–", " - ")]
    forms += [f"{first % 100:02d}/{last % 100:02d}", f"{first % 100:02d}-{last % 100:02d}"]
    if last % 100 > 7:  # 2005/06 may be a month, too
        forms += [f"{first}/{last % 100:02d}", f"{first}-{last % 100:02d}"]
    within = [date(first, 8, 1), date(first, 10, 1), date(last, 7, 31)]
    return st.one_of(ONE_OF(forms), *map(days_written, within))


@st.composite
def periods(draw: st.DrawFn, kind: PeriodType) -> tuple[str, str]:
    """A period as it is kept, and as somebody writes it."""
    year, day = draw(YEARS), draw(DAYS)
    written: st.SearchStrategy[str]
    match kind:
        case "calendar_year":
            kept = str(year)
            written = st.one_of(st.just(kept), days_written(date(year, 12, 31)))
        case "school_year":
            kept = f"{year}/{year + 1}"
            written = school_years_written(year)
        case "month":
            kept = f"{day:%Y-%m}"
            named = [f"{names[day.month - 1]} {day.year}" for names in MONTHS]
            numbered = [kept, f"{day:%m-%Y}", f"{day.month}/{day.year}"]
            written = st.one_of(ONE_OF([*named, *numbered]), days_written(day))
        case "day":
            kept, written = day.isoformat(), days_written(day)
        case "years":
            last = year + draw(st.integers(1, 5))
            kept = f"{year}-{last}"
            written = ONE_OF([kept, f"{year}/{last}", f"{year} - {last}", f"{year} t/m {last}"])
        case "days":
            last_day = day + timedelta(draw(st.integers(0, 200)))
            kept = f"{day}/{last_day}"
            ends = [f"{day:%d-%m-%Y}", f"{last_day:%d-%m-%Y}"]
            written = ONE_OF([kept, *(f" {to} ".join(ends) for to in ("t/m", "tot en met", "-"))])
    return kept, draw(ONE_OF(AROUND[kind])).format(draw(written))


@st.composite
def counts(draw: st.DrawFn, figure: Figure) -> tuple[float, str]:
    """A whole number, and as somebody writes it."""
    number = draw(st.integers(int(figure.minimum), int(figure.highest)))
    thousands, decimals = draw(
        ONE_OF(
            [
                ("", ",0"),
                ("", ".00"),
                (".", ",0"),
                (",", ".0"),
                (" ", ",00"),
                ("\u202f", ""),
                ("\u00a0", ""),
                ("'", ""),
            ]
        )
    )
    text = f"{number:,}".replace(",", thousands) + draw(ONE_OF(["", decimals]))
    return number, draw(ONE_OF(["{}", "circa {}", "ruim {}", "bijna {}", "≥ {}", "> {}"])).format(
        text
    )


@st.composite
def shares(draw: st.DrawFn, unit: str) -> tuple[float, str]:
    """A percentage, and as somebody writes it in a column of this unit."""
    decimals = draw(ONE_OF([0, 1, 2, 4]))  # 1.811 may be a thousand
    number = Decimal(draw(st.integers(0, 100 * 10**decimals))).scaleb(-decimals)
    if unit == "fractie" and draw(st.booleans()):
        text = f"{number.scaleb(-2):f}"
        if text.partition(".")[2][3:] or "." not in text or number < 100:
            return float(number), text.replace(".", draw(ONE_OF(",.")))
    text = f"{number:f}".replace(".", draw(ONE_OF(",.")))
    sure = not 0 < number <= 1 and unit != "fractie"
    sign = draw(ONE_OF(["%", " %", " procent", " pct.", *([""] if sure else [])]))
    return float(number), text + sign


@dataclass(frozen=True)
class GoodRow:
    """A row that must be accepted, as these."""

    contract: str
    cells: Mapping[str, str]
    figure_id: str
    period: str
    region_code: str
    breakdown: str
    value: float


@st.composite
def good_rows(draw: st.DrawFn, of: str | None = None) -> GoodRow:
    """Any figure of any contract, in any form that leaves no question."""
    name = of or draw(ONE_OF(sorted(datasets())))
    figure_id, figure = draw(ONE_OF(sorted(contract(name).figures.items())))
    called = draw(ONE_OF([figure_id, figure.title_nl, figure.title_en, *figure.spellings]))
    period, period_text = draw(periods(figure.period))
    codes = region_codes(figure.regions)
    code = draw(ONE_OF(codes))
    region = regions()[code]
    places = [code, code.lower(), region.name, region.name.upper(), *region.spellings]
    may_be_empty = len(codes) == 1 or region.level == "country"
    breakdown = draw(ONE_OF(["total", *figure.breakdowns]))
    parts = ["", "totaal", "Total", "-", "n.v.t."]
    if breakdown != "total":
        parts = [breakdown, *figure.breakdowns[breakdown]]
    units = {"count": ("", "aantal", "Stuks"), "percent": ("", "procent", "%", "fractie")}
    unit = draw(ONE_OF(units[figure.unit]))
    value, value_text = draw(counts(figure) if figure.unit == "count" else shares(unit))
    cells = {
        "figure": draw(ONE_OF([called, called.upper(), f" {called}  "])),
        "period": period_text,
        "region": draw(ONE_OF([*places, *([""] if may_be_empty else [])])),
        "breakdown": draw(ONE_OF(parts)),
        "value": value_text,
        "unit": unit,
        "note": draw(st.text(ONE_OF("ab Z;,|\t\"'€é\n=<>{}%"), max_size=12)),
    }
    return GoodRow(name, cells, figure_id, period, code, breakdown, value)


@st.composite
def written(
    draw: st.DrawFn, rows: st.SearchStrategy[Sequence[GoodRow]]
) -> tuple[Sent, list[GoodRow]]:
    """Rows in a file of any layout: order and names of columns, encoding, delimiter, workbook."""
    good = list(draw(rows))
    names = draw(st.permutations(list(columns())))
    header = [draw(ONE_OF(columns()[name].names)) for name in names]
    above = draw(ONE_OF([[], [["Cijfers van ons"]], [["Cijfers", "2018"], []]]))
    table = [*above, header, *([row.cells[name] for name in names] for row in good)]
    if draw(st.integers(0, 4)) == 0:
        return Sent(workbook(table), ".xlsx", good[0].contract), good
    return Sent(draw(texts(table)), ".csv", good[0].contract), good


@st.composite
def texts(draw: st.DrawFn, table: Sequence[Sequence[str]]) -> bytes:
    """A table as a text of any encoding."""
    delimiter, newline = draw(ONE_OF(DELIMITERS)), draw(ONE_OF(NEWLINES))
    lines = [written_row(row, delimiter) for row in table]
    first = draw(ONE_OF(["", f"sep={delimiter}{newline}"]))
    text = first + newline.join([*lines, ""])
    encode = draw(ONE_OF(list(ENCODINGS.values())))
    try:
        return encode(text)
    except UnicodeEncodeError:
        return text.encode()


# -- what nobody means -----------------------------------------------------------------------------

NASTY = st.one_of(
    ONE_OF(pools()["odd_cells"]),
    st.text(max_size=8),
    st.text(ONE_OF(string.printable), max_size=20),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
)


@st.composite
def cells(draw: st.DrawFn, name: str) -> list[str]:
    """A row of which some cells are good."""
    good = draw(good_rows(name))
    return [
        good.cells[column] if draw(st.integers(0, 3)) else draw(NASTY) for column in columns()
    ] + draw(st.lists(NASTY, max_size=1))


def typed(text: str) -> str:
    """What a partner can type: a control sign makes no text of the whole file."""
    kept = (sign for sign in text if sign >= " " or sign in "\t\n\r\f")
    return "".join(kept).translate(_UNTYPED).encode("utf-8", "ignore").decode()


_UNTYPED = dict.fromkeys([0x7F, 0x200E, 0x200F])


@st.composite
def tables(draw: st.DrawFn, of: str | None = None) -> tuple[str, str, str]:
    """A contract, a table for it of good and bad cells, and its delimiter."""
    name = of or draw(ONE_OF(sorted(datasets())))
    delimiter, newline = draw(ONE_OF(DELIMITERS)), draw(ONE_OF(NEWLINES))
    rows = draw(st.lists(st.one_of(cells(name), st.lists(NASTY, max_size=8)), max_size=12))
    lines = [written_row([typed(cell) for cell in row], delimiter) for row in (COLUMNS, *rows)]
    return name, newline.join([*lines, ""]), delimiter


@st.composite
def changed(draw: st.DrawFn, content: bytes) -> bytes:
    """The same bytes, of which some are lost, others, doubled or elsewhere."""
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(content)))
        end = min(len(content), at + draw(st.integers(0, 20)))
        middle = draw(
            st.one_of(
                st.binary(max_size=4),
                ONE_OF([b"", b'"', b";", b"\n", b"\r", b"\x00", b"\xff", b",", b"\t", b"\xc3"]),
                st.just(content[at:end] * 2),
            )
        )
        content = content[:at] + middle + content[end:]
    return content


@st.composite
def mutants(draw: st.DrawFn, of: str | None = None) -> Sent:
    """A good text that went wrong on its way."""
    name = of or draw(ONE_OF(sorted(datasets())))
    sent, _ = draw(written(st.lists(good_rows(name), min_size=1, max_size=6)))
    return Sent(draw(changed(sent.content)), sent.suffix, name)


@st.composite
def sheets(draw: st.DrawFn, of: str | None = None) -> Sent:
    """A workbook of cells of every type and form."""
    name = of or draw(ONE_OF(sorted(datasets())))
    values: st.SearchStrategy[Cell] = st.one_of(
        NASTY.map(_for_xml),
        st.floats(allow_nan=False, allow_infinity=False),
        st.integers(-(10**20), 10**20),
        st.integers(0, 200),
        st.floats(0, 1),
        st.booleans(),
        st.dates(date(1900, 1, 1)),
        st.datetimes(datetime(1900, 1, 1)),
        st.none(),
    )
    rows: list[Sequence[Cell]] = [COLUMNS]
    for _ in range(draw(st.integers(0, 6))):
        good = [_for_xml(cell) for cell in draw(cells(name))]
        rows.append([cell if draw(st.integers(0, 2)) else draw(values) for cell in good])
    forms = ONE_OF(["0%", "0%", "0.0%", "#,##0", "0.00E+00", "d-m-yyyy", "@", '0"%"', "[h]:mm"])
    names = st.builds("{}{}".format, ONE_OF("ABCDEEEFG"), st.integers(2, 7))
    return Sent(workbook(rows, draw(st.dictionaries(names, forms, max_size=6))), ".xlsx", name)


def _for_xml(text: str) -> str:
    kept = "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")
    return kept.encode("utf-8", "ignore").decode().replace("\ufffe", "").replace("\uffff", "")


@st.composite
def torn_workbooks(draw: st.DrawFn) -> Sent:
    """A workbook of which bytes were lost on the way."""
    return Sent(draw(changed(draw(ONE_OF(_books())))), ".xlsx")


PIECES = [piece.encode() for piece in pools()["pieces_of_xml"]]


@st.composite
def forged_workbooks(draw: st.DrawFn) -> Sent:
    """A workbook of which somebody changed the xml."""
    parts = unzipped(draw(ONE_OF(_books())))
    name = draw(ONE_OF(sorted([*parts, *[SHEET] * 10])))
    content = parts[name]
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        end = at + draw(ONE_OF([0, 0, 1, 3, 10]))
        piece = draw(
            st.one_of(ONE_OF(PIECES), st.text(string.printable, max_size=3).map(str.encode))
        )
        content = content[:at] + piece + content[end:]
    return Sent(zipped({**parts, name: content}), ".xlsx")


@cache
def _books() -> list[bytes]:
    rows = cells_of(1, *COLUMNS) + cells_of(2, "mbo_certificates", 2018, "", "", 14)
    text = "<si><t>mbo_certificates</t></si><si><t>2017</t></si>"
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c></row>'
    share = ("boris_regions_active", 2018, None, None, 0.41)
    return [
        Parts(rows + shared, shared=f"<sst {ns}>{text}</sst>").written(),
        workbook(
            [COLUMNS, share, ("mbo_certificates", date(2018, 1, 1), "NL", None, 7)], {"E2": "0%"}
        ),
    ]


FRAGMENTS = ONE_OF(pools()["fragments_of_text"])
MARKS = [bytes.fromhex(mark) for mark in pools()["starts_in_hexadecimal"]]
STARTS = ONE_OF([*MARKS, b"sep=", TABLE.encode(), TABLE.encode("utf-16")])
NO_TEXT = st.builds(bytes.__add__, STARTS, st.binary(max_size=300)).map(Sent)
ANY_TEXT = (
    st.lists(st.one_of(FRAGMENTS, st.text(max_size=5)), max_size=40)
    .map("".join)
    .map(lambda text: Sent(text.encode("utf-8", "surrogatepass")))
)
OF_THE_CORPUS = st.deferred(
    lambda: ONE_OF(
        [Sent(c.content, c.suffix, c.contract) for c in cases() if len(c.content) < 100_000]
    )
)


def anything(of: str) -> st.SearchStrategy[Sent]:
    """Any file of these kinds that may be meant for a contract, for tests that take longer."""
    rows = st.lists(good_rows(of), min_size=1, max_size=6)
    good = st.builds(lambda told: told[0], written(rows))
    table = st.builds(lambda told: Sent(told[1].encode(), ".csv", of), tables(of))
    torn, forged = torn_workbooks(), forged_workbooks()
    meant = st.one_of(good, good, table, table, mutants(of), sheets(of))
    return st.one_of(meant, meant, torn, forged, NO_TEXT, ANY_TEXT, OF_THE_CORPUS)


# -- the tests -------------------------------------------------------------------------------------


@fast(400)
@given(written(good_rows().map(lambda row: [row])))
def test_a_good_figure_in_any_form_is_accepted(
    tmp_path: Path, told: tuple[Sent, list[GoodRow]]
) -> None:
    sent, (row,) = told
    delivery = sent.read(tmp_path)
    assert not delivery.refused, [(r.column, r.value, r.reason) for r in delivery.refused]
    (figure,) = delivery.accepted
    kept = (figure.figure_id, figure.period, figure.region_code, figure.breakdown)
    assert kept == (row.figure_id, row.period, row.region_code, row.breakdown)
    assert figure.value == pytest.approx(row.value, rel=1e-12)


@fast(200)
@given(tables())
def test_no_row_of_a_table_is_lost(tmp_path: Path, told: tuple[str, str, str]) -> None:
    name, text, delimiter = told
    delivery = Sent(text.encode(), ".csv", name).read(tmp_path)
    if delivery.header == COLUMNS:
        assert lines_of(delivery) == rows_below(cut(text, delimiter), COLUMNS)
    else:
        assert delivery.problem
        assert delivery.problem.rule in ("row_too_wide", "header_absent")


@fast(250)
@given(NO_TEXT)
def test_any_bytes(tmp_path: Path, sent: Sent) -> None:
    assert_none_lost(sent, tmp_path)


@fast(250)
@given(ANY_TEXT)
def test_any_text(tmp_path: Path, sent: Sent) -> None:
    assert_none_lost(sent, tmp_path)


@fast(200)
@given(mutants())
def test_a_file_that_went_wrong_on_its_way(tmp_path: Path, sent: Sent) -> None:
    assert_none_lost(sent, tmp_path)


@example(
    Sent(workbook([COLUMNS, ("boris_regions_active", 2018, "", "", 1e20)], {"E2": "0%"}), ".xlsx")
)
@fast(100)
@given(sheets())
def test_a_workbook_of_any_cells(tmp_path: Path, sent: Sent) -> None:
    assert_none_lost(sent, tmp_path)


@fast(150)
@given(torn_workbooks())
def test_a_workbook_of_which_bytes_were_lost(tmp_path: Path, sent: Sent) -> None:
    assert_none_lost(sent, tmp_path)


@fast(200)
@given(forged_workbooks())
def test_a_workbook_of_which_the_xml_was_changed(tmp_path: Path, sent: Sent) -> None:
    assert_none_lost(sent, tmp_path)
