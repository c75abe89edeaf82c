"""What the two tables on leavers share: 85696NED (mbo) and 85776NED (higher education)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sources.upstream.sample.cbs_cube import Axis, Member

NOW, AFTER_ONE, AFTER_FIVE = "A048501", "A048502", "A048506"
_TOTAL = "T001640"
_DIPLOMA_TOTAL = "T001641"


def leaver_axes(level: str, genders: Axis, persons: Axis, fields: Axis) -> tuple[Axis, ...]:
    """The axes in CBS's order; `level` is `mbo` or `ho`.

    How CBS titles the members of the diploma axis could not be seen: those here are made up.
    """
    name = f"Uitstromers {level} met en zonder diploma"
    diplomas = Axis(
        f"Uitstromers{level.title()}MetEnZonderDiploma",
        name,
        (
            Member(_DIPLOMA_TOTAL, "Totaal"),
            Member("A048401", "Met diploma", (70,), (_DIPLOMA_TOTAL,)),
            Member("A048402", "Zonder diploma", (30,), (_DIPLOMA_TOTAL,)),
        ),
    )
    return genders, persons, diplomas, _POSITIONS, fields, _MOMENTS


def not_yet(years: Collection[int]) -> Mapping[str, frozenset[str]]:
    """What is not known yet: where somebody is five years later, and one year after the newest."""
    newest = max(years)
    return {
        f"{year}SJ00": frozenset({AFTER_FIVE} if year < newest else {AFTER_FIVE, AFTER_ONE})
        for year in years
        if year + 5 > newest + 1
    }


_POSITIONS = Axis(
    "Arbeidsmarktpositie",
    "Arbeidsmarktpositie",
    (
        Member(_TOTAL, "Totaal"),
        Member("A048411", "Met werk, zonder uitkering", (640,), (_TOTAL,)),
        Member("A048412", "Met werk, met uitkering", (30,), (_TOTAL,)),
        Member("A048413", "Zonder werk, met uitkering", (55,), (_TOTAL,)),
        Member("A048414", "Zonder werk, zonder uitkering", (105,), (_TOTAL,)),
        Member("A048415", "Terug in onderwijs", (140,), (_TOTAL,)),
        Member("A048416", "Onbekend: niet in BRP", (30,), (_TOTAL,)),
    ),
)
_MOMENTS = Axis(
    "Peilmoment",
    "Peilmoment",
    (
        Member(NOW, "Direct na verlaten onderwijs", (1,)),
        Member(AFTER_ONE, "1 jaar na verlaten onderwijs", (1,)),
        Member(AFTER_FIVE, "5 jaar na verlaten onderwijs", (1,)),
    ),
)
