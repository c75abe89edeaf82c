"""Files as partners send them and as attackers do, and what is the right answer to each.

What people write is in `corpus/*.yml`; what only a program makes (encodings, workbooks that are
damaged on purpose) is made here. A case with a `bug` is one that is not answered rightly yet.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from sources.catalog import PartnerDataset, read_catalog
from sources.partner_contract import PartnerContract
from sources.partners import layout, periods, reasons, regions
from sources.partners.delivery import Delivery
from sources.partners.reader import read_delivery
from sources.partners.reasons import Reason

FOLDER = Path(__file__).with_name("corpus")
_POOLS = "pools.yml"
RECEIVED = date(2019, 3, 1)
COLUMNS = ("figuur", "periode", "regio", "uitsplitsing", "waarde", "eenheid", "toelichting")
HEADER = ";".join(COLUMNS)


@cache
def datasets() -> Mapping[str, PartnerDataset]:
    """The delivery types, by name (`sbb`)."""
    return {d.name: d for d in read_catalog() if isinstance(d, PartnerDataset)}


def contract(name: str) -> PartnerContract:
    """The contract of a delivery type."""
    return datasets()[name].contract


class Expected(BaseModel):
    """The right answer to a file.

    `accepted` are lines, or how many they are; `refused` are line, column and rule. `says` is a
    part of the Dutch sentence of a line; `whole` what is in a cell of an accepted row.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    problem: str | None = None
    accepted: int | tuple[int, ...] = 0
    refused: tuple[tuple[int, str, str], ...] = ()
    ignored: tuple[int, ...] = ()
    remarks: tuple[str, ...] | None = None
    remarks_say: str = ""
    says: Mapping[int, str] = {}
    says_whole: str = ""
    values: Mapping[int, float | None] = {}
    read_as: Mapping[int, str] = {}
    bug: str | None = None

    @property
    def whole(self) -> str | None:
        """What the sender hears of the file as a whole."""
        return self.problem or ("no_row_usable" if self.refused and not self.accepted else None)


@dataclass(frozen=True)
class Case:
    """A file; `lines_below` are its rows below the header, where they can be told apart."""

    name: str
    content: bytes
    expected: Expected
    contract: str = "sbb"
    suffix: str = ".csv"
    received: date = RECEIVED
    lines_below: Callable[[Delivery], set[int]] | None = None

    def read(self, folder: Path) -> Delivery:
        """What the reader makes of it."""
        path = folder / f"original{self.suffix}"
        path.write_bytes(self.content)
        return read_delivery(path, contract(self.contract), self.received)


class _File(Expected):
    """A file in YAML."""

    contract: str = "sbb"
    received: date = RECEIVED
    header: str = HEADER
    rows: tuple[str, ...] = ()
    text: str | None = None
    delimiter: str = ";"

    def case(self, name: str) -> Case:
        text = self.text
        if text is None:
            text = "".join(f"{row}\n" for row in (self.header, *self.rows))
        return text_case(name, text, self, self.contract, self.delimiter, received=self.received)


class _Cells(BaseModel):
    """A column in YAML: texts of one cell, each a file of its own with a good row below it."""

    model_config = ConfigDict(extra="forbid")

    contract: str = "sbb"
    row: Mapping[str, str | int | float | date]
    good: str
    column: str
    accepted: Mapping[str, float | date | str]
    refused: Mapping[str, str]
    bugs: Mapping[str, str] = {}

    def cases(self, name: str) -> Iterator[Case]:
        assert set(self.bugs) <= {*self.accepted, *self.refused}
        for text, value in self.accepted.items():
            key = "values" if isinstance(value, float) else "read_as"
            what = value if isinstance(value, float) else str(value)
            yield self._case(name, text, {"accepted": 2, key: {2: what}})
        for text, rule in self.refused.items():
            below = 3 + text.count("\n")
            told = {"accepted": (below,), "refused": ((2, self.column, rule),)}
            yield self._case(name, text, told)

    def _case(self, name: str, text: str, told: Mapping[str, Any]) -> Case:
        row = {**self.row, self.column: text}
        cells = written_row([str(row.get(column, "")) for column in COLUMNS])
        expected = Expected.model_validate({**told, "bug": self.bugs.get(text)})
        content = f"{HEADER}\n{cells}\n{self.good}\n"
        return text_case(f"{name}: {text!a}", content, expected, self.contract)


