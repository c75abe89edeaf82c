"""DUO's `examenkandidaten en geslaagden`: five school years a file, in the layout of its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sources.upstream.sample.exam_revisions import revised
from sources.upstream.sample.exams import ExamRow, Result
from sources.upstream.sample.files import LEGACY, LEGACY_2023, below_five, write_csv

_PATH = "files/open_onderwijsdata/images/examenkandidaten-en-geslaagden-{}-{}.csv"
_YEARS = 5
# First school year of a file in the newer layout -> when it was published.
_NEWER = {2018: date(2023, 12, 4), 2019: date(2024, 12, 2)}
_DESCRIPTION = [
    "INSTELLINGSNAAM VESTIGING",
    "GEMEENTENAAM",
    "ONDERWIJSTYPE VO",
    "INSPECTIECODE",
    "OPLEIDINGSNAAM",
]


def write_exams(folder: Path, rows: Sequence[ExamRow]) -> None:
    """Write the three files under `folder` (`<data>/duo`)."""
    _write_older(folder, revised(rows, 2014), range(2014, 2014 + _YEARS))
    for start, published in _NEWER.items():
        _write_newer(folder, revised(rows, start), range(start, start + _YEARS), published)


def _write_older(folder: Path, rows: Sequence[ExamRow], years: Sequence[int]) -> None:
    genders = ["MAN", "VROUW", "ONBEKEND", "TOTAAL"]
    header = ["BRIN NUMMER", "VESTIGINGSNUMMER", *_DESCRIPTION, *_columns(years, genders)]
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
    path = folder / _PATH.format(years[0], years[-1] + 1)
    write_csv(path, LEGACY, [header, *table], date(2019, 11, 1))


def _write_newer(
    folder: Path, rows: Sequence[ExamRow], years: Sequence[int], published: date
) -> None:
    codes = ["INSTELLINGSCODE", "VESTIGINGSCODE"]
    header = [*codes, *_DESCRIPTION, *_columns(years, ["MAN", "VROUW", "TOTAAL"])]
    table = []
    for row in rows:
        if row.is_empty(years):
            continue
        cells = [row.location.institution_code, row.location.full_code, *_describe(row)]
        for year in years:
            men, women = row.results[year]
            for result in (men, women, men + women):
                counts = map(below_five, (result.candidates, result.passed))
                cells += [*counts, _open_percentage(result)]
        table.append(cells)
    path = folder / _PATH.format(years[0], years[-1] + 1)
    write_csv(path, LEGACY_2023, [header, *table], published)


def _columns(years: Sequence[int], genders: Sequence[str]) -> list[str]:
    return [
        f"{kind} SCHOOLJAAR {year}-{year + 1} - {gender}"
        for year in years
        for gender in genders
        for kind in ("EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC")
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


def _percentage(result: Result) -> str:
    """As in the older files: a decimal comma, and `,0%` where nobody passed."""
    if result.passed == 0:
        return ",0%"
    return result.percentage.replace(".", ",") + "%"


def _open_percentage(result: Result) -> str:
    """As in the newer files: a decimal point, not more than needed, and 0 without candidates.

    It is given where the counts are hidden too, as DUO does.
    """
    return result.percentage.removesuffix(".0") if result.candidates else "0"
