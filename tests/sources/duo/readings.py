"""What a test needs to read a file and look at its rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sources.catalog import DuoDataset, read_catalog
from sources.duo.reader import read
from sources.duo_contract import DuoContract
from sources.landing import Finding
from sources.reading import ReadError

PUBLISHED = date(2020, 3, 2)
_CATALOG = read_catalog()


# Headers of long files, as the portal has them.
VOEX = (
    "SCHOOLJAAR,BRIN NUMMER,BRINVESTIGINGSNUMMER,INSTELLINGSNAAM VESTIGING,GEMEENTECODE,"
    "GEMEENTENAAM,PLAATSNAAM,PROVINCIE,ONDERWIJSTYPE VO,LEERWEG,VAKCODE,VAKNAAMAFKORTING,VAK,"
    "ONDERDEEL EXAMEN,SCHOOLEXAMEN BEOORDELING,AANTAL,GEMIDDELD CIJFER"
)
VOEX_ROW = (
    "2013,00AH,00AH00,Opb SGM t Stedelijk Lyceum,153,ENSCHEDE,ENSCHEDE,Overijssel,HAVO,,131,ak,"
    "aardrijkskunde"
)
INFLOW = (
    "JAAR,INSTELLINGSCODE,NIVEAU,LEERWEG,BEROEPSOPLEIDING CODE,BEROEPSOPLEIDING NAAM,"
    "WIJZIGING IN INSTELLING,LAATSTE JAAR VO,VOOROPLEIDING VO,LAATSTE JAAR MBO,VOOROPLEIDING MBO,"
    "INSTROOM VO,INSTROOM MBO,INSTROOM OPLEIDING,AANTAL"
)


def contract(dataset: str) -> DuoContract:
    found = _CATALOG[dataset]
    assert isinstance(found, DuoDataset)
    return found.contract


@dataclass(frozen=True)
class Reading:
    """What came out: rows as the Parquet file has them, in no order."""

    rows: list[dict[str, Any]]
    count: int
    periods: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def kinds(self) -> list[str]:
        return [finding.kind for finding in self.findings]

    def of(self, *columns: str) -> Counter[tuple[Any, ...]]:
        """How often each combination of these columns occurs."""
        return Counter(tuple(row[column] for column in columns) for row in self.rows)

    def only(self, column: str) -> Any:
        """The value of a column that is the same in all rows."""
        (value,) = {row[column] for row in self.rows}
        return value


def read_file(
    path: Path,
    dataset: str,
    scratch: Path | None = None,
    *,
    period: str | None = None,
    published: date | None = PUBLISHED,
) -> Reading:
    target = (scratch or path.parent) / "data.parquet"
    tidied = read(path, contract(dataset), target, period=period, published=published)
    return Reading(pq.read_table(target).to_pylist(), tidied.rows, tidied.periods, tidied.findings)


def refusal(path: Path, dataset: str, **told: Any) -> str:
    """Why a file is refused. Any other exception than a refusal fails the test."""
    with pytest.raises(ReadError) as refused:
        read_file(path, dataset, **told)
    message = str(refused.value)
    assert message.startswith(f"{path.name}: ")
    for jargon in ("(?P<", "\\d", "duckdb", "DuckDB", "CSV Error", "Traceback", "None"):
        assert jargon not in message, f"who is no programmer cannot act on this: {message}"
    return message
