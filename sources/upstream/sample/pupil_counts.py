"""Pupils in the Netherlands by programme, study year and gender: DUO, 1 October 2019.

Counted from DUO's file `leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv`. Codes that say
the same but for learning support (LWOO), or atheneum and gymnasium, are taken together under the
most common one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LEVELS = {
    "VMBO BL lj 3-4": "vmbo-bb",
    "VMBO KL lj 3-4": "vmbo-kb",
    "VMBO GL lj 3-4": "vmbo-gl",
    "HAVO lj 4-5": "havo",
    "VWO lj 4-6": "vwo",
}

_NONE = "N.v.t."
_SHORT = {
    "C&M": "Cultuur en Maatschappij",
    "E&M": "Economie en Maatschappij",
    "N&G": "Natuur en Gezondheid",
    "N&T": "Natuur en Techniek",
}


@dataclass(frozen=True)
class Programme:
    """One programme as DUO names it, with its pupils on 1 October 2019.

    `counts` holds (men, women) for each study year from `first_year` on.
    """

    school_type: str
    sector: str
    department: str
    element_code: str
    name: str
    first_year: int
    counts: tuple[tuple[int, int], ...]

    @property
    def level(self) -> str | None:
        """The level of the indicators it counts for, in its first year; else None."""
        return LEVELS.get(self.school_type)

    @property
    def is_counted(self) -> bool:
        """Whether it is in the numerator: a technical programme, or an N profile."""
        if self.level in ("havo", "vwo"):
            return "Natuur" in self.department
        return self.level is not None and self.sector == "Techniek"


def _programmes(school_type: str, first_year: int, table: str) -> Iterator[Programme]:
    """Read lines of sector|department|element code|name|men and women of each study year.

    `-` stands for `N.v.t.`, `N&T` and the like for a profile, `*` in a name for the department.
    """
    for line in table.strip().splitlines():
        sector, department, element, name, numbers = line.strip().split("|")
        for short, full in _SHORT.items():
            department = department.replace(short, full)
        counts = [int(number) for number in numbers.split()]
        yield Programme(
            school_type=school_type,
            sector=_NONE if sector == "-" else sector,
            department=_NONE if department == "-" else department,
            element_code=element,
            name=name.replace("*", department),
            first_year=first_year,
            counts=tuple(zip(counts[::2], counts[1::2], strict=True)),
        )


PROGRAMMES = (
    *_programmes(
        "VMBO BL lj 3-4",
        3,
        """
    Economie|Economie en ondernemen|6411|VMBO BB *|1301 552 1247 560
    Economie|Horeca, bakkerij en recreatie|6511|VMBO BB *|541 354 557 356
    Economie|Vakmanschapsroute Economie|4551|VMBO BB * Niveau-2|17 10 54 15
    Intersect. programma|Dienstverlening en producten|6911|VMBO BB *|2227 1226 2171 1289
    Landbouw|Groen|6711|VMBO BB *|1330 1272 1372 1126
    Landbouw|Vakmanschapsroute Landbouw|4571|VMBO BB * Niveau-2|36 13 30 24
    Techniek|Bouwen, wonen en interieur|6011|VMBO BB *|1055 130 1156 111
    Techniek|Maritiem en Techniek|6811|VMBO BB Maritiem en techniek|80 4 90 3
    Techniek|Media, vormgeving en ICT|6311|VMBO BB *|227 52 281 67
    Techniek|Mobiliteit en transport|6211|VMBO BB *|614 17 608 22
    Techniek|Produceren, installeren en energie|6111|VMBO BB *|1641 56 1771 46
    Techniek|Vakmanschapsroute Techniek|4511|VMBO BB * Niveau-2|121 4 144 5
    Zorg & Welzijn|Vakmanschapsroute Zorg en Welzijn|4531|VMBO BB * Niveau-2|88 108 23 108
    Zorg & Welzijn|Zorg en welzijn|6611|VMBO BB *|941 3315 797 3258
        """,
    ),
    *_programmes(
        "VMBO KL lj 3-4",
        3,
        """
    Economie|Economie en ondernemen|6421|VMBO KB *|2556 1378 2553 1424
    Economie|Horeca, bakkerij en recreatie|6521|VMBO KB *|777 620 700 630
    Economie|Vakmanschapsroute Economie|4552|VMBO KB * Niveau-2|7 3 2 3
    Intersect. programma|Dienstverlening en producten|6921|VMBO KB *|3810 2624 3663 2738
    Landbouw|Groen|6721|VMBO KB *|1513 1674 1521 1734
    Techniek|Bouwen, wonen en interieur|6021|VMBO KB *|1583 262 1293 279
    Techniek|Maritiem en Techniek|6821|VMBO KB Maritiem en techniek|91 12 94 8
    Techniek|Media, vormgeving en ICT|6321|VMBO KB *|653 257 677 238
    Techniek|Mobiliteit en transport|6221|VMBO KB *|752 25 734 31
    Techniek|Produceren, installeren en energie|6121|VMBO KB *|2412 131 2572 96
    Techniek|Vakmanschapsroute Techniek|4512|VMBO KB * Niveau-2|121 8 155 3
    Zorg & Welzijn|Vakmanschapsroute Zorg en Welzijn|4533|VMBO KB * Niveau-3|2 40 3 38
    Zorg & Welzijn|Zorg en welzijn|6621|VMBO KB *|1253 5870 986 6004
        """,
    ),
    *_programmes(
        "VMBO GL lj 3-4",
        3,
        """
    Economie|Economie en ondernemen|6431|VMBO GL *|706 491 484 341
    Economie|Horeca, bakkerij en recreatie|6531|VMBO GL *|79 130 61 94
    Intersect. programma|Dienstverlening en producten|6931|VMBO GL *|4498 4541 3286 3299
    Landbouw|Beroepsroute Landbouw|4771|VMBO GL * Niveau-4|124 127 85 100
    Landbouw|Groen|6731|VMBO GL *|859 1232 883 1224
    Techniek|Bouwen, wonen en interieur|6031|VMBO GL *|284 81 203 55
    Techniek|Maritiem en Techniek|6831|VMBO GL Maritiem en techniek|73 12 62 11
    Techniek|Media, vormgeving en ICT|6331|VMBO GL *|174 152 170 133
    Techniek|Mobiliteit en transport|6231|VMBO GL *|101 2 95 1
    Techniek|Produceren, installeren en energie|6131|VMBO GL *|527 49 484 13
    Zorg & Welzijn|Zorg en welzijn|6631|VMBO GL *|194 1306 129 1052
        """,
    ),
    *_programmes(
        "VMBO TL lj 3-4",
        3,
        """
    Economie|-|0472|MAVO/Theor Lw-Profiel Economie|10617 8994 12007 9034
    Landbouw|-|0473|MAVO/Theor Lw-Profiel Landbouw|454 373 568 571
    -|-|0474|MAVO/Theor Lw-Profielloos leerjaar 3|2083 1915 0 0
    Techniek|Beroepsroute Techniek|4712|VMBO TL * Niveau-4|151 65 52 16
    Techniek|-|0470|MAVO/Theor Lw-Profiel Techniek|4261 1809 6156 1217
    Zorg & Welzijn|-|0471|MAVO/Theor Lw-Profiel Zorg en Welzijn|2411 4950 3774 10845
        """,
    ),
    *_programmes(
        "HAVO lj 4-5",
        4,
        """
    -|C&M|0373|HAVO Prf Cul/Maat|1606 6046 1296 5138
    -|E&M|0372|HAVO Prf Ec/Maat|15759 12910 13419 11665
    -|E&M / C&M|0379|HAVO Prf Ec/Maat & Cul/Maat|189 712 253 1007
    -|N&G|0371|HAVO Prf Nat/Gezond|6067 9285 5147 8419
    -|N&G / C&M|0377|HAVO Prf Nat/Gezond &Cul/Maat|0 1 2 1
    -|N&G / E&M|0378|HAVO Prf Nat/Gezond & Ec/Maat|6 4 2 2
    -|N&T|0370|HAVO Prf Nat/Tech|5405 1672 4238 1342
    -|N&T / C&M|0376|HAVO Prf Nat/Tech & Cul/Maat|0 0 0 2
    -|N&T / E&M|0375|HAVO Prf Nat/Tech & Ec/Maat|3 2 0 1
    -|N&T / N&G|0374|HAVO Prf Nat/Tech & Nat/Gezond|1402 1177 2018 1793
        """,
    ),
    *_programmes(
        "VWO lj 4-6",
        4,
        """
    -|C&M|0173|VWO-ATH Prf Cul/Maat|695 2422 660 2669 612 2525
    -|E&M|0172|VWO-ATH Prf Ec/Maat|6476 6030 6327 5452 5388 4549
    -|E&M / C&M|0179|VWO-ATH Prf Ec/Maat & Cul/Maat|661 1171 849 1451 1149 1891
    -|N&G|0171|VWO-ATH Prf Nat/Gezond|4331 7877 3949 7309 2993 5704
    -|N&G / C&M|0177|VWO-ATH Prf Nat/Gezond & Cul/Maat|10 25 3 14 5 23
    -|N&G / E&M|0178|VWO-ATH Prf Nat/Gezond & Ec/Maat|23 19 15 11 5 5
    -|N&T|0170|VWO-ATH Prf Nat/Tech|6023 3611 5777 3304 4663 2442
    -|N&T / C&M|0176|VWO-ATH Prf Nat/Tech & Cul/Maat|10 17 1 4 2 2
    -|N&T / E&M|0175|VWO-ATH Prf Nat/Tech & Ec/Maat|49 34 4 1 5 2
    -|N&T / N&G|0174|VWO-ATH Prf Nat/Tech & Nat/Gezond|1954 2402 2587 3058 3411 4175
        """,
    ),
    *_programmes(
        "HAVO/VWO lj 3",
        3,
        """
    -|-|0015|Ljvb op VWO/HAVO|2528 3026
    -|-|0017|Ljvb op VWO|1979 2278
    -|-|0100|VWO-ATHENEUMSTROOM|13311 15520
    -|-|0200|VWO-GYMNASIUMSTROOM|5096 5804
    -|-|0300|HAVO|21549 22299
        """,
    ),
    *_programmes(
        "Brugjaar 1-2",
        1,
        """
    -|-|0011|Ljvb op HAVO/VMBO-Th/Gm Lw|8948 9609 3522 3627
    -|-|0012|Ljvb op VMBO-Gm Lw|1302 1543 1110 1433
    -|-|0013|Ljvb op VMBO-Th/Gm Lw|5807 5678 7538 6920
    -|-|0015|Ljvb op VWO/HAVO|18276 18528 7872 8468
    -|-|0016|Ljvb op VWO/HAVO/VMBO-Th/Gm Lw|5651 5975 2834 2998
    -|-|0017|Ljvb op VWO|5160 4943 3162 3372
    -|-|0022|Ljvb op HAVO/VMBO-Alle Lw|667 619 406 404
    -|-|0023|Ljvb op VMBO-Alle Lw|8144 7656 5918 5270
    -|-|0024|Ljvb op VWO/HAVO/VMBO-Alle Lw|3569 3302 2205 2188
    -|-|0031|Ljvb op VMBO-BBg Lw|4064 3260 3569 2542
    -|-|0032|Ljvb op VMBO-Kbg Lw|5101 4687 6342 5672
    -|-|0033|Ljvb op VMBO-Bbg/Kbg Lw|4098 3596 3578 2740
    -|-|0041|Lj LWOO vb op Bbg Lw|1797 1457 2277 1674
    -|-|0042|Lj LWOO vb op Gm Lw|27 44 24 39
    -|-|0043|Lj LWOO vb op Kbg Lw|699 737 1024 992
    -|-|0044|Lj LWOO vb op Th/Gm Lw|273 270 291 330
    -|-|0045|Lj LWOO vb op Bbg/Kbg Lw|1211 1161 1292 1180
    -|-|0046|Lj LWOO vb op Alle Lw|1240 1129 1355 1268
    -|-|0100|VWO-ATHENEUMSTROOM|4650 4394 10234 10784
    -|-|0200|VWO-GYMNASIUMSTROOM|4743 4279 5552 5987
    -|-|0300|HAVO|5255 5424 15601 15586
    -|-|0400|MAVO/Theor Lw-VMBO|4249 4320 9176 8290
    -|-|2210|LWOO MAVO/Theor Lw|96 116 100 113
    Techniek|Maritiem en Techniek|1394|LWOO Maritiem en techniek Algemeen Leerjaar|33 7 61 3
    Techniek|Maritiem en Techniek|1916|VMBO Maritiem en techniek Algemeen Leerjaar|121 15 133 26
        """,
    ),
    *_programmes(
        "Praktijkonderwijs alle vj",
        1,
        """
    -|-|0090|Praktijkonderwijs|4173 2805 3753 2558 3000 2163 2911 2089 2415 1782 946 720
        """,
    ),
)
