"""What the reader makes of a file, quirk by quirk; see `layouts.py` for their combinations."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from sources.duo.periods import school_year
from sources.duo_contract import Period
from tests.sources.duo.readings import INFLOW, VOEX, VOEX_ROW, Reading, read_file, refusal

PUPILS, EXAMS = "duo.vo_pupils", "duo.vo_exam_candidates"
RESULTS, SUBJECTS = "duo.vo_exam_results", "duo.vo_exam_subjects"
ENROLLED, GRADUATES, FIRST_YEARS = "duo.ho_enrolled", "duo.ho_graduates", "duo.ho_first_years"
MBO, MBO_INFLOW = "duo.mbo_students", "duo.mbo_inflow"

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
LONG = (
    "STUDIEJAAR,INSTELLINGSCODE,VESTIGINGSCODE,PROVINCIE_VESTIGING,ONDERWIJSTYPE,VMBO_SECTOR,"
    "AFDELING,LEERJAAR,GESLACHT,AANTAL_LEERLINGEN,INDICATIEAVG"
)


def wide(tmp_path: Path, *lines: str, encoding: str = "cp1252", end: str = "\n") -> Path:
    path = tmp_path / "pupils.csv"
    header = ";".join([*LEGACY, *WIDE_YEARS])
    path.write_bytes(end.join([header, *lines, ""]).encode(encoding))
    return path


def line(*counts: str) -> str:
    return ";".join([*CODES, *counts])


def written(tmp_path: Path, *lines: str, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_text("".join(f"{one}\n" for one in lines), encoding="utf-8")
    return path


def long(tmp_path: Path, *counts: tuple[str, str], gender: str = "MAN") -> Path:
    row = f'"2021","99XA","99XA01","Drenthe","VMBO BL lj 3-4","Techniek","BWI","3","{gender}"'
    return written(tmp_path, LONG, *(f'{row},"{count}","{flag}"' for count, flag in counts))


def without_flags(tmp_path: Path, *counts: str) -> Path:
    path = long(tmp_path, *((count, "N") for count in counts))
    path.write_text(path.read_text().replace(",INDICATIEAVG", "").replace(',"N"', ""))
    return path


def bounds(found: Reading) -> list[tuple[object, ...]]:
    return [(row["count"], row["count_low"], row["count_high"]) for row in found.rows]


def test_a_wide_file_becomes_long(tmp_path: Path) -> None:
    found = read_file(wide(tmp_path, line("7", "0", "12", "3")), PUPILS)
    assert found.of("study_year", "gender", "count") == Counter(
        [(3, "male", 7), (3, "female", 0), (4, "male", 12), (4, "female", 3)]
    )
    assert found.only("institution_code") == "00A1"
    assert found.only("location_code") == "00"
    assert found.only("element_code") == "0042"
    assert found.only("institution_name") == "’t Veld"
    assert found.periods == ("2019/2020",)


def test_the_brin_in_front_of_the_location_is_dropped(tmp_path: Path) -> None:
    assert read_file(long(tmp_path, ("5", "N")), PUPILS).only("location_code") == "01"


# How counts are written.


@pytest.mark.parametrize("cell", [("<5", "N"), ("< 5", ""), ("-1", "N"), ("4", "J"), ("4", "j")])
def test_a_suppressed_count_is_between_one_and_four(tmp_path: Path, cell: tuple[str, str]) -> None:
    assert bounds(read_file(long(tmp_path, cell), PUPILS)) == [(None, 1, 4)]


def test_four_without_a_flag_is_four(tmp_path: Path) -> None:
    assert bounds(read_file(long(tmp_path, ("4", "N")), PUPILS)) == [(4, 4, 4)]


@pytest.mark.parametrize("four", ["4", "4,0", "4.0"])
@pytest.mark.parametrize(
    ("others", "hidden"), [(["0", "5"], True), (["1"], False), (["2"], False), (["3"], False)]
)
def test_twenty_fours_hide_where_nothing_smaller_is_counted(
    tmp_path: Path, four: str, others: list[str], hidden: bool
) -> None:
    path = without_flags(tmp_path, *[four] * 20, *others)
    found = read_file(path, PUPILS)
    fours = [one for one in bounds(found) if one[2] == 4]
    assert fours == [(None, 1, 4) if hidden else (4, 4, 4)] * 20
    assert found.kinds == (["fours_hide"] if hidden else [])


def test_fewer_fours_are_fours(tmp_path: Path) -> None:
    found = read_file(without_flags(tmp_path, *["4"] * 19), PUPILS)
    assert set(bounds(found)) == {(4, 4, 4)}
    assert found.findings == ()


def test_fours_of_which_a_flag_says_that_they_are_not_hidden_are_fours(tmp_path: Path) -> None:
    found = read_file(long(tmp_path, *[("4", "N")] * 30), PUPILS)
    assert set(bounds(found)) == {(4, 4, 4)}
    assert found.findings == ()


@pytest.mark.parametrize("written_as", ["12", "12,0", "12.0", " 12 ", "012"])
def test_a_count_may_have_a_decimal_that_says_nothing(tmp_path: Path, written_as: str) -> None:
    assert bounds(read_file(long(tmp_path, (written_as, "N")), PUPILS)) == [(12, 12, 12)]


@pytest.mark.parametrize(
    "bad", ["", "1.811", "1,5", "x", "-2", "<10", "12,00", "1 811", "١٢", "0x10", "1e3", "+5"]
)
def test_an_unreadable_count_is_refused_with_line_column_and_value(
    tmp_path: Path, bad: str
) -> None:
    message = refusal(long(tmp_path, ("5", "N"), (bad, "N")), PUPILS)
    assert f"line 3, column AANTAL_LEERLINGEN: {bad!r})" in message


def test_many_unreadable_counts_are_counted_and_a_few_named(tmp_path: Path) -> None:
    message = refusal(wide(tmp_path, *[line("1", "x", "y", "2")] * 10), PUPILS)
    assert "20 cells are not a count" in message
    assert "line 2, column LEER- OF VERBLIJFSJAAR 3 - VROUW: 'x'" in message
    assert "line 2, column LEER- OF VERBLIJFSJAAR 4 - MAN: 'y'" in message
    assert message.count("line ") == 5


@pytest.mark.parametrize("nothing", ["", ",0", ".0"])
def test_an_empty_count_is_none_where_duo_leaves_it_empty(tmp_path: Path, nothing: str) -> None:
    header = "BRIN NUMMER;TYPE MBO;NIVEAU;KWALIFICATIE CODE;MAN2018;VROUW2018;TOTAAL2018"
    found = read_file(written(tmp_path, header, f"00GT;BBL;1;23110;3;{nothing};3"), MBO)
    assert found.of("gender", "count") == Counter([("male", 3), ("female", 0)])
    assert found.findings == ()


# Lines, encodings and quotes.


def test_junk_blank_and_footer_lines_are_no_rows_and_keep_the_line_numbers(tmp_path: Path) -> None:
    lines = [line(*"1234"), "", '""', line(*"5678"), "Totalen;;;;;;;;;;6;8;10;12"]
    assert len(read_file(wide(tmp_path, *lines), PUPILS).rows) == 8
    message = refusal(wide(tmp_path, *lines[:3], line("5", "x", "7", "8")), PUPILS)
    assert "line 5, column LEER- OF VERBLIJFSJAAR 3 - VROUW: 'x'" in message


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_a_name_of_several_lines_counts_for_as_many(tmp_path: Path, end: str) -> None:
    named = f'0A1;0;"De ""Brug""{end}{end}te Veld";' + ";".join(CODES[3:])
    good = f"{named};1;2;3;4"
    found = read_file(wide(tmp_path, good, good, end=end), PUPILS)
    assert found.only("institution_name") == 'De "Brug"\n\nte Veld'
    message = refusal(wide(tmp_path, good, "", good, f"{named};1;2;?;4", end=end), PUPILS)
    assert "line 9, column LEER- OF VERBLIJFSJAAR 4 - MAN: '?'" in message


def test_a_row_of_empty_quoted_cells_is_no_row(tmp_path: Path) -> None:
    path = long(tmp_path, ("5", "N"))
    path.write_text(path.read_text() + ",".join(['""'] * 11) + "\n")
    assert len(read_file(path, PUPILS).rows) == 1


def test_a_row_of_spaces_is_no_row(tmp_path: Path) -> None:
    found = read_file(wide(tmp_path, line(*"1234"), ";".join([" "] * 14)), PUPILS)
    assert len(found.rows) == 4


@pytest.mark.parametrize("trailing", ["both", "rows", "header"])
def test_a_trailing_delimiter_is_an_empty_column(tmp_path: Path, trailing: str) -> None:
    path = wide(tmp_path, line(*"1234"), line(*"5678"))
    header, rows = path.read_bytes().split(b"\n", 1)
    header += b";" if trailing in ("both", "header") else b""
    rows = rows.replace(b"\n", b";\n") if trailing in ("both", "rows") else rows
    path.write_bytes(header + b"\n" + rows)
    found = read_file(path, PUPILS)
    assert sorted(row["count"] for row in found.rows) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found.findings == ()


def test_a_trailing_delimiter_below_a_name_of_several_lines(tmp_path: Path) -> None:
    named = ";".join([*CODES[:2], '"te\nVeld"', *CODES[3:], "1", "2", "3", "4", ""])
    found = read_file(wide(tmp_path, named, named), PUPILS)
    assert found.only("institution_name") == "te\nVeld"
    assert found.findings == ()


def test_a_quote_left_open_below_a_name_of_several_lines(tmp_path: Path) -> None:
    good, bad = (
        ";".join([*CODES[:2], name, *CODES[3:], *"1234"]) for name in ('"te\n\nVeld"', '"te Veld')
    )
    assert "line 5 " in refusal(wide(tmp_path, good, bad), PUPILS)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_a_byte_that_is_no_character(tmp_path: Path, end: str) -> None:
    path = wide(tmp_path, line(*"1234"), line(*"5678"), end=end)
    path.write_bytes(path.read_bytes().replace(b"5;6", b"5\x81;6"))
    assert "line 3 holds byte 81, which is no character in cp1252" in refusal(path, PUPILS)


def test_one_wrong_byte_does_not_make_windows_1252_of_utf_8(tmp_path: Path) -> None:
    """Read as such, every accent in the file would become two other characters."""
    path = wide(tmp_path, *[line(*"1234")] * 5, encoding="utf-8")
    before, after = path.read_bytes().rsplit("’".encode(), 1)
    path.write_bytes(before + b"\xe2\x80" + after)
    message = refusal(path, PUPILS)
    assert "line 6 holds byte e2" in message
    assert "utf-8" in message


def test_a_title_above_the_header_and_notes_below_it(tmp_path: Path) -> None:
    path = wide(tmp_path, line(*"1234"), "", "Bron: DUO", "Peildatum 1 oktober 2019")
    path.write_bytes(b"Leerlingen; voorlopige cijfers\n\n" + path.read_bytes())
    found = read_file(path, PUPILS)
    assert len(found.rows) == 4
    (finding,) = found.findings
    assert finding.kind == "note_in_file"
    assert [row["line"] for row in finding.rows] == ["6", "7"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_and_line_end(tmp_path: Path, encoding: str, end: str) -> None:
    path = wide(tmp_path, line(*"1234"), line(*"5678"), encoding=encoding, end=end)
    found = read_file(path, PUPILS)
    assert sorted(row["count"] for row in found.rows) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found.only("institution_name") == "’t Veld"


def test_a_header_with_accents_in_windows_1252(tmp_path: Path) -> None:
    path = wide(tmp_path, line(*"1234"))
    path.write_bytes(path.read_bytes().replace(b"PROVINCIE", "PROVINCIË".encode("cp1252")))
    assert read_file(path, PUPILS).only("province_name") == "Drenthe"


@pytest.mark.parametrize("name", ['De "Brug"', '"De" Brug', 'De Brug "'])
def test_a_quote_in_a_file_that_quotes_nothing_is_a_character(tmp_path: Path, name: str) -> None:
    cells = [*CODES[:2], name, *CODES[3:]]
    found = read_file(wide(tmp_path, ";".join([*cells, *"1234"]), line(*"5678")), PUPILS)
    assert found.of("institution_name") == Counter({(name,): 4, ("’t Veld",): 4})


def test_a_file_cut_in_a_line_is_refused(tmp_path: Path) -> None:
    path = wide(tmp_path, line(*"1234"), line(*"5678"))
    path.write_bytes(path.read_bytes()[:-6])
    message = refusal(path, PUPILS)
    assert "line 3 has 12 columns where the header has 14" in message
    assert "cut off; download it again" in message


def test_a_file_cut_in_a_quoted_cell_is_refused(tmp_path: Path) -> None:
    path = long(tmp_path, ("5", "N"), ("6", "N"))
    path.write_bytes(path.read_bytes()[:-6])
    message = refusal(path, PUPILS)
    assert "line 3" in message
    assert "cut off" in message or "not closed" in message


def test_a_note_that_fills_a_row_is_not_read_as_one(tmp_path: Path) -> None:
    """As a spreadsheet writes it: with all the delimiters of a row."""
    message = refusal(wide(tmp_path, line(*"1234"), "Bron: DUO" + ";" * 13), PUPILS)
    assert "line 3, column LEER- OF VERBLIJFSJAAR 3 - MAN: ''" in message


# Columns.


def test_a_missing_column_is_named_with_the_names_it_has_had(tmp_path: Path) -> None:
    path = wide(tmp_path, line(*"1234"))
    path.write_bytes(path.read_bytes().replace(b"AFDELING", b"RICHTING"))
    message = refusal(path, PUPILS)
    assert "column missing: programme (AFDELING). Found on line 1: BRIN NUMMER, " in message


def test_a_missing_wide_column_is_described_in_words(tmp_path: Path) -> None:
    message = refusal(written(tmp_path, "INSTELLINGSCODE;LEERWEG;NIVEAU", "00GT;BBL;1"), MBO)
    assert "AANTAL STUDENTEN or AANTAL DEELNEMERS" in message


@pytest.mark.parametrize("name", ["VESTIGINGSNUMMER", "LEER- OF VERBLIJFSJAAR 3 - MAN"])
def test_a_column_that_is_there_twice_is_refused(tmp_path: Path, name: str) -> None:
    path = wide(tmp_path, line(*"1234"))
    header, row = path.read_bytes().decode("cp1252").splitlines()
    path.write_bytes(f"{header};{name}\n{row};7\n".encode("cp1252"))
    at = [*LEGACY, *WIDE_YEARS].index(name) + 1
    assert f"columns {at} and 15 are both called {name}" in refusal(path, PUPILS)


def test_a_new_column_is_reported(tmp_path: Path) -> None:
    path = wide(tmp_path, line(*"1234"))
    path.write_bytes(
        path.read_bytes().replace(b"VROUW\n", b"VROUW;SCHOOLSOORT\n").replace(b"4\n", b"4;x\n")
    )
    (finding,) = read_file(path, PUPILS).findings
    assert finding.kind == "new_column"
    assert "SCHOOLSOORT" in finding.message_nl


def test_what_the_portal_puts_in_front_of_its_export_is_not_new(tmp_path: Path) -> None:
    path = written(tmp_path, f"_id,{LONG}", "1,2021,99XA,01,Drenthe,x,y,z,3,MAN,12,N")
    assert read_file(path, PUPILS).findings == ()


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    assert "no row follows" in refusal(wide(tmp_path), PUPILS)


@pytest.mark.parametrize(
    ("cell", "shown"), [("derde", "'derde'"), ("3,5", "'3,5'"), ("3 jaar", "'3 jaar'")]
)
def test_a_column_of_numbers_holds_numbers(tmp_path: Path, cell: str, shown: str) -> None:
    row = ["2021", "99XA", "01", "Drenthe", "x", "y", "z", "3", "MAN", "12", "N"]
    wrong = [*row[:7], f'"{cell}"', *row[8:]]
    path = written(tmp_path, LONG, ",".join(row), ",".join(wrong))
    message = refusal(path, PUPILS)
    assert f"line 3, column LEERJAAR: {shown} is not a whole number" in message


@pytest.mark.parametrize("written_as", ["1996-08-01T00:00:00", "1996-08-01"])
def test_dates(tmp_path: Path, written_as: str) -> None:
    header = "LICENTIECODE,OIE_CODE,VESTIGINGSCODE,ERKENDEOPLEIDINGSCODE,BEGINDATUM,EINDDATUM"
    path = written(tmp_path, header, f"a-1,00AH,00AH00,10,{written_as},")
    found = read_file(path, "duo.vo_offer")
    assert found.only("valid_from") == date(1996, 8, 1)
    assert found.only("valid_until") is None
    assert found.only("element_code") == "0010"


def test_a_date_that_is_none(tmp_path: Path) -> None:
    header = "LICENTIECODE,OIE_CODE,VESTIGINGSCODE,ERKENDEOPLEIDINGSCODE,BEGINDATUM,EINDDATUM"
    path = written(tmp_path, header, "a-1,00AH,00,10,31-02-1996,")
    message = refusal(path, "duo.vo_offer")
    assert "line 2, column BEGINDATUM: '31-02-1996' is not a date such as 2020-10-01" in message


# Genders, and totals beside them.


@pytest.mark.parametrize(
    ("written_as", "gender"),
    [("man", "male"), ("Vrouwen", "female"), ("VRW", "female"), ("", "unknown"), ("M", "male")],
)
def test_genders(tmp_path: Path, written_as: str, gender: str) -> None:
    path = long(tmp_path, ("5", "N"), gender=written_as)
    assert read_file(path, PUPILS).only("gender") == gender


def test_an_unknown_gender_is_refused(tmp_path: Path) -> None:
    message = refusal(long(tmp_path, ("5", "N"), gender="beide"), PUPILS)
    assert "line 2, column GESLACHT: 'beide' is not a gender (MAN, " in message


def test_a_file_of_totals_only_counts_everybody(tmp_path: Path) -> None:
    found = read_file(long(tmp_path, ("5", "N"), ("7", "N"), gender="TOTAAL"), PUPILS)
    assert found.of("gender", "count") == Counter([("total", 5), ("total", 7)])


EXAM_HEADER = ["BRIN NUMMER", "VESTIGINGSNUMMER", "ONDERWIJSTYPE VO", "OPLEIDINGSNAAM"] + [
    f"{what} SCHOOLJAAR 2017-2018 - {who}"
    for who in ("MAN", "VROUW", "TOTAAL")
    for what in ("EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC")
]


def exams(tmp_path: Path, *counts: int | str) -> Path:
    """One school's candidates and graduates: men, women and both."""
    row = ["99XA", "99XA00", "HAVO", "HAVO - N&T"]
    for at in range(0, len(counts), 2):
        row += [str(counts[at]), str(counts[at + 1]), ",0%"]
    return written(tmp_path, ";".join(EXAM_HEADER), ";".join(row))