def written_row(cells: Sequence[str], delimiter: str = ";") -> str:
    """Cells as one line of CSV, without its end."""
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return target.getvalue().removesuffix("\r\n")


@cache
def cases() -> tuple[Case, ...]:
    """Every case; their names differ."""
    found = (*_in_yaml(), *_encoded(), *_as_bytes(), *_large_texts(), *_workbooks(), *_damaged())
    names = [case.name for case in found]
    assert len(set(names)) == len(names), sorted({n for n in names if names.count(n) > 1})
    return found


def pools() -> Mapping[str, list[str]]:
    """What texts are made of by chance, by the name of the pool."""
    data = yaml.safe_load((FOLDER / _POOLS).read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, list[str]]).validate_python(data)


def _in_yaml() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.yml")):
        if path.name == _POOLS:
            continue
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.stem.startswith("cells_"):
            for name, column in TypeAdapter(dict[str, _Cells]).validate_python(data).items():
                yield from column.cases(f"{path.stem}: {name}")
        else:
            for name, file in TypeAdapter(dict[str, _File]).validate_python(data).items():
                yield file.case(f"{path.stem}: {name}")


# -- what is the right answer, told independently of the reader ------------------------------------


def text_case(
    name: str,
    text: str,
    expected: Expected,
    contract: str = "sbb",
    delimiter: str = ";",
    *,
    encoding: str = "utf-8",
    received: date = RECEIVED,
) -> Case:
    """A file of text."""

    def below(delivery: Delivery) -> set[int]:
        return rows_below(cut(text, delimiter), delivery.header)

    content = text.encode(encoding)
    return Case(name, content, expected, contract, received=received, lines_below=below)


