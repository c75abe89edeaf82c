"""Every real file comes out with the totals that a person gets from it by hand.

By hand is: pandas on the file as it came, with each of its quirks undone in a function that names
it. Nothing of the reader or of a contract is used for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
import pytest

from sources.catalog import read_catalog
from sources.connector import Outcome
from sources.duo.reader import read
from sources.ingest import backfill
from sources.landing import Landing
from sources.reading import Tidied
from tests.sources.duo.readings import PUBLISHED, contract

DATA = Path(__file__).parents[4] / "shared/data"
pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the folder with real files (../shared/data) is not here"
)


class Place(NamedTuple):
    """What figures are told apart by; `code` is an institution or another key of the row."""

    measure: str
    period: str
    gender: str
    code: str


class Figure(NamedTuple):
    """Rows, the sum of their counts, and the number and sum of their means."""

    rows: int
    count: int
    means: int = 0
    mean_sum: float = 0.0


Figures = Mapping[Place, Figure]


def frame_of(raw: bytes, encoding: str) -> pd.DataFrame:
    """The cells of a file with `;`, as text, empty where they are empty."""
    return pd.read_csv(
        BytesIO(raw), sep=";", encoding=encoding, dtype=str, keep_default_na=False, na_filter=False
    )


def plain(path: Path) -> pd.DataFrame:
    """cp1252, LF, nothing odd."""
    return frame_of(path.read_bytes(), "cp1252")


def with_junk_lines(path: Path) -> pd.DataFrame:
    """utf-8, CRLF, and here and there a line of just `""`, which holds nothing."""
    lines = path.read_bytes().split(b"\r\n")
    return frame_of(b"\n".join(line for line in lines if line != b'""'), "utf-8")


def with_a_footer(path: Path) -> pd.DataFrame:
    """CR CR LF; below the data a line of delimiters and one of totals, both without a province."""
    frame = frame_of(path.read_bytes().replace(b"\r\r\n", b"\n"), "cp1252")
    footer = frame[frame["PROVINCIE"] == ""]
    assert list(footer["OPLEIDINGSFASE ACTUEEL"]) == ["", "Totalen"]
    return frame[frame["PROVINCIE"] != ""]


def numbers(column: pd.Series[str]) -> pd.Series[int]:
    """Counts; empty cells are 0. Anything else than digits stops the test here."""
    return column.where(column != "", "0").astype("int64")


def means(column: pd.Series[str]) -> pd.Series[float]:
    """Means with a decimal comma; `,0` says that there is none."""
    given = column[~column.isin(["", ",0"])]
    return given.str.replace(",", ".", regex=False).astype(float)


def figures_of(
    frame: pd.DataFrame, key: str, cells: list[tuple[str, str, str, pd.Series[str]]]
) -> Figures:
    """The figures of columns of counts: measure, period, gender and the column itself."""
    found: dict[Place, Figure] = {}
    for measure, period, gender, column in cells:
        for code, values in numbers(column).groupby(frame[key].loc[column.index]):
            place = Place(measure, period, gender, str(code))
            rows, count, *_ = found.get(place, Figure(0, 0))
            found[place] = Figure(rows + len(values), count + int(values.sum()))
    return found


def mean_figures(
    frame: pd.DataFrame, key: str, period: str, columns: Mapping[str, str]
) -> Iterator[tuple[Place, Figure]]:
    for header, measure in columns.items():
        for code, values in means(frame[header]).groupby(frame[key]):
            figure = Figure(len(values), 0, len(values), round(float(values.sum()), 1))
            yield Place(measure, period, "total", str(code)), figure


def pupils(path: Path) -> Figures:
    """Six years of study by two genders, all of 1 October 2019: only the file name says so."""
    frame = plain(path)
    cells = [
        ("pupils", "2019/2020", gender, frame[f"LEER- OF VERBLIJFSJAAR {year} - {word}"])
        for year in range(1, 7)
        for word, gender in (("MAN", "male"), ("VROUW", "female"))
    ]
    return figures_of(frame, "BRIN NUMMER", cells)


def candidates(path: Path) -> Figures:
    """Five years by three genders; the columns of TOTAAL are their sums and count nobody new."""
    frame = plain(path)
    cells = []
    for start in range(2014, 2019):
        for word, measure in (("EXAMENKANDIDATEN", "candidates"), ("GESLAAGDEN", "passed")):
            of_year = f"{word} SCHOOLJAAR {start}-{start + 1} - "
            genders = {"MAN": "male", "VROUW": "female", "ONBEKEND": "unknown"}
            total = sum(numbers(frame[of_year + gender]) for gender in genders)
            assert (numbers(frame[of_year + "TOTAAL"]) == total).all()
            cells += [
                (measure, f"{start}/{start + 1}", gender, frame[of_year + name])
                for name, gender in genders.items()
            ]
    return figures_of(frame, "BRIN NUMMER", cells)


def results(path: Path) -> Figures:
    """Exams of May 2019: no column says so. Candidates passed or failed."""
    frame = plain(path)
    period = "2018/2019"
    headers = {"EXAMENKANDIDATEN": "candidates", "GESLAAGDEN": "passed", "GEZAKTEN": "failed"}
    total = numbers(frame["GESLAAGDEN"]) + numbers(frame["GEZAKTEN"])
    assert (numbers(frame["EXAMENKANDIDATEN"]) == total).all()
    counted = [(measure, period, "total", frame[header]) for header, measure in headers.items()]
    marks = {
        "GEMIDDELD CIJFER SCHOOLEXAMEN": "mark_school_exam",
        "GEMIDDELD CIJFER CENTRAAL EXAMEN": "mark_central_exam",
        "GEMIDDELD CIJFER CIJFERLIJST": "mark_final",
    }
    return {
        **figures_of(frame, "BRIN NUMMER", counted),
        **dict(mean_figures(frame, "BRIN NUMMER", period, marks)),
    }


def subjects(path: Path) -> Figures:
    """SCHOOLJAAR 2018 is 2018-2019. A rekentoets has a mark and no count."""
    frame = plain(path)
    assert set(frame["SCHOOLJAAR"]) == {"2018"}
    assessed = "SCHOOLEXAMENS MET BEOORDELING"
    headers = {
        f"TOTAAL AANTAL {assessed}": "school_exams_assessed",
        f"AANTAL {assessed} MEETELLEND VOOR DIPLOMA": "school_exams_assessed_for_diploma",
        "TOTAAL AANTAL SCHOOLEXAMENS MET CIJFER": "school_exams",
        "AANTAL SCHOOLEXAMENS MET CIJFER MEETELLEND VOOR DIPLOMA": "school_exams_for_diploma",
        "TOTAAL AANTAL CENTRALE EXAMENS": "central_exams",
        "AANTAL CENTRALE EXAMENS MEETELLEND VOOR DIPLOMA": "central_exams_for_diploma",
    }
    counting = "MET CIJFER MEETELLEND VOOR DIPLOMA"
    marks = {
        "GEM. CIJFER TOTAAL AANTAL SCHOOLEXAMENS": "school_exams_mark",
        f"GEM. CIJFER SCHOOLEXAMENS {counting}": "school_exams_for_diploma_mark",
        "GEM. CIJFER TOTAAL AANTAL CENTRALE EXAMENS": "central_exams_mark",
        f"GEM. CIJFER CENTRALE EXAMENS {counting}": "central_exams_for_diploma_mark",
        "GEM. CIJFER CIJFERLIJST": "final_mark",
        "GEM. CIJFER REKENTOETS": "rekentoets_mark",
    }
    period = "2018/2019"
    counted = [(measure, period, "total", frame[header]) for header, measure in headers.items()]
    return {
        **figures_of(frame, "VAKCODE", counted),
        **dict(mean_figures(frame, "VAKCODE", period, marks)),
    }


def leavers(path: Path) -> Figures:
    """Nothing in it says which year it counts."""
    frame = plain(path)
    headers = {
        "aantal_leerlingen": "pupils",
        "vsv_totaal": "leavers",
        "vsv_vmbo": "leavers_vmbo",
        "vsv_mbo": "leavers_mbo",
        "vsv_overig": "leavers_other",
    }
    cells = [(measure, "2014/2015", "total", frame[name]) for name, measure in headers.items()]
    return figures_of(frame, "brin_nummer", cells)


def mbo_students(path: Path) -> Figures:
    """Men, women and their total in each of five years."""
    frame = with_junk_lines(path)
    cells = []
    for year in range(2015, 2020):
        men, women = frame[f"MAN{year}"], frame[f"VROUW{year}"]
        assert (numbers(frame[f"TOTAAL{year}"]) == numbers(men) + numbers(women)).all()
        period = f"{year}/{year + 1}"
        cells += [("students", period, "male", men), ("students", period, "female", women)]
    return figures_of(frame, "BRIN NUMMER", cells)


def higher(measure: str, years: range) -> Callable[[Path], Figures]:
    """A row for men and one for women, a column for each year."""

    def by_hand(path: Path) -> Figures:
        frame = with_junk_lines(path)
        assert set(frame["GESLACHT"]) == {"man", "vrouw"}
        men = frame["GESLACHT"] == "man"
        cells = []
        for year in years:
            column, period = frame[str(year)], f"{year}/{year + 1}"
            cells += [
                (measure, period, "male", column[men]),
                (measure, period, "female", column[~men]),
            ]
        return figures_of(frame, "BRIN NUMMER ACTUEEL", cells)

    return by_hand


def enrolled(path: Path) -> Figures:
    """Five years by two genders, in columns."""
    frame = with_a_footer(path)
    cells = [
        ("enrolled", f"{year}/{year + 1}", gender, frame[f"{year} {word}"])
        for year in range(2014, 2019)
        for word, gender in (("Man", "male"), ("Vrouw", "female"))
    ]
    return figures_of(frame, "BRIN NUMMER ACTUEEL", cells)


def register(path: Path) -> Figures:
    """Addresses as they were on 1 October 2019: a location per line."""
    frame = plain(path)
    cells = [("locations", "2019/2020", "total", pd.Series("1", index=frame.index))]
    return figures_of(frame, "GEMEENTENUMMER", cells)


def fixed_width(measure: str) -> Callable[[Path], Figures]:
    """A line is a code, which starts in the first position."""

    def by_hand(path: Path) -> Figures:
        lines = path.read_bytes().decode("cp1252").split("\r\n")
        # The last line end is followed by nothing.
        assert lines.pop() == ""
        frame = pd.DataFrame({"code": [line[:4] for line in lines], "one": "1"})
        return figures_of(frame, "code", [(measure, "2019/2020", "total", frame["one"])])

    return by_hand


@dataclass(frozen=True)
class RealFile:
    """A file, what is told beside it, its figures by hand, and the column that they go by."""

    name: str
    dataset: str
    by_hand: Callable[[Path], Figures]
    code: str = "institution_code"
    period: str | None = None
    published: date | None = None

    @property
    def path(self) -> Path:
        return DATA / self.name


CITO, TEKKIE, DECODE = "duo_ginberg_cito", "duo_tekkieworden", "meta_1cijferho"
ENROLLED = "duo_openDataHBO/01-ingeschrevenen-hbo-2018.csv"
CANDIDATES = f"{CITO}/examenkandidaten-en-geslaagden-2014-2019.csv"
RESULTS = f"{CITO}/geslaagden-gezakten-en-cijfers-2018-2019.csv"
PUPILS = f"{CITO}/leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv"
LEAVERS = f"{CITO}/vsv-per-swv-2015.csv"
MBO = f"{TEKKIE}/mbo_inscriptions_2019.csv"
HAVO = f"{CITO}/examenkandidaten-havo-en-examencijfers-2018-2019.csv"
VWO = f"{CITO}/examenkandidaten-vwo-en-examencijfers-2018-2019.csv"
DIPLOMAS = higher("graduates", range(2014, 2019))
FIRST_YEARS = higher("first_years", range(2015, 2020))
FILES = {
    file.name: file
    for file in (
        RealFile(
            f"{CITO}/alle-vestigingen-bo.csv",
            "duo.po_locations",
            register,
            "municipality_code",
            published=PUBLISHED,
        ),
        RealFile(
            f"{CITO}/alle-vestigingen-vo.csv",
            "duo.vo_locations",
            register,
            "municipality_code",
            published=PUBLISHED,
        ),
        RealFile(CANDIDATES, "duo.vo_exam_candidates", candidates),
        RealFile(HAVO, "duo.vo_exam_subjects", subjects, "subject_code"),
        RealFile(VWO, "duo.vo_exam_subjects", subjects, "subject_code"),
        RealFile(RESULTS, "duo.vo_exam_results", results, published=PUBLISHED),
        RealFile(PUPILS, "duo.vo_pupils", pupils, published=PUBLISHED),
        RealFile(LEAVERS, "duo.vo_early_leavers", leavers, period="2014/2015"),
        RealFile(ENROLLED, "duo.ho_enrolled", enrolled),
        RealFile(f"{TEKKIE}/hbo_gediplomeerden_2019.csv", "duo.ho_graduates", DIPLOMAS),
        RealFile(f"{TEKKIE}/wo_gediplomeerden_2019.csv", "duo.ho_graduates", DIPLOMAS),
        RealFile(f"{TEKKIE}/hbo_inscriptions_2019.csv", "duo.ho_first_years", FIRST_YEARS),
        RealFile(f"{TEKKIE}/wo_inscriptions_2019.csv", "duo.ho_first_years", FIRST_YEARS),
        RealFile(MBO, "duo.mbo_students", mbo_students),
        RealFile(
            f"{DECODE}/Croho.asc",
            "duo.ho_programmes",
            fixed_width("programmes"),
            published=PUBLISHED,
        ),
        RealFile(
            f"{DECODE}/Dec_ho-inst.asc",
            "duo.ho_institutions",
            fixed_width("institutions"),
            published=PUBLISHED,
        ),
        RealFile(
            f"{DECODE}/Dec_ho_ISCED.asc",
            "duo.ho_isced",
            fixed_width("programmes"),
            "left(programme_code, 4)",
            published=PUBLISHED,
        ),
        RealFile(
            f"{DECODE}/Dec_vakcode.asc",
            "duo.vo_subjects",
            fixed_width("subjects"),
            "subject_code",
            published=PUBLISHED,
        ),
    )
}


@dataclass(frozen=True)
class Ours:
    """What the reader made of a file."""

    parquet: Path
    tidied: Tidied

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect() as db:
            db.execute(f"create view tidy as from '{self.parquet}'")
            return db.execute(sql).fetchall()


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Ours]:
    """Read a file, once for all tests."""
    done: dict[str, Ours] = {}

    def get(name: str) -> Ours:
        if name not in done:
            file = FILES[name]
            parquet = tmp_path_factory.mktemp("real") / "data.parquet"
            tidied = read(
                file.path,
                contract(file.dataset),
                parquet,
                period=file.period,
                published=file.published,
            )
            done[name] = Ours(parquet, tidied)
        return done[name]

    return get


def test_no_file_is_left_out() -> None:
    there = {
        str(path.relative_to(DATA))
        for pattern in (f"{CITO}/*.csv", f"{TEKKIE}/*.csv", "duo_openDataHBO/*.csv", "*/*.asc")
        for path in DATA.glob(pattern)
    }
    assert there == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_rows_and_sums_are_those_by_hand(name: str, ours: Callable[[str], Ours]) -> None:
    file, found = FILES[name], ours(name)
    value = "value" if contract(file.dataset).has_means else "null::double"
    rows = found.query(
        f"select measure, period, gender, {file.code}, count(*), coalesce(sum(count), 0), "
        f"count({value}), round(coalesce(sum({value}), 0), 1) from tidy group by all"
    )
    tidy = {Place(*map(str, row[:4])): Figure(*row[4:]) for row in rows}  # type: ignore[arg-type]
    by_hand = file.by_hand(file.path)
    assert tidy == by_hand
    assert found.tidied.rows == sum(figure.rows for figure in by_hand.values())
    assert found.tidied.periods == tuple(sorted({place.period for place in by_hand}))


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_odd_about_it(name: str, ours: Callable[[str], Ours]) -> None:
    """Also says that footers, totals beside men and women, and sums of measures agree."""
    assert ours(name).tidied.findings == ()


@pytest.mark.parametrize("name", FILES)
def test_no_count_is_a_range(name: str, ours: Callable[[str], Ours]) -> None:
    """None of these files hides a count."""
    wider = "count_low is distinct from count or count_high is distinct from count"
    assert ours(name).query(f"select * from tidy where {wider}") == []


# From the files with awk, or from the footer that DUO put below them.
TOTALS = [
    (ENROLLED, "enrolled", "2014/2015", 445_896),
    (ENROLLED, "enrolled", "2015/2016", 442_011),
    (ENROLLED, "enrolled", "2016/2017", 446_121),
    (ENROLLED, "enrolled", "2017/2018", 452_169),
    (ENROLLED, "enrolled", "2018/2019", 455_237),
    (CANDIDATES, "candidates", "2018/2019", 196_552),
    (CANDIDATES, "passed", "2018/2019", 180_894),
    (RESULTS, "candidates", "2018/2019", 196_552),
    (RESULTS, "passed", "2018/2019", 180_894),
    (RESULTS, "failed", "2018/2019", 15_658),
    (PUPILS, "pupils", "2019/2020", 956_857),
    (MBO, "students", "2015/2016", 471_848),
    (MBO, "students", "2016/2017", 479_505),
    (MBO, "students", "2017/2018", 482_900),
    (MBO, "students", "2018/2019", 492_410),
    (MBO, "students", "2019/2020", 501_903),
    (f"{TEKKIE}/hbo_gediplomeerden_2019.csv", "graduates", "2018/2019", 74_345),
    (f"{TEKKIE}/wo_gediplomeerden_2019.csv", "graduates", "2018/2019", 82_242),
    (f"{TEKKIE}/hbo_inscriptions_2019.csv", "first_years", "2019/2020", 113_422),
    (f"{TEKKIE}/wo_inscriptions_2019.csv", "first_years", "2019/2020", 109_833),
    (HAVO, "central_exams", "2018/2019", 366_596),
    (HAVO, "school_exams", "2018/2019", 511_600),
    (VWO, "central_exams", "2018/2019", 300_722),
    (VWO, "school_exams", "2018/2019", 375_890),
    (LEAVERS, "pupils", "2014/2015", 949_874),
    (LEAVERS, "leavers", "2014/2015", 4_522),
    (f"{CITO}/alle-vestigingen-bo.csv", "locations", "2019/2020", 6_268),
    (f"{CITO}/alle-vestigingen-vo.csv", "locations", "2019/2020", 1_619),
    (f"{DECODE}/Croho.asc", "programmes", "2019/2020", 9_184),
    (f"{DECODE}/Dec_ho-inst.asc", "institutions", "2019/2020", 316),
    (f"{DECODE}/Dec_ho_ISCED.asc", "programmes", "2019/2020", 3_968),
    (f"{DECODE}/Dec_vakcode.asc", "subjects", "2019/2020", 635),
]


@pytest.mark.parametrize(("name", "measure", "period", "total"), TOTALS)
def test_known_totals(
    name: str, measure: str, period: str, total: int, ours: Callable[[str], Ours]
) -> None:
    where = f"measure = '{measure}' and period = '{period}'"
    assert ours(name).query(f"select sum(count) from tidy where {where}") == [(total,)]


def test_every_file_has_a_known_total() -> None:
    assert {name for name, *_ in TOTALS} == set(FILES)


# First position and length as a person counts them in the description of the file.
SLICES = {
    f"{DECODE}/Croho.asc": {
        "institution_code": (1, 4),
        "programme_code": (5, 5),
        "ho_type": (31, 3),
        "degree": (34, 2),
        "programme_name": (36, 120),
    },
    f"{DECODE}/Dec_ho-inst.asc": {"institution_code": (1, 4), "institution_name": (5, 100)},
    f"{DECODE}/Dec_ho_ISCED.asc": {
        "programme_code": (1, 5),
        "isced_code": (6, 4),
        "isced_name": (10, 70),
        "isced_rubric_code": (80, 6),
        "isced_rubric_name": (86, 70),
    },
    f"{DECODE}/Dec_vakcode.asc": {
        "subject_code": (1, 4),
        "subject_name": (5, 112),
        "subject_group": (117, 30),
        "subject_short": (147, 5),
    },
}


@pytest.mark.parametrize("name", SLICES)
def test_every_cell_of_a_fixed_width_file_is_there(name: str, ours: Callable[[str], Ours]) -> None:
    lines = (DATA / name).read_bytes().decode("cp1252").splitlines()
    expected = [
        tuple(line[at - 1 : at - 1 + size].strip() or None for at, size in SLICES[name].values())
        for line in lines
    ]
    found = ours(name).query(f"select {', '.join(SLICES[name])} from tidy")
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_names_keep_their_accents_and_quotes(ours: Callable[[str], Ours]) -> None:
    names = {
        str(name)
        for (name,) in ours(f"{CITO}/alle-vestigingen-bo.csv").query(
            "select distinct location_name from tidy"
        )
    }
    raw = (DATA / CITO / "alle-vestigingen-bo.csv").read_bytes().decode("cp1252")
    assert 'Basisschool "De Maasparel"' in names
    accented = set(
        re.findall(r"[À-ÿ€-™]", "".join(row.split(";")[4] for row in raw.split("\n")[:-1]))
    )
    assert accented
    assert accented <= set("".join(names))


@pytest.mark.parametrize("name", FILES)
def test_it_goes_in_through_backfill(
    name: str, ours: Callable[[str], Ours], tmp_path: Path
) -> None:
    """Archived as it came, by the path of a download; the same bytes twice are one vintage."""
    file, landing = FILES[name], Landing(tmp_path)
    dataset = read_catalog()[file.dataset]

    def add() -> Outcome:
        path = DATA / name
        return backfill(dataset, [path], landing, published=file.published, period=file.period)

    outcome = add()
    assert outcome.findings == []
    (manifest,) = outcome.new
    (original,) = manifest.originals
    archived = landing.parquet(manifest).with_name(original.name)
    assert archived.read_bytes() == (DATA / name).read_bytes()
    assert manifest.rows == ours(name).tidied.rows
    assert add().new == []
