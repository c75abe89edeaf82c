from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.catalog import DuoDataset, read_catalog
from sources.duo_reader import read
from sources.reading import ReadError, Tidied

PUPILS = read_catalog()["duo.vo_pupils"]
EXAMS = read_catalog()["duo.vo_exam_candidates"]
assert isinstance(PUPILS, DuoDataset)
assert isinstance(EXAMS, DuoDataset)

WIDE_YEARS = [
    f"LEER- OF VERBLIJFSJAAR {year} - {gender}" for year in (3, 4) for gender in ("MAN", "VROUW")
]
LEGACY = [
    "BRIN NUMMER",
    "VESTIGINGSNUMMER",
    "INSTELLINGSNAAM VESTIGING",
    "PLAATSNAAM VESTIGING",
    "PROVINCIE VESTIGING",
    "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR",
    "VMBO SECTOR",
    "AFDELING",
    "ELEMENTCODE",
    "OPLEIDINGSNAAM",
]
CODES = ["0A1", "0", "’t Veld", "Emmen", "Drenthe", "VMBO BL lj 3-4", "Techniek", "BWI", "42", "x"]
LONG = [
    "STUDIEJAAR",
    "INSTELLINGSCODE",
    "VESTIGINGSCODE",
    "PROVINCIE_VESTIGING",
    "ONDERWIJSTYPE",
    "VMBO_SECTOR",
    "AFDELING",
    "LEERJAAR",
    "GESLACHT",
    "AANTAL_LEERLINGEN",
    "INDICATIEAVG",
]


@dataclass
class Result:
    tidied: Tidied
    rows: list[dict[str, object]]


def run(path: Path, dataset: DuoDataset = PUPILS, *, period: str | None = None) -> Result:
    target = path.parent / "data.parquet"
    tidied = read(path, dataset.contract, target, period=period, published=date(2020, 3, 1))
    relation = duckdb.sql(f"select * from '{target}'")
    return Result(
        tidied, [dict(zip(relation.columns, r, strict=True)) for r in relation.fetchall()]
    )


def wide(tmp_path: Path, *lines: str, encoding: str = "cp1252", end: str = "\n") -> Path:
    path = tmp_path / "pupils.csv"
    header = ";".join([*LEGACY, *WIDE_YEARS])
    path.write_bytes(end.join([header, *lines, ""]).encode(encoding))
    return path


def line(*counts: str) -> str:
    return ";".join([*CODES, *counts])


def long(tmp_path: Path, *counts: tuple[str, str]) -> Path:
    path = tmp_path / "pupils.csv"
    rows = [
        ["2021", "99XA", "99XA01", "Drenthe", "VMBO BL lj 3-4", "Techniek", "BWI", "3", "MAN", *c]
        for c in counts
    ]
    text = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in [LONG, *rows])
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    return path


def bounds(result: Result) -> list[tuple[object, ...]]:
    return [(r["count"], r["count_low"], r["count_high"]) for r in result.rows]


def test_a_wide_file_becomes_long(tmp_path: Path) -> None:
    result = run(wide(tmp_path, line("7", "0", "12", "3")))
    assert [(r["study_year"], r["gender"], r["count"]) for r in result.rows] == [
        (3, "male", 7),
        (3, "female", 0),
        (4, "male", 12),
        (4, "female", 3),
    ]
    first = result.rows[0]
    assert first["institution_code"] == "00A1"
    assert first["location_code"] == "00"
    assert first["element_code"] == "0042"
    assert first["institution_name"] == "’t Veld"
    assert result.tidied.periods == ("2019/2020",)


def test_the_publication_date_gives_the_period_only_where_nothing_else_does(tmp_path: Path) -> None:
    assert run(wide(tmp_path, line(*"1234")), period="2017/2018").tidied.periods == ("2017/2018",)
    assert run(long(tmp_path, ("5", "N")), period="2017/2018").tidied.periods == ("2021/2022",)


def test_the_brin_in_front_of_the_location_is_dropped(tmp_path: Path) -> None:
    assert run(long(tmp_path, ("5", "N"))).rows[0]["location_code"] == "01"


@pytest.mark.parametrize("written", [("<5", "N"), ("-1", "N"), ("4", "J")])
def test_a_suppressed_count_is_between_one_and_four(
    tmp_path: Path, written: tuple[str, str]
) -> None:
    assert bounds(run(long(tmp_path, written))) == [(None, 1, 4)]


def test_four_without_a_flag_is_four(tmp_path: Path) -> None:
    assert bounds(run(long(tmp_path, ("4", "N")))) == [(4, 4, 4)]


@pytest.mark.parametrize("bad", ["", "1.811", "1,5", "x", "-2", "<10"])
def test_an_unreadable_count_is_refused_with_line_column_and_value(
    tmp_path: Path, bad: str
) -> None:
    with pytest.raises(ReadError, match=rf"line 3, column AANTAL_LEERLINGEN: '{bad}'"):
        run(long(tmp_path, ("5", "N"), (bad, "N")))


def test_junk_blank_and_footer_lines_are_no_rows_and_keep_the_line_numbers(tmp_path: Path) -> None:
    lines = [line(*"1234"), "", '""', line(*"5678"), "Totalen;;;;;;;;;;6;8;10;12"]
    assert len(run(wide(tmp_path, *lines)).rows) == 8
    with pytest.raises(ReadError, match="line 5, column LEER- OF VERBLIJFSJAAR 3 - VROUW: 'x'"):
        run(wide(tmp_path, *lines[:3], line("5", "x", "7", "8")))


