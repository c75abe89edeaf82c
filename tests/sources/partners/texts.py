"""Texts that only a program makes: encodings and delimiters, other kinds of files, the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product

from tests.sources.partners.books import HEAD, workbook, zipped
from tests.sources.partners.case import COLUMNS, Case, Expected, text_case, written_row

ENCODINGS: Mapping[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with its mark": lambda text: text.encode("utf-8-sig"),
    "cp1252": lambda text: text.encode("cp1252"),
    "utf-16, little end first": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16, big end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-16 without its mark": lambda text: text.encode("utf-16-le"),
    "utf-16, big end first, without its mark": lambda text: text.encode("utf-16-be"),
}


DELIMITERS = (";", "\t", ",", "|")


NEWLINES = ("\n", "\r\n", "\r")


GOOD = ("bbl_places_total", "2018", "Fryslân", "", "1811", "", "één; twee, drie|vier\tvijf")


ERRORS: Mapping[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "figure": (("café’s", "2018", "", "", "5", "", ""), (("figuur", "figure_unknown"),)),
    "period": (("mbo_certificates", "2017/2018", "", "", "5"), (("periode", "period_unfit"),)),
    "region": (
        ("bbl_places_total", "2018", "Súdwest-Fryslân", "", "5", "", "€"),
        (("regio", "region_unknown"),),
    ),
    "breakdown": (
        ("mbo_certificates", "2018", "", "bètavakken", "5"),
        (("uitsplitsing", "breakdown_none"),),
    ),
    "value": (("mbo_certificates", "2018", "", "", "1,5"), (("waarde", "value_not_whole"),)),
    "unit and value": (
        ("mbo_certificates", "2018", "", "", "1,5 %", "‰"),
        (("eenheid", "unit_is_count"), ("waarde", "percent_for_count")),
    ),
}


def encoded() -> Iterator[Case]:
    """Every encoding, delimiter and kind of error; newlines and where the error is take turns."""
    turns = product(ENCODINGS, DELIMITERS, ERRORS)
    for turn, (encoding, delimiter, kind) in enumerate(turns):
        cells, wrong = ERRORS[kind]
        at = turn % 2
        rows: list[tuple[str, ...]] = [COLUMNS, GOOD, (*GOOD[:1], "2017", *GOOD[2:])]
        rows.insert(1 + at, cells)
        newline = NEWLINES[turn % 3]
        text = newline.join(written_row(row, delimiter) for row in (*rows, ()))
        expected = Expected(
            accepted=2, refused=tuple((2 + at, column, rule) for column, rule in wrong)
        )
        name = f"encoded: {encoding}, {delimiter!r}, {newline!r}, {kind}"
        told = text_case(name, text, expected, delimiter=delimiter)
        yield Case(name, ENCODINGS[encoding](text), expected, lines_below=told.lines_below)


TABLE = "figuur;periode;waarde\nmbo_certificates;2018;14\n"


def as_bytes() -> Iterator[Case]:
    """What is no text, or one of which a part is lost."""
    for name, (content, problem) in _whole_files().items():
        yield Case(f"bytes: {name}", content, Expected(problem=problem))
    note = "mbo_certificates;2018;14;caf\u00e9\n".encode("cp1252")
    broken = "figuur;periode;waarde;toelichting\nTrainees in bètavakken;2018;5;\n".encode() + note
    yield Case(
        "bytes: utf-8 with one broken byte",
        broken,
        Expected(refused=((2, "figuur", "figure_unknown_but"), (3, "figuur", "figure_unknown"))),
        contract="ocw",
    )
    dos = "figuur;periode;regio;waarde\nbbl_places_total;2018;Fryslân;5\n".encode("cp850")
    yield Case("bytes: code page of DOS", dos, Expected(refused=((2, "regio", "region_unknown"),)))


def _whole_files() -> Mapping[str, tuple[bytes, str]]:
    table, wide = TABLE.encode(), TABLE.encode("utf-16")
    page = "<html><table><tr><td>figuur</td></tr></table></html>"
    tar = b"cijfers.csv".ljust(100, b"\x00") + b"0000644\x00".ljust(157, b"\x00") + b"ustar\x0000"
    return {
        "nothing": (b"", "file_empty"),
        "mark of utf-8 alone": (b"\xef\xbb\xbf", "file_empty"),
        "mark of utf-16 alone": (b"\xff\xfe", "file_empty"),
        "spaces": (b"   \r\n \t ", "file_empty"),
        "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_is_old_excel"),
        "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "file_is_pdf"),
        "gzip": (b"\x1f\x8b\x08\x00" + bytes(20), "file_is_archive"),
        "7z": (b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(20), "file_is_archive"),
        "rar": (b"Rar!\x1a\x07\x01\x00" + bytes(20), "file_is_archive"),
        "bzip2": (b"BZh91AY&SY" + bytes(20), "file_is_archive"),
        "xz": (b"\xfd7zXZ\x00" + bytes(20), "file_is_archive"),
        "zstandard": (b"\x28\xb5\x2f\xfd" + bytes(20), "file_is_archive"),
        "zip of a csv": (zipped({"cijfers.csv": table}), "file_is_archive"),
        "zip of a workbook": (zipped({"cijfers.xlsx": workbook([HEAD])}), "file_is_archive"),
        "tar": (tar.ljust(1024, b"\x00"), "file_is_archive"),
        "zip of nothing": (zipped({}), "file_is_archive"),
        "Word": (zipped({"word/document.xml": b"<x/>"}), "file_is_document"),
        "OpenDocument": (zipped({"content.xml": b"<x/>"}), "file_is_document"),
        "PowerPoint": (zipped({"ppt/presentation.xml": b"<x/>"}), "file_is_document"),
        "Excel's own binary form": (zipped({"xl/workbook.bin": b"x"}), "file_is_document"),
        "page saved as .xls": (b"<html><body><table><tr><td>figuur", "file_is_markup"),
        "page after blanks": (b"\r\n \t<!DOCTYPE html><table>", "file_is_markup"),
        "table of a page": (b"<TABLE border=1><tr><td>figuur</td>", "file_is_markup"),
        "page with the mark of utf-8": (page.encode("utf-8-sig"), "file_is_markup"),
        "page in utf-16": (page.encode("utf-16"), "file_is_markup"),
        "page that begins with its meta": (b"<meta charset='x'><table><tr><td>", "file_is_markup"),
        "page that begins with a comment": (b"<!-- export --><html><table>", "file_is_markup"),
        "xml of Excel 2003": (b"<?xml version='1.0'?><Workbook/>", "file_is_markup"),
        "png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(30), "encoding_unknown"),
        "executable": (b"MZ\x90\x00\x03\x00\x00\x00\x04" + bytes(300), "encoding_unknown"),
        "a zero within the header": (b"figuur;peri\x00ode;waarde;\n", "encoding_unknown"),
        "zeros": (bytes(1001), "encoding_unknown"),
        "zeros within the figures": (table * 20 + b"\x00" + table, "encoding_unknown"),
        "utf-16 of an odd number of bytes": (wide[:-1], "encoding_unknown"),
        "utf-16 of an odd number of bytes, no mark": (
            TABLE.encode("utf-16-le")[:-1],
            "encoding_unknown",
        ),
        "utf-16 with half a pair": (b"\xff\xfe" + b"\x00\xd8" + wide[2:], "encoding_unknown"),
        "utf-32": (TABLE.encode("utf-32"), "encoding_unknown"),
        "utf-8 with its mark and a broken byte": (
            b"\xef\xbb\xbf" + table + b"\xe9\n",
            "encoding_unknown",
        ),
        "a byte that is no letter anywhere": (table + b"x\x81;2018;5\n", "encoding_unknown"),
        "a key that rings": (table + b"\x07;2018;5\n", "encoding_unknown"),
    }


def large_texts() -> Iterator[Case]:
    head, row = "figuur;periode;waarde", "mbo_certificates;2018;14"
    limits: Mapping[str, tuple[str, Expected]] = {
        "three million characters on one line": (
            "a" * 3_000_000,
            Expected(problem="row_too_wide", says_whole="Regel 1 "),
        ),
        "three million characters in a cell": (
            f"{head}\n{row}{'4' * 3_000_000}\n",
            Expected(problem="row_too_wide", says_whole="Regel 2 "),
        ),
        "three million characters in columns": (
            "a;" * 1_500_000,
            Expected(problem="row_too_wide", says_whole="Regel 1 "),
        ),
        "three million characters in columns of another delimiter": (
            "a," * 1_500_000,
            Expected(problem="row_too_wide", says_whole="Regel 1 "),
        ),
        "a cell just too long": (
            f"{head};toelichting\n{row};{'x' * 2001}\n",
            Expected(problem="row_too_wide", says_whole="Regel 2 "),
        ),
        "a cell just not too long": (
            f"{head};toelichting\n{row};{'x' * 2000}\n",
            Expected(accepted=(2,)),
        ),
        "three hundred columns": (
            ";".join((head, *map(str, range(300)))) + f"\n{row}\n",
            Expected(
                problem="row_too_wide",
                says_whole="Regel 1 ",
            ),
        ),
        "three hundred columns of nothing": (
            f"{head}{';' * 297}\n{row}{';' * 297}\n",
            Expected(accepted=(2,)),
        ),
        "a hundred columns": (
            ";".join((head, *map(str, range(97)))) + f"\n{row}\n",
            Expected(accepted=(2,), remarks=("columns_unknown",), remarks_say="97"),
        ),
        "25,000 rows": (f"{head}\n" + f"{row}\n" * 25_000, Expected(problem="too_many_rows")),
        "25,000 blank lines": (
            f"{head}\n" + "\n" * 25_000 + f"{row}\nmbo_certificates;2017;-4\n",
            Expected(accepted=(25_002,), refused=((25_003, "waarde", "value_negative"),)),
        ),
        "more than five megabytes": (
            f"{head}\n" + f"{row}\n" * 200_000 + "\n" * 200_000,
            Expected(problem="file_too_large"),
        ),
    }
    for name, (text, expected) in limits.items():
        yield Case(f"large: {name}", text.encode(), expected)