def cut(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV and the lines on which they start, by the letter of RFC 4180."""
    row: list[str] = []
    line, start, cell, quoted, at = 1, 1, "", False, 0
    while at < len(text):
        sign, at = text[at], at + 1
        if sign == "\r" and text[at : at + 1] == "\n":
            sign, at = "\r\n", at + 1
        is_end = sign in ("\r", "\n", "\r\n")
        line += is_end
        if quoted and sign == '"' and text[at : at + 1] == '"':
            cell, at = cell + sign, at + 1
        elif sign == '"' and (quoted or not cell):
            quoted = not quoted
        elif quoted or not (is_end or sign == delimiter):
            cell += sign
        else:
            row, cell = [*row, cell], ""
            if is_end:
                yield start, row
                start, row = line, []
    yield start, [*row, cell]


def rows_below(rows: Iterable[tuple[int, Sequence[str]]], header: Sequence[str]) -> set[int]:
    """The lines of the rows below a header that hold anything."""
    left = iter((line, [bare(cell) for cell in cells]) for line, cells in rows)
    for _, cells in left:
        if header and cells[: len(header)] == [bare(cell) for cell in header]:
            return {line for line, below in left if any(below)}
    return set()


def bare(cell: str) -> str:
    """A cell without spaces and signs that nobody sees."""
    return "".join(re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad]", "", cell).split())


def assert_right(case: Case, delivery: Delivery) -> None:
    """That a file was answered as it should be."""
    expected = case.expected
    told = [(r.line, r.column, r.reason.rule) for r in delivery.refused]
    assert sorted(told) == sorted(expected.refused), f"refused {told[:20]}"
    whole = delivery.problem and delivery.problem.rule
    assert whole == expected.whole, f"told {whole}"
    lines = tuple(figure.line for figure in delivery.accepted)
    assert expected.accepted in (lines, len(lines)), f"accepted {lines[:20]}"
    assert delivery.ignored == expected.ignored, f"ignored {delivery.ignored[:20]}"
    _assert_sentences(expected, delivery)
    by_line = {figure.line: figure for figure in delivery.accepted}
    for line, value in expected.values.items():
        assert by_line[line].value == value
    for line, text in expected.read_as.items():
        figure = by_line[line]
        keys = (figure.figure_id, figure.period, figure.region_code, figure.breakdown)
        assert text in keys, keys


def _assert_sentences(expected: Expected, delivery: Delivery) -> None:
    for line, text in expected.says.items():
        told = " ".join(r.reason.nl for r in delivery.refused if r.line == line)
        assert text in told, told
    if expected.says_whole:
        assert delivery.problem
        assert expected.says_whole in delivery.problem.nl, delivery.problem.nl
    if expected.remarks is not None:
        assert tuple(r.rule for r in delivery.remarks) == expected.remarks
    assert expected.remarks_say in " ".join(r.nl for r in delivery.remarks)


# -- what holds of every file ----------------------------------------------------------------------

_FORMS = {
    "school_year": r"20\d\d/20\d\d",
    "calendar_year": r"20\d\d|2100",
    "month": r"20\d\d-[01]\d",
    "day": r"20\d\d-[01]\d-[0-3]\d",
    "years": r"20\d\d-20\d\d",
    "days": r"20\d\d-[01]\d-[0-3]\d/20\d\d-[01]\d-[0-3]\d",
}


def assert_holds(delivery: Delivery, of: PartnerContract, received: date = RECEIVED) -> None:
    """What is true of every delivery, whatever was sent."""
    accepted = [figure.line for figure in delivery.accepted]
    lines = [*accepted, *delivery.refused_lines, *delivery.ignored]
    assert len(set(lines)) == len(lines), "a row is accepted, refused or ignored"
    assert delivery.sent == len(accepted) + len(delivery.refused_lines)
    assert len({figure.key for figure in delivery.accepted}) == len(accepted)
    assert bool(delivery.problem) == (not accepted), "nothing usable is told, and only that"
    _assert_figures(delivery, of, received)
    for reason in (*delivery.remarks, *([delivery.problem] if delivery.problem else [])):
        assert_told(reason, delivery.header)
    for refused in delivery.refused:
        assert refused.column in delivery.header or refused.column in COLUMNS
        assert_told(refused.reason, refused.row)


def _assert_figures(delivery: Delivery, of: PartnerContract, received: date) -> None:
    for figure in delivery.accepted:
        spec = of.figures[figure.figure_id]
        assert re.fullmatch(_FORMS[spec.period], figure.period, re.ASCII)
        assert periods.read_period(figure.period, spec.period) == figure.period
        assert spec.kind != "observed" or periods.starts_on(figure.period) <= received
        assert figure.region_code in regions.region_codes(spec.regions)
        assert figure.breakdown in ("total", *spec.breakdowns)
        assert figure.unit == spec.unit
        if figure.value is None:
            assert figure.qualifier in spec.words
        else:
            assert spec.minimum <= figure.value <= spec.highest
            assert spec.unit == "percent" or figure.value == int(figure.value)
            assert spec.unit == "count" or 0 <= figure.value <= 100


@cache
def _ours() -> str:
    """Every word that we say ourselves."""
    sentences = Path(reasons.__file__).with_name("reasons.yml").read_text(encoding="utf-8")
    names = "".join(dataset.model_dump_json() for dataset in datasets().values())
    places = str([region.model_dump() for region in regions.regions().values()])
    headers = str([column.names for column in layout.columns().values()])
    return f"{sentences} {names} {places} {headers}".casefold()


def assert_told(reason: Reason, cells: Sequence[str]) -> None:
    """A sentence in both languages that says nothing of what is in a row but its numbers."""
    for sentence in (reason.nl, reason.en):
        assert sentence.strip() == sentence
        assert sentence.endswith((".", "?"))
        for cell in cells:
            if cell.casefold() in sentence.casefold() and any(map(str.isalpha, cell)):
                assert cell.casefold() in _ours(), f"{cell!r} is repeated in {sentence!r}"
    assert reason.rule in yaml_rules()
    assert reason.nl != reason.en


@cache
def yaml_rules() -> frozenset[str]:
    """The rules that have sentences."""
    path = Path(reasons.__file__).with_name("reasons.yml")
    return frozenset(yaml.safe_load(path.read_text(encoding="utf-8")))


# -- made by a program: encodings ------------------------------------------------------------------

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


def _encoded() -> Iterator[Case]:
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


def _as_bytes() -> Iterator[Case]:
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


def _large_texts() -> Iterator[Case]:
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


# -- made by a program: workbooks ------------------------------------------------------------------

Cell = str | int | float | bool | date | datetime | None
HEAD: tuple[Cell, ...] = ("figuur", "periode", "waarde", "toelichting")
SHEET = "xl/worksheets/sheet1.xml"
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;">]>'
)
"""Entities that grow; a few levels, for what must refuse them."""
FETCHES = '<!DOCTYPE x [<!ENTITY d SYSTEM "file:///etc/passwd">]>'


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts: the same bytes at any time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def workbook(
    rows: Iterable[Sequence[Cell]],
    formats: Mapping[str, str] | None = None,
    edit: Callable[[openpyxl.Workbook], None] = lambda _: None,
) -> bytes:
    """A workbook as Excel would write it; `formats` are number formats by cell (`C2`)."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    edit(book)
    target = io.BytesIO()
    book.save(target)
    parts = unzipped(target.getvalue())
    del parts["docProps/core.xml"]  # holds when it was made
    return zipped(parts)


@dataclass(frozen=True)
class Parts:
    """A workbook by hand, so that every part can be wrong."""

    rows: str
    before: str = ""
    dimension: str = '<dimension ref="A1:D3"/>'
    shared: str | None = None
    more: Mapping[str, bytes] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    def written(self) -> bytes:
        parts = {
            "[Content_Types].xml": self._types(),
            "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": f'<workbook {_NS} xmlns:r="{_RELS}"><sheets><sheet name="a" '
            'sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(
                {
                    "rId1": ("worksheet", "worksheets/sheet1.xml"),
                    **({"rId2": ("sharedStrings", "sharedStrings.xml")} if self.shared else {}),
                }
            ),
            SHEET: f"{self.before}<worksheet {_NS}>{self.dimension}<sheetData>{self.rows}"
            "</sheetData></worksheet>",
            **({"xl/sharedStrings.xml": self.shared} if self.shared else {}),
        }
        kept = {n: p.encode() for n, p in parts.items() if n not in self.without}
        return zipped({**kept, **self.more})

    def _types(self) -> str:
        kinds = {"/xl/workbook.xml": "sheet.main", f"/{SHEET}": "worksheet"}
        if self.shared:
            kinds["/xl/sharedStrings.xml"] = "sharedStrings"
        office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        overrides = "".join(
            f'<Override PartName="{name}" ContentType="{office}.{kind}+xml"/>'
            for name, kind in kinds.items()
        )
        rels = "application/vnd.openxmlformats-package.relationships+xml"
        return (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="{rels}"/><Default Extension="xml" ContentType="application/xml"/>'
            f"{overrides}</Types>"
        )


