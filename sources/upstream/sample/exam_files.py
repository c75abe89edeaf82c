"""The three layouts in which DUO has published `examenkandidaten en geslaagden`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sources.upstream.sample.exams import ExamRow, Result
from sources.upstream.sample.files import CKAN, LEGACY, LEGACY_2023, write_csv

RESOURCE = (
    "/dataset/9ac19d12-2781-4e61-a26e-7122631dabb6"
    "/resource/0423457d-c69e-4950-a12c-51912fc48faf/download/03_voex.csv"
)
_LEGACY_PATH = "/open_onderwijsdata/images/examenkandidaten-en-geslaagden-{}-{}.csv"
_DESCRIPTION = [
    "INSTELLINGSNAAM VESTIGING",
    "GEMEENTENAAM",
    "ONDERWIJSTYPE VO",
    "INSPECTIECODE",
    "OPLEIDINGSNAAM",
]
_CKAN_COLUMNS = [
    "SCHOOLJAAR",
    "INSTELLINGSCODE",
    "VESTIGINGSCODE",
    "INSTELLINGSNAAM_VESTIGING",
    "GEMEENTENAAM",
    "ONDERWIJSTYPE_VO",
    "INSPECTIECODE",
    "OPLEIDINGSNAAM",
    "GESLACHT",
    "EXAMENKANDIDATEN",
    "GESLAAGDEN",
    "INDICATIEAVG_EXAMENKANDIDATEN",
    "INDICATIEAVG_GESLAAGDEN",
]


def write_exams(folder: Path, rows: Sequence[ExamRow]) -> None:
    """Write the three files under `folder` (`<data>/duo/files`)."""
    _write_legacy(folder, rows, range(2014, 2019))
    _write_legacy_2023(folder, rows, range(2018, 2023))
    table = [line for year in range(2019, 2024) for line in _long(rows, year)]
    write_csv(folder / RESOURCE.lstrip("/"), CKAN, [_CKAN_COLUMNS, *table], date(2024, 12, 2))


def _write_legacy(folder: Path, rows: Sequence[ExamRow], years: Sequence[int]) -> None:
    genders = ["MAN", "VROUW", "ONBEKEND", "TOTAAL"]
    header = ["BRIN NUMMER", "VESTIGINGSNUMMER", *_DESCRIPTION, *_wide_columns(years, genders)]
    table = []
    for row in rows:
        if row.is_empty(years):
            continue
        cells = [row.location.institution_code, row.location.full_code, *_describe(row)]
        for year in years:
            men, women = row.results[year]
            for result in (men, women, Result(0, 0), men + women):
                cells += [str(result.candidates), str(result.passed), _percentage(result)]
        table.append(cells)
    path = folder / _LEGACY_PATH.format(years[0], years[-1] + 1).lstrip("/")
    write_csv(path, LEGACY, [header, *table], date(2019, 11, 1))


def _write_legacy_2023(folder: Path, rows: Sequence[ExamRow], years: Sequence[int]) -> None:
    genders = ["MAN", "VROUW", "TOTAAL"]
    codes = ["INSTELLINGSCODE", "VESTIGINGSCODE"]
    header = [*codes, *_DESCRIPTION, *_wide_columns(years, genders)]
    table = []
    for row in rows:
        if row.is_empty(years):
            continue
        cells = [row.location.institution_code, row.location.full_code, *_describe(row)]
        for year in years:
            men, women = row.results[year]
            for result in (men, women, men + women):
                cells += [_hide(result.candidates), _hide(result.passed), _open_percentage(result)]
        table.append(cells)
    path = folder / _LEGACY_PATH.format(years[0], years[-1] + 1).lstrip("/")
    write_csv(path, LEGACY_2023, [header, *table], date(2023, 12, 4))


def _wide_columns(years: Sequence[int], genders: Sequence[str]) -> list[str]:
    return [
        f"{kind} SCHOOLJAAR {year}-{year + 1} - {gender}"
        for year in years
        for gender in genders
        for kind in ("EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC")
    ]


def _long(rows: Sequence[ExamRow], year: int) -> Iterator[list[str]]:
    """One line per gender that has candidates; a hidden count is written 4, flagged J."""
    for row in rows:
        for gender, result in zip(("MAN", "VROUW"), row.results[year], strict=True):
            if result.candidates == 0:
                continue
            numbers = (result.candidates, result.passed)
            yield [
                f"{year}-{year + 1}",
                row.location.institution_code,
                row.location.full_code,
                *_describe(row),
                gender,
                *("4" if _is_hidden(number) else str(number) for number in numbers),
                *("J" if _is_hidden(number) else "N" for number in numbers),
            ]


def _describe(row: ExamRow) -> list[str]:
    location, programme = row.location, row.programme
    return [
        location.name,
        location.municipality,
        programme.school_type,
        programme.inspection_code,
        programme.name,
    ]


def _is_hidden(count: int) -> bool:
    return 0 < count < 5


def _hide(count: int) -> str:
    return "<5" if _is_hidden(count) else str(count)


def _tenths(result: Result) -> str:
    """The percentage that passed, with one decimal and a point; halves go up."""
    tenths = (2000 * result.passed + result.candidates) // (2 * result.candidates)
    return f"{tenths // 10}.{tenths % 10}"


def _percentage(result: Result) -> str:
    """As in the older files: a decimal comma, and `,0%` where nobody passed."""
    if result.passed == 0:
        return ",0%"
    return _tenths(result).replace(".", ",") + "%"


def _open_percentage(result: Result) -> str:
    """As in the newer files: a decimal point, and nothing where a count is hidden."""
    if result.candidates == 0 or _is_hidden(result.candidates) or _is_hidden(result.passed):
        return ""
    return _tenths(result) + "%"