def test_totals_are_used_and_not_added(tmp_path: Path) -> None:
    found = read_file(exams(tmp_path, 4, 4, 6, 5, 10, 9), EXAMS)
    assert found.of("measure", "gender", "count") == Counter(
        [
            ("candidates", "male", 4),
            ("passed", "male", 4),
            ("candidates", "female", 6),
            ("passed", "female", 5),
        ]
    )
    assert found.findings == ()
    assert found.periods == ("2017/2018",)


def test_a_total_that_its_parts_cannot_give_is_a_finding(tmp_path: Path) -> None:
    (finding,) = read_file(exams(tmp_path, 4, 4, 6, 5, 11, 9), EXAMS).findings
    assert finding.kind == "total_differs"
    assert finding.rows == (
        {
            "line": "2",
            "measure": "candidates",
            "period": "2017/2018",
            "total": "11",
            "sum of parts": "10",
        },
    )


@pytest.mark.parametrize(("total", "kinds"), [(7, []), (10, []), (11, ["total_differs"])])
def test_a_total_is_held_to_the_bounds_of_suppressed_parts(
    tmp_path: Path, total: int, kinds: list[str]
) -> None:
    assert read_file(exams(tmp_path, "<5", "<5", 6, 5, total, 9), EXAMS).kinds == kinds


