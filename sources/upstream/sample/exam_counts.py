"""Examination candidates by programme and gender: DUO, school year 2018-2019.

Counted from DUO's file `examenkandidaten-en-geslaagden-2014-2019.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class ExamProgramme:
    """One programme as DUO names it, with (men, women) of 2018-2019."""

    school_type: str
    inspection_code: str
    name: str
    candidates: tuple[int, int]
    passed: tuple[int, int]


def _programmes(table: str) -> Iterator[ExamProgramme]:
    """Read lines of type|code|name|men: candidates, passed; women: candidates, passed."""
    for line in table.strip().splitlines():
        school_type, code, name, numbers = line.strip().split("|")
        men, men_passed, women, women_passed = (int(number) for number in numbers.split())
        yield ExamProgramme(school_type, code, name, (men, women), (men_passed, women_passed))


EXAM_PROGRAMMES = tuple(
    _programmes("""
    HAVO|50|HAVO - N&T|2853 2610 580 522
    HAVO|51|HAVO - N&G|4396 3843 7299 6251
    HAVO|52|HAVO - E&M|12804 11222 10695 9430
    HAVO|53|HAVO - C&M|1161 1008 4555 4027
    HAVO|54|HAVO - N&T / N&G|4056 3700 3589 3288
    HAVO|57|HAVO - N&G / C&M|0 0 1 1
    HAVO|58|HAVO - N&G / E&M|2 2 1 1
    HAVO|59|HAVO - E&M / C&M|522 455 2101 1835
    VMBO|27|VMBO B - intersectoraal|8 8 5 5
    VMBO|28|VMBO K - intersectoraal|35 35 23 22
    VMBO|29|VMBO G - intersectoraal|8 5 4 3
    VMBO|30|VMBO LWT - techniek|173 165 3 3
    VMBO|31|VMBO LWT - zorg & welzijn|39 36 142 135
    VMBO|32|VMBO LWT - economie|156 150 55 54
    VMBO|33|VMBO LWT - landbouw|111 103 30 29
    VMBO|34|VMBO B - techniek|3814 3749 265 260
    VMBO|35|VMBO B - zorg en welzijn|695 673 3441 3385
    VMBO|36|VMBO B - economie|4025 3934 2327 2274
    VMBO|37|VMBO B - landbouw|1256 1232 1262 1247
    VMBO|38|VMBO K - techniek|5423 5202 616 586
    VMBO|39|VMBO K - zorg en welzijn|1006 942 6168 5905
    VMBO|40|VMBO K - economie|7047 6721 5040 4833
    VMBO|41|VMBO K - landbouw|1492 1440 1812 1749
    VMBO|42|VMBO G - techniek|788 721 147 138
    VMBO|43|VMBO G - zorg en welzijn|91 84 811 736
    VMBO|44|VMBO G - economie|1908 1681 1821 1630
    VMBO|45|VMBO G - landbouw|798 726 1168 1061
    VMBO|46|VMBO T|407 370 447 415
    VMBO|90|VMBO T - techniek|7264 6874 1387 1321
    VMBO|91|VMBO T - zorg en welzijn|4127 3789 11671 10912
    VMBO|92|VMBO T - economie|12769 11806 9926 9272
    VMBO|93|VMBO T - landbouw|614 584 630 605
    VWO|60|VWO - N&T|2636 2464 731 676
    VWO|61|VWO - N&G|2088 1817 3919 3359
    VWO|62|VWO - E&M|4127 3720 2763 2480
    VWO|63|VWO - C&M|552 503 2404 2138
    VWO|64|VWO - N&T / N&G|6267 5862 7357 6789
    VWO|65|VWO - N&T / E&M|4 4 4 4
    VWO|66|VWO - N&T / C&M|5 5 2 2
    VWO|67|VWO - N&G / C&M|8 8 20 18
    VWO|68|VWO - N&G / E&M|12 12 8 8
    VWO|69|VWO - E&M / C&M|2083 1855 3692 3365
    """)
)
