from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sources.catalog import PartnerDataset, read_catalog
from sources.partner_contract import PeriodType, Unit
from sources.partners.layout import columns
from sources.partners.numbers import read_amount
from sources.partners.periods import read_period
from sources.partners.published import PERIOD_EXAMPLES, PERIOD_PATTERNS, UNIT_WORDS, table_schema
from sources.partners.reader import read_delivery
from sources.partners.reasons import RefusedCellError
from sources.partners.regions import region_codes
from sources.partners.template import deadline_words

CONTRACTS = {d.name: d for d in read_catalog() if isinstance(d, PartnerDataset)}
PAGE = Path(__file__).parents[3] / "docs" / "partners.nl.md"
RECEIVED = date(2026, 1, 15)
HEADER = ["figuur", "periode", "regio", "uitsplitsing", "waarde", "eenheid", "toelichting"]
KINDS: Mapping[str, PeriodType] = {
    "schooljaar": "school_year",
    "kalenderjaar": "calendar_year",
    "maand": "month",
    "dag": "day",
    "eerste en laatste jaar": "years",
    "eerste en laatste dag": "days",
}


@pytest.fixture(params=CONTRACTS.values(), ids=list(CONTRACTS))
def dataset(request: pytest.FixtureRequest) -> PartnerDataset:
    assert isinstance(request.param, PartnerDataset)
    return request.param