FOOTER_HEADER = "PROVINCIE;BRIN NUMMER ACTUEEL;CROHO ONDERDEEL;OPLEIDINGSCODE;OPLEIDINGSVORM;"
FOOTER_ROWS = ("Drenthe;25BE;techniek;34267;VT;31;3", "Utrecht;25DW;natuur;34267;DT;9;7")


@pytest.mark.parametrize(
    ("footer", "differs"),
    [
        (";;;;Totalen;40;10", []),
        (";totaal;;;;40;10", []),
        (";;;;Totalen;50;", []),
        (";;;;Totalen;40;11", [("female", "11", "10")]),
        (";;;;Totalen;51;", [("total", "51", "50")]),
    ],
)
def test_a_footer_is_held_against_the_rows(
    tmp_path: Path, footer: str, differs: list[tuple[str, str, str]]
) -> None:
    header = f"{FOOTER_HEADER}2018 Man;2018 Vrouw"
    found = read_file(written(tmp_path, header, *FOOTER_ROWS, footer), ENROLLED)
    assert sorted(row["count"] for row in found.rows) == [3, 7, 9, 31]
    rows = [row for finding in found.findings for row in finding.rows]
    assert [(r["gender"], r["total"], r["sum of parts"]) for r in rows] == differs
    assert {r["line"] for r in rows} <= {"4"}


