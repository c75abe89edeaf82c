"""Programmes of higher education: codes, names and fields are real, weights roughly of 2019.

The field is the detailed one of ISCED-F 2013, from DUO's decoding files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_TYPES = {
    "A": "associate degree",
    "B": "bachelor",
    "M": "master",
    "P": "postmaster",
}
TECHNICAL_FIELDS = ("05", "06", "07")


@dataclass(frozen=True)
class HigherProgramme:
    """A programme with its CROHO code, and the weights of (men, women) among first-years.

    `level` is hbo or wo; `part` is the CROHO subonderdeel, `n.v.t. (…)` where there is none.
    """

    level: str
    code: str
    name: str
    type: str
    sector: str
    part: str
    field: str
    weights: tuple[int, int]

    @property
    def is_technical(self) -> bool:
        """Whether its field is 05, 06 or 07: what is calibrated."""
        return self.field.startswith(TECHNICAL_FIELDS)

    @property
    def sector_code(self) -> str:
        """The sector as the portal writes it."""
        return self.sector.upper().replace(" ", "_")

    @property
    def diploma(self) -> str:
        """The kind of diploma that it leads to."""
        return f"{self.level} {self.type}"


def _programmes(level: str, sector: str, table: str) -> Iterator[HigherProgramme]:
    """Read lines of code|name|field|men women, and the part of the sector where it has one."""
    for line in table.strip().splitlines():
        code, name, field, weights, *part = line.strip().split("|")
        men, women = weights.split()
        kind = "P" if part == ["universitaire lerarenopleidingen"] else name[0]
        yield HigherProgramme(
            level,
            code,
            name,
            _TYPES[kind],
            sector,
            part[0] if part else f"n.v.t. ({sector})",
            field,
            (int(men), int(women)),
        )


PROGRAMMES = (
    *_programmes(
        "hbo",
        "techniek",
        """
    30020|B HBO-ICT|0613|3762 355
    34280|B Werktuigbouwkunde|0715|1312 74
    34263|B Bouwkunde|0732|932 419
    39280|B Built Environment|0731|684 303
    34267|B Elektrotechniek|0713|797 39
    34396|B Chemie|0711|413 266
    30026|B Mechatronica|0714|519 25
    34421|B Technische Bedrijfskunde|0413|1380 188
    34397|B Biologie en Medisch Laboratoriumonderzoek|0914|496 936
    34092|B Communication and Multimedia Design|0211|865 787
    """,
    ),
    *_programmes(
        "hbo",
        "economie",
        """
    34402|B Commerciele Economie|0414|3069 1473
    30029|B International Business|0413|2451 1893
    39205|B HBO - Rechten|0421|1007 2520
    34609|B Human Resource Management|0413|510 1301
    80010|Ad Ondernemerschap & Retail Management|0416|294 143
    """,
    ),
    *_programmes(
        "hbo",
        "gezondheidszorg",
        """
    34560|B Opleiding tot Verpleegkundige|0913|732 5781
    34570|B Opleiding tot Fysiotherapeut|0915|1129 1323
    49246|M Advanced Nursing Practice|0913|63 440
    """,
    ),
    *_programmes(
        "hbo",
        "gedrag en maatschappij",
        """
    34116|B Social Work|0923|1244 4886
    80142|Ad Pedagogisch Educatief Professional|0111|31 331
    """,
    ),
    *_programmes(
        "hbo",
        "onderwijs",
        """
    34808|B Opleiding tot leraar Basisonderwijs|0113|1284 3921|leraar basisonderwijs
    35221|B Opleiding tot leraar voortgezet onderwijs van de tweede graad in Wiskunde|0114|134 151
    """,
    ),
    *_programmes(
        "hbo",
        "landbouw en natuurlijke omgeving",
        """
    34869|B Dier- en Veehouderij|0811|214 241
    30009|B Toegepaste Biologie|0511|157 129
    34284|B Milieukunde|0521|64 48
    """,
    ),
    *_programmes(
        "hbo",
        "taal en cultuur",
        """
    39111|B Vormgeving|0213|449 1112|opleidingen op het gebied van de kunst
    """,
    ),
    *_programmes(
        "wo",
        "techniek",
        """
    56966|B Werktuigbouwkunde|0715|1018 123
    56964|B Technische Informatica|0714|558 117
    60439|M Mechanical Engineering|0715|544 84
    56951|B Bouwkunde|0731|313 302
    56952|B Civiele Techniek|0732|370 115
    56962|B Technische Natuurkunde|0533|397 86
    56953|B Electrical Engineering|0713|422 49
    56994|B Technische Bedrijfskunde|0413|377 126
    """,
    ),
    *_programmes(
        "wo",
        "natuur",
        """
    56860|B Biologie|0511|298 410
    56978|B Informatica|0613|475 85
    66981|M Artificial Intelligence|0619|305 95
    56980|B Wiskunde|0541|171 88
    66986|M Earth Sciences|0532|119 96
    50014|B Psychobiologie|0511|39 161
    56157|B Farmacie|0916|150 239
    """,
    ),
    *_programmes(
        "wo",
        "economie",
        """
    50645|B Bedrijfskunde|0413|1631 919
    50950|B Economie en Bedrijfseconomie|0413|1486 686
    60644|M Business Administration|0413|931 1041
    """,
    ),
    *_programmes(
        "wo",
        "gedrag en maatschappij",
        """
    56604|B Psychologie|0313|1294 4187
    66604|M Psychology|0313|383 1421
    56606|B Politicologie|0312|440 498
    """,
    ),
    *_programmes(
        "hbo",
        "sectoroverstijgend",
        "49304|M Digital Driven Business|0413|3 2|sectoroverstijgend",
    ),
    *_programmes("wo", "gezondheidszorg", "56551|B Geneeskunde|0912|653 1558"),
    *_programmes("wo", "recht", "50700|B Rechtsgeleerdheid|0421|1620 2899"),
    *_programmes("wo", "taal en cultuur", "56034|B Geschiedenis|0222|570 333"),
    *_programmes(
        "wo",
        "sectoroverstijgend",
        "50393|B Liberal Arts and Sciences|0314|432 982|sectoroverstijgend",
    ),
    *_programmes(
        "wo",
        "onderwijs",
        """
    68533|M Leraar Voorbereidend Hoger Onderwijs in de Betawetenschappen|0114|65 43|\
universitaire lerarenopleidingen
    68404|M Science Education and Communication|0114|1 1|universitaire lerarenopleidingen
    """,
    ),
)
