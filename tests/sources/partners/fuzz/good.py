"""Rows and files that must be accepted, in any form that partners give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from sources.partners.layout import columns
from sources.partners.regions import region_codes, regions
from tests.sources.partners.books import workbook
from tests.sources.partners.case import contract, datasets, written_row
from tests.sources.partners.fuzz.periods import periods
from tests.sources.partners.fuzz.sent import Sent
from tests.sources.partners.fuzz.values import counts, shares
from tests.sources.partners.texts import DELIMITERS, ENCODINGS, NEWLINES


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
    name = of or draw(st.sampled_from(sorted(datasets())))
    figure_id, figure = draw(st.sampled_from(sorted(contract(name).figures.items())))
    called = draw(st.sampled_from([figure_id, figure.title_nl, figure.title_en, *figure.spellings]))
    period, period_text = draw(periods(figure.period))
    codes = region_codes(figure.regions)
    code = draw(st.sampled_from(codes))
    region = regions()[code]
    places = [code, code.lower(), region.name, region.name.upper(), *region.spellings]
    may_be_empty = len(codes) == 1 or region.level == "country"
    breakdown = draw(st.sampled_from(["total", *figure.breakdowns]))
    parts = ["", "totaal", "Total", "-", "n.v.t."]
    if breakdown != "total":
        parts = [breakdown, *figure.breakdowns[breakdown]]
    units = {"count": ("", "aantal", "Stuks"), "percent": ("", "procent", "%", "fractie")}
    unit = draw(st.sampled_from(units[figure.unit]))
    value, value_text = draw(counts(figure) if figure.unit == "count" else shares(unit))
    cells = {
        "figure": draw(st.sampled_from([called, called.upper(), f" {called}  "])),
        "period": period_text,
        "region": draw(st.sampled_from([*places, *([""] if may_be_empty else [])])),
        "breakdown": draw(st.sampled_from(parts)),
        "value": value_text,
        "unit": unit,
        "note": draw(st.text(st.sampled_from("ab Z;,|\t\"'€é\n=<>{}%"), max_size=12)),
    }
    return GoodRow(name, cells, figure_id, period, code, breakdown, value)


@st.composite
def written(
    draw: st.DrawFn, rows: st.SearchStrategy[Sequence[GoodRow]]
) -> tuple[Sent, list[GoodRow]]:
    """Rows in a file of any layout: order and names of columns, encoding, delimiter, workbook."""
    good = list(draw(rows))
    names = draw(st.permutations(list(columns())))
    header = [draw(st.sampled_from(columns()[name].names)) for name in names]
    above = draw(st.sampled_from([[], [["Cijfers van ons"]], [["Cijfers", "2018"], []]]))
    table = [*above, header, *([row.cells[name] for name in names] for row in good)]
    if draw(st.integers(0, 4)) == 0:
        return Sent(workbook(table), ".xlsx", good[0].contract), good
    return Sent(draw(texts(table)), ".csv", good[0].contract), good


@st.composite
def texts(draw: st.DrawFn, table: Sequence[Sequence[str]]) -> bytes:
    """A table as a text of any encoding."""
    delimiter, newline = draw(st.sampled_from(DELIMITERS)), draw(st.sampled_from(NEWLINES))
    lines = [written_row(row, delimiter) for row in table]
    first = draw(st.sampled_from(["", f"sep={delimiter}{newline}"]))
    text = first + newline.join([*lines, ""])
    encode = draw(st.sampled_from(list(ENCODINGS.values())))
    try:
        return encode(text)
    except UnicodeEncodeError:
        return text.encode()