@pytest.mark.parametrize(("women", "kinds"), [("10", []), ("", []), ("12", ["total_differs"])])
def test_a_footer_where_empty_counts_are_no_zeros(
    tmp_path: Path, women: str, kinds: list[str]
) -> None:
    men = "40" if women else "50"
    footer = "Totalen" + ";" * 10 + f"{men};{women};0;0"
    path = wide(tmp_path, line("31", "3", "0", "0"), line("9", "7", "0", "0"), footer)
    assert read_file(path, PUPILS).kinds == kinds


def test_a_subtotal_is_held_against_its_own_rows(tmp_path: Path) -> None:
    header = f"{FOOTER_HEADER}2018 Man;2018 Vrouw"
    footers = ("Drenthe;Totaal;;;;31;3", "Utrecht;Totaal;;;;9;8")
    (finding,) = read_file(written(tmp_path, header, *FOOTER_ROWS, *footers), ENROLLED).findings
    assert [(row["line"], row["total"]) for row in finding.rows] == [("5", "8")]


def test_a_padded_footer_is_still_a_footer(tmp_path: Path) -> None:
    header = f"{FOOTER_HEADER}2018 Man;2018 Vrouw"
    footer = " ; ; ; ; Totalen ; 40 ; 10 "
    found = read_file(written(tmp_path, header, *FOOTER_ROWS, footer), ENROLLED)
    assert len(found.rows) == 4
    assert found.findings == ()


