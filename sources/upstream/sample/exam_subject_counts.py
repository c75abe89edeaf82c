"""Subjects of the exams in secondary education, and which part of the candidates takes them.

Codes, abbreviations and names are DUO's; shares are round numbers near those of 2018-2019.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sources.upstream.sample.exam_departments import Department

Exam = Literal["central", "school", "words"]
_EXAMS: Mapping[str, Exam] = {"C": "central", "S": "school", "W": "words"}


@dataclass(frozen=True)
class Subject:
    """A subject.

    `exam` says what there is: a school exam and a central one, a school exam only, or one that may
    be assessed in words. `shares` is percent of candidates by profile, sector or department; `*`
    stands for all. `leerwegen` are those of vmbo that have it, all where it is empty.
    """

    school_type: str
    code: str
    short: str
    name: str
    exam: Exam
    shares: Mapping[str, int] = field(compare=False)
    leerwegen: tuple[str, ...] = ()

    def share(self, department: Department) -> int:
        """Percent of the candidates of a department; in two profiles the larger share counts."""
        if self.leerwegen and department.leerweg not in self.leerwegen:
            return 0
        names = {"*", department.sector, *department.name.split(" / ")}
        return max((share for name, share in self.shares.items() if name in names), default=0)


def _subjects(school_types: str, table: str) -> Iterator[Subject]:
    """Read lines of code|short|name|exam|shares|leerwegen; shares as `name percent, …`."""
    for school_type in school_types.split():
        for line in table.strip().splitlines():
            code, short, name, exam, shares, leerwegen = line.strip().split("|")
            parts = (share.rpartition(" ") for share in shares.split(", "))
            yield Subject(
                school_type,
                code,
                short,
                name,
                _EXAMS[exam],
                {_LONG.get(part, part): int(percent) for part, _, percent in parts},
                tuple(leerwegen.split()),
            )


_LONG = {
    "C&M": "Cultuur en Maatschappij",
    "E&M": "Economie en Maatschappij",
    "N&G": "Natuur en Gezondheid",
    "N&T": "Natuur en Techniek",
}
SUBJECTS = (
    *_subjects(
        "HAVO VWO",
        """
    1001|netl|Nederlandse taal en literatuur|C|* 100|
    1002|entl|Engelse taal en literatuur|C|* 100|
    1020|ckv|culturele en kunstzinnige vorming|W|* 100|
    1024|wisA|wiskunde A|C|E&M 95, C&M 55, N&G 60|
    1025|wisB|wiskunde B|C|N&T 100, N&G 35|
    1023|nat|natuurkunde|C|N&T 100, N&G 25|
    1028|schk|scheikunde|C|N&T 100, N&G 100|
    1018|biol|biologie|C|N&G 100, N&T 15|
    1022|econ|economie|C|E&M 100, C&M 30|
    0161|in|informatica|S|N&T 30, N&G 8, E&M 6|
    1035|nlt|natuur, leven en technologie|S|N&T 20, N&G 10|
    """,
    ),
    *_subjects(
        "VMBO",
        """
    0011|ne|Nederlandse taal|C|* 100|
    0071|en|Engelse taal|C|* 100|
    0173|nsk1|natuur- en scheikunde I|C|Techniek 100, Landbouw 30|
    0174|nsk2|natuur- en scheikunde II|C|Techniek 60, Landbouw 40, Zorg & Welzijn 5|GL TL
    1128|inft|informatietechnologie|S|Techniek 15, Economie 5|GL TL
    1200|bwi|bouwen, wonen, interieur|C|BWI 100|
    1300|pie|produceren, installeren en energie|C|PIE 100|
    1400|mobt|mobiliteit en transport|C|MTR 100|
    1500|mvic|media, vormgeving en ICT|C|MVI 100|
    1900|dvpr|dienstverlening en producten|C|DP 100|
    2100|mate|maritiem en techniek|C|MTE 100|
    1126|t&t|technologie & toepassing|S|Techniek 30|TL
    """,
    ),
)
