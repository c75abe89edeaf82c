"""Texts and tables that nobody means: odd cells among good ones, bytes that were lost."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from sources.partners.layout import columns
from tests.sources.partners.case import COLUMNS, datasets, pools, written_row
from tests.sources.partners.fuzz.good import good_rows, written
from tests.sources.partners.fuzz.sent import Sent
from tests.sources.partners.texts import DELIMITERS, NEWLINES, TABLE

NASTY = st.one_of(
    st.sampled_from(pools()["odd_cells"]),
    st.text(max_size=8),
    st.text(st.sampled_from(string.printable), max_size=20),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
)
"""A cell that nobody means."""

_MARKS = [bytes.fromhex(mark) for mark in pools()["starts_in_hexadecimal"]]
_STARTS = st.sampled_from([*_MARKS, b"sep=", TABLE.encode(), TABLE.encode("utf-16")])
NO_TEXT = st.builds(bytes.__add__, _STARTS, st.binary(max_size=300)).map(Sent)
"""Bytes that begin as some kind of file does."""

_FRAGMENTS = st.sampled_from(pools()["fragments_of_text"])
ANY_TEXT = (
    st.lists(st.one_of(_FRAGMENTS, st.text(max_size=5)), max_size=40)
    .map("".join)
    .map(lambda text: Sent(text.encode("utf-8", "surrogatepass")))
)
"""Text of which some may be a table."""

_UNTYPED = dict.fromkeys([0x7F, 0x200E, 0x200F])


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


@st.composite
def tables(draw: st.DrawFn, of: str | None = None) -> tuple[str, str, str]:
    """A contract, a table for it of good and bad cells, and its delimiter."""
    name = of or draw(st.sampled_from(sorted(datasets())))
    delimiter, newline = draw(st.sampled_from(DELIMITERS)), draw(st.sampled_from(NEWLINES))
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
                st.sampled_from(
                    [b"", b'"', b";", b"\n", b"\r", b"\x00", b"\xff", b",", b"\t", b"\xc3"]
                ),
                st.just(content[at:end] * 2),
            )
        )
        content = content[:at] + middle + content[end:]
    return content


@st.composite
def mutants(draw: st.DrawFn, of: str | None = None) -> Sent:
    """A good text that went wrong on its way."""
    name = of or draw(st.sampled_from(sorted(datasets())))
    sent, _ = draw(written(st.lists(good_rows(name), min_size=1, max_size=6)))
    return Sent(draw(changed(sent.content)), sent.suffix, name)
