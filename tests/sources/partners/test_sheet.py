"""From bytes to rows: limits to the row, the same table in every form, and nothing beside it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sources.partners.delivery import Delivery
from sources.partners.reader import read_delivery
from sources.partners.reasons import UnusableFileError
from sources.partners.sheet import LARGEST, MOST_COLUMNS, MOST_ROWS, read_sheets
from tests.sources.partners.books import HEAD, THREE, TOP, Cell, Parts, cells_of, workbook, zipped
from tests.sources.partners.case import COLUMNS, RECEIVED, contract, written_row
from tests.sources.partners.texts import DELIMITERS, ENCODINGS, TABLE

ROWS: tuple[tuple[str, ...], ...] = (
    COLUMNS,
    ("bbl_places_total", "2018", "Fryslân", "", "1.811", "aantal", "één; twee, drie|vier"),
    ("", "", "", "", "", "", ""),
    ("mbo_certificates", "2017/2018", "", "bèta", "1,5", "€", "‘citaat’"),
    ("boris_regions_active", "2018", "", "", "ruim 16,2 %", "", ""),
    ("Totaal", "", "", "", "5", "", ""),
    ("boris_schools_active", "2018", "", "", "200", "", "regel 1\nregel 2"),
    ("boris_schools_connected", "2018", "", "", "182", "", ""),
)


def read(folder: Path, content: bytes, suffix: str = ".csv") -> Delivery:
    path = folder / f"original{suffix}"
    path.write_bytes(content)
    return read_delivery(path, contract("sbb"), RECEIVED)


def rule_of(folder: Path, content: bytes) -> str:
    path = folder / "original"
    path.write_bytes(content)
    with pytest.raises(UnusableFileError) as caught:
        read_sheets(path)
    return caught.value.reason.rule


def told(delivery: Delivery) -> list[object]:
    """All of a delivery but the lines: in a text, a cell of two lines moves those below it."""
    return [
        [(a.key, a.value, a.qualifier) for a in delivery.accepted],
        [(r.column, r.value, r.reason.rule, r.row) for r in delivery.refused],
        len(delivery.ignored),
        delivery.header,
        delivery.problem,
    ]


def test_the_same_table_is_the_same_delivery_in_every_form(tmp_path: Path) -> None:
    as_workbook = read(tmp_path, workbook(ROWS), ".xlsx")
    assert [a.line for a in as_workbook.accepted] == [2, 5]
    assert as_workbook.refused_lines == (4, 7, 8)
    for delimiter in DELIMITERS:
        text = "\r\n".join([*(written_row(row, delimiter) for row in ROWS), ""])
        for encode in ENCODINGS.values():
            as_text = read(tmp_path, encode(text))
            assert told(as_text) == told(as_workbook)
            assert as_text.refused_lines == (4, 7, 9)


def test_the_name_of_a_file_does_not_matter(tmp_path: Path) -> None:
    for suffix in (".csv", ".xlsx", ".pdf", ""):
        assert told(read(tmp_path, workbook(ROWS), suffix)) == told(read(tmp_path, workbook(ROWS)))


def test_as_many_rows_as_there_may_be(tmp_path: Path) -> None:
    rows = "x;2018;5\n" * (MOST_ROWS - 1)
    delivery = read(tmp_path, f"figuur;periode;waarde\n{rows}\n\n".encode())
    assert len(delivery.refused_lines) == MOST_ROWS - 1
    assert rule_of(tmp_path, f"figuur;periode;waarde\n{rows}x;2018;5".encode()) == "too_many_rows"


def test_as_large_as_a_file_may_be(tmp_path: Path) -> None:
    blank = (b" " * 1999 + b"\n") * (LARGEST // 2000)
    blank = blank[: LARGEST - len(TABLE.encode())]
    assert len(read(tmp_path, TABLE.encode() + blank).accepted) == 1
    assert rule_of(tmp_path, TABLE.encode() + blank + b"\n") == "file_too_large"


def test_as_wide_as_a_row_may_be(tmp_path: Path) -> None:
    assert read_sheets(_saved(tmp_path, ";".join("x" * MOST_COLUMNS)))
    assert rule_of(tmp_path, b"a\tb\n" + b"\t".join([b"x"] * 5000)) == "row_too_wide"
    wide: list[list[Cell]] = [list("x" * MOST_COLUMNS)]
    assert read_sheets(_saved(tmp_path, workbook(wide)))
    wide[0].append("x")
    assert rule_of(tmp_path, workbook(wide)) == "row_too_wide"


def _saved(folder: Path, content: bytes | str) -> Path:
    path = folder / "original"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_nothing_is_written_beside_a_file(tmp_path: Path) -> None:
    names = ["../evil", "../../evil", str(tmp_path / "evil"), "..\\evil", "xl/../../evil", "evil"]
    content = Parts(THREE, more=dict.fromkeys(names, b"x")).written()
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    assert len(read(folder, content, ".xlsx").accepted) == 2
    assert [path.name for path in tmp_path.rglob("*")] == ["a", "b", "original.xlsx"]


def test_a_file_that_cannot_be_opened_is_no_delivery(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="original"):
        read_delivery(tmp_path / "original.csv", contract("sbb"), RECEIVED)
    with pytest.raises(OSError, match=tmp_path.name):
        read_delivery(tmp_path, contract("sbb"), RECEIVED)


GOOD: tuple[Cell, ...] = ("mbo_certificates", 2018, 14)


@pytest.mark.parametrize("hidden", [False, True])
def test_figures_on_another_sheet_are_not_left_out_silently(tmp_path: Path, hidden: bool) -> None:
    def add(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("2017")
        sheet.append(list(HEAD))
        sheet.append(["mbo_certificates", 2017, 12])
        sheet.sheet_state = "hidden" if hidden else "visible"

    delivery = read(tmp_path, workbook([HEAD, GOOD], edit=add), ".xlsx")
    assert len(delivery.accepted) == 2 or delivery.remarks or delivery.problem


@pytest.mark.timeout(8)
def test_a_row_that_says_that_it_is_far_below_costs_no_time(tmp_path: Path) -> None:
    rows = THREE.replace('row r="3"', 'row r="999999999"')
    problem = read(tmp_path, Parts(rows).written(), ".xlsx").problem
    assert problem
    assert problem.rule in ("workbook_damaged", "too_many_rows")


@pytest.mark.timeout(8)
def test_rows_that_are_formatted_to_their_end_cost_no_time(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(2, 3000))
    last = cells_of(3000, "mbo_certificates", 2018, 14)
    delivery = read(tmp_path, Parts(TOP + rows + last).written(), ".xlsx")
    assert [figure.line for figure in delivery.accepted] == [3000]


def test_other_sheets_without_figures_are_no_matter(tmp_path: Path) -> None:
    def add(book: openpyxl.Workbook) -> None:
        book.create_sheet("Toelichting").append(["Peildatum: 31 december"])
        book.create_sheet("Leeg")

    delivery = read(tmp_path, workbook([HEAD, GOOD], edit=add), ".xlsx")
    assert len(delivery.accepted) == 1
    assert not delivery.remarks


def test_figures_behind_a_sheet_of_prose(tmp_path: Path) -> None:
    def add(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Cijfers")
        sheet.append(list(HEAD))
        sheet.append(list(GOOD))

    delivery = read(tmp_path, workbook([["Zie het tweede blad"]], edit=add), ".xlsx")
    assert delivery.accepted or (delivery.problem and "blad" in delivery.problem.nl)


@pytest.mark.parametrize("part", ["content.xml", "word/document.xml", "xl/workbook.bin"])
def test_a_document_of_another_program_is_not_to_be_unpacked(tmp_path: Path, part: str) -> None:
    content = zipped({"mimetype": b"application/vnd.oasis", part: b"<x/>"})
    problem = read(tmp_path, content).problem
    assert problem
    assert "pak het uit" not in problem.nl.lower()
    assert ".xlsx" in problem.nl
