"""Dimensions and codes that the two StatLine tables share.

The titles are those of CBS; identifiers that no stored page shows are made up in its style.
"""

from __future__ import annotations

from collections.abc import Iterable

from sources.upstream.sample.cbs_table import Code, Dimension

GENDER_TOTAL = "T001038"
GENDER_CODES = ("3000", "4000")
FIELD_TOTAL = "T001072"
GENDER = Dimension(
    "Geslacht",
    "Geslacht",
    (
        Code(GENDER_TOTAL, "Totaal mannen en vrouwen"),
        Code(GENDER_CODES[0], "Mannen"),
        Code(GENDER_CODES[1], "Vrouwen"),
    ),
)


def field_code(field: str) -> str:
    """The identifier of a field of study: `07` is S0700, its part `073` S0730."""
    return f"S{field:0<4}"


def school_years(years: Iterable[int]) -> Dimension:
    """The dimension of school years; the newest is provisional."""
    ordered = list(years)
    codes = []
    for year in ordered:
        newest = year == ordered[-1]
        title = f"{year}/'{(year + 1) % 100:02}{'*' if newest else ''}"
        status = "Voorlopig" if newest else "Definitief"
        codes.append(Code(f"{year}SJ00", title, status=status))
    return Dimension("Perioden", "Perioden", codes, kind="TimeDimension")