def test_a_trailing_delimiter_is_an_empty_column(tmp_path: Path) -> None:
    path = wide(tmp_path, line(*"1234"))
    path.write_bytes(path.read_bytes().replace(b"\n", b";\n"))
    result = run(path)
    assert len(result.rows) == 4
    assert result.tidied.findings == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_and_line_end(tmp_path: Path, encoding: str, end: str) -> None:
    result = run(wide(tmp_path, line(*"1234"), line(*"5678"), encoding=encoding, end=end))
    assert [r["count"] for r in result.rows] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {r["institution_name"] for r in result.rows} == {"’t Veld"}


def test_a_missing_column_is_named_with_the_names_it_has_had(tmp_path: Path) -> None:
    path = wide(tmp_path, line(*"1234"))
    path.write_bytes(path.read_bytes().replace(b"AFDELING", b"RICHTING"))
    with pytest.raises(ReadError, match=r"column missing: programme \(AFDELING\)"):
        run(path)


def test_a_new_column_is_reported(tmp_path: Path) -> None:
    path = wide(tmp_path, line(*"1234"))
    path.write_bytes(
        path.read_bytes().replace(b"VROUW\n", b"VROUW;SCHOOLSOORT\n").replace(b"4\n", b"4;x\n")
    )
    (finding,) = run(path).tidied.findings
    assert finding.kind == "new_column"
    assert "SCHOOLSOORT" in finding.message_nl


def test_a_file_cut_in_a_line_is_refused(tmp_path: Path) -> None:
    path = wide(tmp_path, line(*"1234"), line(*"5678"))
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(ReadError, match=r"line 3 .*cut off"):
        run(path)


def test_a_file_cut_in_a_quoted_field_is_refused(tmp_path: Path) -> None:
    path = long(tmp_path, ("5", "N"), ("6", "N"))
    path.write_bytes(path.read_bytes()[:-6])
    with pytest.raises(ReadError, match=r"cut off|not closed"):
        run(path)


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no row follows"):
        run(wide(tmp_path))


EXAM_HEADER = ["BRIN NUMMER", "VESTIGINGSNUMMER", "ONDERWIJSTYPE VO", "OPLEIDINGSNAAM"] + [
    f"{what} SCHOOLJAAR 2017-2018 - {who}"
    for who in ("MAN", "VROUW", "TOTAAL")
    for what in ("EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC")
]


def exams(tmp_path: Path, *counts: int | str) -> Path:
    """One school's candidates and graduates: men, women and both."""
    path = tmp_path / "exams.csv"
    row = ["99XA", "99XA00", "HAVO", "HAVO - N&T"]
    for at in range(0, len(counts), 2):
        row += [str(counts[at]), str(counts[at + 1]), ",0%"]
    path.write_text(";".join(EXAM_HEADER) + "\n" + ";".join(row) + "\n", encoding="utf-8")
    return path


def test_totals_are_used_and_not_added(tmp_path: Path) -> None:
    result = run(exams(tmp_path, 4, 4, 6, 5, 10, 9), EXAMS)
    assert [(r["measure"], r["gender"], r["count"]) for r in result.rows] == [
        ("candidates", "male", 4),
        ("passed", "male", 4),
        ("candidates", "female", 6),
        ("passed", "female", 5),
    ]
    assert result.tidied.findings == ()
    assert result.tidied.periods == ("2017/2018",)


def test_a_total_that_its_parts_cannot_give_is_a_finding(tmp_path: Path) -> None:
    (finding,) = run(exams(tmp_path, 4, 4, 6, 5, 11, 9), EXAMS).tidied.findings
    assert finding.kind == "total_differs"
    assert finding.rows[0]["total"] == "11"
    assert finding.rows[0]["sum of genders"] == "10"


def test_a_total_within_the_bounds_of_suppressed_parts_is_right(tmp_path: Path) -> None:
    result = run(exams(tmp_path, "<5", "<5", 6, 5, 10, 9), EXAMS)
    assert result.tidied.findings == ()


@given(
    counts=st.lists(
        st.one_of(st.integers(0, 2000), st.sampled_from(["<5", "-1"])), min_size=4, max_size=40
    ),
    encoding=st.sampled_from(["cp1252", "utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n", "\r\r\n"]),
    quoted=st.booleans(),
    delimiter=st.sampled_from([";", ","]),
    order=st.permutations(range(len(LEGACY) + len(WIDE_YEARS))),
)
@settings(max_examples=40, deadline=None)
def test_no_count_is_lost_in_any_layout(
    tmp_path_factory: pytest.TempPathFactory,
    counts: list[int | str],
    encoding: str,
    end: str,
    quoted: bool,
    delimiter: str,
    order: list[int],
) -> None:
    cells = [str(count) for count in counts[: len(counts) // 4 * 4]]
    table = [[*LEGACY, *WIDE_YEARS]]
    table += [[*CODES, *cells[at : at + 4]] for at in range(0, len(cells), 4)]
    mark = '"{}"' if quoted else "{}"
    text = end.join(delimiter.join(mark.format(row[at]) for at in order) for row in table)
    path = tmp_path_factory.mktemp("layout") / "pupils.csv"
    path.write_bytes(text.encode(encoding))
    rows = run(path).rows
    assert len(rows) == len(cells)
    suppressed = sum(cell in ("<5", "-1") for cell in cells)
    exact = sum(int(cell) for cell in cells if cell not in ("<5", "-1"))
    assert sum(int(str(r["count_low"])) for r in rows) == exact + suppressed
    assert sum(int(str(r["count_high"])) for r in rows) == exact + 4 * suppressed
