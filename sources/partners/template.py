"""The file that a partner fills in, made from the contract: a workbook, or a bare CSV.

Every cell of the workbook holds text, for Excel makes dates of periods (`2018-03`) and of numbers
with a point (`16.2`); what is typed is then what is read.
"""

from __future__ import annotations

import csv
import io
import textwrap
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sources.catalog import PartnerDataset
from sources.partner_contract import AtMost, Deadline, Figure, PartnerContract
from sources.partners.layout import ColumnName, columns
from sources.partners.published import PERIOD_EXAMPLES
from sources.partners.reasons import because
from sources.partners.regions import region_codes, regions
from sources.partners.row import EXAMPLE

Language = Literal["nl", "en"]

_ROWS = 5_000
"""Rows that are made ready to be filled in."""
_DARK, _PALE, _FAINT, _FAINTEST, _RULE = "33536F", "E3EBF2", "6F7B86", "F5F7F9", "D5DCE2"
_TEXT = "@"
_LINE_HEIGHT, _LETTERS = 15, 1.05
"""Points of a line, and letters that fit where the width counts one digit."""
_FIRST_SHEET = "xl/worksheets/sheet1.xml"

_MONTHS: Mapping[Language, str] = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
}
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "nl": {
        "delivery": "Levering",
        "explanation": "Uitleg",
        "example": f"{EXAMPLE}: verwijder deze regel",
        "count": "aantal",
        "percent": "procent",
        "fraction": "fractie",
        "yes": "ja",
        "no": "nee",
        "and": " en ",
        "or": " of ",
        "how": "Zo werkt het",
        "step_fill": "Vul op het blad Levering één regel in per cijfer en periode, en verwijder "
        "de voorbeeldregel.",
        "step_folder": "Zet het bestand in de map {folders}.",
        "step_folders": "Zet het bestand in de map van uw organisatie: {folders}.",
        "step_folders_many": "Zet het bestand in de map van uw organisatie, zoals {folders}.",
        "step_deadline": "Wij ontvangen uw cijfers elk jaar graag uiterlijk op {day}.",
        "step_no_deadline": "Er is geen vaste datum: stuur uw cijfers zodra u ze hebt.",
        "step_check": "Vooraf controleren kan met: techniekpact partner check BESTAND "
        "--contract {name}",
        "step_contact": "U krijgt een ontvangstbewijs; vragen kunt u stellen aan {contact}.",
        "columns": "De kolommen",
        "columns_head": "Kolom|Verplicht|Wat u invult",
        "required": "verplicht",
        "optional": "mag leeg blijven",
        "figures": "De cijfers die u kunt leveren",
        "figures_head": "Cijfer|Eenheid|Periode|Gebied|Uitsplitsing|Eenmalig|Code",
        "none": "geen",
        "rules": "Waar wij op letten",
        "rule_ambiguous": "Kan iets twee dingen betekenen, dan vragen wij het u; wij raden niet.",
        "rule_persons": "Stuur geen gegevens over personen, ook niet in de toelichting.",
        "rule_once_a_row": "Elke combinatie van cijfer, periode, gebied en uitsplitsing staat er "
        "één keer in.",
        "rule_count": "Een aantal is een geheel getal van 0 of meer.",
        "rule_percent": "Een percentage ligt tussen 0 en 100. Is het 1 of lager, zet er dan altijd "
        "een procentteken achter.",
        "rule_highest": "Hoogstens {value}: {names}.",
        "rule_lowest": "Ten minste {value}: {names}.",
        "rule_breakdown": "Een uitsplitsing is niet hoger dan het totaal van hetzelfde cijfer.",
        "rule_at_most": "{part}: niet hoger dan {whole}, want {why}.",
        "together": "{names} samen",
        "rule_words": "Hier mag ook een woord staan ({words}) als er niet precies geteld is: "
        "{names}.",
        "rule_cumulative": "Opgeteld vanaf de start tot en met de periode: {names}.",
        "rule_ahead": "Hier mag de periode in de toekomst liggen: {names}.",
        "rule_lag": "Pas {years} jaar na de periode bekend: {names}.",
        "rule_once": "Eenmalig betekent: één keer gemeten; wij vragen u er niet opnieuw om.",
        "rule_question": "Is een cijfer veel hoger of lager dan de vorige keer, dan nemen wij het "
        "op en vragen wij u of het klopt.",
        "regions": "Gebieden",
        "regions_head": "Naam|Code",
        "breakdowns": "Uitsplitsingen",
        "breakdowns_head": "Naam|Bij welk cijfer",
        "country": "Nederland",
        "landsdeel": "een landsdeel",
        "province": "een provincie",
        "labour_market_region": "een arbeidsmarktregio",
        "municipality": "een gemeente",
        "group": "een groep van gebieden",
        "not_listed": "Niet in de lijst",
        "not_listed_why": "Dit staat niet in de lijst op het blad Uitleg. Wilt u het toch zo laten "
        "staan?",
        "period_forms": "De vorm verschilt per cijfer; zie het blad Uitleg.",
    },
    "en": {
        "delivery": "Delivery",
        "explanation": "Explanation",
        # The reader knows an example by its Dutch word.
        "example": f"{EXAMPLE} (example): remove this row",
        "count": "count",
        "percent": "percent",
        "fraction": "fraction",
        "yes": "yes",
        "no": "no",
        "and": " and ",
        "or": " or ",
        "how": "How it works",
        "step_fill": "On the sheet Delivery, fill in one row per figure and period, and remove "
        "the example row.",
        "step_folder": "Put the file in the folder {folders}.",
        "step_folders": "Put the file in the folder of your organisation: {folders}.",
        "step_folders_many": "Put the file in the folder of your organisation, such as {folders}.",
        "step_deadline": "We would like to have your figures by {day} every year.",
        "step_no_deadline": "There is no fixed date: send your figures as soon as you have them.",
        "step_check": "To check it first: techniekpact partner check FILE --contract {name}",
        "step_contact": "You get a receipt; if you have a question, ask {contact}.",
        "columns": "The columns",
        "columns_head": "Column|Required|What to fill in",
        "required": "required",
        "optional": "may be left empty",
        "figures": "The figures that you can deliver",
        "figures_head": "Figure|Unit|Period|Area|Breakdown|Once only|Code",
        "none": "none",
        "rules": "What we look at",
        "rule_ambiguous": "What can mean two things is a question to you; we do not guess.",
        "rule_persons": "Send no data about persons, not in the note either.",
        "rule_once_a_row": "Every combination of figure, period, area and breakdown is there once.",
        "rule_count": "A count is a whole number of 0 or more.",
        "rule_percent": "A percentage is between 0 and 100. If it is 1 or lower, always put a "
        "percent sign behind it.",
        "rule_highest": "At most {value}: {names}.",
        "rule_lowest": "At least {value}: {names}.",
        "rule_breakdown": "A breakdown is not higher than the total of the same figure.",
        "rule_at_most": "{part}: not higher than {whole}, for {why}.",
        "together": "{names} together",
        "rule_words": "A word ({words}) may stand here if nobody counted exactly: {names}.",
        "rule_cumulative": "Added up from the start up to the period: {names}.",
        "rule_ahead": "Here the period may be in the future: {names}.",
        "rule_lag": "Known only {years} years after the period: {names}.",
        "rule_once": "Once only means: measured one time; we do not ask for it again.",
        "rule_question": "If a figure is much higher or lower than last time, we take it and ask "
        "you whether it is right.",
        "regions": "Areas",
        "regions_head": "Name|Code",
        "breakdowns": "Breakdowns",
        "breakdowns_head": "Name|With which figure",
        "country": "the Netherlands",
        "landsdeel": "a landsdeel (part of the country)",
        "province": "a province",
        "labour_market_region": "a labour market region",
        "municipality": "a municipality",
        "group": "a group of areas",
        "not_listed": "Not in the list",
        "not_listed_why": "This is not in the list on the sheet Explanation. Leave it as it is?",
        "period_forms": "The form differs per figure; see the sheet Explanation.",
    },
}


