"""Fictional institutions of mbo and higher education, in real places.

Their codes (BRIN) start with 99, as those of the schools do, so that nobody takes them for real.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sources.upstream.sample.places import PLACES, Place


@dataclass(frozen=True)
class Institution:
    """An institution.

    `kind` is ROC or BER (beroepscollege) in mbo, else hbo or wo; `size` a relative weight. The
    first place is that of the main location.
    """

    code: str
    kind: str
    name: str
    size: int
    places: tuple[Place, ...]


def _institutions(table: str) -> Iterator[Institution]:
    """Read lines of code|kind|name|size|places."""
    for line in table.strip().splitlines():
        code, kind, name, size, places = line.strip().split("|")
        yield Institution(
            code, kind, name, int(size), tuple(PLACES[place] for place in places.split(", "))
        )


# Sizes: thousands of inhabitants of the province, roughly.
MBO = tuple(
    _institutions("""
    99MA|ROC|ROC Voorbeeld Noorderlicht|583|GRONINGEN
    99MB|ROC|ROC Voorbeeld De Terp|647|LEEUWARDEN
    99MC|ROC|ROC Voorbeeld Het Veen|493|EMMEN
    99MD|ROC|ROC Voorbeeld De IJssel|1157|ZWOLLE
    99ME|ROC|ROC Voorbeeld De Polder|416|ALMERE
    99MF|ROC|ROC Voorbeeld Het Rivierenland|1900|NIJMEGEN
    99MG|ROC|ROC Voorbeeld De Domstad|1342|UTRECHT
    99MH|ROC|ROC Voorbeeld Het IJ|2853|AMSTERDAM
    99MJ|ROC|ROC Voorbeeld De Maas|3500|ROTTERDAM
    99MK|ROC|ROC Voorbeeld Deltawerken|383|MIDDELBURG
    99ML|ROC|ROC Voorbeeld De Kempen|2400|EINDHOVEN
    99MN|ROC|ROC Voorbeeld De Mijnstreek|1117|HEERLEN
    99MP|BER|Groen Voorbeeldcollege|500|BARNEVELD
    99MR|BER|Maakcollege Voorbeeld|250|DORDRECHT
    """)
)
HBO = tuple(
    _institutions("""
    99HA|hbo|Hogeschool Voorbeeld Noord|600|GRONINGEN, EMMEN
    99HB|hbo|Hogeschool Voorbeeld Fryslân|450|LEEUWARDEN
    99HC|hbo|Hogeschool Voorbeeld IJsselland|700|ZWOLLE, ENSCHEDE, ALMERE
    99HD|hbo|Hogeschool Voorbeeld Gelre|800|ARNHEM, NIJMEGEN
    99HE|hbo|Hogeschool Voorbeeld Midden|1000|UTRECHT, AMERSFOORT
    99HF|hbo|Hogeschool Voorbeeld Amstel|1100|AMSTERDAM
    99HG|hbo|Hogeschool Voorbeeld Haag en Rijn|900|'S-GRAVENHAGE, LEIDEN
    99HH|hbo|Hogeschool Voorbeeld Maasstad|950|ROTTERDAM
    99HJ|hbo|Hogeschool Voorbeeld Zuidwest|500|BREDA, MIDDELBURG
    99HK|hbo|Hogeschool Voorbeeld Brabant|1100|EINDHOVEN, TILBURG
    99HL|hbo|Hogeschool Voorbeeld Limburg|400|HEERLEN
    """)
)
WO = tuple(
    _institutions("""
    99UA|wo|Voorbeelduniversiteit Noord|900|GRONINGEN, LEEUWARDEN
    99UB|wo|Voorbeelduniversiteit Amstel|1200|AMSTERDAM
    99UC|wo|Voorbeelduniversiteit Dom|1000|UTRECHT
    99UD|wo|Voorbeelduniversiteit Holland|1100|LEIDEN, 'S-GRAVENHAGE
    99UE|wo|Technische Voorbeelduniversiteit|700|DELFT
    99UF|wo|Technische Voorbeelduniversiteit Zuid|450|EINDHOVEN
    """)
)
