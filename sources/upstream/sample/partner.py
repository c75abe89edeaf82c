"""The sample deliveries of partners: of 2018 from all, of 2024 from those who report every year.

`partner_figures.csv` holds the 99 figures of the Techniekpact progress report of 2018 that come
from partners, and those of the monitor (`ptvt`), written as a partner would; `reported` is the
report's number, empty where it has none (`tientallen`). `partner_figures_2024.csv` is invented: the
last period that was due before the sample stands still (`flows.sample.SAMPLE_DAY`), so that nothing
is overdue.

Every partner makes its file of 2018 in its own way: `_STYLES`. Two rows of that of
`vo_ho_netwerken` are wrong on purpose, a value in words and a typo in a name (`_MISTAKES`): they
are refused, and the same figures follow below, as they should be. All other rows are accepted.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sources.upstream.sample.files import PARTNER, Layout, write_bytes, write_csv

Record = Mapping[str, str]
Line = Sequence[str]

_FOLDER = Path(__file__).parent
_REPORTED = date(2018, 10, 1)
_LATEST = date(2025, 1, 15)
_NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True)
class Style:
    """How a partner makes a file: its columns in order, by what is in them, and what else is there.

    Without a layout it is an `.xlsx`.
    """

    header: Mapping[str, str]
    layout: Layout | None = PARTNER
    above: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()
    thousands: str = "."

    def lines(self, records: Sequence[Record]) -> list[Line]:
        """All lines of the file."""
        rows = [self._row(record) for record in records]
        return [*self.above, list(self.header.values()), *rows, *self.below]

    def _row(self, record: Record) -> Line:
        written = {**record, "value": record["value"].replace(".", self.thousands)}
        return [written.get(column, "") for column in self.header]


_ANSI = Layout(delimiter=";", encoding="cp1252", newline="\r\n", quoted=False)
_TABS = Layout(delimiter="\t", encoding="utf-16", newline="\r\n", quoted=False)
_COMMAS = Layout(delimiter=",", encoding="utf-8", newline="\n", quoted=True)

_HEADER = {
    "figure": "figuur",
    "period": "periode",
    "region": "regio",
    "value": "waarde",
    "unit": "eenheid",
}
_CLEAN = Style(_HEADER)
_ACCENTS = Style(
    {"figure": "Cijfer", "period": "Période", "region": "Regio", "value": "Aantal"}, _ANSI
)
_UNICODE_TEXT = Style(_HEADER, _TABS)
_QUOTED = Style(_HEADER, _COMMAS)
_SEPARATOR = Style(_HEADER, above=(["sep=;"],))
_TITLED = Style(_HEADER, above=(["Cijfers voor de voortgangsrapportage Techniekpact"], [], []))
_TOTALLED = Style(_HEADER, below=(["Totaal", "", "", "20"], [], ["Bron: jaarverslag 2018"]))
_CAPITALS = Style(
    {
        "value": "WAARDE",
        "unit": "EENHEID",
        "figure": "INDICATOR",
        "region": "GEBIED",
        "period": "PEILDATUM",
    }
)
_ENGLISH = Style(
    {"figure": "Figure", "region": "Region", "period": "Period", "value": "Value"}, _COMMAS
)
_SPACED = Style(_HEADER, _ANSI, thousands=_NO_BREAK_SPACE)
_NUMBERED = Style({"statement_id": "Ons kenmerk", **_HEADER, "breakdown": "Waarvan"})
_WORKBOOK = Style(_HEADER, None)
_TITLED_WORKBOOK = Style(_HEADER, None, above=(["Techniekpact 2018"], []))

_STYLES = {
    "jetnet_technet": _CLEAN,
    "sbb": _TITLED_WORKBOOK,
    "vhto": _WORKBOOK,
    "pbt": _CAPITALS,
    "ocw": _TITLED,
    "ptvt": _QUOTED,
    "vo_raad": _ACCENTS,
    "dus_i": _NUMBERED,
    "vo_ho_netwerken": _SEPARATOR,
    "ep_nuffic": _UNICODE_TEXT,
    "techniektalent": _SPACED,
    "hca_ict": _TITLED,
    "oo_fondsen": _QUOTED,
    "mbo_de_uitdaging": _CAPITALS,
    "curriculum_nu": _ENGLISH,
    "techniekpact": _QUOTED,
    "science_centra": _QUOTED,
    "stem_teachers_academy": _TITLED,
    "provincie_groningen": _SPACED,
    "provincie_fryslan": _ACCENTS,
    "provincie_overijssel": _UNICODE_TEXT,
    "provincie_flevoland": _TITLED,
    "provincie_gelderland": _ACCENTS,
    "tata_steel": _SEPARATOR,
    "innovatiecluster_drachten": _UNICODE_TEXT,
    "technet_sneek": _NUMBERED,
    "techyourfuture": _NUMBERED,
    "brainport": _TOTALLED,
    "centrum_voor_toptechniek": _ENGLISH,
    "rwu": _WORKBOOK,
    "sectorplan_west_brabant": _CAPITALS,
    "servicepunt_techniek_drenthe": _SEPARATOR,
    "techniekpact_noordwest": _NUMBERED,
    "make_it_work": _ENGLISH,
    "arbeidsmarktdashboard": _UNICODE_TEXT,
    "house_of_skills": _CAPITALS,
}

_MISTAKES: Mapping[str, list[Record]] = {
    "vo_ho_netwerken": [
        {"figure": "Regionale vo-ho-netwerken", "period": "2016/2017", "value": "tien"},
        {"figure": "Docenten in vo-ho-netwreken", "period": "2016/2017", "value": "3.832"},
    ]
}

_NUMBER = re.compile(r"[0-9]+(\.[0-9]{3})*")
_PERCENTAGE = re.compile(r"([0-9]+(?:,[0-9]+)?)%")
_DAY = re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}")


def write_partner_deliveries(folder: Path) -> None:
    """Write the deliveries under `folder` (`<data>/inbox`), as partners would drop them."""
    for partner, records in _by_partner("partner_figures.csv").items():
        written = [*_MISTAKES.get(partner, []), *records]
        _write(_path(folder, partner, 2018), _STYLES[partner], written, _REPORTED)
    for partner, records in _by_partner("partner_figures_2024.csv").items():
        _write(_path(folder, partner, 2024), _CLEAN, records, _LATEST)


def _by_partner(name: str) -> Mapping[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        for record in csv.DictReader(file):
            found.setdefault(record["partner"], []).append(record)
    return found


def _path(folder: Path, partner: str, year: int) -> Path:
    return folder / partner / f"{partner.replace('_', '-')}-{year}"


def _write(path: Path, style: Style, records: Sequence[Record], sent: date) -> None:
    lines = style.lines(records)
    if style.layout:
        write_csv(path.with_suffix(".csv"), style.layout, lines, sent)
    else:
        write_bytes(path.with_suffix(".xlsx"), _workbook(lines, sent), sent)


def _workbook(lines: Sequence[Line], sent: date) -> bytes:
    """A workbook with nothing of the moment or the machine in it."""
    # Only here: the library takes a second to load.
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook()
    book.properties.created = book.properties.modified = datetime(sent.year, sent.month, sent.day)
    for row, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            cell = book.worksheets[0].cell(row, column, _typed(text))
            if isinstance(cell.value, float):
                cell.number_format = "0.0%"
    written, packed = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        ExcelWriter(book, archive).write_data()
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(packed, "w") as archive:
        for name in parts.namelist():
            archive.writestr(zipfile.ZipInfo(name), parts.read(name))
    return packed.getvalue()


def _typed(text: str) -> str | int | float | date:
    """What Excel makes of a text that is typed in a cell; a fraction is shown as a percentage."""
    if _NUMBER.fullmatch(text):
        return int(text.replace(".", ""))
    if percentage := _PERCENTAGE.fullmatch(text):
        return float(percentage[1].replace(",", ".")) / 100
    if _DAY.fullmatch(text):
        day, month, year = map(int, text.split("-"))
        return date(year, month, day)
    return text