def write_template(dataset: PartnerDataset, path: Path, language: Language = "nl") -> None:
    """Write the file that a partner fills in; its suffix says in which form.

    Raises:
        ValueError: the suffix is neither `.xlsx` nor `.csv`.
        OSError: it cannot be written there.
    """
    match path.suffix.lower():
        case ".xlsx":
            _save(_workbook(_Template(dataset, language)), path)
        case ".csv":
            path.write_text(_csv(_Template(dataset, language)), encoding="utf-8-sig", newline="")
        case _:
            raise ValueError(f"{path.name}: a template is written as .xlsx or as .csv")


def deadline_words(deadline: Deadline, language: Language) -> str:
    """`1 maart`."""
    return f"{deadline.day} {_MONTHS[language].split()[deadline.month - 1]}"


class _Template:
    """A contract in the words of a language."""

    def __init__(self, dataset: PartnerDataset, language: Language) -> None:
        self.dataset = dataset
        self.language = language
        self.says = _TEXTS[language]

    @property
    def contract(self) -> PartnerContract:
        return self.dataset.contract

    @property
    def figures(self) -> Sequence[Figure]:
        return list(self.contract.figures.values())

    @property
    def title(self) -> str:
        return self.dataset.title_nl if self.language == "nl" else self.dataset.title_en

    @property
    def contact(self) -> str:
        contact = self.contract.contact
        return contact.team_nl if self.language == "nl" else contact.team_en

    @property
    def header(self) -> list[str]:
        """Dutch names are the first of a column, English ones the second."""
        return [column.names[0 if self.language == "nl" else 1] for column in columns().values()]

    @property
    def units(self) -> list[str]:
        units = [u for u in ("count", "percent") if any(f.unit == u for f in self.figures)]
        return [self.says[unit] for unit in (*units, *["fraction"][: "percent" in units])]

    @property
    def regions(self) -> list[str]:
        """Codes of every region of the contract, the country first."""
        codes = {code for figure in self.figures for code in region_codes(figure.regions)}
        return [code for code in regions() if code in codes]

    @property
    def breakdowns(self) -> dict[str, list[str]]:
        """The figures that a part belongs to, by what it is called."""
        found: dict[str, list[str]] = {}
        for figure in self.figures:
            for part in self.parts(figure):
                found.setdefault(part, []).append(self.name(figure))
        return found

    def name(self, figure: Figure) -> str:
        return figure.title_nl if self.language == "nl" else figure.title_en

    def parts(self, figure: Figure) -> list[str]:
        """What the breakdowns of a figure are called; the codes are English."""
        if self.language == "en":
            return [code.replace("_", " ") for code in figure.breakdowns]
        return [(spellings or (code,))[0] for code, spellings in figure.breakdowns.items()]

    def about(self, column: ColumnName) -> str:
        return columns()[column].nl if self.language == "nl" else columns()[column].en

    def period(self, figure: Figure) -> str:
        """`een schooljaar, zoals 2017/2018`."""
        form = because(f"form_{figure.period}")
        return form.nl if self.language == "nl" else form.en

    def area(self, figure: Figure) -> str:
        """`Nederland of een provincie`."""
        named = [
            regions()[name].name if name in regions() else self.says[name]
            for name in figure.regions
        ]
        return self.listed(named, "or")

    def listed(self, words: Sequence[str], last: Literal["and", "or"] = "and") -> str:
        """`a, b en c`."""
        return self.says[last].join([", ".join(words[:-1]), words[-1]] if words[1:] else words)

    def number(self, value: float) -> str:
        """`1.500`, or `1,500` in English."""
        text = f"{value:,.15g}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "nl" else text

    def example(self) -> list[str]:
        """A row that could be real: the first figure of the contract, for its first region."""
        figure = self.figures[0]
        percent = "16,2%" if self.language == "nl" else "16.2%"
        count = "128" if figure.highest >= 1_000 else "12"
        cells: Mapping[ColumnName, str] = {
            "figure": self.name(figure),
            "period": PERIOD_EXAMPLES[figure.period],
            "region": regions()[region_codes(figure.regions)[0]].name,
            "breakdown": "",
            "value": count if figure.unit == "count" else percent,
            "unit": self.says[figure.unit],
            "note": self.says["example"],
        }
        return [cells[column] for column in columns()]


