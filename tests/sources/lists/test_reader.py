"""A list of what counts as technical is taken whole, or refused with every wrong line named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from sources.catalog import CatalogError, ListDataset, read_catalog
from sources.landing import Landing
from sources.lists import read_list
from sources.partners.inbox import fetch
from sources.reading import ReadError

HEADER = "lijst;versie;soort;code;naam;cluster"
GOOD = (
    HEADER,
    "mbo;2021;crebo;25250;Timmerman;bouw_infra",
    "mbo;2021;dossier;23057;Timmeren;bouw_infra",
    "ho;2021;croho_programme;34475;B Informatica;",
)
TODAY = date(2026, 11, 25)


def dataset() -> ListDataset:
    found = read_catalog()["partners.technical_lists"]
    assert isinstance(found, ListDataset)
    return found


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_good_list_is_read_row_by_row(tmp_path: Path) -> None:
    rows = read_list(write(tmp_path / "lijst.csv", *GOOD), dataset().contract)
    assert [(r["list_id"], r["list_version"], r["kind"], r["code"], r["line"]) for r in rows] == [
        ("mbo", "2021", "crebo", "25250", "2"),
        ("mbo", "2021", "dossier", "23057", "3"),
        ("ho", "2021", "croho_programme", "34475", "4"),
    ]
    assert [r["cluster"] for r in rows] == ["bouw_infra", "bouw_infra", ""]


def test_headers_in_english_and_in_another_order_will_do(tmp_path: Path) -> None:
    path = write(
        tmp_path / "list.csv", "Name,Code,Kind,Version,List", "Software,081,brc,2021,OCCUPATIONS"
    )
    (row,) = read_list(path, dataset().contract)
    assert (row["list_id"], row["kind"], row["code"]) == ("occupations", "brc", "081")


@pytest.mark.parametrize(
    ("line", "nl", "en"),
    [
        ("hbo;2021;croho_programme;34475;B", "regel 5: lijst 'hbo'; bekend:", "line 5: list 'hbo'"),
        ("ho;;croho_programme;34476;B", "regel 5: versie ontbreekt", "line 5: no version"),
        ("ho;sector;croho_programme;34476;B", "regel 5: versie ontbreekt", "line 5: no version"),
        (
            "ho;2021;crebo;34476;B",
            "regel 5: soort 'crebo'; bekend: croho_programme",
            "line 5: kind",
        ),
        (
            "ho;2021;croho_programme;3447;B",
            "regel 5: code '3447'; verwacht:",
            "line 5: code '3447'",
        ),
        ("ho;2021;croho_programme;34476;", "regel 5: naam ontbreekt", "line 5: no name"),
        (
            "ho;2021;croho_programme;34475;B Informatica",
            "regel 5: code 34475 staat al op regel 4",
            "line 5: code 34475 is on line 4 already",
        ),
        (
            "mbo;2022;crebo;25250;Timmerman",
            "lijst mbo, versie 2022, heeft geen codes van soort dossier",
            "list mbo, version 2022, has no codes of kind dossier",
        ),
    ],
)
def test_one_bad_row_refuses_the_list_and_is_named(
    tmp_path: Path, line: str, nl: str, en: str
) -> None:
    with pytest.raises(ReadError) as refused:
        read_list(write(tmp_path / "lijst.csv", *GOOD, line), dataset().contract)
    assert nl in refused.value.nl
    assert en in str(refused.value)
    assert "de vorige blijft in gebruik" in (refused.value.action_nl or "")


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    bad = [f"ho;2021;croho_programme;x{n};B" for n in range(15)]
    with pytest.raises(ReadError) as refused:
        read_list(write(tmp_path / "lijst.csv", *GOOD, *bad), dataset().contract)
    assert refused.value.nl.count("regel ") == 12
    assert refused.value.nl.endswith("; en nog 3")
    assert str(refused.value).endswith("; and 3 more")


def test_a_file_without_the_columns_says_which(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as refused:
        read_list(write(tmp_path / "lijst.csv", "lijst;code", "ho;34475"), dataset().contract)
    assert "list_id" not in refused.value.nl
    assert "lijst, versie, soort, code, naam, cluster" in refused.value.nl


def test_what_is_no_table_says_why(tmp_path: Path) -> None:
    path = tmp_path / "lijst.pdf"
    path.write_bytes(b"%PDF-1.7 ")
    with pytest.raises(ReadError):
        read_list(path, dataset().contract)


def test_the_inbox_takes_a_list_once_and_keeps_a_bad_one_apart(tmp_path: Path) -> None:
    landing, inbox = Landing(tmp_path / "home"), tmp_path / "home" / "inbox"
    write(inbox / "lijsten" / "2021.csv", *GOOD)
    first = fetch(dataset(), inbox, landing, TODAY)
    (manifest,) = first.new
    assert (first.findings, manifest.rows, manifest.resource) == ([], 3, "lijsten/2021.csv")
    rows = duckdb.sql(
        f"select list_id, code, line from '{landing.parquet(manifest)}' order by line"
    ).fetchall()
    assert rows == [("mbo", "25250", 2), ("mbo", "23057", 3), ("ho", "34475", 4)]
    write(inbox / "lijsten" / "2022.csv", *GOOD, "ho;2022;croho_programme;1;B")
    second = fetch(dataset(), inbox, landing, TODAY)
    assert second.new == []
    (refusal,) = second.findings
    assert refusal.kind == "refused"
    assert "lijsten/2022.csv: regel 5: code '1'" in refusal.message_nl
    assert list((tmp_path / "home" / "quarantine").rglob("original.csv"))
    assert len(landing.vintages("partners.technical_lists")) == 1


def test_an_empty_list_is_refused(tmp_path: Path) -> None:
    landing, inbox = Landing(tmp_path / "home"), tmp_path / "home" / "inbox"
    write(inbox / "lijsten" / "leeg.csv", HEADER)
    (refusal,) = fetch(dataset(), inbox, landing, TODAY).findings
    assert "geen regels" in refusal.message_nl


def test_a_folder_of_the_inbox_belongs_to_one_contract(tmp_path: Path) -> None:
    for path in (Path(__file__).parents[3] / "sources" / "datasets").glob("partners.*.yml"):
        text = path.read_text(encoding="utf-8").replace("partners: [lijsten]", "partners: [sbb]")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match="sbb"):
        read_catalog(tmp_path)
