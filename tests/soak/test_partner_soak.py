"""Ten minutes of nights on which partners, and others, drop whatever they like.

`SOAK_SECONDS` is how long; the seed of a night is told where one goes wrong.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import stat
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from sources.catalog import PartnerDataset
from sources.connector import Outcome
from sources.landing import Landing, Manifest
from sources.partners.dropbox import MOST_FILES
from sources.partners.inbox import fetch
from sources.partners.reader import read_delivery
from sources.partners.sheet import LARGEST
from sources.partners.text import shown
from tests.sources.partners.case import RECEIVED, datasets
from tests.sources.partners.test_fuzz import Sent, anything, assert_none_lost

pytestmark = pytest.mark.soak

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
SETTLED = 1_543_622_400
"""When everything was dropped: long ago."""
NIGHTS_A_SEED = 25
DIRECTORY = "directory"
LEFT_ALONE: Mapping[str, tuple[str, ...]] = {
    "link to a file": ("link",),
    "link to a folder": ("link",),
    "link to nothing": ("link",),
    "link to itself": ("link",),
    "pipe": ("no_file",),
    "socket": ("no_file", "unreadable"),
    "huge": ("too_large",),
    DIRECTORY: (),
}
"""What is no delivery, and which finding tells of it."""
NOT_MEANT_FOR_US = [
    b"..csv",
    b"...",
    b".x.csv",
    b"~$cijfers.xlsx",
    b"x.csv.part",
    b"X.TMP",
    b".~lock",
]
HOSTILE = [
    *[b"manifest.json", b"data.parquet", b"checks.json", b"original.csv", b"original", b"x..csv"],
    *[b"a\nb.csv", b"a\r\tb.csv", b"\xff\xfe\x80.csv", b"\xed\xa0\x80.csv", b"\x1b[31mrood.csv"],
    *[b"x" * 251 + b".csv", b"y" * 255, b"z" * 120, b"z" * 121, b"\xc3\xa9" * 127, b"\x01", b" "],
    *[
        b"..\\..\\evil.csv",
        b"C:\\evil.csv",
        b"-rf",
        b"$(touch evil).csv",
        b"`evil`.csv",
        b"*",
        b"?",
    ],
    *[
        b"<b>x&nbsp;.csv",
        b"'; drop table x; --.csv",
        b'"',
        b"%s {0} {{}}.xlsx",
        b"[a-z].csv",
        b"a|b",
    ],
    *map(os.fsencode, ["\u202egpj.csv", "\u2028.csv", "𝟙.XLSX", "x.CSV", "x.Txt", "x.tsv"]),
]


@dataclass(frozen=True)
class Thing:
    """What lies in a folder under a name: a file, or something else."""

    name: bytes
    what: Sent | str
    mode: int = 0o644


@dataclass(frozen=True)
class Night:
    """The folders of a dataset's partners, as they are found."""

    dataset: str
    folders: tuple[tuple[Thing, ...], ...]
    again: bool


@dataclass
class Tally:
    """What the nights came to."""

    counts: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return ", ".join(f"{count:,} {what}" for what, count in sorted(self.counts.items()))


@st.composite
def things(draw: st.DrawFn, of: str) -> Thing:
    """Mostly a file with a good name."""
    plain = st.builds("cijfers {}.{}".format, st.integers(0, 999), st.sampled_from(["csv", "xlsx"]))
    name = draw(
        st.one_of(
            plain.map(os.fsencode),
            st.sampled_from(HOSTILE),
            st.sampled_from([*HOSTILE, *NOT_MEANT_FOR_US]),
            st.binary(min_size=1, max_size=30).filter(_may_be_a_name),
        )
    )
    if draw(st.integers(0, 7)) == 0:
        return Thing(name, draw(st.sampled_from(sorted(LEFT_ALONE))))
    return Thing(name, draw(anything(of)), draw(st.sampled_from([0o644, 0o644, 0o400, 0o000])))


def _may_be_a_name(name: bytes) -> bool:
    return not {0, ord("/")} & {*name} and name not in (b".", b"..")


@st.composite
def nights(draw: st.DrawFn) -> Night:
    """Some things for each of the partners of a dataset, a few partners at most."""
    dataset = draw(st.sampled_from(sorted(datasets())))
    folders = st.lists(things(dataset), max_size=8, unique_by=lambda thing: thing.name).map(tuple)
    partners = min(3, len(datasets()[dataset].fetch.partners))
    return Night(
        dataset,
        tuple(draw(folders) for _ in range(partners)),
        draw(st.booleans()),
    )


def drop(thing: Thing, folder: Path, outside: Path) -> None:
    """Put a thing where a partner would."""
    path = folder / os.fsdecode(thing.name)
    match thing.what:
        case Sent(content=content):
            path.write_bytes(content)
            path.chmod(thing.mode)
        case "link to a file":
            path.symlink_to(outside / "secret.csv")
        case "link to a folder":
            path.symlink_to(outside)
        case "link to nothing":
            path.symlink_to(outside / "nothing.csv")
        case "link to itself":
            path.symlink_to(path.name)
        case "pipe":
            os.mkfifo(path)
        case "socket":
            _bind(path)
        case "huge":
            with path.open("wb") as file:
                file.truncate(LARGEST + 1)
        case _:
            path.mkdir()
            (path / "cijfers.csv").write_text("figuur;periode;waarde\n", encoding="utf-8")
    os.utime(path, (SETTLED, SETTLED), follow_symlinks=False)


