from __future__ import annotations

import io
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sources.catalog import PartnerDataset, read_catalog
from sources.partners import template
from sources.partners.delivery import Delivery
from sources.partners.layout import columns
from sources.partners.published import PERIOD_EXAMPLES
from sources.partners.reader import read_delivery
from sources.partners.regions import region_codes, regions
from sources.partners.template import Language, write_template
from sources.yaml_file import read_yaml

CONTRACTS = {d.name: d for d in read_catalog() if isinstance(d, PartnerDataset)}
LANGUAGES: tuple[Language, ...] = get_args(Language)
RECEIVED = date(2026, 1, 15)
TEXTS = Path(template.__file__).with_name("texts.yml")
SHEETS = {"nl": ["Levering", "Uitleg"], "en": ["Delivery", "Explanation"]}
UNITS = {
    "nl": {"count": "aantal", "percent": "procent", "fraction": "fractie"},
    "en": {"count": "count", "percent": "percent", "fraction": "fraction"},
}


@pytest.fixture(params=CONTRACTS.values(), ids=list(CONTRACTS))
def dataset(request: pytest.FixtureRequest) -> PartnerDataset:
    assert isinstance(request.param, PartnerDataset)
    return request.param


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return "nl" if request.param == "nl" else "en"


@cache
def written(name: str, language: Language) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(CONTRACTS[name], path, language)
        return path.read_bytes()


@pytest.fixture
def workbook(dataset: PartnerDataset, language: Language) -> Workbook:
    return load_workbook(io.BytesIO(written(dataset.name, language)))


def filled_in(dataset: PartnerDataset, language: Language) -> list[list[str]]:
    """A row for every figure, as somebody who follows the template writes it."""
    return [
        [
            figure.title_nl if language == "nl" else figure.title_en,
            PERIOD_EXAMPLES[figure.period],
            regions()[region_codes(figure.regions)[-1]].name,
            part,
            "12" if figure.unit == "count" else "12%",
            UNITS[language][figure.unit],
            "",
        ]
        for figure in dataset.contract.figures.values()
        for part in ("", *(code.replace("_", " ") for code in figure.breakdowns))
    ]


def is_all_but_the_example(delivery: Delivery, dataset: PartnerDataset) -> bool:
    (example,) = delivery.refused
    assert (example.line, example.reason.rule) == (2, "example_row")
    assert {figure.figure_id for figure in delivery.accepted} == set(dataset.contract.figures)
    return not (delivery.problem or delivery.remarks or delivery.ignored)


def choices(workbook: Workbook) -> dict[str, list[str]]:
    """What can be chosen from, by the letter of the column."""
    found = {}
    for rule in workbook.worksheets[0].data_validations.dataValidation:
        if rule.type == "list" and rule.formula1:
            letter = str(rule.sqref)[0]
            if rule.formula1.startswith('"'):
                found[letter] = rule.formula1.strip('"').split(",")
            else:
                title, _, cells = rule.formula1.replace("$", "").rpartition("!")
                column = workbook[title.strip("'")][cells]
                found[letter] = [str(cell.value) for (cell,) in column]
    return found


def texts(sheet: Worksheet) -> str:
    return "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)


def test_a_filled_in_workbook_is_accepted_but_for_the_example(
    dataset: PartnerDataset, language: Language, workbook: Workbook, tmp_path: Path
) -> None:
    rows = filled_in(dataset, language)
    for row in rows:
        workbook.worksheets[0].append(row)
    workbook.save(tmp_path / "filled.xlsx")
    delivery = read_delivery(tmp_path / "filled.xlsx", dataset.contract, RECEIVED)
    assert is_all_but_the_example(delivery, dataset)
    assert len(delivery.accepted) == len(rows)
    assert {figure.value for figure in delivery.accepted} == {12}


