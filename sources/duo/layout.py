"""What a DUO file looks like: encoding, delimiter and header, decided by what is found in it."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from sources.reading import ReadError

CHUNK = 1 << 20
DELIMITERS = (";", ",", "\t")
ENCODINGS = ("utf-8-sig", "cp1252")


@dataclass(frozen=True)
class Layout:
    """How a file is written."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_line: int


def canonical(name: str) -> str:
    """A column name without the accidents of its layout: case, underscores, spaces."""
    return re.sub(r"[\s_]+", " ", name).strip().upper()


def normalise(source: Path, target: Path) -> Layout:
    """Write `source` to `target` as utf-8 with LF line ends, and say how it was written.

    Blank lines become lines of an empty cell, which the CSV reader does not skip: line numbers
    stay those of the original.

    Raises:
        ReadError: the encoding is unknown, or the first line is no header.
    """
    encoding = _encoding(source)
    # newline="\n" on reading keeps CR in the text, so that CR CR LF is one line end, not two.
    with (
        source.open(encoding=encoding, newline="\n") as reader,
        target.open("w", encoding="utf-8", newline="\n") as writer,
    ):
        while text := reader.readlines(CHUNK):
            writer.writelines((line.rstrip("\r\n") or '""') + "\n" for line in text)
    return _layout(target, encoding)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(CHUNK):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise ReadError(f"{path.name}: neither utf-8 nor cp1252 text; is this a CSV file?")


def _layout(path: Path, encoding: str) -> Layout:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip(' \t\r\n"'):
                continue
            rows = {mark: next(csv.reader([line], delimiter=mark)) for mark in DELIMITERS}
            delimiter = max(rows, key=lambda mark: len(rows[mark]))
            header = tuple(name.strip() for name in rows[delimiter])
            if len(header) < 2:
                raise ReadError(
                    f"{path.name}: line {number} is no header: no {' '.join(DELIMITERS[:2])} or "
                    f"tab between columns in {line.strip()[:80]!r}"
                )
            return Layout(encoding, delimiter, header, number)
    raise ReadError(f"{path.name}: the file is empty")