def canonical(dataset: PartnerDataset) -> str:
    """A delivery of everything that a contract allows, in codes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADER)
    for name, figure in dataset.contract.figures.items():
        value = "11,5" if figure.unit == "percent" else "12"
        for region in region_codes(figure.regions):
            for part in ("total", *figure.breakdowns):
                period, unit = PERIOD_EXAMPLES[figure.period], UNIT_WORDS[figure.unit]
                writer.writerow([name, period, region, part, value, unit, ""])
    return text.getvalue()


def wrong(cell: str, field: Mapping[str, Any], missing: list[str]) -> Iterator[str]:
    """Which constraints of a field a cell does not meet, by Table Schema."""
    rules: Mapping[str, Any] = field.get("constraints", {})
    if cell in missing:
        yield from ["required"] if rules.get("required") else []
        return
    if field["type"] == "number":
        digits = re.sub(r"^[^-0-9]*|[^0-9]*$", "", cell).replace(field["decimalChar"], ".")
        try:
            number = float(digits)
        except ValueError:
            yield "type"
            return
        if not rules["minimum"] <= number <= rules["maximum"]:
            yield "range"
    if cell not in rules.get("enum", [cell]):
        yield "enum"
    if not re.fullmatch(rules.get("pattern", ".*"), cell):
        yield "pattern"


def problems(dataset: PartnerDataset, text: str) -> set[tuple[str, str]]:
    """Every field and constraint that a CSV does not meet."""
    (resource,) = table_schema(dataset)["resources"]
    schema = resource["schema"]
    header, *rows = csv.reader(io.StringIO(text), delimiter=resource["dialect"]["delimiter"])
    assert header == [field["name"] for field in schema["fields"]]
    found = {
        (field["name"], constraint)
        for row in rows
        for cell, field in zip(row, schema["fields"], strict=True)
        for constraint in wrong(cell, field, schema["missingValues"])
    }
    key = [header.index(name) for name in schema["primaryKey"]]
    if len({tuple(row[at] for at in key) for row in rows}) < len(rows):
        found.add(("", "primaryKey"))
    return found


def test_it_is_a_tabular_data_package(dataset: PartnerDataset) -> None:
    package = table_schema(dataset)
    (resource,) = package["resources"]
    assert package["profile"] == "tabular-data-package"
    assert resource["profile"] == "tabular-data-resource"
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
    assert resource["path"] == f"{dataset.name}.csv"
    assert (resource["encoding"], resource["dialect"]["delimiter"]) == ("utf-8", ";")
    assert resource["dialect"]["header"] is True


def test_its_fields_are_the_columns_of_a_delivery(dataset: PartnerDataset) -> None:
    schema = table_schema(dataset)["resources"][0]["schema"]
    assert [field["name"] for field in schema["fields"]] == HEADER
    assert schema["primaryKey"] == HEADER[:4]
    for field, column in zip(schema["fields"], columns().values(), strict=True):
        assert field["type"] == column.type
        assert field["description"] == column.nl
        assert field["title"]


def test_it_is_json_that_stays_the_same(dataset: PartnerDataset) -> None:
    package = table_schema(dataset)
    again = read_catalog()[dataset.id]
    assert isinstance(again, PartnerDataset)
    assert json.dumps(package) == json.dumps(table_schema(again))
    assert json.loads(json.dumps(package)) == package


def test_it_names_no_other_place_than_the_homepage(dataset: PartnerDataset) -> None:
    text = json.dumps(table_schema(dataset))
    assert re.findall(r'https?://[^"]*', text) == [dataset.homepage]
    assert "@" not in text


def test_what_a_schema_cannot_say_is_there_too(dataset: PartnerDataset) -> None:
    said = table_schema(dataset)["techniekpact"]
    contract = dataset.contract
    assert said["version"] == dataset.fingerprint
    assert said["contact"]["partner"] == contract.contact.partner
    assert (said["deadline"] is None) == (contract.deadline is None)
    assert [rule["part"] for rule in said["at_most"]] == [rule.part for rule in contract.at_most]
    assert list(said["figures"]) == list(contract.figures)
    for name, figure in contract.figures.items():
        told = said["figures"][name]
        assert set(told["regions"]) == set(region_codes(figure.regions))
        assert set(told["breakdowns"]) == set(figure.breakdowns)
        assert (told["minimum"], told["maximum"]) == (figure.minimum, figure.highest)
        assert told["sender"] == dataset.leading_sender(name)
        assert {*figure.model_fields_set} - {"goal_no"} <= {*told}


def test_a_canonical_delivery_meets_it_and_is_accepted(
    dataset: PartnerDataset, tmp_path: Path
) -> None:
    text = canonical(dataset)
    assert problems(dataset, text) == set()
    path = tmp_path / f"{dataset.name}.csv"
    path.write_text(text, encoding="utf-8", newline="")
    delivery = read_delivery(path, dataset.contract, RECEIVED)
    assert [*delivery.refused, *delivery.ignored, *delivery.remarks] == []
    assert len(delivery.accepted) == text.count("\r\n") - 1


@pytest.mark.parametrize(
    ("column", "cell", "constraint"),
    [
        ("figuur", "scholen", "enum"),
        ("figuur", "", "required"),
        ("periode", "mrt-18", "pattern"),
        ("periode", "2018 en later", "pattern"),
        ("periode", "", "required"),
        ("regio", "PV99", "enum"),
        ("uitsplitsing", "meisjes", "enum"),
        ("waarde", "-1", "range"),
        ("waarde", "20000001", "range"),
        ("waarde", "veel", "type"),
        ("waarde", "", "required"),
        ("eenheid", "euro", "enum"),
    ],
)
def test_what_is_wrong_in_a_cell_does_not_meet_it(column: str, cell: str, constraint: str) -> None:
    header, row = canonical(CONTRACTS["sbb"]).splitlines()[:2]
    cells = row.split(";")
    cells[HEADER.index(column)] = cell
    found = problems(CONTRACTS["sbb"], f"{header}\n{';'.join(cells)}\n")
    assert found == {(column, constraint)}


def test_a_figure_twice_does_not_meet_it() -> None:
    header, row = canonical(CONTRACTS["sbb"]).splitlines()[:2]
    twice = f"{header}\n{row}\n{row}\n"
    assert problems(CONTRACTS["sbb"], twice) == {("", "primaryKey")}


@pytest.mark.parametrize("value", ["circa 1800", "16,2%", "16,2 procent"])
def test_a_number_with_words_around_it_meets_it(value: str) -> None:
    field = table_schema(CONTRACTS["sbb"])["resources"][0]["schema"]["fields"][4]
    assert list(wrong(value, field, [""])) == []


def test_a_word_that_a_contract_allows_meets_it() -> None:
    schema = table_schema(CONTRACTS["sector_networks"])["resources"][0]["schema"]
    assert list(wrong("tientallen", schema["fields"][4], schema["missingValues"])) == []
    assert table_schema(CONTRACTS["sbb"])["resources"][0]["schema"]["missingValues"] == [""]


@pytest.mark.parametrize("kind", KINDS.values())
def test_the_example_of_a_period_is_canonical_and_fits_its_pattern_only(kind: PeriodType) -> None:
    example = PERIOD_EXAMPLES[kind]
    assert read_period(example, kind) == example
    fitting = [name for name, form in PERIOD_PATTERNS.items() if re.fullmatch(form, example)]
    assert fitting == [kind]


def table(title: str) -> list[list[str]]:
    """The rows of the table on the page whose header starts with `title`."""
    _, found, rest = PAGE.read_text(encoding="utf-8").partition(f"\n| {title} |")
    assert found, title
    lines = rest.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_the_page_lists_the_deliveries_of_the_catalog() -> None:
    wanted = []
    for dataset in CONTRACTS.values():
        who, _, what = dataset.title_nl.partition(", ")
        folders = dataset.fetch.partners
        deadline = dataset.contract.deadline
        wanted.append(
            [
                f"`{dataset.name}`",
                who,
                what,
                str(len(dataset.contract.figures)),
                "zie onder" if len(folders) > 4 else ", ".join(f"`{name}`" for name in folders),
                deadline_words(deadline, "nl") if deadline else "als er nieuws is",
            ]
        )
    assert table("levering | van") == wanted


def test_the_page_names_every_folder() -> None:
    named = set(quoted(PAGE.read_text(encoding="utf-8")))
    assert {name for d in CONTRACTS.values() for name in d.fetch.partners} <= named


def test_the_page_describes_the_columns() -> None:
    assert table("kolom | verplicht") == [
        [f"`{column.names[0]}`", "ja" if column.required else "nee", column.nl]
        for column in columns().values()
    ]


def test_numbers_are_read_as_the_page_says() -> None:
    for written, read in table("u schrijft | wij lezen"):
        unit: Unit = "count" if "aantal" in read else "percent"
        number = re.search(r"[0-9]+(,[0-9]+)?", read)
        assert number is not None
        for text in quoted(written):
            amount = read_amount(text, unit)
            assert amount.value == float(number[0].replace(",", ".")), text
            said = re.findall(r"‘(\w+)’", read)
            assert amount.qualifier in (said or [""]), text


def test_periods_are_read_as_the_page_says() -> None:
    rows = table("soort | u schrijft")
    assert [row[0] for row in rows] == list(KINDS)
    for kind, written, read in rows:
        for text in quoted(written):
            assert [read_period(text, KINDS[kind])] == quoted(read), text


def read_as(kind: str, text: str) -> None:
    if kind in KINDS:
        read_period(text, KINDS[kind])
    else:
        read_amount(text, "count" if kind == "aantal" else "percent")


def test_what_is_ambiguous_is_asked_as_the_page_says() -> None:
    for written, about, choices in table("er staat | bij"):
        (text,) = quoted(written)
        kind = about.removeprefix("een ")
        with pytest.raises(RefusedCellError) as refused:
            read_as(kind, text)
        assert choices in refused.value.reason.nl


def test_the_page_names_nobody() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert "@" not in page
    assert "http" not in page