def test_a_filled_in_csv_is_accepted_but_for_the_example(
    dataset: PartnerDataset, language: Language, tmp_path: Path
) -> None:
    path = tmp_path / "template.csv"
    write_template(dataset, path, language)
    rows = filled_in(dataset, language)
    with path.open("a", encoding="utf-8", newline="") as file:
        file.writelines(";".join(row) + "\r\n" for row in rows)
    delivery = read_delivery(path, dataset.contract, RECEIVED)
    assert is_all_but_the_example(delivery, dataset)
    assert len(delivery.accepted) == len(rows)


def test_the_example_is_a_figure_that_could_be_real(
    dataset: PartnerDataset, workbook: Workbook, tmp_path: Path
) -> None:
    workbook.worksheets[0]["G2"].value = None
    workbook.save(tmp_path / "taken.xlsx")
    delivery = read_delivery(tmp_path / "taken.xlsx", dataset.contract, RECEIVED)
    (figure,) = delivery.accepted
    assert figure.figure_id == next(iter(dataset.contract.figures))
    assert not delivery.refused


def test_a_csv_opens_in_a_dutch_excel(dataset: PartnerDataset, tmp_path: Path) -> None:
    path = tmp_path / "template.csv"
    write_template(dataset, path)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbffiguur;periode;regio;uitsplitsing;waarde;eenheid;")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    assert content.endswith(b";voorbeeld: verwijder deze regel\r\n")


@pytest.mark.parametrize("name", ["template.xls", "template.ods", "template"])
def test_another_form_is_refused_by_what_is_accepted(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"\.xlsx or as \.csv"):
        write_template(CONTRACTS["sbb"], tmp_path / name)
    assert not (tmp_path / name).exists()


def test_the_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    write_template(CONTRACTS["sbb"], tmp_path / "SBB.XLSX")
    assert load_workbook(tmp_path / "SBB.XLSX").sheetnames == SHEETS["nl"]


def test_the_delivery_sheet_is_laid_out(workbook: Workbook, language: Language) -> None:
    assert workbook.sheetnames == SHEETS[language]
    sheet = workbook.worksheets[0]
    names = [column.names[0 if language == "nl" else 1] for column in columns().values()]
    assert [cell.value for cell in sheet[1]] == names
    assert all(cell.font.bold for cell in sheet[1])
    assert all(cell.font.italic for cell in sheet[2])
    assert (sheet.freeze_panes, sheet.max_row) == ("A2", 2)


def test_every_text_fits_its_column(workbook: Workbook) -> None:
    sheet = workbook.worksheets[0]
    for row in sheet.iter_rows():
        for number, cell in enumerate(row, start=1):
            width = sheet.column_dimensions[get_column_letter(number)].width
            assert width <= 60
            assert cell.alignment.wrap_text or len(str(cell.value or "")) < width, cell.coordinate


def test_what_is_typed_stays_text_and_excel_does_not_complain(
    dataset: PartnerDataset, tmp_path: Path
) -> None:
    path = tmp_path / "template.xlsx"
    write_template(dataset, path)
    sheet = load_workbook(path).worksheets[0]
    for letter in "ABCDEF":
        assert sheet.column_dimensions[letter].number_format == "@"
        assert sheet[f"{letter}2"].number_format == "@"
    with zipfile.ZipFile(path) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml")
        assert parts.testzip() is None
    # The schema of the file form wants this order; Excel calls a file damaged that has another.
    elements = [b"<sheetData", b"<dataValidations", b"<pageMargins", b"<ignoredErrors", b"<legacyD"]
    assert sorted(elements, key=xml.index) == elements
    assert b'numberStoredAsText="1"' in xml


def test_texts_are_never_formulas(tmp_path: Path) -> None:
    sly = CONTRACTS["sbb"].model_copy(update={"title_nl": "=1+1", "title_en": "@SUM(1)"})
    for language in LANGUAGES:
        write_template(sly, tmp_path / "sly.xlsx", language)
        for sheet in load_workbook(tmp_path / "sly.xlsx").worksheets:
            assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_what_can_be_chosen_is_what_the_reader_knows(
    dataset: PartnerDataset, language: Language, workbook: Workbook
) -> None:
    found, figures = choices(workbook), dataset.contract.figures.values()
    titles = [f.title_nl if language == "nl" else f.title_en for f in figures]
    assert found["A"] == titles
    units = {figure.unit for figure in figures}
    words = UNITS[language]
    assert set(found["F"]) == {words[unit] for unit in units} | (
        {words["fraction"]} if "percent" in units else set()
    )
    codes = {code for figure in figures for code in region_codes(figure.regions)}
    names = {regions()[code].name for code in codes}
    assert set(found.get("C", names)) == names
    assert ("C" in found) == (len(codes) > 1)
    assert ("D" in found) == any(figure.breakdowns for figure in figures)


