"""The form of the generated files: encodings, line ends, headers, dates, determinism."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.upstream.sample.allocate import allocate, allocate_within
from tests.sources.upstream.duo_files import IMAGES, records

PUPILS = "leerlingen-vo-per-vestiging-naar-onderwijstype-{}.csv"
EXAMS_OLD = IMAGES / "examenkandidaten-en-geslaagden-2014-2019.csv"
EXAMS_NEW = {
    2018: IMAGES / "examenkandidaten-en-geslaagden-2018-2023.csv",
    2019: IMAGES / "examenkandidaten-en-geslaagden-2019-2024.csv",
}
VOINS = Path(
    "duo/files/dataset/173cbf21-1567-464a-bccd-518cd7a46bd0"
    "/resource/d49219cc-2f36-4c2d-8007-b385ba44ec8d/download/01voins.csv"
)
VOEX = Path(
    "duo/files/dataset/9ac19d12-2781-4e61-a26e-7122631dabb6"
    "/resource/0423457d-c69e-4950-a12c-51912fc48faf/download/03_voex.csv"
)
DELIVERY = Path("inbox/jetnet_technet/jetnet-technet-2018.csv")


def contents(directory: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(directory).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in directory.rglob("*")
        if path.is_file()
    }


def test_two_builds_are_identical(sample: Path, tmp_path: Path) -> None:
    """Also in another process, with other hashes of strings, another zone and another locale."""
    code = "import sys, pathlib; from sources.upstream.sample import build_sample; "
    code += "build_sample(pathlib.Path(sys.argv[1]))"
    surroundings = {"PYTHONHASHSEED": "4711", "TZ": "America/Lima", "LC_ALL": "C"}
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        check=True,
        env=os.environ | surroundings,
        cwd=Path(__file__).parents[3],
    )
    assert contents(tmp_path) == contents(sample)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        (IMAGES / PUPILS.format(2017), "2018-03-01"),
        (IMAGES / PUPILS.format(2018), "2019-03-01"),
        (IMAGES / PUPILS.format(2019), "2020-03-02"),
        (IMAGES / PUPILS.format(2020), "2023-11-06"),
        (IMAGES / PUPILS.format(2021), "2023-11-06"),
        (EXAMS_OLD, "2019-11-01"),
        (EXAMS_NEW[2018], "2023-12-04"),
        (EXAMS_NEW[2019], "2024-12-02"),
        (VOINS, "2025-03-03"),
        (VOEX, "2024-12-02"),
        (DELIVERY, "2018-10-01"),
        (DELIVERY.with_name("jetnet-technet-2024.csv"), "2025-01-15"),
    ],
)
def test_dates_of_publication(sample: Path, path: Path, day: str) -> None:
    moment = datetime.fromtimestamp((sample / path).stat().st_mtime, UTC)
    assert f"{moment:%Y-%m-%d}" == day


@pytest.mark.parametrize("year", [2017, 2018, 2019])
def test_older_pupil_files(sample: Path, year: int) -> None:
    data = (sample / IMAGES / PUPILS.format(year)).read_bytes()
    assert b"\r" not in data
    assert b'"' not in data
    assert b"\x92" in data, "a character that cp1252 has and latin-1 has not"
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    header, *rows = records(sample / IMAGES / PUPILS.format(year), "cp1252")
    assert ";".join(header) == (
        "BRIN NUMMER;VESTIGINGSNUMMER;INSTELLINGSNAAM VESTIGING;PLAATSNAAM VESTIGING;"
        "PROVINCIE VESTIGING;ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR;VMBO SECTOR;AFDELING;"
        "ELEMENTCODE;OPLEIDINGSNAAM;"
        "LEER- OF VERBLIJFSJAAR 1 - MAN;LEER- OF VERBLIJFSJAAR 1 - VROUW;"
        "LEER- OF VERBLIJFSJAAR 2 - MAN;LEER- OF VERBLIJFSJAAR 2 - VROUW;"
        "LEER- OF VERBLIJFSJAAR 3 - MAN;LEER- OF VERBLIJFSJAAR 3 - VROUW;"
        "LEER- OF VERBLIJFSJAAR 4 - MAN;LEER- OF VERBLIJFSJAAR 4 - VROUW;"
        "LEER- OF VERBLIJFSJAAR 5 - MAN;LEER- OF VERBLIJFSJAAR 5 - VROUW;"
        "LEER- OF VERBLIJFSJAAR 6 - MAN;LEER- OF VERBLIJFSJAAR 6 - VROUW"
    )
    assert all(len(row) == 22 for row in rows)
    assert (rows[-1][0] == "Totalen") is (year == 2018)
    schools = [row for row in rows if row[0] != "Totalen"]
    assert {len(row[1]) for row in schools} == {2}
    assert {"1", "2", "3", "4"} <= {cell for row in schools for cell in row[10:]}


def test_the_footer_holds_the_sums(sample: Path) -> None:
    _, *rows, footer = records(sample / IMAGES / PUPILS.format(2018), "cp1252")
    for column in range(10, 22):
        assert int(footer[column]) == sum(int(row[column]) for row in rows)


@pytest.mark.parametrize("year", [2020, 2021])
def test_newer_pupil_files(sample: Path, year: int) -> None:
    data = (sample / IMAGES / PUPILS.format(year)).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    lines = data.decode("utf-8").split("\r\n")
    assert lines[0].startswith('"INSTELLINGSCODE";"VESTIGINGSCODE";"INSTELLINGSNAAM VESTIGING";')
    if year == 2020:
        assert lines[-4:] == ["", '""', "", ""]
    rows = [row for row in records(sample / IMAGES / PUPILS.format(year), "utf-8") if len(row) > 1]
    assert all(len(row) == 22 for row in rows)
    assert all(re.fullmatch(r"99[V-Z][A-Z]0[01]", row[1]) for row in rows[1:])
    assert all(row[1].startswith(row[0]) for row in rows[1:])
    counts = {cell for row in rows[1:] for cell in row[10:]}
    assert {"0", "<5"} <= counts
    assert not counts & {"1", "2", "3", "4"}


def test_pupils_on_the_portal(sample: Path) -> None:
    data = (sample / VOINS).read_bytes()
    assert data.startswith(b'\xef\xbb\xbf"STUDIEJAAR","INSTELLINGSCODE","VESTIGINGSCODE",')
    header, *rows = records(sample / VOINS, "utf-8-sig", ",")
    assert ",".join(header) == (
        "STUDIEJAAR,INSTELLINGSCODE,VESTIGINGSCODE,INSTELLINGSNAAM_VESTIGING,"
        "PLAATSNAAM_VESTIGING,PROVINCIE_VESTIGING,ONDERWIJSTYPE,VMBO_SECTOR,AFDELING,"
        "ELEMENTCODE,OPLEIDINGSNAAM,LEERJAAR,GESLACHT,AANTAL_LEERLINGEN"
    )
    assert {row[0] for row in rows} == {"2021", "2022", "2023", "2024"}
    assert {row[12] for row in rows} == {"MAN", "VROUW"}
    counts = {row[13] for row in rows}
    assert "-1" in counts
    assert not counts & {"0", "1", "2", "3", "4"}
    assert len(rows) < 9000


def test_older_exam_file(sample: Path) -> None:
    data = (sample / EXAMS_OLD).read_bytes()
    assert b"\r" not in data
    assert b"\x92" in data
    header, *rows = records(sample / EXAMS_OLD, "cp1252")
    years = [f"{year}-{year + 1}" for year in range(2014, 2019)]
    assert header == [
        "BRIN NUMMER",
        "VESTIGINGSNUMMER",
        "INSTELLINGSNAAM VESTIGING",
        "GEMEENTENAAM",
        "ONDERWIJSTYPE VO",
        "INSPECTIECODE",
        "OPLEIDINGSNAAM",
    ] + [
        f"{kind} SCHOOLJAAR {year} - {gender}"
        for year in years
        for gender in ("MAN", "VROUW", "ONBEKEND", "TOTAAL")
        for kind in ("EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC")
    ]
    shown = {row[column] for row in rows for column in range(9, 67, 3)}
    assert {",0%", "100,0%"} <= shown
    assert all(re.fullmatch(r"\d*,\d%", cell) for cell in shown)
    for row in rows:
        assert row[1].startswith(row[0])
        for start in range(7, 67, 12):
            men, women, unknown, both = row[start : start + 12 : 3]
            assert unknown == "0"
            assert int(men) + int(women) == int(both)


@pytest.mark.parametrize("start", [2018, 2019])
def test_newer_exam_files(sample: Path, start: int) -> None:
    path = sample / EXAMS_NEW[start]
    data = path.read_bytes()
    assert data.startswith(b'"INSTELLINGSCODE";"VESTIGINGSCODE";"INSTELLINGSNAAM VESTIGING";')
    assert data.count(b"\n") == data.count(b"\r\n")
    header, *rows = records(path, "utf-8")
    years = [f"{year}-{year + 1}" for year in range(start, start + 5)]
    assert header[7:] == [
        f"{kind} SCHOOLJAAR {year} - {gender}"
        for year in years
        for gender in ("MAN", "VROUW", "TOTAAL")
        for kind in ("EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC")
    ]
    counts = {row[column] for row in rows for column in range(7, 52) if column % 3 != 0}
    assert {"0", "<5"} <= counts
    assert not counts & {"1", "2", "3", "4"}
    for row in rows:
        assert row[1].startswith(row[0])
        for column in range(9, 52, 3):
            assert re.fullmatch(r"\d+(\.[1-9])?", row[column])
            if row[column - 2] == "0":
                assert row[column] == "0"
    hidden = [row[9] for row in rows if row[7] == "<5"]
    assert hidden
    assert all(hidden), "the percentage is given where the counts are hidden"


def test_delivery_of_the_partner(sample: Path) -> None:
    data = (sample / DELIVERY).read_bytes()
    assert data.startswith(b"\xef\xbb\xbffiguur;periode;regio;waarde;eenheid\r\n")
    _, *rows = records(sample / DELIVERY, "utf-8-sig")
    assert {row[0]: (row[1], row[3]) for row in rows} == {
        "jetnet_havo_vwo_schools": ("2017/2018", "182"),
        "jetnet_partners": ("2017/2018", "48"),
        "jetnet_companies": ("2017/2018", "95"),
        "jetnet_company_locations": ("2017/2018", "125"),
        "jetnet_activities": ("2017/2018", "600"),
        "technet_circles": ("2017/2018", "142"),
        "technet_primary_schools": ("2017/2018", "487"),
        "technet_vmbo_schools": ("2017/2018", "262"),
        "technet_rocs": ("2017/2018", "40"),
        "technet_companies": ("2017/2018", "2.011"),
        "technet_activities": ("2017/2018", "zo'n 1200"),
        "jetnet_junior_hubs": ("2018", "7"),
        "jetnet_junior_schools": ("2018", "Circa 300"),
        "meet_the_boss_companies": ("2018", "15"),
    }
    assert all(row[2] == "NL" and row[4] == "aantal" for row in rows)


def test_schools_are_fictional_and_everywhere(sample: Path) -> None:
    _, *rows = records(sample / IMAGES / PUPILS.format(2019), "cp1252")
    assert all(re.fullmatch(r"99[V-Z][A-Z]", row[0]) for row in rows)
    assert all("oorbeeld" in row[2] for row in rows)
    assert len({(row[0], row[1]) for row in rows}) == 120
    assert {row[4] for row in rows} == {
        "Drenthe",
        "Flevoland",
        "Friesland",
        "Gelderland",
        "Groningen",
        "Limburg",
        "Noord-Brabant",
        "Noord-Holland",
        "Overijssel",
        "Utrecht",
        "Zeeland",
        "Zuid-Holland",
    }
    technical = {row[4] for row in rows if row[5] == "VMBO BL lj 3-4" and row[6] == "Techniek"}
    assert len(technical) == 12
    types = {row[5] for row in rows}
    assert {"Brugjaar 1-2", "VMBO TL lj 3-4", "Praktijkonderwijs alle vj"} <= types


def test_allocate_is_exact() -> None:
    assert allocate(10, [1, 1, 1]) == [4, 3, 3]
    assert allocate(7, [0, 5, 2]) == [0, 5, 2]
    assert allocate(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="sum to zero"):
        allocate(1, [0, 0])


def test_allocate_within_respects_limits() -> None:
    assert allocate_within(9, [100, 1, 1], [3, 4, 5]) == [3, 3, 3]
    with pytest.raises(ValueError, match="limits"):
        allocate_within(10, [1, 1], [4, 5])
