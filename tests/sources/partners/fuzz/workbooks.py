"""Workbooks of any cells, and those that are torn or forged."""

from __future__ import annotations

import string
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from hypothesis import strategies as st

from tests.sources.partners.books import (
    NS,
    SHEET,
    Cell,
    Parts,
    cells_of,
    unzipped,
    workbook,
    zipped,
)
from tests.sources.partners.case import COLUMNS, datasets, pools
from tests.sources.partners.fuzz.sent import Sent
from tests.sources.partners.fuzz.spoiled import NASTY, cells, changed

PIECES = [piece.encode() for piece in pools()["pieces_of_xml"]]
"""What is put into the xml of a forged workbook."""


@st.composite
def sheets(draw: st.DrawFn, of: str | None = None) -> Sent:
    """A workbook of cells of every type and form."""
    name = of or draw(st.sampled_from(sorted(datasets())))
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
    forms = st.sampled_from(
        ["0%", "0%", "0.0%", "#,##0", "0.00E+00", "d-m-yyyy", "@", '0"%"', "[h]:mm"]
    )
    names = st.builds("{}{}".format, st.sampled_from("ABCDEEEFG"), st.integers(2, 7))
    return Sent(workbook(rows, draw(st.dictionaries(names, forms, max_size=6))), ".xlsx", name)


def _for_xml(text: str) -> str:
    kept = "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")
    return kept.encode("utf-8", "ignore").decode().replace("\ufffe", "").replace("\uffff", "")


@st.composite
def torn_workbooks(draw: st.DrawFn) -> Sent:
    """A workbook of which bytes were lost on the way."""
    return Sent(draw(changed(draw(st.sampled_from(_books())))), ".xlsx")


@st.composite
def forged_workbooks(draw: st.DrawFn) -> Sent:
    """A workbook of which somebody changed the xml."""
    parts = unzipped(draw(st.sampled_from(_books())))
    name = draw(st.sampled_from(sorted([*parts, *[SHEET] * 10])))
    content = parts[name]
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        end = at + draw(st.sampled_from([0, 0, 1, 3, 10]))
        piece = draw(
            st.one_of(
                st.sampled_from(PIECES), st.text(string.printable, max_size=3).map(str.encode)
            )
        )
        content = content[:at] + piece + content[end:]
    return Sent(zipped({**parts, name: content}), ".xlsx")


@cache
def _books() -> list[bytes]:
    rows = cells_of(1, *COLUMNS) + cells_of(2, "mbo_certificates", 2018, "", "", 14)
    text = "<si><t>mbo_certificates</t></si><si><t>2017</t></si>"
    shared = '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c></row>'
    share = ("boris_regions_active", 2018, None, None, 0.41)
    return [
        Parts(rows + shared, shared=f"<sst {NS}>{text}</sst>").written(),
        workbook(
            [COLUMNS, share, ("mbo_certificates", date(2018, 1, 1), "NL", None, 7)], {"E2": "0%"}
        ),
    ]