def test_rows_for_both_genders_are_held_against_those_of_each(tmp_path: Path) -> None:
    header = f"{FOOTER_HEADER}GESLACHT;2018"
    row = "Drenthe;25BE;techniek;34267;VT"
    rows = [f"{row};{who};{count}" for who, count in (("man", 31), ("vrouw", 3), ("totaal", 35))]
    found = read_file(written(tmp_path, header, *rows), ENROLLED)
    assert found.of("gender", "count") == Counter([("male", 31), ("female", 3)])
    (finding,) = found.findings
    assert finding.rows[0]["total"] == "35"
    assert finding.rows[0]["sum of parts"] == "34"


RESULTS_HEADER = (
    "INSTELLINGSCODE;VESTIGINGSCODE;ONDERWIJSTYPE VO;LEERWEG VMBO;VMBO SECTOR;AFDELING;"
    "EXAMENKANDIDATEN;GESLAAGDEN;GEZAKTEN;GEMIDDELD CIJFER SCHOOLEXAMEN;"
    "GEMIDDELD CIJFER CENTRAAL EXAMEN;GEMIDDELD CIJFER CIJFERLIJST"
)


@pytest.mark.parametrize(
    ("counts", "kinds"),
    [("7;6;1", []), ("7;6;<5", []), ("7;<5;0", ["total_differs"]), ("8;6;1", ["total_differs"])],
)
def test_candidates_passed_or_failed(tmp_path: Path, counts: str, kinds: list[str]) -> None:
    row = f"00AH;00;HAVO; ;;Natuur en Techniek;{counts};6,4;6,6;6,6"
    assert read_file(written(tmp_path, RESULTS_HEADER, row), RESULTS).kinds == kinds


# Means.


@pytest.mark.parametrize(
    ("mark", "value"), [("6,4", 6.4), ("6.4", 6.4), ("7", 7.0), (",0", None), ("", None)]
)
def test_a_mean_is_a_number_or_missing(tmp_path: Path, mark: str, value: float | None) -> None:
    row = f"00AH;00;HAVO;;;Natuur en Techniek;<5;<5;0;{mark};6,6;6,6"
    found = read_file(written(tmp_path, RESULTS_HEADER, row), RESULTS)
    marks = [r["value"] for r in found.rows if r["measure"] == "mark_school_exam"]
    assert marks == ([] if value is None else [value])
    assert {r["value"] for r in found.rows if r["measure"] == "passed"} == {None}


