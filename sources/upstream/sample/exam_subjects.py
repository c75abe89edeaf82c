"""DUO's `examencijfers per vak`: exams by subject, for the candidates of `exam_results`.

The portal's file is long, a row per part of the exam; only its datastore can be reached. The older
files are wide, one for each type of school.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sources.upstream.sample.allocate import chance
from sources.upstream.sample.exam_results import by_programme
from sources.upstream.sample.exam_subject_counts import SUBJECTS, Subject
from sources.upstream.sample.exams import ExamRow
from sources.upstream.sample.files import CKAN, LEGACY, write_csv
from sources.upstream.sample.places import PLACES
from sources.upstream.sample.resources import resource
from sources.upstream.sample.schools import Location

_PATH = "files/open_onderwijsdata/images/examenkandidaten-{}-en-examencijfers-{}-{}.csv"
_PORTAL_YEARS = (2022, 2023)
_OLDER = 2018
_PORTAL = [
    "SCHOOLJAAR",
    "BRIN NUMMER",
    "BRINVESTIGINGSNUMMER",
    "INSTELLINGSNAAM VESTIGING",
    "GEMEENTECODE",
    "GEMEENTENAAM",
    "PLAATSNAAM",
    "PROVINCIE",
    "ONDERWIJSTYPE VO",
    "LEERWEG",
    "VAKCODE",
    "VAKNAAMAFKORTING",
    "VAK",
    "ONDERDEEL EXAMEN",
    "SCHOOLEXAMEN BEOORDELING",
    "AANTAL",
    "GEMIDDELD CIJFER",
]
_WIDE_PLACE = [
    "SCHOOLJAAR",
    "BRIN NUMMER",
    "VESTIGINGSNUMMER",
    "INSTELLINGSNAAM VESTIGING",
    "GEMEENTENUMMER",
    "GEMEENTENAAM",
    "PLAATSNAAM",
    "PROVINCIE",
    "ONDERWIJSTYPE VO",
]
_WIDE_SUBJECT = [
    "VAKCODE",
    "AFKORTING VAKNAAM",
    "VAKNAAM",
    "SCHOOLEXAMEN BEOORDELING",
    "TOTAAL AANTAL SCHOOLEXAMENS MET BEOORDELING",
    "AANTAL SCHOOLEXAMENS MET BEOORDELING MEETELLEND VOOR DIPLOMA",
    "TOTAAL AANTAL SCHOOLEXAMENS MET CIJFER",
    "GEM. CIJFER TOTAAL AANTAL SCHOOLEXAMENS",
    "AANTAL SCHOOLEXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA",
    "GEM. CIJFER SCHOOLEXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA",
    "TOTAAL AANTAL CENTRALE EXAMENS",
    "GEM. CIJFER TOTAAL AANTAL CENTRALE EXAMENS",
    "AANTAL CENTRALE EXAMENS MEETELLEND VOOR DIPLOMA",
    "GEM. CIJFER CENTRALE EXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA",
    "GEM. CIJFER CIJFERLIJST",
    "GEM. CIJFER REKENTOETS",
]
_NO_MARK = ",0"
_ARITHMETIC = ("1121", "RT3F", "rekentoets 3F")


@dataclass(frozen=True)
class _Exams:
    """The exams in a subject at a location, in tenths where they are marks.

    `words` holds how many were assessed as voldoende and as goed.
    """

    location: Location
    leerweg: str
    subject: Subject
    marked: int
    words: tuple[int, int]
    for_diploma: int
    school_mark: int
    central_mark: int

    @property
    def final_mark(self) -> int:
        if self.subject.exam != "central":
            return self.school_mark
        return (self.school_mark + self.central_mark + 1) // 2


def write_exam_subjects(folder: Path, rows: Sequence[ExamRow]) -> None:
    """Write the portal's file and the three older ones under `folder` (`<data>/duo`)."""
    table = [line for year in _PORTAL_YEARS for line in _long(year, _exams(rows, year))]
    file = resource("04_voex-v1", "04_voex.csv")
    write_csv(folder / file.path, CKAN, [_PORTAL, *table], file.published)
    older = [*_exams(rows, _OLDER)]
    for school_type in ("HAVO", "VWO", "VMBO"):
        leerweg = ["LEERWEG"] if school_type == "VMBO" else []
        # In one file every line ends in a delimiter, the header too.
        end = [""] if school_type == "VWO" else []
        header = [*_WIDE_PLACE, *leerweg, *_WIDE_SUBJECT, *end]
        own = [one for one in older if one.subject.school_type == school_type]
        wide = [[*line, *end] for line in _wide(own)]
        path = folder / _PATH.format(school_type.lower(), _OLDER, _OLDER + 1)
        write_csv(path, LEGACY, [header, *wide], date(2019, 11, 1))


