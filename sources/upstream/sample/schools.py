"""Fictional school locations in real places.

The names are invented, and the codes start with 99 where those (BRIN) of real schools end in the
thirties, so nobody can take a row for a real school. With 120 locations for the whole country they
are far larger than real ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from sources.upstream.sample.allocate import chance

# Province as DUO spells it: how many locations, and where: place or "place=municipality".
_PLACES = {
    "Zuid-Holland": (
        22,
        "ROTTERDAM; 'S-GRAVENHAGE=S GRAVENHAGE; LEIDEN; GOUDA; DORDRECHT; DELFT; ZOETERMEER; "
        "OUD-BEIJERLAND=HOEKSCHE WAARD; MIDDELHARNIS=GOEREE-OVERFLAKKEE",
    ),
    "Noord-Holland": (
        16,
        "AMSTERDAM; HAARLEM; ALKMAAR; HOORN NH=HOORN; HOOFDDORP=HAARLEMMERMEER; DEN HELDER; "
        "PURMEREND",
    ),
    "Noord-Brabant": (
        16,
        "EINDHOVEN; BREDA; TILBURG; 'S-HERTOGENBOSCH=S HERTOGENBOSCH; HELMOND; OSS; "
        "GEMERT=GEMERT-BAKEL",
    ),
    "Gelderland": (14, "NIJMEGEN; APELDOORN; ARNHEM; EDE GLD=EDE; DOETINCHEM; TIEL; BARNEVELD"),
    "Overijssel": (10, "ZWOLLE; ENSCHEDE; ALMELO; DEVENTER; HENGELO OV=HENGELO"),
    "Utrecht": (8, "UTRECHT; AMERSFOORT; ZEIST; VEENENDAAL"),
    "Limburg": (8, "HEERLEN; ROERMOND; VENLO; GELEEN=SITTARD-GELEEN"),
    "Groningen": (6, "GRONINGEN; WINSCHOTEN=OLDAMBT; STADSKANAAL"),
    "Friesland": (6, "LEEUWARDEN; DRACHTEN=SMALLINGERLAND; SNEEK=SUDWEST-FRYSLAN"),
    "Drenthe": (5, "EMMEN; ASSEN; HOOGEVEEN"),
    "Flevoland": (5, "ALMERE; LELYSTAD; EMMELOORD=NOORDOOSTPOLDER"),
    "Zeeland": (4, "GOES; MIDDELBURG; TERNEUZEN"),
}

# What the locations of a province offer, in turn: v(mbo), b(roed: all), h(avo/vwo), g(roen),
# p(raktijkonderwijs).
_KINDS = "vbhvgvpvvh"

_PREFIXES = {
    "v": "Voorbeeldcollege",
    "b": "Voorbeeld Scholengemeenschap",
    "h": "Voorbeeldlyceum",
    "g": "Groene Voorbeeldschool",
    "p": "Praktijkschool Voorbeeld",
}

# Not only ASCII: the older files are in cp1252, whose ’ and € latin-1 does not know.
_NAMED = """
    De Esdoorn; De Linde; Het Baken; De Zilvermeeuw; ’t Veerhuis; De Populier; Fryslân;
    De Vuurtoren; De Molen; Curaçao; De IJsvogel; De Brug; Het Kompas; De Reiger; Coöperatie;
    De Sluis; De Wulp; Het Anker; De Kastanje; De Grutto; Oriënt; De Beuk; Het Wiel; De Kievit;
    ’s-Heerenhof; De Berk; De Fontein; Het Spoor; De Meander; De Vlier; Privé; De Horizon;
    Het Rad; De Lijster; De Iep; De Zeester; Het Zwin; De Ooievaar; De Wilg; De Hazelaar;
    €uropa; De Dijk; Het Gemaal; De Valk; De Els; De Wissel; Het Weefgetouw; De Leeuwerik;
    De Spar; De Kade; Noël; De Terp; De Buizerd; De Meidoorn; Het Klaverblad; De Stroom;
    De Ploeg; De Eik; Het Zeil; De Stern; De Akker; De Hoeve; Het Klooster; De Spiegel;
    De Poort; De Toren; De Polder; Het Woud
"""
NAMES = tuple(re.split(r";\s*", _NAMED.strip()))


@dataclass(frozen=True)
class Location:
    """One location of a school.

    `kind` is a letter of `_KINDS`; `size` a relative weight (9 to 400).
    """

    institution_code: str
    location_code: str
    name: str
    place: str
    municipality: str
    province: str
    kind: str
    size: int

    @property
    def full_code(self) -> str:
        """The location code with the institution code in front, such as `99XA00`."""
        return self.institution_code + self.location_code


def build_locations() -> tuple[Location, ...]:
    """The 120 locations, in the order of their codes."""
    locations: list[Location] = []
    names = {kind: iter(NAMES) for kind in _PREFIXES}
    institutions = 0
    for province, (number, names_of_places) in _PLACES.items():
        places = names_of_places.split("; ")
        for turn in range(number):
            kind = _KINDS[turn % len(_KINDS)]
            place, _, municipality = places[turn % len(places)].partition("=")
            # Every fifth is a second location of the school before it, in another place.
            second = turn % 5 == 4
            if not second:
                institutions += 1
            code = _institution_code(institutions - 1)
            name = f"{_PREFIXES[kind]} {next(names[kind])}"
            locations.append(
                Location(
                    institution_code=code,
                    location_code="01" if second else "00",
                    name=name,
                    place=place,
                    municipality=municipality or place,
                    province=province,
                    kind=kind,
                    size=chance(3, 20, "size", province, turn) ** 2,
                )
            )
    return tuple(sorted(locations, key=lambda location: location.full_code))


def choose(
    locations: Iterable[Location], kinds: str, number: int, *key: object
) -> tuple[Location, ...]:
    """At most `number` locations of the given kinds, spread over the provinces.

    The same key gives the same order, so a smaller number gives a part of a larger one.
    """
    queues: dict[str, list[Location]] = {}
    for location in locations:
        if location.kind in kinds:
            queues.setdefault(location.province, []).append(location)
    for queue in queues.values():
        queue.sort(key=lambda location: chance(0, 1 << 32, *key, location.full_code))
    provinces = sorted(queues, key=lambda province: chance(0, 1 << 32, *key, province))
    return tuple(islice(_in_turn([queues[province] for province in provinces]), number))


def _in_turn(queues: Sequence[Sequence[Location]]) -> Iterable[Location]:
    for turn in range(max(map(len, queues))):
        for queue in queues:
            if turn < len(queue):
                yield queue[turn]


def _institution_code(number: int) -> str:
    first, second = divmod(number, 26)
    return f"99{'VWXYZ'[first]}{chr(ord('A') + second)}"
