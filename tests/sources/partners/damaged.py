"""Workbooks that are damaged or dangerous."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator

from tests.sources.partners.book_cases import book_case
from tests.sources.partners.books import (
    FETCHES,
    LAUGHS,
    NS,
    SHEET,
    THREE,
    TOP,
    Parts,
    cells_of,
    relations,
)
from tests.sources.partners.case import Case, Expected


def damaged() -> Iterator[Case]:
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
            Parts(three, more={"xl/workbook.xml": f"<workbook {NS}/>".encode()}).written(),
            broken,
        ),
        "a sheet that is no xml": (Parts("<row><c>").written(), broken),
        "a sheet that is not text": (Parts(three, more={SHEET: b"\xff\x00<"}).written(), broken),
        "laughing entities in a sheet": (Parts(_laughing(2), before=LAUGHS).written(), broken),
        "an entity that reads a file": (Parts(_laughing(2), before=FETCHES).written(), broken),
        "laughing entities in the list of sheets": (
            Parts(three, more={"xl/workbook.xml": f"{LAUGHS}<workbook {NS}/>".encode()}).written(),
            broken,
        ),
        "laughing entities in the texts": (
            Parts(
                '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
                shared=f"{LAUGHS}<sst {NS}><si><t>&d;</t></si></sst>",
            ).written(),
            broken,
        ),
        "a text that is not there": (
            Parts(
                TOP + '<row r="2"><c r="A2" t="s"><v>9</v></c></row>',
                shared=f"<sst {NS}><si><t>x</t></si></sst>",
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
                    "xl/_rels/workbook.xml.rels": relations(
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
        yield book_case(f"damaged: {name}", content, expected, below)


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
