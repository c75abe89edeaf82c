from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from sources.catalog import PartnerDataset, read_catalog
from sources.landing import Landing
from sources.partner_reader import read
from sources.partners import REFUSED_ROWS, fetch
from sources.reading import ReadError

DATASET = read_catalog()["partners.jetnet_technet"]
assert isinstance(DATASET, PartnerDataset)
HEADER = "figuur;periode;regio;waarde;eenheid"
GOOD = "technet_circles;2017/2018;NL;142;aantal"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox" / "jetnet_technet"
    folder.mkdir(parents=True)
    return folder


def drop(inbox: Path, *lines: str, name: str = "cijfers.csv", encoding: str = "utf-8") -> Path:
    path = inbox / name
    path.write_bytes("\r\n".join([HEADER, *lines, ""]).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("row", "column", "rule"),
    [
        ("technet_kringen;2017/2018;NL;142;aantal", "figure_id", "known"),
        ("technet_circles;17-18;NL;142;aantal", "period", "form"),
        ("technet_circles;2017/2018;Zeeland;142;aantal", "region_code", "known"),
        ("technet_circles;2017/2018;NL;142;procent", "unit", "unit"),
        ("technet_circles;2017/2018;NL;veel;aantal", "value", "number"),
        ("technet_circles;2017/2018;NL;;aantal", "value", "number"),
        ("technet_circles;2017/2018;NL;-3;aantal", "value", "range"),
        ("technet_circles;2017/2018;NL;14,5;aantal", "value", "whole"),
        (GOOD, "figure_id", "unique"),
        ("technet_circles", "period", "form"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_good_one_stays(
    inbox: Path, row: str, column: str, rule: str
) -> None:
    delivery = read(drop(inbox, GOOD, row), DATASET.contract)
    assert [(r.figure_id, r.value) for r in delivery.accepted] == [("technet_circles", 142)]
    (refused,) = delivery.refused
    assert (refused.line, refused.column, refused.rule) == (3, column, rule)
    assert refused.reason_nl.endswith(".")


@pytest.mark.parametrize(("written", "value"), [("2011", 2011), ("2.011", 2011), ("0", 0)])
def test_dutch_numbers(inbox: Path, written: str, value: int) -> None:
    path = drop(inbox, f"technet_companies;2017/2018;NL;{written};aantal")
    assert [row.value for row in read(path, DATASET.contract).accepted] == [value]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings(inbox: Path, encoding: str) -> None:
    path = drop(inbox, GOOD, "technet_circles;2018/2019;Fryslân;1;aantal", encoding=encoding)
    (refused,) = read(path, DATASET.contract).refused
    assert refused.value == "Fryslân"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "leeg"),
        (b"geen kolommen\nhier", "geen kolommen"),
        (b"figuur;periode;regio;waarde\na;b;c;d", "kolom ontbreekt: eenheid"),
    ],
)
def test_an_unusable_file_is_refused_whole(inbox: Path, content: bytes, message: str) -> None:
    path = inbox / "x.csv"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=message):
        read(path, DATASET.contract)


def test_a_delivery_is_archived_once_and_its_refused_rows_are_kept(
    inbox: Path, landing: Landing
) -> None:
    path = drop(inbox, GOOD, "technet_circles;x;NL;1;aantal")
    content = path.read_bytes()
    (manifest,) = fetch(DATASET, inbox.parent, landing).new
    folder = landing.parquet(manifest).parent
    assert (folder / "cijfers.csv").read_bytes() == content == path.read_bytes()
    with (folder / REFUSED_ROWS).open(encoding="utf-8") as file:
        assert [(r["line"], r["column"]) for r in csv.DictReader(file)] == [("3", "period")]
    assert len(pd.read_parquet(landing.parquet(manifest))) == 1
    assert fetch(DATASET, inbox.parent, landing).new == []
    drop(inbox, GOOD, "technet_circles;x;NL;1;aantal", name="again.csv")
    assert fetch(DATASET, inbox.parent, landing).new == []


def test_a_correction_is_a_new_delivery(inbox: Path, landing: Landing) -> None:
    drop(inbox, GOOD)
    fetch(DATASET, inbox.parent, landing)
    drop(inbox, GOOD.replace("142", "143"))
    assert len(fetch(DATASET, inbox.parent, landing).new) == 1
    assert len(landing.vintages(DATASET.id)) == 2


def test_one_bad_file_does_not_stop_the_others(
    inbox: Path, landing: Landing, tmp_path: Path
) -> None:
    (inbox / "a.csv").write_bytes(b"onzin")
    drop(inbox, GOOD, name="b.csv")
    outcome = fetch(DATASET, inbox.parent, landing)
    assert [finding.kind for finding in outcome.findings] == ["refused"]
    assert len(outcome.new) == 1
    assert list((tmp_path / "home" / "quarantine").rglob("a.csv"))


def test_links_and_hidden_files_are_left_alone(
    inbox: Path, landing: Landing, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")
    (inbox / "link.csv").symlink_to(secret)
    (inbox / ".half.csv").write_text("x", encoding="utf-8")
    outcome = fetch(DATASET, inbox.parent, landing)
    assert (outcome.new, outcome.findings) == ([], [])