def _bind(path: Path) -> None:
    """A socket by its name alone, for a path of it may have no more than a hundred bytes."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.fsencode(path.name))
    except OSError:  # the name is too long all the same
        os.mkfifo(path)
    finally:
        os.chdir(here)


def snapshot(root: Path, without: Path) -> dict[bytes, tuple[object, ...]]:
    """Everything below a folder but one: what it is, since when, and what is in it."""
    found: dict[bytes, tuple[object, ...]] = {}
    for folder, folders, files in os.walk(root):
        if Path(folder) == without:
            folders.clear()
            continue
        for name in [*folders, *files]:
            path = Path(folder) / name
            kind = path.lstat()
            held = ""
            if stat.S_ISREG(kind.st_mode) and kind.st_size <= LARGEST:
                held = hashlib.sha256(path.read_bytes()).hexdigest() if _can_read(path) else "?"
            elif stat.S_ISLNK(kind.st_mode):
                held = str(path.readlink())
            since = kind.st_mtime_ns if not stat.S_ISDIR(kind.st_mode) else 0
            found[os.fsencode(path)] = (kind.st_mode, kind.st_size, since, kind.st_uid, held)
    return found


def _can_read(path: Path) -> bool:
    return os.access(path, os.R_OK)


class _Room:
    """A temporary folder with a home, an inbox, and things that are nobody's business."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home, self.inbox = root / "home", root / "inbox"
        self.outside, self.scratch = root / "outside", root.with_name("scratch")
        for folder in (self.home, self.inbox, self.outside, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
        secret = "figuur;periode;waarde\nmbo_certificates;2018;14\n"
        (self.outside / "secret.csv").write_text(secret, encoding="utf-8")
        self.landing = Landing(self.home)


@contextmanager
def room(folder: Path) -> Iterator[_Room]:
    """A room that is emptied afterwards."""
    try:
        yield _Room(folder / "room")
    finally:
        shutil.rmtree(folder / "room")


def live_through(night: Night, folder: Path, tally: Tally) -> None:
    """One night, and everything that must be so in the morning."""
    dataset = datasets()[night.dataset]
    with room(folder) as here:
        for partner in dataset.fetch.partners:
            (here.inbox / partner).mkdir()
        for partner, dropped in zip(dataset.fetch.partners, night.folders, strict=False):
            for thing in dropped:
                drop(thing, here.inbox / partner, here.outside)
        before = snapshot(here.root, here.home)
        outcome = fetch(dataset, here.inbox, here.landing, RECEIVED)
        assert snapshot(here.root, here.home) == before, "nothing outside the home is touched"
        _assert_home_is_tidy(here.home)
        for partner, dropped in zip(dataset.fetch.partners, night.folders, strict=False):
            for thing in dropped:
                _assert_answered(thing, partner, outcome, dataset, here)
                _assert_refused_whole(thing, dataset, here, tally)
        for manifest in here.landing.vintages(dataset.id):
            _assert_whole(manifest, dataset, here, tally)
        if night.again:
            again = fetch(dataset, here.inbox, here.landing, RECEIVED)
            assert not again.new, "the same files are the same deliveries"
        _count(night, outcome, tally)


def _assert_home_is_tidy(home: Path) -> None:
    """Names in the home are ours, whatever the files were called."""
    names = {"manifest.json", "data.parquet", "checks.json"}
    for path in home.rglob("*"):
        if not path.is_dir():
            assert path.name in names or path.name.startswith("original"), path
            assert not path.is_symlink()
            assert path.stat().st_size <= LARGEST
    assert not list((home / "landing" / ".incoming").glob("*")), "scratch is removed"


def _assert_answered(
    thing: Thing, partner: str, outcome: Outcome, dataset: PartnerDataset, here: _Room
) -> None:
    """A file is a vintage, or in quarantine and told; what is no file is told."""
    name = os.fsdecode(thing.name)
    told = [f.kind for f in outcome.findings if shown(name) in f.message_nl]
    if _is_not_meant_for_us(name) or thing.what == DIRECTORY:
        return
    if isinstance(thing.what, str):
        assert set(told) & set(LEFT_ALONE[thing.what]) or "no_file" in told, (thing, told)
    elif not _can_read(here.inbox / partner / name):
        assert "unreadable" in told
    elif len(thing.what.content) > LARGEST:
        assert "too_large" in told
    else:
        sha256 = hashlib.sha256(thing.what.content).hexdigest()
        quarantine = here.landing.refused_folder(dataset.id, sha256)
        if here.landing.holds(dataset.id, sha256):
            assert not quarantine.exists()
        else:
            assert "refused" in told
            # More than one where it was dropped under names with other suffixes.
            kept = {path.read_bytes() for path in quarantine.glob("original*")}
            assert kept == {thing.what.content}


def _assert_refused_whole(thing: Thing, dataset: PartnerDataset, here: _Room, tally: Tally) -> None:
    """Of a file of which nothing was usable every row is refused or ignored, too."""
    if not isinstance(thing.what, Sent):
        return
    content = thing.what.content
    sha256 = hashlib.sha256(content).hexdigest()
    if here.landing.refused_folder(dataset.id, sha256).exists():
        delivery = assert_none_lost(Sent(content, contract=dataset.name), here.scratch)
        assert not delivery.accepted
        tally.counts["rows of refused files"] += delivery.sent


def _is_not_meant_for_us(name: str) -> bool:
    ends = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".swp")
    return name.startswith((".", "~")) or name.lower().endswith(ends)