def _exams(rows: Sequence[ExamRow], year: int) -> Iterator[_Exams]:
    """In the order of location, type, leerweg and subject."""
    counts: dict[tuple[Location, str, str], dict[Subject, int]] = {}
    for group, result in by_programme(rows, year).items():
        key = (group.location, group.school_type, group.department.leerweg)
        taken = counts.setdefault(key, {})
        for subject in SUBJECTS:
            share = subject.share(group.department)
            if subject.school_type == group.school_type and share:
                taken[subject] = taken.get(subject, 0) + result.candidates * share // 100
    for (location, _, leerweg), taken in counts.items():
        for subject, number in sorted(taken.items(), key=lambda item: item[0].code):
            if number:
                yield _exam(location, leerweg, subject, number, year)


def _exam(location: Location, leerweg: str, subject: Subject, number: int, year: int) -> _Exams:
    key = (location.full_code, leerweg, subject.school_type, subject.code, year)
    in_words = number // 10 if subject.exam == "words" else 0
    # A few take a subject more than they need: it does not count for the diploma.
    extra = chance(0, 2, "extra", *key) if number > 20 else 0
    school = chance(60, 70, "school mark", *key)
    return _Exams(
        location=location,
        leerweg=leerweg,
        subject=subject,
        marked=number - in_words,
        words=(in_words - in_words // 3, in_words // 3),
        for_diploma=number - extra if subject.exam == "central" else 0,
        school_mark=school,
        central_mark=school - chance(-1, 5, "central mark", *key),
    )


def _long(year: int, exams: Iterator[_Exams]) -> Iterator[list[str]]:
    """A row per part of the exam; the datastore keeps codes as numbers, without zeros in front."""
    for one in exams:
        place, subject = PLACES[one.location.place], one.subject
        start = [
            str(year),
            one.location.institution_code,
            one.location.full_code,
            one.location.name,
            place.municipality_code.lstrip("0"),
            place.municipality,
            place.name,
            place.province,
            subject.school_type,
            one.leerweg,
            subject.code.lstrip("0"),
            subject.short,
            subject.name,
        ]
        yield [*start, "SCHOOLEXAMEN", "", str(one.marked), _point(one.school_mark)]
        for letter, number in zip("VG", one.words, strict=True):
            if number:
                yield [*start, "SCHOOLEXAMEN", letter, str(number), ""]
        if subject.exam == "central":
            counted, for_diploma = str(one.marked), str(one.for_diploma)
            school, central = _point(one.school_mark), _point(one.central_mark)
            yield [*start, "SCHOOLEXAMEN MEETELLEND VOOR DIPLOMA", "", for_diploma, school]
            yield [*start, "CENTRAAL EXAMEN", "", counted, central]
            yield [*start, "CENTRAAL EXAMEN MEETELLEND VOOR DIPLOMA", "", for_diploma, central]
        yield [*start, "CIJFERLIJST", "", str(one.marked), _point(one.final_mark)]


def _wide(exams: Sequence[_Exams]) -> Iterator[list[str]]:
    """A row per subject, more for what is in words; of havo and vwo also the arithmetic test."""
    tested: set[str] = set()
    for one in exams:
        place, subject = _describe(one), one.subject
        named = [subject.code, subject.short, subject.name]
        central = subject.exam == "central"
        school, exam = _comma(one.school_mark), _comma(one.central_mark)
        for_diploma = [str(one.for_diploma), school if central else _NO_MARK]
        counted = [str(one.marked), exam, str(one.for_diploma), exam]
        none = ["0", _NO_MARK, "0", _NO_MARK]
        yield [
            *(*place, *named, "", "0", "0", str(one.marked), school, *for_diploma),
            *(counted if central else none),
            *(_comma(one.final_mark), _NO_MARK),
        ]
        for letter, number in zip("VG", one.words, strict=True):
            if number:
                words = [letter, str(number), str(number)]
                yield [*place, *named, *words, *none, *none, _NO_MARK, _NO_MARK]
        if subject.school_type != "VMBO" and one.location.full_code not in tested:
            tested.add(one.location.full_code)
            mark = _comma(chance(55, 70, "arithmetic", one.location.full_code))
            yield [*place, *_ARITHMETIC, "", "0", "0", *none, *none, _NO_MARK, mark]


def _describe(one: _Exams) -> list[str]:
    location, place = one.location, PLACES[one.location.place]
    leerweg = [one.leerweg] if one.subject.school_type == "VMBO" else []
    return [
        str(_OLDER),
        location.institution_code,
        location.location_code,
        location.name,
        place.municipality_code,
        place.municipality,
        place.name,
        place.province,
        one.subject.school_type,
        *leerweg,
    ]


def _point(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"


def _comma(tenths: int) -> str:
    return _point(tenths).replace(".", ",")
