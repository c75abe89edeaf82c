"""Nights of which partners, and others, drop whatever they like."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from sources.partners.sheet import LARGEST
from tests.sources.partners.case import datasets
from tests.sources.partners.fuzz.anything import anything
from tests.sources.partners.fuzz.sent import Sent

SETTLED = 1_543_622_400
"""When everything was dropped: long ago."""

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
"""Names of files that are not there yet, or not for us."""

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
"""Names that may do harm where they are used."""


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