def _assert_whole(manifest: Manifest, dataset: PartnerDataset, here: _Room, tally: Tally) -> None:
    """A vintage holds the original, and every row of it is accepted or refused."""
    folder = here.landing.parquet(manifest).parent
    (original,) = manifest.originals
    content = (folder / original.name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == manifest.sha256
    delivery = read_delivery(folder / original.name, dataset.contract, RECEIVED)
    refused = sum(f.count for f in manifest.findings if f.kind == "rows_refused")
    assert delivery.sent == manifest.rows + refused
    assert len(pd.read_parquet(here.landing.parquet(manifest))) == manifest.rows
    suffix = Path(original.name).suffix
    assert_none_lost(Sent(content, suffix, dataset.name), here.scratch)
    tally.counts["rows accepted"] += manifest.rows
    tally.counts["rows refused beside them"] += refused


def _count(night: Night, outcome: Outcome, tally: Tally) -> None:
    dropped = [thing for folder in night.folders for thing in folder]
    tally.counts["nights"] += 1
    tally.counts["files"] += sum(isinstance(thing.what, Sent) for thing in dropped)
    tally.counts["other things"] += sum(isinstance(thing.what, str) for thing in dropped)
    tally.counts["vintages"] += len(outcome.new)
    tally.counts["findings"] += len(outcome.findings)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that is emptied at once: pytest would keep those of the last three runs."""
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.mark.timeout(SECONDS + 600)
def test_whatever_is_dropped_is_answered_and_harms_nobody(folder: Path) -> None:
    tally, until, number = Tally(), time.monotonic() + SECONDS, 0

    def live(night: Night) -> None:
        if time.monotonic() < until:
            live_through(night, folder, tally)

    how = settings(
        max_examples=NIGHTS_A_SEED,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    while time.monotonic() < until:
        number += 1
        try:
            seed(number)(how(given(nights())(live)))()
        except BaseException:
            print(f"seed {number}, after {tally}")
            raise
    print(tally)
    assert tally.counts["rows accepted"]


@pytest.mark.timeout(SECONDS + 600)
def test_partners_may_come_and_go_during_the_night(folder: Path) -> None:
    """Files that are written, renamed and removed while the inbox is read."""
    dataset = datasets()["sbb"]
    until = time.monotonic() + SECONDS / 10
    with room(folder) as here:
        target = here.inbox / "sbb"
        target.mkdir()
        with _restless(target, until) as is_busy:
            nights = 0
            while time.monotonic() < until:
                fetch(dataset, here.inbox, here.landing, RECEIVED)
                shutil.rmtree(here.home / "landing", ignore_errors=True)
                nights += 1
            assert is_busy()
        print(f"{nights} nights beside a restless partner")


@contextmanager
def _restless(folder: Path, until: float) -> Iterator[Callable[[], bool]]:
    """Somebody who does not sit still."""
    done = threading.Event()
    content = b"figuur;periode;waarde\nmbo_certificates;2018;14\n"

    def stir() -> None:
        number = 0
        while not done.is_set() and time.monotonic() < until + 60:
            number += 1
            part, whole = folder / f"{number % 20}.filepart", folder / f"{number % 20}.csv"
            part.write_bytes(content)
            os.utime(part, (SETTLED, SETTLED))
            part.rename(whole)
            if number % 3:
                whole.unlink()

    thread = threading.Thread(target=stir)
    thread.start()
    try:
        yield thread.is_alive
    finally:
        done.set()
        thread.join()


def test_a_folder_that_is_full_is_told(folder: Path) -> None:
    dataset = datasets()["sbb"]
    with room(folder) as here:
        (here.inbox / "sbb").mkdir()
        names: Sequence[bytes] = [b"%04d.csv" % number for number in range(MOST_FILES + 20)]
        for name in names:
            content = f"figuur;periode;waarde\nmbo_certificates;2018;{name[:4].decode()}\n"
            drop(Thing(name, Sent(content.encode())), here.inbox / "sbb", here.outside)
        outcome = fetch(dataset, here.inbox, here.landing, RECEIVED)
        assert [finding.kind for finding in outcome.findings] == ["too_many_files"]
        assert len(outcome.new) == MOST_FILES