@pytest.mark.parametrize("mark", ["x", "<5", "6,4,1", "J"])
def test_a_mean_that_is_no_number_is_refused(tmp_path: Path, mark: str) -> None:
    row = f"00AH;00;HAVO;;;Natuur en Techniek;7;7;0;{mark};6,6;6,6"
    message = refusal(written(tmp_path, RESULTS_HEADER, row), RESULTS)
    assert f"line 2, column GEMIDDELD CIJFER SCHOOLEXAMEN: {mark!r}" in message
    assert "for a mean a decimal number" in message


# Periods.


@pytest.mark.parametrize(
    ("text", "starts", "ends", "after"),
    [
        ("2019", "2019/2020", "2018/2019", "2017/2018"),
        ("2019-2020", "2019/2020", "2019/2020", "2019/2020"),
        ("2019/2020", "2019/2020", "2019/2020", "2019/2020"),
        ("2019/20", "2019/2020", "2019/2020", "2019/2020"),
        (" 1999 - 2000 ", "1999/2000", "1999/2000", "1999/2000"),
        ("2018-2020", None, None, None),
        ("2019/21", None, None, None),
        ("19/20", None, None, None),
        ("1066", None, None, None),
        ("20191", None, None, None),
        ("", None, None, None),
    ],
)
def test_school_years(text: str, starts: str | None, ends: str | None, after: str | None) -> None:
    rules = [Period(year_is=rule) for rule in ("start", "end", "after")]
    assert [school_year(text, rule) for rule in rules] == [starts, ends, after]


def test_the_newest_period_is_provisional(tmp_path: Path) -> None:
    header = f"{FOOTER_HEADER}2017 Man;2017 Vrouw;2018 Man;2018 Vrouw"
    rows = [f"{row};1;2" for row in FOOTER_ROWS]
    found = read_file(written(tmp_path, header, *rows), ENROLLED)
    assert set(found.of("period", "status")) == {
        ("2017/2018", "definitive"),
        ("2018/2019", "provisional"),
    }


@pytest.mark.parametrize(
    ("dataset", "published", "expected"),
    [
        (PUPILS, date(2020, 3, 2), "2019/2020"),
        (PUPILS, date(2019, 10, 1), "2019/2020"),
        (PUPILS, date(2019, 9, 30), "2018/2019"),
        (RESULTS, date(2020, 3, 2), "2018/2019"),
        (RESULTS, date(2019, 10, 1), "2018/2019"),
    ],
)
def test_a_file_without_a_year_counts_the_last_before_it_was_published(
    tmp_path: Path, dataset: str, published: date, expected: str
) -> None:
    path = wide(tmp_path, line(*"1234"))
    if dataset == RESULTS:
        path = written(tmp_path, RESULTS_HEADER, "00AH;00;HAVO;;;N&T;7;6;1;6,4;6,6;6,6")
    assert read_file(path, dataset, published=published).periods == (expected,)


def test_what_is_told_goes_before_the_publication_date_and_after_the_file(tmp_path: Path) -> None:
    found = read_file(wide(tmp_path, line(*"1234")), PUPILS, period="2017/2018")
    assert found.periods == ("2017/2018",)
    found = read_file(long(tmp_path, ("5", "N")), PUPILS, period="2017/2018")
    assert found.periods == ("2021/2022",)


def test_a_file_without_a_year_needs_to_be_told(tmp_path: Path) -> None:
    message = refusal(wide(tmp_path, line(*"1234")), PUPILS, published=None)
    assert "--period 2019/2020" in message
    assert "--published 2020-03-02" in message


@pytest.mark.parametrize("year", ["2018-2020", "1066-1067"])
def test_a_header_that_names_no_school_year(tmp_path: Path, year: str) -> None:
    path = exams(tmp_path, 4, 4, 6, 5, 10, 9)
    path.write_text(path.read_text().replace("2017-2018", year))
    assert f"'{year}' in a header is no year or school year" in refusal(path, EXAMS)


# What a contract says of columns.


HO = {
    "gender": ("GESLACHT", "MAN"),
    "programme": ("OPLEIDINGSCODE_ACTUEEL,OPLEIDINGSNAAM_ACTUEEL", "34267,B Elektrotechniek"),
    "study_mode": ("OPLEIDINGSVORM", "VT"),
    "full": ("GESLACHT,OPLEIDINGSCODE_ACTUEEL,OPLEIDINGSVORM", "VROUW,34267,DU"),
}
HO_WHERE = "STUDIEJAAR,PROVINCIENAAM,GEMEENTENUMMER,INSTELLINGSCODE_ACTUEEL,ONDERDEEL"


