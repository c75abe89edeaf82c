"""The places of the sample with their municipality and the areas that DUO's address files name.

Codes and areas are those of DUO's files of 2019; the four digits of a postcode are in use there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# Kind of area, as in the headers of DUO: code and name of the areas that hold a place below.
_AREAS = {
    "NODAAL GEBIED": """
        01 Groningen; 05 Winschoten; 06 Stadskanaal; 07 Smallingerland; 09 Sneek; 10 Leeuwarden;
        11 Assen; 12 Emmen; 14 Hoogeveen; 17 Noordoostpolder; 18 Zwolle; 20 Deventer; 21 Almelo;
        22 Enschede; 25 Doetinchem; 26 Arnhem; 27 Apeldoorn; 28 Harderwijk; 29 Ede; 30 Nijmegen;
        31 Tiel; 34 Veenendaal; 35 Amersfoort; 36 Utrecht; 37 Den Helder; 38 Alkmaar; 40 Hoorn;
        43 Haarlem; 44 Amsterdam; 46 Leiden; 49 's-Gravenhage; 50 Delft; 51 Gouda;
        53 Dordrecht/Zwijndrecht; 54 Rotterdam; 55 Oud-Beijerland; 57 Middelharnis; 59 Middelburg;
        60 Goes; 62 Terneuzen; 66 Breda; 68 Tilburg; 69 's-Hertogenbosch; 70 Eindhoven; 72 Oss;
        74 Helmond; 76 Venlo; 77 Roermond; 78 Sittard; 79 Heerlen
    """,
    "RPA-GEBIED": """
        02 Oost-Groningen; 03 Centraal-Groningen; 04 Fryslân; 05 Zuid- en Midden-Drenthe;
        06 IJssel en Vecht; 07 Twente; 09 Stedendriehoek; 10 De Vallei; 11 IJssel en Rijn;
        12 Achterhoek; 13 Nijmegen; 14 Rivierenland; 15 Flevoland; 17 Eemland; 18 Utrecht-Midden;
        19 Noord-Holland-Noord; 20 Zuidelijk Noord-Holland; 21 Rijn-Gouwe; 22 Haaglanden;
        23 Rijnmond; 24 Zeeland; 25 West-Brabant; 26 Midden-Brabant; 27 Noordoost-Brabant;
        28 Zuidoost-Brabant; 29 Noord-Limburg; 31 Roermond; 32 Westelijke Mijnstreek;
        33 Parkstad Limburg
    """,
    "WGR-GEBIED": """
        01 Oost-Groningen; 03 Centraal en westelijk Groningen; 04 Friesland-Noord;
        05 Zuidwest-Friesland; 06 Friesland-Oost; 07 Noord- en Midden-Drenthe; 08 Zuidoost-Drenthe;
        09 Zuidwest-Drenthe; 10 IJssel-Vecht; 11 Stedendriehoek; 12 Twente; 13 Oost-Gelderland;
        14 Arnhem/Nijmegen; 15 Rivierenland; 16 Eem en Vallei; 18 Flevoland; 19 Utrecht;
        21 Agglomeratie Amsterdam; 22 Westfriesland; 23 Kop van Noord-Holland;
        24 Noord-Kennemerland; 25 West-Kennemerland; 26 Zuid-Holland-Noord; 27 Zuid-Holland-Oost;
        28 Haaglanden; 29 Rijnmond; 30 Zuid-Holland-Zuid; 31 Oosterschelde regio; 32 Walcheren;
        33 Zeeuwsch-Vlaanderen; 34 West-Brabant; 35 Midden-Brabant; 36 Noordoost-Brabant;
        37 Zuidoost-Brabant; 38 Noord-Limburg; 39 Midden-Limburg; 40 Westelijke Mijnstreek;
        41 Oostelijk Zuid-Limburg
    """,
    "COROPGEBIED": """
        01 Oost-Groningen; 03 Overig Groningen; 04 Noord-Friesland; 05 Zuidwest-Friesland;
        06 Zuidoost-Friesland; 07 Noord-Drenthe; 08 Zuidoost-Drenthe; 09 Zuidwest-Drenthe;
        10 Noord-Overijssel; 11 Zuidwest-Overijssel; 12 Twente; 13 Veluwe; 14 Achterhoek;
        15 Arnhem/Nijmegen; 16 Zuidwest-Gelderland; 17 Utrecht; 18 Kop van Noord-Holland;
        19 Alkmaar en omgeving; 21 Agglomeratie Haarlem; 23 Groot-Amsterdam;
        25 Agglomeratie Leiden en Bollenstreek; 26 Agglomeratie 's-Gravenhage; 27 Delft en Westland;
        28 Oost-Zuid-Holland; 29 Groot-Rijnmond; 30 Zuidoost-Zuid-Holland; 31 Zeeuwsch-Vlaanderen;
        32 Overig Zeeland; 33 West-Noord-Brabant; 34 Midden-Noord-Brabant;
        35 Noordoost-Noord-Brabant; 36 Zuidoost-Noord-Brabant; 37 Noord-Limburg; 38 Midden-Limburg;
        39 Zuid-Limburg; 40 Flevoland
    """,
    "ONDERWIJSGEBIED": """
        01 Groningen en omstreken; 02 Oost-Groningen; 03 Friesland; 04 Assen-Hoogeveen-Emmen;
        05 Zwolle-Meppel en omstreken; 06 Twente; 07 Apeldoorn en midden-IJsselgebied;
        08 Zuidelijke Achterhoek; 09 Arnhem en omstreken; 10 Harderwijk-Amersfoort;
        11 Oostelijk Maas-Waalgebied; 12 Noord-Noord-Brabant; 13 Utrecht en omstreken;
        14 Noord-Noord-Holland; 15 Zuid-Noord-Holland; 16 Noord-Zuid-Holland; 17 Rijnmond groot;
        18 Dordrecht-Gorinchem; 19 Zeeland; 20 West-Noord-Brabant; 21 Tilburg en omstreken;
        22 Zuidoost-Noord-Brabant; 23 Noord-Limburg; 24 Roermond en omstreken; 25 Zuid-Limburg
    """,
    "RMC-REGIO": """
        01 Oost-Groningen; 03 Centraal en Westelijk Groningen; 04 Friesland Noord;
        05 Zuid-West Friesland; 06 Friesland-Oost ('de Friese Wouden'); 07 Noord- en Midden Drenthe;
        08 Zuid-Oost Drenthe; 09 Zuid-West Drenthe; 10 IJssel-Vecht; 11 Stedendriehoek; 12 Twente;
        13 Achterhoek; 14 Arnhem/Nijmegen; 15 Rivierenland; 16 Eem en Vallei; 18 Flevoland;
        19 Utrecht; 21 Agglomeratie Amsterdam; 22 West-Friesland; 23 Kop van Noord-Holland;
        24 Alkmaar; 25 Zuid-Kennemerland en IJmond; 26 Zuid-Holland-Noord; 27 Zuid-Holland-Oost;
        28 Haaglanden/Westland; 29 Rijnmond; 30 Zuid-Holland-Zuid; 31 Oosterschelde Regio;
        32 Walcheren; 33 Zeeuwsch-Vlaanderen; 34 West-Brabant; 35 Midden-Brabant;
        36 Noord-Oost-Brabant; 37 Zuidoost-Brabant; 38 Gewest Limburg-Noord; 39 Gewest Zuid-Limburg
    """,
}
# Province as DUO spells it: place, code and name of the municipality (where it is not that of the
# place), postcode, and the codes of its areas in the order above.
_PLACES = {
    "Zuid-Holland": """
        ROTTERDAM|0599||3039|54 23 29 29 17 29
        'S-GRAVENHAGE|0518|S GRAVENHAGE|2517|49 22 28 26 16 28
        LEIDEN|0546||2334|46 21 26 25 16 26
        GOUDA|0513||2805|51 21 27 28 16 27
        DORDRECHT|0505||3312|53 23 30 30 18 30
        DELFT|0503||2613|50 22 28 27 16 28
        ZOETERMEER|0637||2722|49 22 28 26 16 28
        OUD-BEIJERLAND|1963|HOEKSCHE WAARD|3262|55 23 30 29 17 30
        MIDDELHARNIS|1924|GOEREE-OVERFLAKKEE|3241|57 23 29 29 17 29
    """,
    "Noord-Holland": """
        AMSTERDAM|0363||1077|44 20 21 23 15 21
        HAARLEM|0392||2012|43 20 25 21 15 25
        ALKMAAR|0361||1825|38 19 24 19 14 24
        HOORN NH|0405|HOORN|1628|40 19 22 18 14 22
        HOOFDDORP|0394|HAARLEMMERMEER|2134|44 20 21 23 15 21
        DEN HELDER|0400||1784|37 19 23 18 14 23
        PURMEREND|0439||1442|44 20 21 23 15 21
    """,
    "Noord-Brabant": """
        EINDHOVEN|0772||5627|70 28 37 36 22 37
        BREDA|0758||4818|66 25 34 33 20 34
        TILBURG|0855||5037|68 26 35 34 21 35
        'S-HERTOGENBOSCH|0796|S HERTOGENBOSCH|5223|69 27 36 35 12 36
        HELMOND|0794||5702|74 28 37 36 22 37
        OSS|0828||5342|72 27 36 35 12 36
        GEMERT|1652|GEMERT-BAKEL|5421|74 28 37 36 22 37
    """,
    "Gelderland": """
        NIJMEGEN|0268||6533|30 13 14 15 11 14
        APELDOORN|0200||7316|27 09 11 13 07 11
        ARNHEM|0202||6846|26 11 14 15 09 14
        EDE GLD|0228|EDE|6717|29 10 16 13 09 16
        DOETINCHEM|0222||7001|25 12 13 14 08 13
        TIEL|0281||4003|31 14 15 16 11 15
        BARNEVELD|0203||3772|35 10 16 13 10 16
    """,
    "Overijssel": """
        ZWOLLE|0193||8041|18 06 10 10 05 10
        ENSCHEDE|0153||7544|22 07 12 12 06 12
        ALMELO|0141||7602|21 07 12 12 06 12
        DEVENTER|0150||7415|20 09 11 11 07 11
        HENGELO OV|0164|HENGELO|7556|22 07 12 12 06 12
    """,
    "Utrecht": """
        UTRECHT|0344||3512|36 18 19 17 13 19
        AMERSFOORT|0307||3813|35 17 16 17 10 16
        ZEIST|0355||3707|36 18 19 17 13 19
        VEENENDAAL|0345||3904|34 10 16 17 13 16
    """,
    "Limburg": """
        HEERLEN|0917||6417|79 33 41 39 25 39
        ROERMOND|0957||6042|77 31 39 38 24 38
        VENLO|0983||5912|76 29 38 37 23 38
        GELEEN|1883|SITTARD-GELEEN|6163|78 32 40 39 25 39
    """,
    "Groningen": """
        GRONINGEN|0014||9721|01 03 03 03 01 03
        WINSCHOTEN|1895|OLDAMBT|9675|05 02 01 01 02 01
        STADSKANAAL|0037||9501|06 02 01 01 02 01
    """,
    "Friesland": """
        LEEUWARDEN|0080||8924|10 04 04 04 03 04
        DRACHTEN|0090|SMALLINGERLAND|9202|07 04 06 06 03 06
        SNEEK|1900|SUDWEST-FRYSLAN|8601|09 04 05 05 03 05
    """,
    "Drenthe": """
        EMMEN|0114||7812|12 05 08 08 04 08
        ASSEN|0106||9402|11 03 07 07 04 07
        HOOGEVEEN|0118||7905|14 05 09 09 04 09
    """,
    "Flevoland": """
        ALMERE|0034||1324|28 15 18 40 10 18
        LELYSTAD|0995||8225|28 15 18 40 10 18
        EMMELOORD|0171|NOORDOOSTPOLDER|8302|17 15 18 40 05 18
    """,
    "Zeeland": """
        GOES|0664||4461|60 24 31 32 19 31
        MIDDELBURG|0687||4333|59 24 32 32 19 32
        TERNEUZEN|0715||4535|62 24 33 31 19 33
    """,
}
_HOLIDAYS = {"Limburg": "Zuid", "Noord-Brabant": "Zuid", "Zeeland": "Zuid"} | dict.fromkeys(
    ("Gelderland", "Utrecht", "Zuid-Holland"), "Midden"
)


@dataclass(frozen=True)
class Place:
    """A place; names of places and municipalities are in capitals, as DUO writes them.

    `areas` maps the headers of DUO, such as `RPA-GEBIED CODE`, to codes and names.
    """

    name: str
    municipality_code: str
    municipality: str
    province: str
    postcode: str
    areas: Mapping[str, str] = field(compare=False)

    @property
    def municipality_in_full(self) -> str:
        """The name of the municipality in lower case, as DUO writes it for higher education."""
        name = self.municipality.title()
        return f"'s-{name[2:]}" if name.startswith("S ") else name

    @property
    def holiday_region(self) -> str:
        """Noord, Midden or Zuid, by province: close enough for a sample."""
        return _HOLIDAYS.get(self.province, "Noord")


def _areas(codes: str) -> Iterator[tuple[str, str]]:
    for code, (kind, listed) in zip(codes.split(), _AREAS.items(), strict=True):
        names = dict(area.split(" ", 1) for area in re.split(r";\s+", listed.strip()))
        yield f"{kind} CODE", code
        yield f"{kind} NAAM", names[code]


def _places() -> Iterator[Place]:
    for province, table in _PLACES.items():
        for line in table.strip().splitlines():
            name, code, municipality, postcode, codes = line.strip().split("|")
            areas = dict(_areas(codes))
            yield Place(name, code, municipality or name, province, postcode, areas)


PLACES: Mapping[str, Place] = {place.name: place for place in _places()}
