"""The inbox: what becomes of a file that is dropped, however it is dropped."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sources.catalog import PartnerDataset, read_catalog
from sources.connector import Outcome
from sources.landing import Landing
from sources.partners import dropbox
from sources.partners.history import compare, known_figures, sender_of
from sources.partners.inbox import backfill, fetch
from sources.partners.reader import read_delivery
from sources.reading import ReadError

CATALOG = read_catalog()
DAY = date(2018, 12, 1)
HEADER = "figuur;periode;waarde"
CIRCLES = "technet_circles;2017/2018;142"
BAD = "technet_rocs;2017/2018;veel"


def dataset(name: str) -> PartnerDataset:
    found = CATALOG[f"partners.{name}"]
    assert isinstance(found, PartnerDataset)
    return found


JETNET = dataset("jetnet_technet")
REGIONS = dataset("regions")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "home" / "inbox"


@pytest.fixture
def drop(inbox: Path) -> Callable[..., Path]:
    """Drops a file as a partner would, and waits until it is settled."""

    def write(*lines: str, name: str = "cijfers.csv", partner: str = "jetnet_technet") -> Path:
        path = inbox / partner / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes("\r\n".join([HEADER, *lines, ""]).encode())
        os.utime(path, (1_543_622_400, 1_543_622_400))
        return path

    return write


def kinds(outcome: Outcome) -> list[str]:
    return [finding.kind for finding in outcome.findings]


def values(kind: PartnerDataset, landing: Landing) -> list[tuple[str, float | None]]:
    return [(known.key[0], known.value) for known in known_figures(kind, landing)]


def test_good_rows_are_taken_and_the_original_is_kept_as_it_was(
    inbox: Path, landing: Landing, drop: Callable[..., Path]
) -> None:
    path = drop(CIRCLES, BAD)
    content = path.read_bytes()
    (manifest,) = fetch(JETNET, inbox, landing, DAY).new
    folder = landing.parquet(manifest).parent
    assert (folder / "original.csv").read_bytes() == content == path.read_bytes()
    assert pd.read_parquet(landing.parquet(manifest))["value"].tolist() == [142]
    assert (manifest.resource, manifest.published_at) == ("jetnet_technet/cijfers.csv", DAY)
    (finding,) = manifest.findings
    assert finding.message_nl == "jetnet_technet/cijfers.csv: 1 rij geweigerd"
    assert finding.rows[0] | {"reason_nl": ""} == {
        "line": "3",
        "column": "waarde",
        "rule": "value_no_number",
        "reason_nl": "",
    }


def test_the_same_bytes_are_one_delivery_under_any_name(
    inbox: Path, landing: Landing, drop: Callable[..., Path]
) -> None:
    drop(CIRCLES)
    assert len(fetch(JETNET, inbox, landing, DAY).new) == 1
    drop(CIRCLES, name="nogmaals.csv")
    for _ in range(2):
        assert fetch(JETNET, inbox, landing, DAY).new == []
    assert len(landing.vintages(JETNET.id)) == 1


def test_a_correction_is_a_new_delivery_and_the_old_one_stays(
    inbox: Path, landing: Landing, drop: Callable[..., Path]
) -> None:
    drop(CIRCLES, "technet_rocs;2017/2018;40")
    fetch(JETNET, inbox, landing, DAY)
    drop(CIRCLES.replace("142", "143"))
    assert len(fetch(JETNET, inbox, landing, DAY).new) == 1
    assert values(JETNET, landing) == [
        ("technet_circles", 142),
        ("technet_rocs", 40),
        ("technet_circles", 143),
    ]


def test_an_unusable_file_is_kept_in_quarantine_and_does_not_stop_the_others(
    inbox: Path, landing: Landing, drop: Callable[..., Path], tmp_path: Path
) -> None:
    unusable = drop(name="a.csv")
    unusable.write_bytes(b"onzin")
    drop(CIRCLES, name="b.csv")
    outcome = fetch(JETNET, inbox, landing, DAY)
    assert kinds(outcome) == ["refused"]
    assert "Wij vinden geen regel met kolomnamen" in outcome.findings[0].message_nl
    assert "no row with column names" in outcome.findings[0].message_en
    assert len(outcome.new) == 1
    (kept,) = (tmp_path / "home" / "quarantine").rglob("original.csv")
    assert kept.read_bytes() == b"onzin" == unusable.read_bytes()
    assert kinds(fetch(JETNET, inbox, landing, DAY)) == ["refused"]


def test_a_refusal_is_told_until_its_sender_makes_it_good(
    inbox: Path, landing: Landing, drop: Callable[..., Path]
) -> None:
    drop(BAD)
    for _ in range(2):
        assert kinds(fetch(JETNET, inbox, landing, DAY)) == ["refused"]
    drop(CIRCLES, name="beter.csv")
    fetch(JETNET, inbox, landing, DAY)
    assert kinds(fetch(JETNET, inbox, landing, DAY)) == []


def test_what_could_lead_elsewhere_or_block_is_left_alone(
    inbox: Path, landing: Landing, drop: Callable[..., Path], tmp_path: Path
) -> None:
    drop(CIRCLES)
    folder = inbox / "jetnet_technet"
    secret = tmp_path / "secret.csv"
    secret.write_text(f"{HEADER}\ntechnet_rocs;2017/2018;40\n", encoding="utf-8")
    (folder / "link.csv").symlink_to(secret)
    os.mkfifo(folder / "pipe.csv")
    (folder / "map").mkdir()
    for name in (".half.csv", "~$cijfers.xlsx", "cijfers.csv.part"):
        (folder / name).write_text("x", encoding="utf-8")
    outcome = fetch(JETNET, inbox, landing, DAY)
    assert sorted(kinds(outcome)) == ["folder", "link", "no_file"]
    assert all(finding.message_nl.startswith("jetnet_technet/") for finding in outcome.findings)
    assert values(JETNET, landing) == [("technet_circles", 142)]


def test_a_file_in_the_place_of_a_folder_is_told(inbox: Path, landing: Landing) -> None:
    inbox.mkdir(parents=True)
    (inbox / "jetnet_technet").write_text("x", encoding="utf-8")
    assert kinds(fetch(JETNET, inbox, landing, DAY)) == ["no_folder"]


def test_a_file_that_is_taken_away_meanwhile_does_not_stop_the_others(
    inbox: Path, landing: Landing, drop: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = drop(CIRCLES, name="a.csv")
    drop(CIRCLES)
    real = dropbox.dropped

    def seen(folder: Path) -> list[Path]:
        paths = real(folder)
        gone.unlink()
        return paths

    monkeypatch.setattr("sources.partners.inbox.dropped", seen)
    outcome = fetch(JETNET, inbox, landing, DAY)
    assert (kinds(outcome), len(outcome.new)) == (["gone"], 1)


def test_a_folder_that_is_a_link_is_not_read(inbox: Path, landing: Landing, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.csv").write_text(f"{HEADER}\n{CIRCLES}\n", encoding="utf-8")
    inbox.mkdir(parents=True)
    (inbox / "jetnet_technet").symlink_to(tmp_path / "elsewhere")
    outcome = fetch(JETNET, inbox, landing, DAY)
    assert (kinds(outcome), outcome.new) == (["link"], [])


@pytest.mark.parametrize(
    "name",
    [
        "..csv",
        "a\nb.csv",
        "manifest.json",
        "data.parquet",
        "=1+1.csv",
        "é" * 120 + ".csv",
        "\x1b[2J",
    ],
)
def test_a_name_can_do_no_harm(
    name: str, inbox: Path, landing: Landing, drop: Callable[..., Path]
) -> None:
    drop(CIRCLES, name=f"x{name}" if name.startswith(".") else name)
    (manifest,) = fetch(JETNET, inbox, landing, DAY).new
    assert manifest.resource.isprintable()
    assert {path.name for path in landing.parquet(manifest).parent.iterdir()} <= {
        "original",
        "original.csv",
        "data.parquet",
        "manifest.json",
    }
    assert fetch(JETNET, inbox, landing, DAY).new == []


def test_a_name_that_is_no_text_is_read_too(inbox: Path, landing: Landing) -> None:
    folder = inbox / "jetnet_technet"
    folder.mkdir(parents=True)
    name = os.fsencode(folder) + b"/\xff\xfe.csv"
    with open(name, "wb") as file:  # noqa: PTH123 a path of bytes
        file.write(f"{HEADER}\n{CIRCLES}\n".encode())
    (manifest,) = fetch(JETNET, inbox, landing, DAY).new
    assert manifest.resource.startswith("jetnet_technet/??.csv~")
    assert fetch(JETNET, inbox, landing, DAY).new == []


def test_a_file_that_grows_waits_for_the_next_night(
    inbox: Path,
    landing: Landing,
    drop: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = drop(CIRCLES)
    os.utime(path)

    def grow(_: float) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write("technet_rocs;2017/2018;40\r\n")

    monkeypatch.setattr(dropbox.time, "sleep", grow)
    outcome = fetch(JETNET, inbox, landing, DAY)
    assert (kinds(outcome), outcome.new) == (["still_written"], [])
    monkeypatch.undo()
    assert len(fetch(JETNET, inbox, landing, DAY).new) == 1
    assert len(values(JETNET, landing)) == 2


@pytest.mark.skipif(not hasattr(fcntl, "F_SETLEASE"), reason="only Linux tells who writes a file")
def test_a_file_that_somebody_has_open_for_writing_waits(
    inbox: Path, landing: Landing, drop: Callable[..., Path]
) -> None:
    path = drop(CIRCLES)
    with path.open("ab"):
        assert kinds(fetch(JETNET, inbox, landing, DAY)) == ["still_written"]
    assert len(fetch(JETNET, inbox, landing, DAY).new) == 1


def test_a_file_that_is_too_large_is_neither_read_nor_lost(
    inbox: Path, landing: Landing, drop: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(CIRCLES)
    monkeypatch.setattr(dropbox, "LARGEST", 10)
    outcome = fetch(JETNET, inbox, landing, DAY)
    assert (kinds(outcome), outcome.new) == (["too_large"], [])
    assert path.exists()


def test_a_flood_of_files_is_read_up_to_a_number(
    inbox: Path, landing: Landing, drop: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        drop(CIRCLES.replace("142", str(number)), name=f"{number}.csv")
    monkeypatch.setattr("sources.partners.inbox.MOST_FILES", 2)
    outcome = fetch(JETNET, inbox, landing, DAY)
    assert (kinds(outcome), len(outcome.new)) == (["too_many_files"], 2)


def test_a_file_without_permission_does_not_stop_the_others(
    inbox: Path, landing: Landing, drop: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(CIRCLES)
    closed = drop(CIRCLES, name="dicht.csv")
    real = os.open

    def opened(path: Path, flags: int, *rest: int) -> int:
        if path == closed:  # tests may run as root, who may read anything
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *rest)

    monkeypatch.setattr(dropbox.os, "open", opened)
    outcome = fetch(JETNET, inbox, landing, DAY)
    assert (kinds(outcome), len(outcome.new)) == (["unreadable"], 1)


def test_every_partner_of_a_contract_has_a_folder(
    inbox: Path, landing: Landing, drop: Callable[..., Path]
) -> None:
    row = "regio_gelderland_rocs;2018;9"
    drop(row, partner="provincie_gelderland")
    drop("regio_groningen_jobs;2017-10;1.000", partner="provincie_groningen")
    new = fetch(REGIONS, inbox, landing, DAY).new
    assert sorted(map(sender_of, new)) == ["provincie_gelderland", "provincie_groningen"]
    assert {path.name for path in inbox.iterdir()} == set(REGIONS.fetch.partners)


def test_backfill_is_of_the_first_partner_and_keeps_its_date(
    landing: Landing, drop: Callable[..., Path]
) -> None:
    outcome = Outcome(JETNET.id)
    backfill(JETNET, drop(CIRCLES), landing, outcome, date(2018, 3, 1))
    (manifest,) = outcome.new
    assert (sender_of(manifest), manifest.origin) == ("jetnet_technet", "backfill")
    assert manifest.published_at == date(2018, 3, 1)


def test_backfill_of_a_link_says_why_not(
    landing: Landing, drop: Callable[..., Path], tmp_path: Path
) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(drop(CIRCLES))
    with pytest.raises(ReadError, match="is a link"):
        backfill(JETNET, link, landing, Outcome(JETNET.id), DAY)


def compared(inbox: Path, landing: Landing, path: Path, partner: str) -> list[tuple[str, str]]:
    figures = read_delivery(path, REGIONS.contract, DAY).accepted
    known = known_figures(REGIONS, landing)
    return [
        (c.comparison, c.question.rule if c.question else "")
        for c in compare(figures, known, partner, REGIONS)
    ]


@pytest.mark.parametrize(
    ("row", "partner", "expected"),
    [
        ("regio_gelderland_rocs;2018;9", "provincie_gelderland", ("same", "")),
        ("regio_gelderland_rocs;2018;10", "provincie_gelderland", ("corrected", "")),
        (
            "regio_gelderland_rocs;2018;30",
            "provincie_gelderland",
            ("question", "question_corrected"),
        ),
        ("regio_gelderland_rocs;2017;9", "provincie_gelderland", ("first", "")),
        ("regio_gelderland_rocs;2018;9", "provincie_utrecht", ("first", "")),
        (
            "regio_gelderland_rocs;2018;8",
            "provincie_utrecht",
            ("question", "question_other_sender"),
        ),
        ("regio_groningen_municipalities;2017-11;12", "provincie_groningen", ("later", "")),
        (
            "regio_groningen_municipalities;2017-11;3",
            "provincie_groningen",
            ("question", "question_changed"),
        ),
    ],
)
def test_figures_are_compared_with_those_before(
    row: str,
    partner: str,
    expected: tuple[str, str],
    inbox: Path,
    landing: Landing,
    drop: Callable[..., Path],
) -> None:
    drop("regio_gelderland_rocs;2018;9", partner="provincie_gelderland")
    drop("regio_groningen_municipalities;2017-10;12", partner="provincie_groningen")
    fetch(REGIONS, inbox, landing, DAY)
    path = drop(row, name="nieuw.csv", partner=partner)
    assert compared(inbox, landing, path, partner) == [expected]