def _csv(template: _Template) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([template.header, template.example()])
    return text.getvalue()


def _workbook(template: _Template) -> Workbook:
    workbook = Workbook()
    workbook.properties.creator = "Techniekpact"
    workbook.properties.title = template.title
    delivery = workbook.worksheets[0]
    delivery.title = template.says["delivery"]
    explanation = workbook.create_sheet(template.says["explanation"])
    lists = _explain(template, _Page(explanation))
    _lay_out(template, delivery)
    _guide(template, delivery, lists)
    return workbook


def _save(workbook: Workbook, path: Path) -> None:
    """Save it, and tell Excel that numbers kept as text are meant so.

    Without that it puts a green mark in every cell. openpyxl knows no `ignoredErrors`; their place
    is before the drawing of the comments.
    """
    meant = f'<ignoredErrors><ignoredError sqref="A2:G{_ROWS}" numberStoredAsText="1"/>'
    before = b"<legacyDrawing "
    saved = io.BytesIO()
    workbook.save(saved)
    with zipfile.ZipFile(saved) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for part in made.infolist():
            content = made.read(part)
            if part.filename == _FIRST_SHEET:
                ignored = f"{meant}</ignoredErrors>".encode()
                content = content.replace(before, ignored + before, 1)
            file.writestr(part, content, zipfile.ZIP_DEFLATED)