def test_every_breakdown_that_can_be_chosen_is_accepted(
    dataset: PartnerDataset, workbook: Workbook, tmp_path: Path
) -> None:
    parts = choices(workbook).get("D", [])
    sheet = workbook.worksheets[0]
    sheet.delete_rows(2)
    for part in parts:
        for name, figure in dataset.contract.figures.items():
            if figure.breakdowns:
                sheet.append([name, PERIOD_EXAMPLES[figure.period], "", part, "12", "", ""])
    workbook.save(tmp_path / "parts.xlsx")
    delivery = read_delivery(tmp_path / "parts.xlsx", dataset.contract, RECEIVED)
    wanted = {p for figure in dataset.contract.figures.values() for p in figure.breakdowns}
    assert {figure.breakdown for figure in delivery.accepted} == wanted


def test_lists_leave_room_for_what_they_do_not_hold(workbook: Workbook) -> None:
    for rule in workbook.worksheets[0].data_validations.dataValidation:
        assert len(rule.prompt or "") <= 255
        if rule.type == "list":
            assert (rule.errorStyle, rule.showErrorMessage) == ("warning", True)
            assert len(rule.formula1 or "") <= 255
            assert len(rule.error or "") <= 225


def test_every_header_explains_itself(workbook: Workbook, language: Language) -> None:
    for cell, column in zip(workbook.worksheets[0][1], columns().values(), strict=True):
        assert cell.comment is not None
        assert (column.nl if language == "nl" else column.en) in cell.comment.text


def test_the_explanation_says_what_the_contract_says(
    dataset: PartnerDataset, language: Language, workbook: Workbook
) -> None:
    said = texts(workbook.worksheets[1])
    contract = dataset.contract
    folders = dataset.fetch.partners
    assert all(f"inbox/{name}" in said for name in (folders if len(folders) <= 4 else folders[:1]))
    assert f"techniekpact partner check {'BESTAND' if language == 'nl' else 'FILE'}" in said
    assert (contract.contact.team_nl if language == "nl" else contract.contact.team_en) in said
    for rule in contract.at_most:
        assert (rule.why_nl if language == "nl" else rule.why_en) in said
    for name, figure in contract.figures.items():
        assert name in said
        assert PERIOD_EXAMPLES[figure.period] in said
        assert all(word in said for word in figure.words)
        if figure.maximum:
            assert f"{figure.maximum:,.0f}".replace(",", "." if language == "nl" else ",") in said
    if contract.deadline:
        assert f" {contract.deadline.day} " in said


def test_nothing_of_the_explanation_is_cut_off(workbook: Workbook) -> None:
    sheet = workbook.worksheets[1]
    merged = {area.min_row: area for area in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str):
                continue
            last = merged[cell.row].max_col if cell.row in merged else cell.column
            if cell.row in merged and cell.column < merged[cell.row].min_col:
                last = cell.column
            letters = (get_column_letter(n) for n in range(cell.column, last + 1))
            width = sum(sheet.column_dimensions[letter].width for letter in letters)
            lines = -(-len(cell.value) // int(width * 1.1))
            height = sheet.row_dimensions[cell.row].height
            assert height is not None
            assert height >= lines * 15, cell.coordinate


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_texts_with_the_same_placeholders() -> None:
    for name, text in read_yaml(TEXTS).items():
        assert set(text) == set(LANGUAGES), name
        assert placeholders(text["nl"]) == placeholders(text["en"]), name