def higher(tmp_path: Path, header: str, values: str, name: str = "ingeschrevenenhbo.csv") -> Path:
    return written(
        tmp_path,
        f"{HO_WHERE},{header},AANTAL_INGESCHREVENEN",
        f"2024,Drenthe,0106,25BE,TECHNIEK,{values},-1",
        name=name,
    )


@pytest.mark.parametrize("breakdown", HO)
def test_breakdowns(tmp_path: Path, breakdown: str) -> None:
    found = read_file(higher(tmp_path, *HO[breakdown]), ENROLLED)
    assert found.only("breakdown") == breakdown
    assert found.only("ho_type") == "hbo"
    told = {"gender": "male", "full": "female"}
    assert found.only("gender") == told.get(breakdown, "total")


def test_a_combination_that_is_no_breakdown(tmp_path: Path) -> None:
    message = refusal(higher(tmp_path, "GESLACHT,OPLEIDINGSVORM", "MAN,VT"), ENROLLED)
    assert "no known breakdown" in message
    assert "Found on line 1: STUDIEJAAR" in message


def test_pupils_without_gender_are_another_breakdown(tmp_path: Path) -> None:
    header = LONG.replace("GESLACHT,", "").replace(",INDICATIEAVG", "")
    path = written(tmp_path, header, "2018,99XA,01,Drenthe,x,y,z,3,12")
    found = read_file(path, PUPILS)
    assert found.of("breakdown", "gender", "count") == Counter([("no_gender", "total", 12)])
    assert read_file(long(tmp_path, ("5", "N")), PUPILS).only("breakdown") == "gender"


@pytest.mark.parametrize(
    ("code", "name", "ho_type"),
    [
        ("34267", "wo.csv", "hbo"),
        ("80009", "file.csv", "hbo"),
        ("56553", "hbo.csv", "wo"),
        ("60001", "file.csv", "wo"),
        ("04701", "file.csv", "wo"),
        ("4701", "file.csv", "wo"),
    ],
)
def test_a_programme_code_tells_hbo_from_wo(
    tmp_path: Path, code: str, name: str, ho_type: str
) -> None:
    found = read_file(higher(tmp_path, "OPLEIDINGSCODE_ACTUEEL", code, name), ENROLLED)
    assert found.only("ho_type") == ho_type
    assert found.only("programme_code") == code.zfill(5)


@pytest.mark.parametrize(("name", "ho_type"), [("GeslHBO.csv", "hbo"), ("wo-2024.csv", "wo")])
def test_the_file_name_tells_where_no_column_does(tmp_path: Path, name: str, ho_type: str) -> None:
    assert read_file(higher(tmp_path, *HO["gender"], name), ENROLLED).only("ho_type") == ho_type


def test_a_file_name_that_tells_nothing(tmp_path: Path) -> None:
    message = refusal(higher(tmp_path, *HO["gender"], "download.csv"), ENROLLED)
    assert "name the file so that it says hbo or wo" in message


def test_a_code_that_tells_nothing_is_refused_with_line_column_and_value(tmp_path: Path) -> None:
    message = refusal(higher(tmp_path, "OPLEIDINGSCODE_ACTUEEL", "97731"), ENROLLED)
    assert "line 2, column OPLEIDINGSCODE_ACTUEEL: '97731' is not something that tells" in message
    assert "hbo" in message


def test_a_diploma_tells_before_a_code_does(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "DIPLOMAJAAR,PROVINCIENAAM,INSTELLINGSCODE_ACTUEEL,ONDERDEEL,SOORT_DIPLOMA,GESLACHT,"
        "OPLEIDINGSCODE_ACTUEEL,OPLEIDINGSVORM,AANTAL_GEDIPLOMEERDEN",
        "2023,Drenthe,25BE,NATUUR,hbo bachelor,MAN,34267,VT,9",
        "2023,Utrecht,21PD,NATUUR,wo master,MAN,60001,VT,8",
    )
    found = read_file(path, GRADUATES)
    assert found.of("ho_type", "period", "count") == Counter(
        [("hbo", "2023/2024", 9), ("wo", "2023/2024", 8)]
    )


def test_one_spelling_for_what_duo_writes_in_several(tmp_path: Path) -> None:
    header = "BRIN NUMMER;TYPE MBO;NIVEAU;KWALIFICATIE CODE;MAN2018"
    spellings = ("BOLVT", "bol vt", "BOL voltijd", "Examendeelnemer", "bbl")
    rows = [f"00GT;{spelling};1;23110;9" for spelling in spellings]
    found = read_file(written(tmp_path, header, *rows), MBO)
    assert found.of("leerweg") == Counter({("BOLVT",): 3, ("EX",): 1, ("BBL",): 1})
    assert found.findings == ()


def test_a_new_spelling_is_kept_and_reported(tmp_path: Path) -> None:
    header = "BRIN NUMMER;TYPE MBO;NIVEAU;KWALIFICATIE CODE;MAN2018"
    path = written(tmp_path, header, "00GT;Derde leerweg;1;23110;9", "00GT;BBL;1;23110;9")
    found = read_file(path, MBO)
    assert found.of("leerweg") == Counter([("Derde leerweg",), ("BBL",)])
    (finding,) = found.findings
    assert finding.kind == "new_value"
    assert "'Derde leerweg'" in finding.message_nl
    assert "BOLVT" in finding.message_nl


