"""DUO's files on higher education: three cuts each for hbo and wo, `-1` for 1 to 4.

The cuts count the same people: by gender, by programme, and by mode of study.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sources.upstream.sample.files import CKAN, minus_one, write_csv
from sources.upstream.sample.ho_cells import HigherCell, enrolled, first_years, graduates
from sources.upstream.sample.resources import resource

_GENDERS = ("MAN", "VROUW", "ONBEKEND")
_LEVELS = ("hbo", "wo")
_WHERE = ["PROVINCIENAAM", "GEMEENTENUMMER", "GEMEENTENAAM", "SOORT_INSTELLING"]
_WHO = ["INSTELLINGSCODE_ACTUEEL", "INSTELLINGSNAAM_ACTUEEL", "ONDERDEEL", "SUBONDERDEEL"]


@dataclass(frozen=True)
class _Kind:
    """What a package counts, and how its files call that."""

    package: str
    stem: str
    year_column: str
    count_column: str
    years: Sequence[int]
    cells: Callable[[str, int], Mapping[HigherCell, int]]

    @property
    def tells_diploma(self) -> bool:
        """Files on diplomas tell their kind, others the type of the programme."""
        return self.year_column == "DIPLOMAJAAR"


@dataclass(frozen=True)
class _Cut:
    """One way to count people: its name in those of the files, its columns and their cells."""

    name: str
    columns: tuple[str, ...]
    values: Callable[[HigherCell], tuple[str, ...]]


_KINDS = (
    _Kind(
        "p01hoinges",
        "ingeschrevenen",
        "STUDIEJAAR",
        "AANTAL_INGESCHREVENEN",
        range(2020, 2025),
        enrolled,
    ),
    _Kind(
        "p02ho1ejrs",
        "eerstejaarsingeschrevenen",
        "STUDIEJAAR",
        "AANTAL_EERSTEJAARS_INGESCHREVENEN",
        range(2020, 2025),
        first_years,
    ),
    _Kind(
        "p04hogdipl",
        "gediplomeerden",
        "DIPLOMAJAAR",
        "AANTAL_GEDIPLOMEERDEN",
        range(2019, 2024),
        graduates,
    ),
)
_CUTS = (
    _Cut("gesl", ("GESLACHT",), lambda cell: (_GENDERS[cell.gender],)),
    _Cut(
        "",
        ("OPLEIDINGSCODE_ACTUEEL", "OPLEIDINGSNAAM_ACTUEEL"),
        lambda cell: (cell.programme.code, cell.programme.name),
    ),
    _Cut("oplv", ("OPLEIDINGSVORM",), lambda cell: (cell.mode,)),
)


def write_higher_education_files(folder: Path) -> None:
    """Write the files of all packages under `folder` (`<data>/duo`)."""
    for kind in _KINDS:
        for level in _LEVELS:
            by_year = {year: kind.cells(level, year) for year in kind.years}
            for cut in _CUTS:
                file = resource(kind.package, f"{kind.stem}{cut.name}{level}.csv")
                table = [_header(kind, cut), *_rows(kind, cut, by_year)]
                write_csv(folder / file.path, CKAN, table, file.published)


def _header(kind: _Kind, cut: _Cut) -> list[str]:
    if kind.tells_diploma:
        described = [*_WHERE, *_WHO, "SOORT_DIPLOMA"]
    else:
        described = [*_WHERE, "TYPE_HOGER_ONDERWIJS", *_WHO]
    return [kind.year_column, *described, *cut.columns, kind.count_column]


def _rows(
    kind: _Kind, cut: _Cut, by_year: Mapping[int, Mapping[HigherCell, int]]
) -> Iterator[list[str]]:
    for year, cells in by_year.items():
        rows: Counter[tuple[str, ...]] = Counter()
        for cell, count in cells.items():
            rows[(str(year), *_describe(kind, cell), *cut.values(cell))] += count
        yield from ([*key, minus_one(count)] for key, count in sorted(rows.items()) if count)


def _describe(kind: _Kind, cell: HigherCell) -> list[str]:
    place, institution, programme = cell.site.place, cell.site.institution, cell.programme
    where = [
        place.province,
        place.municipality_code,
        place.municipality_in_full,
        "reguliere inst.",
    ]
    who = [institution.code, institution.name, programme.sector_code, programme.part]
    if kind.tells_diploma:
        return [*where, *who, programme.diploma]
    return [*where, programme.type, *who]
