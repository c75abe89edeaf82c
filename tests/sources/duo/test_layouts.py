"""A table comes out the same in whatever layout it is written, and what is wrong is refused.

Strategies make a table of truth and a layout; see `layouts.py` for what may vary.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from sources.duo import text
from sources.reading import ReadError, canonical
from tests.sources.duo.layouts import (
    KINDS,
    Written,
    encoded,
    expected,
    expected_findings,
    tidy_columns,
    written,
)
from tests.sources.duo.readings import Reading, read_file, refusal

MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    # Making a whole file smaller takes minutes, and what is shown of it is short enough.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
SOME = settings(parent=MANY, max_examples=20)
SMALL_PIECES = 4096
NO_COUNT = ("1.811", "1,5", "x", "<10", "-2", "", "12%", "1 234", "1e3", "n.v.t.", "4*")
NO_PERIOD = ("2018-2020", "18/19", "1066", "jaar", "2018-", "20188", "")
NO_GENDER = ("X", "man?", "vr", "0")
CODES = {
    "duo.vo_pupils": ("institution_code", "province_name", "school_type", "vmbo_sector"),
    "duo.vo_exam_candidates": ("institution_code", "school_type", "programme_name"),
    "duo.ho_enrolled": ("institution_code", "province_name", "croho_sector"),
    "duo.mbo_students": ("institution_code", "leerweg", "niveau", "crebo_code"),
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("layouts") / "file.csv"


def reading(path: Path, table: Written) -> Reading:
    path.write_bytes(table.raw())
    return read_file(path, table.truth.kind.dataset)


def refused(path: Path, table: Written, raw: bytes | None = None) -> str:
    path.write_bytes(table.raw() if raw is None else raw)
    return refusal(path, table.truth.kind.dataset)


@given(table=written(), piece=st.sampled_from([SMALL_PIECES, text.CHUNK]))
@MANY
def test_the_rows_are_the_truth_in_any_layout(path: Path, table: Written, piece: int) -> None:
    with mock.patch.object(text, "CHUNK", piece):
        found = reading(path, table)
    columns = tidy_columns(table.truth.kind)
    for row in found.rows:
        row["null"] = None
    assert found.of(*columns) == expected(table)
    assert sorted(found.kinds) == expected_findings(table)
    assert found.count == len(table.truth.counts)


@given(table=written())
@SOME
def test_bounds_hold_the_truth_and_hide_no_more_than_they_must(path: Path, table: Written) -> None:
    found = reading(path, table)
    low = sum(row["count_low"] for row in found.rows)
    high = sum(row["count_high"] for row in found.rows)
    assert low <= sum(table.truth.counts.values()) <= high
    for row in found.rows:
        assert (row["count_low"], row["count_high"]) in ((1, 4), (row["count"], row["count"]))


@given(table=written(), data=st.data())
@SOME
def test_a_cell_that_is_no_count(path: Path, table: Written, data: st.DataObject) -> None:
    at, column = _a_count(table, data)
    wrong = data.draw(st.sampled_from(NO_COUNT))
    assume(wrong or table.truth.kind.contract.empty == "refuse")
    message = refused(path, table.with_cell(at, column, wrong))
    assert f"1 cells are not a count (line {table.line_of(at)}, column " in message
    assert f"column {table.name_of(column)}: {wrong!r})" in message
    assert "Expected a whole number, or <5, -1 or a J" in message


@given(table=written(), data=st.data())
@SOME
def test_a_row_of_no_known_gender(path: Path, table: Written, data: st.DataObject) -> None:
    assume("gender" in table.columns)
    at, _ = _a_count(table, data)
    wrong = data.draw(st.sampled_from(NO_GENDER))
    message = refused(path, table.with_cell(at, "gender", wrong))
    where = f"line {table.line_of(at)}, column {table.name_of('gender')}"
    assert f"{where}: {wrong!r} is not a gender (MAN, " in message


@given(table=written(), data=st.data())
@SOME
def test_a_row_of_no_school_year(path: Path, table: Written, data: st.DataObject) -> None:
    assume("period" in table.columns)
    at, _ = _a_count(table, data)
    wrong = data.draw(st.sampled_from(NO_PERIOD))
    message = refused(path, table.with_cell(at, "period", wrong))
    where = f"line {table.line_of(at)}, column {table.name_of('period')}"
    shown = repr(wrong) if wrong else "nothing"
    assert f"{where}: {shown} is not a year or a school year such as 2019-2020" in message


@given(table=written(), data=st.data())
@SOME
def test_a_code_that_may_not_be_empty(path: Path, table: Written, data: st.DataObject) -> None:
    at, _ = _a_count(table, data)
    column = data.draw(st.sampled_from(CODES[table.truth.kind.dataset]))
    assume(table.truth.kind.contract.columns[column].filled)
    message = refused(path, table.with_cell(at, column, ""))
    assert f"line {table.line_of(at)}, column {table.name_of(column)}: nothing is not" in message


@given(table=written(), data=st.data())
@SOME
def test_a_needed_column_that_is_not_there(path: Path, table: Written, data: st.DataObject) -> None:
    spec = table.truth.kind.contract
    needed = [*CODES[table.truth.kind.dataset], *spec.measures]
    name = data.draw(st.sampled_from(needed))
    gone = [c for c in table.columns if c == name or (isinstance(c, tuple) and c[0] == name)]
    message = refused(path, table.without(*gone))
    names = spec.columns[name].names if name in spec.columns else spec.measures[name].names
    assert f"{name} (" in message
    assert " or ".join(names) in message
    assert f"Found on line {table.lines()[2]}: " in message


@given(table=written(), data=st.data())
@SOME
def test_a_needed_column_that_is_there_twice(
    path: Path, table: Written, data: st.DataObject
) -> None:
    """Counted twice it would double the figures."""
    codes = CODES[table.truth.kind.dataset]
    twice = [c for c in table.columns if c in (*codes, "gender", "period", "year")]
    twice += {column for _, column, _ in table.counts}
    column = data.draw(st.sampled_from(sorted(twice, key=str)))
    broken = table.with_twice(column)
    first = broken.columns.index(column) + 1
    message = refused(path, broken)
    assert f"columns {first} and {len(broken.columns)} are both called" in message
    assert canonical(table.name_of(column)) in message


@given(table=written(), data=st.data())
@SOME
def test_a_line_that_lacks_cells(path: Path, table: Written, data: st.DataObject) -> None:
    # Where only rows end in a delimiter, one cell less makes a row as long as the header.
    assume(table.layout.trailing != "rows")
    texts, where, _ = table.lines()
    at = data.draw(st.integers(0, len(table.rows) - 1))
    kept = data.draw(st.integers(1, len(table.columns) - 1))
    cells = [table.rows[at].cells.get(c, "") for c in table.columns[:kept]]
    assume(any(cell.strip() for cell in cells))
    texts[_index(texts, where[at], table)] = table.line(cells, ends=False)
    message = refused(path, table, _joined(texts, table))
    assert re.search(rf"line {where[at]} has {kept} columns where the header has \d+", message)


@given(table=written(), data=st.data())
@SOME
def test_a_file_that_is_cut_off(path: Path, table: Written, data: st.DataObject) -> None:
    texts, where, _ = table.lines()
    at = len(table.rows) - 1
    row = table.rows[at]
    kept = data.draw(st.integers(1, len(table.columns) - 1))
    whole = [row.cells.get(c, "") for c in table.columns[:kept]]
    assume(any(cell.strip() for cell in whole))
    half = table.line([row.cells.get(table.columns[kept - 1], "")], ends=False)
    cut = table.line(whole, ends=False)
    # Somewhere in the last of its cells.
    cut = cut[: len(cut) - data.draw(st.integers(0, max(len(half) - 1, 0)))]
    assume(any(letter.isalnum() for letter in cut))
    before = texts[: _index(texts, where[at], table)]
    message = refused(path, table, _joined(before, table, cut))
    assert re.search(rf"line {where[at]}\b", message)


@given(table=written(), data=st.data())
@SOME
def test_a_quote_that_is_not_closed(path: Path, table: Written, data: st.DataObject) -> None:
    assume(table.layout.quoting in ("texts", "all"))
    texts, where, _ = table.lines()
    at = data.draw(st.integers(0, len(table.rows) - 1))
    index = _index(texts, where[at], table)
    closing = texts[index].rfind('"')
    texts[index] = texts[index][:closing] + texts[index][closing + 1 :]
    message = refused(path, table, _joined(texts, table))
    assert f"line {where[at]} " in message


@given(table=written(), data=st.data())
@SOME
def test_bytes_that_are_no_text(path: Path, table: Written, data: st.DataObject) -> None:
    plain = replace(table, layout=replace(table.layout, encoding="cp1252"))
    texts, where, _ = plain.lines()
    at = data.draw(st.integers(0, len(table.rows) - 1))
    wrong = data.draw(st.sampled_from([b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"]))
    index = _index(texts, where[at], table)
    before, after = _joined(texts[:index], plain), _joined(texts[index:], plain)
    message = refused(path, table, before + wrong + after)
    assert f"line {where[at]} holds byte {wrong.hex()}" in message
    assert "save the file as CSV UTF-8" in message


@given(table=written(), data=st.data())
@SOME
def test_nul_bytes(path: Path, table: Written, data: st.DataObject) -> None:
    assume(not table.layout.encoding.startswith("utf-16"))
    raw = table.raw()
    at = data.draw(st.integers(3, len(raw)))
    assert "NUL bytes" in refused(path, table, raw[:at] + b"\0" + raw[at:])


@given(table=written(), data=st.data())
@settings(parent=MANY, max_examples=50)
def test_whatever_happens_to_its_bytes_it_is_read_or_refused(
    path: Path, table: Written, data: st.DataObject
) -> None:
    raw = table.raw()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw)))
        gone = data.draw(st.sampled_from([0, 1, 1, 2, 40]))
        put = data.draw(
            st.one_of(st.binary(max_size=3), st.sampled_from([b'"', b";", b"\n", b"\r"]))
        )
        raw = raw[:at] + put + raw[at + gone :]
    path.write_bytes(raw)
    # What a byte more or less means, nobody knows: the rows may differ, or there are none.
    with suppress(ReadError):
        assert read_file(path, table.truth.kind.dataset).rows


def _workbook() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as workbook:
        workbook.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    return buffer.getvalue()


NO_CSV = {
    "workbook": (_workbook(), "an Excel workbook or a zip file; open it and save"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Excel workbook"),
    "gzip": (gzip.compress(b"a;b\n1;2\n"), "a compressed file; unpack it"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF; ask for the CSV"),
    "page": (b"<!DOCTYPE html>\n<html><body>Onderhoud</body></html>", "a web page"),
    "page after blank lines": (b"\r\n\r\n  <html></html>", "a web page"),
    "page with a mark": (b"\xef\xbb\xbf<html></html>", "a web page"),
    "page in utf-16": (encoded("<html></html>", "utf-16-le"), "a web page"),
    "json": (json.dumps({"success": False, "error": "Not found"}).encode(), "JSON"),
    "json list": (json.dumps([{"JAAR": 2019}, {"JAAR": 2020}]).encode(), "JSON"),
    "nothing": (b"", "the file is empty"),
    "blanks": (b"  \r\n\r\n \t\r\n", "the file is empty"),
    "only a mark": (b"\xef\xbb\xbf", "the file is empty"),
    "quotes": (b'""\r\n""\r\n', "the file is empty"),
}


@pytest.mark.parametrize("dataset", ["duo.ho_enrolled", "duo.vo_locations", "duo.vo_subjects"])
@pytest.mark.parametrize("what", NO_CSV)
def test_what_is_no_csv_is_called_by_its_name(tmp_path: Path, dataset: str, what: str) -> None:
    raw, said = NO_CSV[what]
    path = tmp_path / "file.csv"
    path.write_bytes(raw)
    assert said in refusal(path, dataset)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.dataset)
@given(data=st.data())
@settings(parent=SOME, max_examples=5)
def test_a_header_without_rows(path: Path, kind: Any, data: st.DataObject) -> None:
    table = data.draw(written([kind]))
    empty = replace(table, rows=(), footer=())
    assert "no row follows" in refused(path, empty)


def _a_count(table: Written, data: st.DataObject) -> tuple[int, Any]:
    """Row and column of a cell that is counted, and not hidden by a flag."""
    cells = [
        (at, column)
        for at, column, of in table.counts
        if table.rows[at].cells.get(("flag", of.measure)) != "J"
    ]
    assume(cells)
    at, column = data.draw(st.sampled_from(cells))
    return at, column


def _index(texts: list[str], line: int, table: Written) -> int:
    """Which of the texts starts on a line."""
    start = 1
    for index, one in enumerate(texts):
        if start == line:
            return index
        start += 1 + one.count(table.layout.end)
    raise AssertionError(f"nothing starts on line {line}")


def _joined(texts: list[str], table: Written, rest: str = "") -> bytes:
    whole = "".join(one + table.layout.end for one in texts) + rest
    return encoded(whole, table.layout.encoding)
