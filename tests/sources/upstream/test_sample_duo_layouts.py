"""Every DUO file of the sample beside pupils and exams, held to its header and to its bytes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.sample import SAMPLE_DAY
from sources.catalog import DuoDataset, read_catalog
from tests.sources.upstream.duo_files import IMAGES, portal_file, records, table
from tests.sources.upstream.duo_headers import INFLOW, OLDER, PORTAL

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(("package", "name"), list(PORTAL))
def test_files_of_the_portal(sample: Path, package: str, name: str) -> None:
    """Quoted throughout, utf-8 with its mark, CRLF, and a comma between cells."""
    path = portal_file(sample, package, name)
    data = path.read_bytes()
    assert data.startswith(BOM + b'"')
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.endswith(b'"\r\n')
    header, *rows = records(path, "utf-8-sig", ",")
    assert ",".join(header) == PORTAL[package, name]
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    assert len(data) - len(BOM) == sum(
        len(",".join(f'"{cell}"' for cell in row).encode()) + 2 for row in [header, *rows]
    ), "every cell is quoted"


def test_no_file_of_the_portal_is_forgotten(sample: Path) -> None:
    listed = {path.name for path in (sample / "duo").rglob("download/*.csv")}
    listed |= {path.name for path in (sample / "duo/datastore").rglob("*.csv")}
    assert listed == {name for _, name in PORTAL} | {"01voins.csv"}


@pytest.mark.parametrize("name", list(OLDER))
def test_files_of_the_older_site(sample: Path, name: str) -> None:
    layout = OLDER[name]
    data = (sample / IMAGES / name).read_bytes()
    assert not data.startswith(BOM)
    assert data.count(b"\n") == data.count(layout.end)
    assert (b"\r" in data) is (layout.end == b"\r\n")
    assert (b'"' in data) is layout.quoted
    if layout.encoding == "cp1252" and not data.isascii():
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")
    lines = [row for row in records(sample / IMAGES / name, layout.encoding) if len(row) > 1]
    assert ";".join(lines[0]) == layout.header
    assert {len(row) for row in lines} == {len(lines[0])}


def test_cells_are_padded_on_the_older_site_only(sample: Path) -> None:
    path = sample / IMAGES / "02.-alle-vestigingen-vo.csv"
    rows = records(path, "cp1252")[1:]
    assert {len(row[13]) for row in rows} == {80}
    assert {row[12] for row in rows if not row[12].strip()} == {" " * 10}
    assert all(re.fullmatch(r"\d{4} [A-Z]{2}", row[7]) for row in rows)
    current = table(portal_file(sample, "adressen_vo", "vestigingenvo.csv"))
    assert not current.map(lambda cell: cell != cell.strip()).any(axis=None)
    assert current["POSTCODE"].str.fullmatch(r"\d{4}[A-Z]{2}").all()


def test_lines_of_just_quotes_end_a_file(sample: Path) -> None:
    data = (sample / IMAGES / "geslaagden-gezakten-en-cijfers-2022-2023.csv").read_bytes()
    assert data.endswith(b'"\r\n""\r\n""\r\n')


def test_every_line_of_a_file_ends_in_a_delimiter(sample: Path) -> None:
    path = sample / IMAGES / "examenkandidaten-vwo-en-examencijfers-2018-2019.csv"
    assert all(line.endswith(b";") for line in path.read_bytes().splitlines())


def test_means_in_their_layouts(sample: Path) -> None:
    mark = "GEMIDDELD CIJFER CENTRAAL EXAMEN"
    older = table(sample / IMAGES / "geslaagden-gezakten-en-cijfers-2018-2019.csv", "cp1252", ";")
    assert older[mark].str.fullmatch(r"\d,\d|,0").all()
    assert set(older.loc[older[mark] == ",0", "EXAMENKANDIDATEN"]) == {"1"}
    path = sample / IMAGES / "geslaagden-gezakten-en-cijfers-2022-2023.csv"
    newer = table(path, "utf-8", ";")
    newer = newer[newer["VESTIGINGSCODE"] != ""]
    assert newer[mark].str.fullmatch(r"\d,\d").all()
    assert set(newer.loc[newer["ONDERWIJSTYPE VO"] != "VMBO", "LEERWEG VMBO"]) == {" "}
    assert "<5" in set(newer["GEZAKTEN"])
    assert not set(newer["GEZAKTEN"]) & {"1", "2", "3", "4"}
    current = table(portal_file(sample, "03_voex-v1", "03_voex.csv"))
    assert current[mark].str.fullmatch(r"\d\.\d").all()


def test_hidden_counts_are_flagged_on_the_portal(sample: Path) -> None:
    current = table(portal_file(sample, "03_voex-v1", "03_voex.csv"))
    for name in ("EXAMENKANDIDATEN", "GESLAAGDEN", "GEZAKTEN"):
        flags = current[f"INDICATIEAVG {name}"]
        assert set(flags) <= {"J", "N"}
        assert ((current[name] == "4") == (flags == "J")).all()
        assert not set(current[name]) & {"1", "2", "3"}
    assert (current["INDICATIEAVG GEZAKTEN"] == "J").any()


@pytest.mark.parametrize(("package", "name"), [key for key in PORTAL if key[0] >= "g"])
def test_small_counts_are_hidden_in_mbo_and_higher_education(
    sample: Path, package: str, name: str
) -> None:
    found = table(portal_file(sample, package, name))
    found = found[found["INSTELLINGSCODE"] != "Totalen"] if "INSTELLINGSCODE" in found else found
    counted = found.filter(regex="^AANTAL|^(DIP)?(MAN|VROUW)|^TOTAAL|^B(BL|OL)|^EX$")
    assert not set(counted.to_numpy().ravel()) & {"1", "2", "3", "4", ""}
    if "-01-" not in name:
        assert (counted == "-1").any(axis=None)


def test_codes_lose_the_zeros_in_front_where_they_are_numbers(sample: Path) -> None:
    subjects = table(portal_file(sample, "04_voex-v1", "04_voex.csv"))
    assert {"173", "174", "1025", "161"} <= set(subjects["VAKCODE"])
    assert subjects["GEMEENTECODE"].str.fullmatch(r"[1-9]\d*").all()
    assert "503" in set(subjects["GEMEENTECODE"])
    licences = table(portal_file(sample, "06_vomtgo", "vo_onderwijslicenties.csv"))
    assert {"24", "370", "631", "6111"} <= set(licences["ERKENDEOPLEIDINGSCODE"])
    boards = table(portal_file(sample, "adressen_vo", "vestigingenvo.csv"))
    assert boards["BEVOEGD GEZAG NUMMER"].str.fullmatch(r"1\d\d").all()
    for found in (
        table(portal_file(sample, "adressen_vo", "vestigingenvo.csv"))["GEMEENTENUMMER"],
        table(portal_file(sample, "p01hoinges", "ingeschrevenenhbo.csv"))["GEMEENTENUMMER"],
    ):
        assert found.str.fullmatch(r"\d{4}").all()


def test_values_are_those_of_duo(sample: Path) -> None:
    higher_education = table(
        portal_file(sample, "p02ho1ejrs", "eerstejaarsingeschrevenenoplvwo.csv")
    )
    assert set(higher_education["OPLEIDINGSVORM"]) == {"VT", "DT", "DU"}
    assert {"TECHNIEK", "NATUUR", "GEDRAG_EN_MAATSCHAPPIJ"} <= set(higher_education["ONDERDEEL"])
    gender = table(portal_file(sample, "p02ho1ejrs", "eerstejaarsingeschrevenengeslhbo.csv"))
    assert set(gender["GESLACHT"]) == {"MAN", "VROUW", "ONBEKEND"}
    inflow = table(
        portal_file(
            sample,
            "instromende-mbo-studenten",
            INFLOW.format(2023, "niveau-leerweg-beroepsopleiding-met-soorten-inst"),
        )
    )
    assert set(inflow["LEERWEG"]) == {"BBL", "BOL", "EX"}
    assert set(inflow["LAATSTE JAAR VO"]) == {" ", "2022", "<2022"}
    assert set(inflow["WIJZIGING IN INSTELLING"]) == {" ", "J", "N"}
    parts = table(portal_file(sample, "04_voex-v1", "04_voex.csv"))
    assert set(parts["ONDERDEEL EXAMEN"]) == {
        "CENTRAAL EXAMEN",
        "CENTRAAL EXAMEN MEETELLEND VOOR DIPLOMA",
        "CIJFERLIJST",
        "SCHOOLEXAMEN",
        "SCHOOLEXAMEN MEETELLEND VOOR DIPLOMA",
    }
    assert set(parts["SCHOOLEXAMEN BEOORDELING"]) == {"", "V", "G"}
    assert set(parts["LEERWEG"]) == {"", "BL", "KL", "GL", "TL"}
    assert set(parts["SCHOOLJAAR"]) == {"2022", "2023"}


@pytest.mark.parametrize(
    ("package", "name", "columns"),
    [
        ("adressen_vo", "vestigingenvo.csv", ["INSTELLINGSCODE", "VESTIGINGSNAAM"]),
        ("adressen_bo", "vestigingenbo.csv", ["INSTELLINGSCODE", "VESTIGINGSNAAM"]),
        ("adressen_mbo", "instellingenmbo.csv", ["INSTELLINGSCODE", "INSTELLINGSNAAM"]),
        ("adressen_ho", "instellingenho.csv", ["INSTELLINGSCODE", "INSTELLINGSNAAM"]),
    ],
)
def test_all_institutions_are_fictional(
    sample: Path, package: str, name: str, columns: list[str]
) -> None:
    code, named = columns
    found = table(portal_file(sample, package, name))
    assert found[code].str.fullmatch(r"99[A-Z]{2}").all()
    assert found[named].str.contains("oorbeeld").all()
    assert found["STRAATNAAM"].eq("Voorbeeldlaan").all()


def test_nothing_is_stale_or_newer_than_the_day_of_the_sample(sample: Path) -> None:
    for dataset in read_catalog():
        if not isinstance(dataset, DuoDataset):
            continue
        days = [published(path) for path in files_of(dataset, sample)]
        if days:
            assert max(days) <= SAMPLE_DAY
            age = (SAMPLE_DAY - max(days)).days
            assert age <= dataset.schedule.stale_after_days, dataset.id


def files_of(dataset: DuoDataset, sample: Path) -> list[Path]:
    """The files that the catalog asks for, by the patterns and paths of its entry."""
    patterns = [resource.pattern for resource in dataset.fetch.resources]
    if dataset.fetch.package:
        folders = ("duo/files/dataset", "duo/datastore")
        on_portal = [path for folder in folders for path in (sample / folder).rglob("*.csv")]
    else:
        on_portal = []
    found = [p for p in on_portal if any(re.search(pattern, p.name) for pattern in patterns)]
    for file in dataset.fetch.legacy:
        glob = file.path.format(start="*", end="*").lstrip("/")
        found += (sample / "duo/files").glob(glob)
    return found


def published(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
