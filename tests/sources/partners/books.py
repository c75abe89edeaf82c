"""Making workbooks, as Excel does and as no program would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import openpyxl

Cell = str | int | float | bool | date | datetime | None


HEAD: tuple[Cell, ...] = ("figuur", "periode", "waarde", "toelichting")


SHEET = "xl/worksheets/sheet1.xml"


NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


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
            "_rels/.rels": relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": f'<workbook {NS} xmlns:r="{_RELS}"><sheets><sheet name="a" '
            'sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                {
                    "rId1": ("worksheet", "worksheets/sheet1.xml"),
                    **({"rId2": ("sharedStrings", "sharedStrings.xml")} if self.shared else {}),
                }
            ),
            SHEET: f"{self.before}<worksheet {NS}>{self.dimension}<sheetData>{self.rows}"
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


def relations(to: Mapping[str, tuple[str, str]]) -> str:
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
