"""Table 85421NED: students in higher education by field of study.

First-years in the fields 05, 06 and 07 are calibrated to the published inflow into technical
programmes. CBS rounds the real table to tens; here nothing is rounded, so that the published
figures are recognisable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

from sources.upstream.sample.allocate import allocate, chance
from sources.upstream.sample.calibration import FIRST_YEARS, GENDERS
from sources.upstream.sample.cbs_codes import (
    FIELD_TOTAL,
    GENDER,
    GENDER_CODES,
    GENDER_TOTAL,
    ISCED,
    field_code,
    school_years,
)
from sources.upstream.sample.cbs_table import (
    SAMPLE_NOTE,
    UNROUNDED_NOTE,
    Code,
    Dimension,
    Group,
    Measure,
    Observation,
    Table,
    write_table,
)
from sources.upstream.sample.cbs_v3 import write_table_v3

_YEARS = tuple(FIRST_YEARS["hbo"])
_ORIGIN_TOTAL, _BORN_TOTAL = "T001638", "T001696"
_ALL_LEVELS = "A025290"
_LEVEL_CODES = {"hbo": "A025294", "wo": "A025297"}
_FIRST, _OLDER, _ENROLLED = "D008171", "D008172", "D008170"

# Field -> title and weights for hbo men, hbo women, wo men, wo women.
_FIELDS = {
    "01": ("Onderwijs", (70, 150, 6, 10)),
    "02": ("Vormgeving, kunst, talen en geschiedenis", (80, 85, 80, 110)),
    "03": ("Journalistiek, gedrag en maatschappij", (60, 70, 200, 280)),
    "04": ("Recht, administratie, handel en zakelijke dienstverlening", (480, 300, 420, 310)),
    "08": ("Landbouw, diergeneeskunde en -verzorging", (25, 25, 10, 15)),
    "09": ("Gezondheidszorg en welzijn", (120, 280, 150, 240)),
    "10": ("Dienstverlening", (165, 90, 20, 15)),
}
_TECHNICAL = {
    "05": ("Wiskunde, natuurwetenschappen", (60, 300, 380, 550)),
    "06": ("Informatica", (340, 180, 170, 80)),
    "07": ("Techniek, industrie en bouwkunde", (600, 520, 450, 370)),
}
# Parts of a field, per mille of it: whoever adds these to the field counts people twice.
_PARTS = {
    "011": ("01", "Onderwijskunde, lerarenopleidingen", 1000),
    "0113": ("01", "Lerarenopleiding basisonderwijs", 430),
    "051": ("05", "Biologie, biochemie", 420),
    "053": ("05", "Natuur- en scheikunde, aardwetenschappen", 330),
    "061": ("06", "Informatica", 1000),
    "0613": ("06", "Softwareontwikkeling, systeemanalyse", 610),
    "071": ("07", "Techniek en procestechniek", 620),
    "073": ("07", "Architectuur, bouwkunde en civiele techniek", 240),
}
# Origin -> title and per mille of hbo, wo. The rest comes from elsewhere and has no code here.
_ORIGINS = {
    "1012600": ("Nederland", (690, 560)),
    "H008519": ("Europa (exclusief Nederland)", (110, 260)),
}


def write_higher_education(folder: Path) -> None:
    """Write the table under `folder` (`<data>/cbs`)."""
    write_table(folder / "v4", _TABLE, _observations())
    write_table_v3(folder / "v3", _TABLE, _observations())


def _dimensions() -> Iterator[Dimension]:
    yield GENDER
    yield Dimension(
        "Onderwijssoort",
        "Onderwijssoort",
        [
            Code(_ALL_LEVELS, "Hoger onderwijs"),
            Code(_LEVEL_CODES["hbo"], "Hoger beroepsonderwijs"),
            Code(_LEVEL_CODES["wo"], "Wetenschappelijk onderwijs"),
        ],
    )
    titles = {field: title for field, (title, _) in (_FIELDS | _TECHNICAL).items()}
    titles |= {part: title for part, (_, title, _) in _PARTS.items()}
    yield Dimension(
        "Studierichting",
        "Studierichting",
        [Code(FIELD_TOTAL, "Totaal")]
        + [
            Code(field_code(field), f"{field} {titles[field]}", group=_heading(field))
            for field in sorted(titles)
        ],
        groups=[
            Group(ISCED, "Studierichting (ISCED-F 2013)"),
            *(
                Group(f"ISCED{field}", f"{field} {titles[field]}", ISCED)
                for field in sorted(titles)
                if len(field) == 2
            ),
        ],
    )
    yield Dimension(
        "Herkomstland",
        "Herkomstland",
        [Code(_ORIGIN_TOTAL, "Totaal")]
        + [Code(origin, title) for origin, (title, _) in _ORIGINS.items()],
    )
    born = [Code(_BORN_TOTAL, "Totaal")]
    yield Dimension("GeboortelandOuders", "Geboorteland (ouders)", born)
    yield school_years(_YEARS)


def _heading(field: str) -> str:
    """Broad fields stand under the classification, their parts under them."""
    return ISCED if len(field) == 2 else f"ISCED{field[:2]}"


_TABLE = Table(
    identifier="85421NED",
    title="Hoger onderwijs; eerste- en ouderejaarsstudenten, studierichting, herkomst",
    description=(
        "Eerstejaars- en ouderejaarsstudenten in het hoger onderwijs naar geslacht, "
        "onderwijssoort, studierichting en herkomst; stand op 1 oktober."
    ),
    coverage="2015/'16-2024/'25",
    modified=date(2025, 3, 28),
    dimensions=tuple(_dimensions()),
    measures=(
        Measure(_ENROLLED, "Totaal ingeschrevenen"),
        Measure(_FIRST, "Eerstejaarsstudenten"),
        Measure(_OLDER, "Ouderejaarsstudenten"),
    ),
    note=f"{SAMPLE_NOTE} {UNROUNDED_NOTE}",
)


def _observations() -> Iterator[Observation]:
    """All cells with people in them, summed from the smallest ones."""
    for year in _YEARS:
        cells: Counter[tuple[str, tuple[str, ...]]] = Counter()
        for level, gender in product(_LEVEL_CODES, GENDERS):
            for field, first in _first_years(year, level, gender).items():
                _add_student_cells(cells, (year, level, gender, field), first)
        for (measure, codes), value in sorted(cells.items()):
            if value:
                yield Observation(measure, codes, value)


def _first_years(year: int, level: str, gender: int) -> dict[str, int]:
    """First-years by field, and by part of a field."""
    share = FIRST_YEARS[level][year]
    column = 2 * list(_LEVEL_CODES).index(level) + gender
    counts: dict[str, int] = {}
    for group, counted in ((_TECHNICAL, True), (_FIELDS, False)):
        weights = [weight[column] for _, weight in group.values()]
        split = allocate(share.part(gender, counted), weights)
        counts |= dict(zip(group, split, strict=True))
    return counts | {
        part: counts[field] * permille // 1000 for part, (field, _, permille) in _PARTS.items()
    }


def _add_student_cells(
    cells: Counter[tuple[str, tuple[str, ...]]],
    key: tuple[int, str, int, str],
    first: int,
) -> None:
    """Add one smallest cell to itself and to every total that it is part of."""
    year, level, gender, field = key
    # Older students: three to four times the first-years, the same for the parts of a field.
    older = first * chance(3100, 3700, "older", level, gender, field[:2]) // 1000
    fields = [field_code(field)] if field in _PARTS else [field_code(field), FIELD_TOTAL]
    origins = {_ORIGIN_TOTAL: 1000} | {
        origin: permille[list(_LEVEL_CODES).index(level)]
        for origin, (_, permille) in _ORIGINS.items()
    }
    for code_gender, code_level, code_field, (origin, permille) in product(
        (GENDER_CODES[gender], GENDER_TOTAL),
        (_LEVEL_CODES[level], _ALL_LEVELS),
        fields,
        origins.items(),
    ):
        codes = (code_gender, code_level, code_field, origin, _BORN_TOTAL, f"{year}SJ00")
        some_first, some_older = first * permille // 1000, older * permille // 1000
        cells[_FIRST, codes] += some_first
        cells[_OLDER, codes] += some_older
        cells[_ENROLLED, codes] += some_first + some_older
