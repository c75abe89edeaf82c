"""What a file is, and what is the right answer to it; the files that people wrote, in YAML."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from sources.catalog import PartnerDataset, read_catalog
from sources.partner_contract import PartnerContract
from sources.partners import reasons
from sources.partners.delivery import Delivery
from sources.partners.reader import read_delivery
from sources.yaml_file import read_yaml
from tests.sources.partners.cutting import cut, rows_below

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

    def cases(self, name: str) -> Iterator[Case]:
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
        expected = Expected.model_validate(told)
        content = f"{HEADER}\n{cells}\n{self.good}\n"
        return text_case(f"{name}: {text!a}", content, expected, self.contract)


def written_row(cells: Sequence[str], delimiter: str = ";") -> str:
    """Cells as one line of CSV, without its end."""
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return target.getvalue().removesuffix("\r\n")


def pools() -> Mapping[str, list[str]]:
    """What texts are made of by chance, by the name of the pool."""
    data = read_yaml(FOLDER / _POOLS)
    return TypeAdapter(dict[str, list[str]]).validate_python(data)


def in_yaml() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.yml")):
        if path.name == _POOLS:
            continue
        data = read_yaml(path)
        if path.stem.startswith("cells_"):
            for name, column in TypeAdapter(dict[str, _Cells]).validate_python(data).items():
                yield from column.cases(f"{path.stem}: {name}")
        else:
            for name, file in TypeAdapter(dict[str, _File]).validate_python(data).items():
                yield file.case(f"{path.stem}: {name}")


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


@cache
def yaml_rules() -> frozenset[str]:
    """The rules that have sentences."""
    path = Path(reasons.__file__).with_name("reasons.yml")
    return frozenset(read_yaml(path))
