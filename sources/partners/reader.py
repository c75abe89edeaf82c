"""From a partner's CSV to rows that are accepted and rows that are refused, each with its reason.

Deliveries are small (`LARGEST` bytes at most), so they are read row by row: every refusal names
its line, column, value and rule, in Dutch, in words the sender can act on.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sources.catalog import PartnerContract
from sources.reading import ReadError, canonical

LARGEST = 5_000_000
NUMBER = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?")
PERIOD = re.compile(r"\d{4}(/\d{4}|Q[1-4]|-\d{2}(-\d{2})?)?")


@dataclass(frozen=True)
class Accepted:
    """One figure, as it goes into the warehouse."""

    line: int
    figure_id: str
    period: str
    region_code: str
    value: float
    unit: str


@dataclass(frozen=True)
class Refused:
    """One row that was not accepted: where, what and why."""

    line: int
    column: str
    value: str
    rule: str
    reason_nl: str


@dataclass(frozen=True)
class Delivery:
    """All rows of a file: every one is in exactly one of the two lists."""

    accepted: tuple[Accepted, ...]
    refused: tuple[Refused, ...]


def read(path: Path, contract: PartnerContract) -> Delivery:
    """Read a partner's file.

    Raises:
        ReadError: the file as a whole is unusable: too large, no text, or a column is missing.
    """
    if path.stat().st_size > LARGEST:
        raise ReadError(f"{path.name} is groter dan {LARGEST // 1_000_000} MB")
    (_, header), *body = _rows(_decode(path), path.name)
    columns = _columns(header, contract)
    accepted: dict[tuple[str, str, str], Accepted] = {}
    refused = []
    for line, cells in body:
        row = {
            column: cells[at].strip() if at < len(cells) else "" for column, at in columns.items()
        }
        result = _check(line, row, contract)
        if isinstance(result, Refused):
            refused.append(result)
            continue
        key = (result.figure_id, result.period, result.region_code)
        if key in accepted:
            refused.append(
                Refused(
                    line,
                    "figure_id",
                    result.figure_id,
                    "unique",
                    f"Dit cijfer staat al op regel {accepted[key].line} voor dezelfde periode en "
                    "regio; laat één van beide regels staan.",
                )
            )
            continue
        accepted[key] = result
    return Delivery(tuple(accepted.values()), tuple(refused))


def _decode(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ReadError(f"{path.name} is geen tekstbestand; sla het op als CSV (UTF-8)")


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row that is not blank, header first."""
    head = text.lstrip().partition("\n")[0]
    if not head:
        raise ReadError(f"{name} is leeg")
    delimiter = max((";", ",", "\t"), key=head.count)
    if delimiter not in head:
        raise ReadError(f"{name}: de eerste regel heeft geen kolommen, gescheiden door ;")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _columns(header: list[str], contract: PartnerContract) -> dict[str, int]:
    at = {canonical(name): position for position, name in enumerate(header)}
    found: dict[str, int] = {}
    missing = []
    for column, names in contract.columns.items():
        position = next((at[canonical(n)] for n in names if canonical(n) in at), None)
        if position is None:
            missing.append(names[0])
        else:
            found[column] = position
    if missing:
        raise ReadError(
            f"kolom ontbreekt: {', '.join(missing)}; gevonden: {', '.join(header)}. Gebruik de "
            f"kolommen {', '.join(names[0] for names in contract.columns.values())}"
        )
    return found


def _check(line: int, row: Mapping[str, str], contract: PartnerContract) -> Accepted | Refused:
    def refuse(column: str, rule: str, reason: str) -> Refused:
        return Refused(line, column, row[column], rule, reason)

    figure = contract.figures.get(row["figure_id"])
    if figure is None:
        known = ", ".join(contract.figures)
        return refuse("figure_id", "known", f"Dit cijfer kennen wij niet. Kies uit: {known}.")
    if not PERIOD.fullmatch(row["period"]):
        return refuse("period", "form", "Schrijf een schooljaar als 2017/2018, een jaar als 2018.")
    if row["region_code"] not in contract.regions:
        return refuse("region_code", "known", f"Kies uit: {', '.join(contract.regions)}.")
    if contract.units.get(row["unit"].lower()) != figure.unit:
        expected = next(name for name, unit in contract.units.items() if unit == figure.unit)
        return refuse("unit", "unit", f"Voor dit cijfer is de eenheid {expected}.")
    if not NUMBER.fullmatch(row["value"]):
        return refuse("value", "number", "Vul een getal in, zoals 1811 of 16,2.")
    if figure.unit == "percent" and "." in row["value"]:
        return refuse(
            "value", "ambiguous", "Bedoelt u een duizendtal of een decimaal? Schrijf 16,2."
        )
    value = float(row["value"].replace(".", "").replace(",", "."))
    if value < 0:
        return refuse("value", "range", "Een aantal of aandeel is niet negatief.")
    if figure.unit == "percent" and value > 100:
        return refuse("value", "range", "Een percentage ligt tussen 0 en 100.")
    if figure.unit == "count" and value != int(value):
        return refuse("value", "whole", "Een aantal is een geheel getal.")
    return Accepted(line, row["figure_id"], row["period"], row["region_code"], value, figure.unit)