def _write(sheet: Worksheet, row: int, column: int, text: str) -> Cell | MergedCell:
    """Put text in a cell that stays text, whatever it starts with."""
    cell = sheet.cell(row, column, text)
    cell.data_type = "s"
    cell.number_format = _TEXT
    return cell


def _font(
    size: int = 11, *, bold: bool = False, italic: bool = False, color: str = "222B33"
) -> Font:
    return Font("Calibri", size, bold=bold, italic=italic, color=color)


def _lay_out(template: _Template, sheet: Worksheet) -> None:
    """The header and the example, in columns that keep what is typed as it was."""
    widths: Mapping[ColumnName, int] = {
        "figure": min(60, max(len(template.name(figure)) for figure in template.figures) + 3),
        "period": 24 if any(figure.period == "days" for figure in template.figures) else 14,
        "region": max(14, *(len(regions()[code].name) + 3 for code in template.regions)),
        "breakdown": max(16, *(len(part) + 3 for part in template.breakdowns), 0),
        "value": 12,
        "unit": 12,
        "note": 42,
    }
    cells = zip(columns().items(), template.header, template.example(), strict=True)
    for number, ((name, column), title, example) in enumerate(cells, start=1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = widths[name]
        dimension.number_format = _TEXT
        side = Alignment(
            "right" if name == "value" else "left",
            "center",
            indent=1,
            wrap_text=name in ("figure", "note"),
        )
        dimension.alignment = side
        header = _write(sheet, 1, number, title)
        header.font = _font(bold=True, color="FFFFFF" if column.required else _DARK)
        header.fill = PatternFill("solid", fgColor=_DARK if column.required else _PALE)
        header.alignment = side
        shown = _write(sheet, 2, number, example)
        shown.font = _font(italic=True, color=_FAINT)
        shown.fill = PatternFill("solid", fgColor=_FAINTEST)
        shown.alignment = side
    sheet.row_dimensions[1].height = 24
    longest = textwrap.wrap(template.example()[0], widths["figure"] - 3)
    sheet.row_dimensions[2].height = len(longest) * _LINE_HEIGHT + 5
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    _print_wide(sheet)


def _guide(template: _Template, sheet: Worksheet, lists: Mapping[ColumnName, str]) -> None:
    """What helps while filling in: what a column means, and choices where there are any."""
    says = template.says
    for number, (name, column) in enumerate(columns().items(), start=1):
        letter = get_column_letter(number)
        need = says["required"] if column.required else says["optional"]
        about = f"{template.header[number - 1]} ({need})\n{template.about(name)}"
        sheet[f"{letter}1"].comment = Comment(about, "Techniekpact", height=110, width=300)
        rule = None
        if name in lists:
            rule = DataValidation(type="list", formula1=lists[name], allow_blank=True)
            rule.showErrorMessage = True
            rule.errorStyle = "warning"
            rule.errorTitle, rule.error = says["not_listed"], says["not_listed_why"]
        elif name == "period":
            forms = list(dict.fromkeys(template.period(figure) for figure in template.figures))
            rule = DataValidation(allow_blank=True, showInputMessage=True)
            rule.promptTitle = template.header[number - 1].capitalize()
            rule.prompt = says["period_forms"] if forms[1:] else f"{forms[0].capitalize()}."
        if rule is not None:
            rule.add(f"{letter}2:{letter}{_ROWS}")
            sheet.add_data_validation(rule)


def _print_wide(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.5, bottom=0.5)


class _Page:
    """The sheet with the explanation, written from top to bottom."""

    WIDTHS = (48, 12, 34, 28, 28, 12, 38)

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._row = 0
        for number, width in enumerate(self.WIDTHS, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.sheet_view.showGridLines = False
        sheet.sheet_properties.tabColor = _DARK
        _print_wide(sheet)

    def title(self, text: str) -> None:
        self.line(text, _font(16, bold=True, color=_DARK), height=30)

    def heading(self, text: str) -> None:
        self._row += 1
        self.line(text, _font(13, bold=True, color=_DARK), height=24)

    def line(self, text: str, font: Font | None = None, height: float = 0) -> None:
        """One text over the whole width."""
        self._put([text], font or _font(), height)

    def table(self, head: str, rows: Iterable[Sequence[str]]) -> str:
        """A table; says where its first column is, as a list that a cell can be chosen from."""
        titles = head.split("|")
        self._put(
            titles, _font(bold=True, color="FFFFFF"), 20, PatternFill("solid", fgColor=_DARK), True
        )
        first = self._row + 1
        for cells in rows:
            self._put(cells, _font(), 0, is_cell=True)
        return f"'{self._sheet.title}'!$A${first}:$A${self._row}"

    def _put(
        self,
        texts: Sequence[str],
        font: Font,
        height: float,
        fill: PatternFill | None = None,
        is_cell: bool = False,
    ) -> None:
        """A row of cells, the last of which goes on to the right edge."""
        self._row += 1
        last = len(self.WIDTHS)
        if len(texts) < last:
            self._sheet.merge_cells(None, self._row, len(texts), self._row, last)
        for number in range(1, last + 1):
            cell = self._sheet.cell(self._row, number)
            if number <= len(texts):
                _write(self._sheet, self._row, number, texts[number - 1])
                cell.font = font
                cell.alignment = Alignment("left", "center", wrap_text=True, indent=int(is_cell))
            if fill:
                cell.fill = fill
            if is_cell:
                cell.border = Border(bottom=Side("thin", color=_RULE))
        widths = [*self.WIDTHS[: len(texts) - 1], sum(self.WIDTHS[len(texts) - 1 :])]
        lines = max(
            len(textwrap.wrap(text, int(width * _LETTERS)))
            for text, width in zip(texts, widths, strict=True)
        )
        self._sheet.row_dimensions[self._row].height = height or lines * _LINE_HEIGHT + 3


def _explain(template: _Template, page: _Page) -> Mapping[ColumnName, str]:
    """Write the explanation; says per column of the delivery which list it is chosen from."""
    says = template.says
    lists: dict[ColumnName, str] = {}
    page.title(template.title)
    page.heading(says["how"])
    for number, step in enumerate(_steps(template), start=1):
        page.line(f"{number}. {step}")
    page.heading(says["columns"])
    described = zip(template.header, columns().items(), strict=True)
    page.table(
        says["columns_head"],
        (
            [title, says["yes" if column.required else "no"], template.about(name)]
            for title, (name, column) in described
        ),
    )
    page.heading(says["figures"])
    lists["figure"] = page.table(says["figures_head"], _figures(template))
    page.heading(says["rules"])
    for rule in _rules(template):
        page.line(f"• {rule}")
    lists["unit"] = f'"{",".join(template.units)}"'
    if template.regions[1:]:
        page.heading(says["regions"])
        named = ([regions()[code].name, code] for code in template.regions)
        lists["region"] = page.table(says["regions_head"], named)
    if template.breakdowns:
        page.heading(says["breakdowns"])
        of = ([part, "; ".join(names)] for part, names in template.breakdowns.items())
        lists["breakdown"] = page.table(says["breakdowns_head"], of)
    return lists


def _steps(template: _Template) -> Iterator[str]:
    says, contract = template.says, template.contract
    yield says["step_fill"]
    folders = [f"inbox/{partner}" for partner in template.dataset.fetch.partners]
    step = "step_folders_many" if folders[4:] else "step_folders" if folders[1:] else "step_folder"
    yield says[step].format(folders=template.listed(folders[: 1 if folders[4:] else 4], "or"))
    if contract.deadline:
        yield says["step_deadline"].format(day=deadline_words(contract.deadline, template.language))
    else:
        yield says["step_no_deadline"]
    yield says["step_check"].format(name=template.dataset.name)
    yield says["step_contact"].format(contact=template.contact)


def _figures(template: _Template) -> Iterator[list[str]]:
    says = template.says
    for code, figure in template.contract.figures.items():
        yield [
            template.name(figure),
            says[figure.unit],
            template.period(figure),
            template.area(figure),
            ", ".join(template.parts(figure)) or says["none"],
            says["yes" if figure.once else "no"],
            code,
        ]


def _rules(template: _Template) -> Iterator[str]:
    says, figures = template.says, template.figures
    yield says["rule_persons"]
    yield says["rule_ambiguous"]
    yield says["rule_once_a_row"]
    for unit in ("count", "percent"):
        if any(figure.unit == unit for figure in figures):
            yield says[f"rule_{unit}"]
    yield from _grouped(template, "rule_highest", "value", lambda f: _bound(template, f.maximum))
    yield from _grouped(
        template, "rule_lowest", "value", lambda f: _bound(template, f.minimum or None)
    )
    for rule in template.contract.at_most:
        yield _at_most(template, rule)
    if any(figure.breakdowns and figure.unit == "count" for figure in figures):
        yield says["rule_breakdown"]
    yield from _grouped(
        template, "rule_words", "words", lambda f: template.listed(f.words, "or") if f.words else ""
    )
    yield from _grouped(template, "rule_cumulative", "", lambda f: "x" if f.cumulative else "")
    ahead = ("planned", "capacity", "target")
    yield from _grouped(template, "rule_ahead", "", lambda f: "x" if f.kind in ahead else "")
    yield from _grouped(template, "rule_lag", "years", lambda f: str(f.lag) if f.lag else "")
    if any(figure.once for figure in figures):
        yield says["rule_once"]
    yield says["rule_question"]


def _bound(template: _Template, value: float | None) -> str:
    return "" if value is None else template.number(value)


def _grouped(
    template: _Template, rule: str, detail: str, of: Callable[[Figure], str]
) -> Iterator[str]:
    """A rule for every detail that figures have, with the figures that it is about."""
    groups: dict[str, list[str]] = {}
    for figure in template.figures:
        if found := of(figure):
            groups.setdefault(found, []).append(_quoted(template.name(figure)))
    for found, names in groups.items():
        yield template.says[rule].format(names=", ".join(names), **{detail or "detail": found})


def _at_most(template: _Template, rule: AtMost) -> str:
    part, *wholes = (
        _quoted(template.name(template.contract.figures[name])) for name in (rule.part, *rule.whole)
    )
    whole = template.listed(wholes)
    return template.says["rule_at_most"].format(
        part=part,
        whole=template.says["together"].format(names=whole) if wholes[1:] else whole,
        why=rule.why_nl if template.language == "nl" else rule.why_en,
    )


def _quoted(name: str) -> str:
    return f"‘{name}’"
