"""Writing the sample's files: CSV in the layouts that DUO has used, JSON, and their dates."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """How the cells of a CSV file become bytes."""

    delimiter: str
    encoding: str
    newline: str
    quoted: bool

    def line(self, cells: Sequence[str]) -> str:
        """One line, without its end."""
        if self.quoted:
            return self.delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)
        return self.delimiter.join(cells)


LEGACY = Layout(delimiter=";", encoding="cp1252", newline="\n", quoted=False)
LEGACY_2023 = Layout(delimiter=";", encoding="utf-8", newline="\r\n", quoted=True)
LEGACY_ADDRESSES = Layout(delimiter=";", encoding="cp1252", newline="\r\n", quoted=False)
CKAN = Layout(delimiter=",", encoding="utf-8-sig", newline="\r\n", quoted=True)
PARTNER = Layout(delimiter=";", encoding="utf-8-sig", newline="\r\n", quoted=False)


def minus_one(count: int) -> str:
    """A count as the portal writes it: `-1` for 1 to 4."""
    return "-1" if 0 < count < 5 else str(count)


def below_five(count: int) -> str:
    """A count as the older site has written it since 2023: `<5` for 1 to 4."""
    return "<5" if 0 < count < 5 else str(count)


def write_csv(
    path: Path,
    layout: Layout,
    rows: Iterable[Sequence[str]],
    published: date,
    after: Iterable[str] = (),
) -> None:
    """Write a header and rows, then the raw lines `after`; the file's date is `published`."""
    lines = [*map(layout.line, rows), *after]
    text = "".join(line + layout.newline for line in lines)
    write_bytes(path, text.encode(layout.encoding), published)


def write_json(path: Path, content: object, published: date) -> None:
    """Write JSON that can be read and edited by people."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    write_bytes(path, f"{text}\n".encode(), published)


def write_bytes(path: Path, content: bytes, published: date) -> None:
    """Write a file dated eight o'clock (UTC) on the day it was published."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    moment = datetime.combine(published, time(8), UTC).timestamp()
    os.utime(path, (moment, moment))
