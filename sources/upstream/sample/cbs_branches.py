"""Branches of industry (SBI 2008), with CBS's own codes and titles."""

from __future__ import annotations

from sources.upstream.sample.cbs_cube import Axis, Member
from sources.upstream.sample.cbs_table import Group

ALL_BRANCHES = "T001081"
_INDUSTRY_AND_BUILDING, _INDUSTRY, _SERVICES = "300003", "300002", "300007"
_TRADE, _BUSINESS, _PUBLIC, _CARE, _LEISURE = "300006", "300010", "300013", "300012", "300014"
_TOP, _LETTERS, _SUMS, _DIGITS = "AU", "D1", "D1S", "D2"
_GROUPS: tuple[Group, ...] = (
    Group(_TOP, "Totaal A-U"),
    Group("D", "Bedrijfstakken"),
    Group(_LETTERS, "Bedrijfstakken 1e digit", "D"),
    Group(_SUMS, "Samentellingen bedrijfstakken 1e digit", "D"),
    Group(_DIGITS, "Bedrijfstakken 2e digit", "D"),
)
_INDUSTRIAL = (_INDUSTRY, _INDUSTRY_AND_BUILDING)
# Code, title, weight (0 for a sum of its parts), sums that it is part of, heading.
_BRANCHES: tuple[tuple[str, str, int, tuple[str, ...], str], ...] = (
    ("301000", "A Landbouw, bosbouw en visserij", 8, (), _LETTERS),
    (_INDUSTRY_AND_BUILDING, "B-F Nijverheid en energie", 0, (), _SUMS),
    (_INDUSTRY, "B-E Nijverheid (geen bouw) en energie", 0, (), _SUMS),
    ("305700", "B Delfstoffenwinning", 1, _INDUSTRIAL, _LETTERS),
    ("307500", "C Industrie", 0, (), _LETTERS),
    ("307610", "10-12 Voedings-, genotmiddelenindustrie", 15, ("307500", *_INDUSTRIAL), _DIGITS),
    ("328105", "24-25 Basismetaal, metaalprod.-industrie", 12, ("307500", *_INDUSTRIAL), _DIGITS),
    ("339205", "29-30 Transportmiddelenindustrie", 4, ("307500", *_INDUSTRIAL), _DIGITS),
    ("300023", "31-33 Overige industrie en reparatie", 11, ("307500", *_INDUSTRIAL), _DIGITS),
    ("", "C other", 39, ("307500", *_INDUSTRIAL), ""),
    ("346600", "D Energievoorziening", 5, _INDUSTRIAL, _LETTERS),
    ("348000", "E Waterbedrijven en afvalbeheer", 4, _INDUSTRIAL, _LETTERS),
    ("350000", "F Bouwnijverheid", 61, (_INDUSTRY_AND_BUILDING,), _LETTERS),
    (_SERVICES, "G-N Commerciële dienstverlening", 0, (), _SUMS),
    (_TRADE, "G-I Handel, vervoer en horeca", 0, (), _SUMS),
    ("354200", "G Handel", 0, (), _LETTERS),
    ("354300", "45 Autohandel en -reparatie", 20, ("354200", _TRADE, _SERVICES), _DIGITS),
    ("356900", "46 Groothandel en handelsbemiddeling", 62, ("354200", _TRADE, _SERVICES), _DIGITS),
    ("", "G other", 112, ("354200", _TRADE, _SERVICES), ""),
    ("383100", "H Vervoer en opslag", 43, (_TRADE, _SERVICES), _LETTERS),
    ("389100", "I Horeca", 78, (_TRADE, _SERVICES), _LETTERS),
    ("391600", "J Informatie en communicatie", 50, (_SERVICES,), _LETTERS),
    ("396300", "K Financiële dienstverlening", 26, (_SERVICES,), _LETTERS),
    ("402000", "L Verhuur en handel van onroerend goed", 6, (_SERVICES,), _LETTERS),
    (_BUSINESS, "M-N Zakelijke dienstverlening", 0, (), _SUMS),
    ("403300", "M Specialistische zakelijke diensten", 97, (_BUSINESS, _SERVICES), _LETTERS),
    ("410200", "N Verhuur en overige zakelijke diensten", 70, (_BUSINESS, _SERVICES), _LETTERS),
    (_PUBLIC, "O-U Niet-commerciële dienstverlening", 0, (), _SUMS),
    (_CARE, "O-Q Overheid en zorg", 0, (), _SUMS),
    ("417400", "O Openbaar bestuur en overheidsdiensten", 60, (_CARE, _PUBLIC), _LETTERS),
    ("419000", "P Onderwijs", 28, (_CARE, _PUBLIC), _LETTERS),
    ("422400", "Q Gezondheids- en welzijnszorg", 154, (_CARE, _PUBLIC), _LETTERS),
    (_LEISURE, "R-U Cultuur, recreatie, overige diensten", 0, (), _SUMS),
    ("428100", "R Cultuur, sport en recreatie", 15, (_LEISURE, _PUBLIC), _LETTERS),
    ("435500", "S Overige dienstverlening", 16, (_LEISURE, _PUBLIC), _LETTERS),
)
# The size of the firm is a second classification of the same vacancies.
_SIZES = (
    ("WP19074", "Bedrijfsgrootte: 0 tot 10 werkzame pe...", 21),
    ("WP19100", "Bedrijfsgrootte: 10 tot 100 werkzame...", 31),
    ("WP19200", "Bedrijfsgrootte: 100 of meer werkzame...", 48),
)
_FEW = {"307500", "350000", "391600", "422400"}


def branches(identifier: str, title: str, *, few: bool = False, sizes: bool = False) -> Axis:
    """The branches; `few` of them, or also the `sizes` of firms.

    Titles of the two larger sizes are made up after that of the smallest.
    """
    members = [Member(ALL_BRANCHES, "A-U Alle economische activiteiten", group=_TOP)]
    if few:
        kept = _few()
    else:
        kept = tuple(
            Member(code, name, (weight,) if weight else (), (ALL_BRANCHES, *within), group or None)
            for code, name, weight, within, group in _BRANCHES
        )
    groups = _GROUPS
    if sizes:
        heading = "BG"
        groups = (*groups, Group(heading, "Bedrijfsgrootte"))
        split = [
            Member(
                "",
                f"{part.code or part.title} {size}",
                tuple(w * share for w in part.weights),
                (*((part.code,) if part.code else ()), *part.within, size),
            )
            for part in kept
            if part.weights
            for size, _, share in _SIZES
        ]
        totals = [Member(part.code, part.title, (), (), part.group) for part in kept if part.code]
        sums = [Member(code, name, group=heading) for code, name, _ in _SIZES]
        return Axis(identifier, title, (*members, *totals, *sums, *split), groups=groups)
    return Axis(identifier, title, (*members, *kept), groups=groups)


def _few() -> tuple[Member, ...]:
    """Four branches, and everybody else without a code of their own."""
    weights = dict.fromkeys(_FEW, 0)
    others = 0
    for code, _, weight, within, _ in _BRANCHES:
        letter = next((name for name in (code, *within) if name in weights), None)
        if letter is None:
            others += weight
        else:
            weights[letter] += weight
    titles = {code: (title, group) for code, title, _, _, group in _BRANCHES}
    named = tuple(
        Member(code, titles[code][0], (weight,), (ALL_BRANCHES,), titles[code][1])
        for code, weight in sorted(weights.items())
    )
    return (*named, Member("", "other", (others,), (ALL_BRANCHES,)))
