"""Which location offers which programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sources.upstream.sample.allocate import chance
from sources.upstream.sample.pupil_counts import PROGRAMMES, Programme
from sources.upstream.sample.schools import Location, choose

# Number of locations for the leerwegen bb, kb, gl.
_VMBO_PLACES = {
    "Produceren, installeren en energie": (14, 14, 8),
    "Bouwen, wonen en interieur": (12, 12, 6),
    "Dienstverlening en producten": (10, 10, 9),
    "Zorg en welzijn": (10, 10, 7),
    "Economie en ondernemen": (8, 8, 6),
    "Mobiliteit en transport": (7, 7, 3),
    "Media, vormgeving en ICT": (5, 6, 4),
    "Horeca, bakkerij en recreatie": (5, 6, 3),
    "Groen": (8, 8, 7),
    "Vakmanschapsroute Techniek": (3, 3, 0),
    "Maritiem en Techniek": (2, 2, 2),
}
_LEERWEGEN = ("vmbo-bb", "vmbo-kb", "vmbo-gl")
_PROFILE_PLACES = {
    "Economie en Maatschappij": 15,
    "Natuur en Gezondheid": 15,
    "Natuur en Techniek": 14,
    "Cultuur en Maatschappij": 13,
    "Natuur en Techniek / Natuur en Gezondheid": 12,
    "Economie en Maatschappij / Cultuur en Maatschappij": 6,
}


@dataclass(frozen=True)
class Offer:
    """A programme, its variant where it is given, and the location."""

    programme: Programme
    variant: Programme
    location: Location


def build_offers(locations: Sequence[Location]) -> tuple[Offer, ...]:
    """All offers, in the order of location and programme; every location has at least one."""
    offers = [
        Offer(programme, _variant(programme, location), location)
        for programme in PROGRAMMES
        for location in _places(programme, locations)
    ]
    idle = set(locations) - {offer.location for offer in offers}
    bridging = [programme for programme in PROGRAMMES if programme.element_code == "0024"]
    for location in idle:
        offers += [Offer(programme, programme, location) for programme in bridging]
    rank = {programme: number for number, programme in enumerate(PROGRAMMES)}
    return tuple(
        sorted(offers, key=lambda offer: (offer.location.full_code, rank[offer.programme]))
    )


def _places(programme: Programme, locations: Sequence[Location]) -> Iterator[Location]:
    kinds, number = _rule(programme)
    yield from choose(locations, kinds, number, _family(programme))


def _rule(programme: Programme) -> tuple[str, int]:
    """The kinds of school that give a programme, and how many locations do."""
    if programme.level in _LEERWEGEN:
        numbers = _VMBO_PLACES.get(programme.department, (1, 1, 1))
        number = numbers[_LEERWEGEN.index(programme.level)]
        return ("g" if programme.sector == "Landbouw" else "vb"), number
    if programme.level is not None:
        return "bh", _PROFILE_PLACES.get(programme.department, 2)
    if programme.school_type.startswith("VMBO TL"):
        return "vb", 2 if programme.sector == "Landbouw" else 7
    if programme.school_type.startswith("HAVO/VWO"):
        return "bh", 3
    if programme.school_type.startswith("Praktijk"):
        return "p", 8
    return ("v" if programme.sector == "Techniek" else "vbhg"), 1


def _family(programme: Programme) -> str:
    """Programmes of one family are found at the same locations, as far as both are given."""
    if programme.level in ("havo", "vwo"):
        return "profile"
    if programme.level is not None:
        return programme.department
    return programme.school_type + programme.sector


def _variant(programme: Programme, location: Location) -> Programme:
    """A gymnasium gives the vwo profiles under codes of its own."""
    if programme.level != "vwo" or chance(0, 2, "gymnasium", location.full_code):
        return programme
    code = "02" + programme.element_code[2:]
    return replace(programme, element_code=code, name=programme.name.replace("-ATH", "-GYM"))