def _relations(to: Mapping[str, tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="{name}" Type="{_RELS}/{kind}" Target="{target}"/>'
        for name, (kind, target) in to.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def cells_of(number: int, *cells: str | float) -> str:
    """A row of a sheet, by hand."""
    written = "".join(
        f'<c r="{"ABCDEFGH"[at]}{number}"'
        + (f' t="inlineStr"><is><t>{c}</t></is></c>' if isinstance(c, str) else f"><v>{c}</v></c>")
        for at, c in enumerate(cells)
    )
    return f'<row r="{number}">{written}</row>'


TOP = cells_of(1, "figuur", "periode", "waarde", "toelichting")
THREE = TOP + cells_of(2, "mbo_certificates", 2018, 14) + cells_of(3, "mbo_certificates", 2017, 12)


def _workbooks() -> Iterator[Case]:
    """Workbooks that people make."""
    for name, (content, expected, below) in {**_typed(), **_arranged()}.items():
        yield _book_case(f"workbook: {name}", content, expected, below)


def _book_case(name: str, content: bytes, expected: Expected, below: Iterable[int]) -> Case:
    lines = set(below)
    return Case(name, content, expected, suffix=".xlsx", lines_below=lambda _: lines)


def _typed() -> dict[str, tuple[bytes, Expected, Iterable[int]]]:
    """One row, in which a cell holds something that Excel knows otherwise than it is shown."""
    count, share = "mbo_certificates", "boris_regions_active"

    def one(
        figure: str, period: Cell, value: Cell, told: Mapping[str, Any], **formats: str
    ) -> tuple[bytes, Expected, Iterable[int]]:
        content = workbook([HEAD, (figure, period, value)], formats)
        return content, Expected.model_validate(told), [2]

    def good(value: float) -> dict[str, Any]:
        return {"accepted": (2,), "values": {2: value}}

    def bad(rule: str, column: str = "waarde") -> dict[str, Any]:
        return {"refused": ((2, column, rule),)}

    return {
        "whole number": one(count, 2018, 182, good(182)),
        "whole number as a float": one(count, 2018, 182.0, good(182)),
        "whole number as text": one(count, "2018", "182", good(182)),
        "whole number with a thousands format": one(count, 2018, 1811, good(1811), C2="#,##0"),
        "1.811 for a count": one(count, 2018, 1.811, bad("value_not_whole")),
        "1.811 for a percentage": one(share, 2018, 1.811, good(1.811)),
        "18.11 for a count": one(count, 2018, 18.11, bad("value_not_whole")),
        "percentage": one(share, 2018, 0.162, good(16.2), C2="0.0%"),
        "percentage of many decimals": one(share, 2018, 0.1 + 0.2, good(30), C2="0%"),
        "percentage below one": one(share, 2018, 0.0041, good(0.41), C2="0.00%"),
        "percentage of 1.811": one(share, 2018, 0.01811, good(1.811), C2="0.0%"),
        "percentage without its format": one(share, 2018, 0.41, bad("value_ambiguous")),
        "percentage above a hundred": one(share, 2018, 1.01, bad("value_out_of_range"), C2="0%"),
        "percentage for a count": one(count, 2018, 0.5, bad("percent_for_count"), C2="0%"),
        "sign between quotation marks": one(share, 2018, 41, good(41), C2='0"%"'),
        "sign between quotation marks, below one": one(share, 2018, 0.41, good(0.41), C2='0.00"%"'),
        "sign behind a stroke": one(share, 2018, 41.5, good(41.5), C2="0.0\\%"),
        "percentage beyond all numbers": one(
            share,
            2018,
            1e20,
            bad("value_out_of_range"),
            C2="0%",
        ),
        "number beyond all numbers": one(count, 2018, 1e300, bad("value_no_number")),
        "number just beyond": one(count, 2018, 1e15, bad("value_out_of_range")),
        "tiny number": one(share, 2018, 1e-30, bad("value_ambiguous")),
        "negative": one(count, 2018, -5, bad("value_negative")),
        "yes or no": one(count, 2018, True, bad("value_no_number")),
        "error": one(count, 2018, "#N/A", bad("value_no_number")),
        "formula that was never calculated": one(count, 2018, "=7*2", bad("value_empty")),
        "empty": one(count, 2018, None, bad("value_empty")),
        "day for a year": one(count, date(2018, 12, 31), 14, good(14)),
        "day and time for a year": one(
            count, datetime(2018, 12, 31, 13, 5), 14, bad("period_unfit", "periode")
        ),
        "year that is shown as a day": one(
            count, 2018, 14, bad("period_unfit", "periode"), B2="dd-mm-yyyy"
        ),
        "number that is shown as a day": one(count, 2018, 182, bad("value_no_number"), C2="d-m-yy"),
        "year as a float": one(count, 2018.0, 14, good(14)),
        "half a year": one(count, 2018.5, 14, bad("period_unfit", "periode")),
        "school year": one("electives_technical", "2017/2018", 14, good(14)),
        "day for a school year": one("electives_technical", date(2017, 10, 1), 14, good(14)),
        "year alone for a school year": one(
            "electives_technical", 2017, 14, bad("period_ambiguous", "periode")
        ),
    }


def _arranged() -> dict[str, tuple[bytes, Expected, Iterable[int]]]:
    """Workbooks that are laid out as people do."""
    good, older = ("mbo_certificates", 2018, 14), ("mbo_certificates", 2017, 12)

    def merge(book: openpyxl.Workbook) -> None:
        book.worksheets[0].merge_cells("A2:A3")

    def far(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["A1500"], book.worksheets[0]["B1500"] = older[:2]
        book.worksheets[0]["C1500"] = older[2]

    def formatted(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["A200000"].number_format = "0%"

    gaps = [row for at in range(1, 12_001) for row in ((f"x{at}", 2018, 5), ())]
    return {
        "title and blank rows": (
            workbook([("Levering",), (), HEAD, (), good, (), ("mbo_certificates", 2017, "x")]),
            Expected(accepted=(5,), refused=((7, "waarde", "value_empty"),)),
            [5, 7],
        ),
        "merged cells": (
            workbook([HEAD, good, older], edit=merge),
            Expected(accepted=(2,), refused=((3, "figuur", "figure_empty"),)),
            [2, 3],
        ),
        "totals, a footnote and another header": (
            workbook([HEAD, good, ("Totaal", None, 14), HEAD, ("* voorlopig",), older]),
            Expected(accepted=(2, 6), ignored=(3, 4, 5)),
            [2, 3, 4, 5, 6],
        ),
        "a remark beside the table": (
            workbook([HEAD, good, (*older, None, None, "hier graag aanvullen")]),
            Expected(accepted=(2,), refused=((3, "waarde", "cells_too_many"),)),
            [2, 3],
        ),
        "formulas that were never calculated in every cell": (
            workbook([HEAD, ("=A9", "=B9", "=C9"), good]),
            Expected(accepted=(3,)),
            [3],
        ),
        "line breaks and formulas as text": (
            workbook([HEAD, ("mbo_\ncertificates", 2018, 14), ("mbo_certificates\n", 2017, "'=1")]),
            Expected(accepted=(2,), refused=((3, "waarde", "value_no_number"),)),
            [2, 3],
        ),
        "formatting far below": (
            workbook([HEAD, good], edit=formatted),
            Expected(accepted=(2,)),
            [2],
        ),
        "only formatting": (workbook([], edit=formatted), Expected(problem="file_empty"), []),
        "header alone": (workbook([HEAD]), Expected(problem="no_rows"), []),
        "no header": (workbook([good]), Expected(problem="header_absent"), []),
        "value column missing": (
            workbook([HEAD[:2], good]),
            Expected(problem="column_absent", says_whole="regel 1 ontbreekt waarde."),
            [],
        ),
        "period twice": (
            workbook([("jaar", *HEAD), (2018, *good)]),
            Expected(problem="column_twice"),
            [],
        ),
        "three hundred columns": (
            workbook([[*HEAD, *range(300)]]),
            Expected(problem="row_too_wide", says_whole="Regel 1 "),
            [],
        ),
        "a cell far to the right": (
            workbook([HEAD, (*good, *[None] * 150, "x"), older]),
            Expected(problem="row_too_wide", says_whole="Regel 2 "),
            [],
        ),
        "a table far to the right": (
            workbook([[*[None] * 120, *HEAD], [*[None] * 120, *good]]),
            Expected(problem="row_too_wide"),
            [],
        ),
        "25,000 rows": (
            workbook([HEAD, *[good] * 25_000]),
            Expected(problem="too_many_rows"),
            [],
        ),
        "blank rows between 12,000 rows": (
            workbook([HEAD, *gaps]),
            Expected(
                refused=tuple((line, "figuur", "figure_unknown") for line in range(2, 24_002, 2)),
            ),
            range(2, 24_002, 2),
        ),
        "a row far below the others": (
            workbook([HEAD, good], edit=far),
            Expected(accepted=(2, 1500)),
            [2, 1500],
        ),
        "long text": (
            workbook([HEAD, (*good, "x" * 2001)]),
            Expected(problem="row_too_wide", says_whole="Regel 2 "),
            [],
        ),
        "two columns that are one": (
            workbook([("figuur", "periode", "aantal", "aandeel"), (*good, 0.4)]),
            Expected(problem="column_twice"),
            [],
        ),
    }


def _damaged() -> Iterator[Case]:
    """Workbooks that no Excel writes, or no longer."""
    two, three = Expected(accepted=(2, 3)), THREE
    whole = Parts(three).written()
    broken = Expected(problem="workbook_damaged")
    found: dict[str, tuple[bytes, Expected]] = {
        "by hand, and whole": (whole, two),
        "half of it": (whole[: len(whole) // 2], broken),
        "its first bytes": (b"PK\x03\x04", broken),
        "its end lost": (whole[:-30], broken),
        "bytes before it": (Parts(three).written().replace(b"PK\x05\x06", b"PK\x05\x07"), broken),
        "no sheet": (Parts(three, without=(SHEET,)).written(), broken),
        "no list of sheets": (
            Parts(three, without=("xl/workbook.xml",)).written(),
            Expected(problem="file_is_archive"),
        ),
        "no types": (Parts(three, without=("[Content_Types].xml",)).written(), broken),
        "an empty list of sheets": (
            Parts(three, more={"xl/workbook.xml": f"<workbook {_NS}/>".encode()}).written(),
            broken,
        ),
        "a sheet that is no xml": (Parts("<row><c>").written(), broken),
        "a sheet that is not text": (Parts(three, more={SHEET: b"\xff\x00<"}).written(), broken),
        "laughing entities in a sheet": (Parts(_laughing(2), before=LAUGHS).written(), broken),
        "an entity that reads a file": (Parts(_laughing(2), before=FETCHES).written(), broken),
        "laughing entities in the list of sheets": (
            Parts(three, more={"xl/workbook.xml": f"{LAUGHS}<workbook {_NS}/>".encode()}).written(),
            broken,
        ),
        "laughing entities in the texts": (
            Parts(
                '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
                shared=f"{LAUGHS}<sst {_NS}><si><t>&d;</t></si></sst>",
            ).written(),
            broken,
        ),
        "a text that is not there": (
            Parts(
                TOP + '<row r="2"><c r="A2" t="s"><v>9</v></c></row>',
                shared=f"<sst {_NS}><si><t>x</t></si></sst>",
            ).written(),
            broken,
        ),
        "a style that is not there": (
            Parts(TOP + '<row r="2"><c r="A2" s="99"><v>9</v></c></row>').written(),
            broken,
        ),
        "a number that is none": (
            Parts(TOP + '<row r="2"><c r="A2"><v>abc</v></c></row>').written(),
            broken,
        ),
        "a cell with an impossible name": (Parts(three.replace('"A2"', '"!!"')).written(), broken),
        "a row with an impossible number": (
            Parts(three.replace('row r="2"', 'row r="x"')).written(),
            broken,
        ),
        "macros": (
            Parts(three, more={"xl/vbaProject.bin": b"x"}).written(),
            Expected(problem="workbook_macros"),
        ),
        "a workbook within": (
            Parts(three, more={"xl/embeddings/Blad1.XLSX": b"x"}).written(),
            Expected(problem="archive_nested"),
        ),
        "an archive within": (
            Parts(three, more={"bijlage.zip": whole}).written(),
            Expected(problem="archive_nested"),
        ),
        "parts that say that they are huge": (
            _resized(whole, SHEET, 1_000_000_000),
            Expected(problem="archive_bomb"),
        ),
        "more parts than a workbook has": (
            Parts(three, more={f"xl/media/{i}.xml": b"" for i in range(500)}).written(),
            Expected(problem="archive_bomb"),
        ),
        "a part that says that it is small": (_resized(whole, SHEET, 100), broken),
        "names that lead elsewhere": (
            Parts(
                three,
                more={
                    "../../../../tmp/evil.txt": b"x",
                    "/etc/cron.d/evil": b"x",
                    "C:\\evil.txt": b"x",
                    "..\\..\\evil.txt": b"x",
                },
            ).written(),
            two,
        ),
        "a sheet that lies elsewhere": (
            Parts(
                three,
                more={
                    "xl/_rels/workbook.xml.rels": _relations(
                        {"rId1": ("worksheet", "../../../../../etc/passwd")}
                    ).encode()
                },
            ).written(),
            broken,
        ),
        "a dimension that goes on for ever": (
            Parts(three, dimension='<dimension ref="A1:XFD1048576"/>').written(),
            two,
        ),
        "no dimension": (Parts(three, dimension="").written(), two),
        "a dimension that is none": (
            Parts(three, dimension='<dimension ref="?"/>').written(),
            broken,
        ),
        "a dimension that is too small": (
            Parts(three, dimension='<dimension ref="A1"/>').written(),
            two,
        ),
        "a dimension that is one row too small": (
            Parts(three, dimension='<dimension ref="A1:C2"/>').written(),
            two,
        ),
        "a part that is packed wrongly": (
            _overwritten(whole, SHEET),
            broken,
        ),
        "a part with a password": (
            _flagged(whole, 1),
            broken,
        ),
        "a part packed in a way of its own": (_packed_as(whole, 99), broken),
        "a part that says it is lzma": (
            _packed_as(whole, zipfile.ZIP_LZMA),
            broken,
        ),
    }
    for name, (content, expected) in found.items():
        below = {2, 3} if expected.accepted else set()
        yield _book_case(f"damaged: {name}", content, expected, below)


def _laughing(number: int) -> str:
    return f"{TOP}{cells_of(number, '&d;', 2018, 5)}"


def _resized(content: bytes, name: str, size: int) -> bytes:
    """The same zip, in whose directory a part has another size than it has."""
    found = zipfile.ZipFile(io.BytesIO(content)).getinfo(name)
    at = content.rindex(name.encode()) - 46 + 24
    assert content[at : at + 4] == found.file_size.to_bytes(4, "little")
    return content[:at] + size.to_bytes(4, "little") + content[at + 4 :]


def _overwritten(content: bytes, name: str) -> bytes:
    """The same zip, in which the bytes of a part are others."""
    at = zipfile.ZipFile(io.BytesIO(content)).getinfo(name).header_offset + 30 + len(name) + 5
    return content[:at] + b"\xff" * 20 + content[at + 20 :]


def _flagged(content: bytes, flag: int) -> bytes:
    """The same zip, all of whose parts have a flag."""
    return _in_headers(content, lambda header, at: header[at] | flag, 6, 8)


def _packed_as(content: bytes, method: int) -> bytes:
    """The same zip, all of whose parts say that they are packed otherwise."""
    return _in_headers(content, lambda _, __: method, 8, 10)


def _in_headers(
    content: bytes, change: Callable[[bytearray, int], int], local: int, central: int
) -> bytes:
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        for found in re.finditer(re.escape(mark), content):
            at = found.start() + offset
            changed[at] = change(changed, at)
    return bytes(changed)