# Long measures that one column holds.


def test_a_row_counts_what_its_part_of_the_exam_says(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        VOEX,
        f"{VOEX_ROW},CENTRAAL EXAMEN,,33,6.0",
        f"{VOEX_ROW},CENTRAAL EXAMEN MEETELLEND VOOR DIPLOMA,,32,6.1",
        f"{VOEX_ROW},CIJFERLIJST,,31,6.2",
        f"{VOEX_ROW},SCHOOLEXAMEN,,30,6.3",
        f"{VOEX_ROW},SCHOOLEXAMEN MEETELLEND VOOR DIPLOMA,,29,6.4",
        f"{VOEX_ROW},SCHOOLEXAMEN,V,28,",
    )
    found = read_file(path, SUBJECTS)
    assert found.of("measure", "assessment", "count", "value") == Counter(
        [
            ("central_exams", None, 33, None),
            ("central_exams_mark", None, None, 6.0),
            ("central_exams_for_diploma", None, 32, None),
            ("central_exams_for_diploma_mark", None, None, 6.1),
            ("final_marks", None, 31, None),
            ("final_mark", None, None, 6.2),
            ("school_exams", None, 30, None),
            ("school_exams_mark", None, None, 6.3),
            ("school_exams_for_diploma", None, 29, None),
            ("school_exams_for_diploma_mark", None, None, 6.4),
            ("school_exams", "V", 28, None),
        ]
    )
    assert found.only("subject_code") == "0131"
    assert found.only("municipality_code") == "0153"
    assert found.findings == ()


def test_inflow_is_counted_where_the_row_says_so(tmp_path: Path) -> None:
    start = "2024,00GT,4,BOL,25998,Applicatieontwikkelaar, ,<2022,havo diploma, , ,Geen instroom"
    path = written(tmp_path, INFLOW, f"{start},J,J,12", f"{start},N,J,-1", f"{start},N,N,7")
    found = read_file(path, MBO_INFLOW)
    assert found.of("measure", "count_low", "count_high") == Counter(
        [
            ("students", 12, 12),
            ("students", 1, 4),
            ("students", 7, 7),
            ("new_in_mbo", 12, 12),
            ("new_in_programme", 12, 12),
            ("new_in_programme", 1, 4),
        ]
    )
    assert found.only("last_year_vo") == "<2022"
    assert found.only("breakdown") == "kind_of_inflow"
    assert found.findings == ()


# Registers and files without a header.


def test_a_register_counts_its_rows(tmp_path: Path) -> None:
    header = "PROVINCIE;BRIN NUMMER;VESTIGINGSNUMMER;VESTIGINGSNAAM;GEMEENTENUMMER"
    rows = ("Drenthe;18BR;18BR00;PRO Assen;106", "Drenthe;18BR;18BR01; ;0106")
    found = read_file(written(tmp_path, header, *rows), "duo.vo_locations")
    assert found.of("location_code", "location_name", "municipality_code", "count") == Counter(
        [("00", "PRO Assen", "0106", 1), ("01", None, "0106", 1)]
    )
    assert found.only("status") == "definitive"
    assert found.only("gender") == "total"
    assert found.periods == ("2019/2020",)


def test_fixed_width(tmp_path: Path) -> None:
    path = tmp_path / "Dec_vakcode.asc"
    lines = [
        "0010" + "Nederlandse taal".ljust(112) + "Nederlands".ljust(30) + "ne   ",
        "",
        "2121" + "commerciële visserij".ljust(112) + "visserij".ljust(30) + "cvis ",
    ]
    path.write_bytes("\r\n".join([*lines, ""]).encode("cp1252"))
    found = read_file(path, "duo.vo_subjects")
    assert found.of("subject_code", "subject_name", "subject_group", "subject_short") == Counter(
        [
            ("0010", "Nederlandse taal", "Nederlands", "ne"),
            ("2121", "commerciële visserij", "visserij", "cvis"),
        ]
    )


def test_a_short_line_of_fixed_width_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "00BHSaxion Hogeschool Deventer", "", "00BM", name="Dec_ho-inst.asc")
    message = refusal(path, "duo.ho_institutions")
    assert "line 3, column NAAM INSTELLING: nothing is not filled in" in message


@pytest.mark.parametrize(
    ("dataset", "one"),
    [
        ("duo.vo_subjects", "00BHSaxion Hogeschool Deventer"),
        ("duo.ho_institutions", "0011Nederlandse taal"),
        ("duo.ho_isced", "00BH0418123AH23AH0418104181407hbobaprop. jaar hoger lab ond"),
        (
            "duo.ho_programmes",
            "010200414marketing en public relations".ljust(79) + "041401marketing",
        ),
    ],
)
def test_a_file_of_another_kind_is_no_file_of_fixed_width(
    tmp_path: Path, dataset: str, one: str
) -> None:
    """There is no header to tell: only the codes do."""
    message = refusal(written(tmp_path, one, one, name="Dec.asc"), dataset)
    assert "line 1, column " in message
