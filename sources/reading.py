"""What all readers share: the shape of their result and of their refusal."""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import duckdb

from sources.landing import Finding, Severity


class ReadError(Exception):
    """A file cannot be used; the message says where, what was found and what was expected.

    `severity` is how grave that is for a release: the vintage before it stays in use. `nl` is the
    message in Dutch and `action_nl` what to do, where the reader knows better than the connector.
    """

    severity: Severity = "warn"

    def __init__(self, message: str, *, nl: str | None = None, action_nl: str | None = None):
        super().__init__(message)
        self.nl = nl or message
        self.action_nl = action_nl


@contextmanager
def of_this_machine() -> Iterator[None]:
    """Tell a disk that is full, or memory that is short, from a file that cannot be used.

    Raises:
        OSError: DuckDB had no room to work in.
    """
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        number = errno.ENOSPC if os.strerror(errno.ENOSPC) in str(error) else errno.EIO
        raise OSError(number, f"no room to read the file: {error}") from error


@dataclass(frozen=True)
class Tidied:
    """What a reader made of originals: rows in `data.parquet`, and what it noticed."""

    rows: int
    periods: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


class Tidier(Protocol):
    """Turns the originals in a folder into its `data.parquet`."""

    def __call__(
        self,
        folder: Path,
        originals: Sequence[str],
        *,
        resource: str,
        published: date | None,
        period: str | None,
    ) -> Tidied:
        """Read `originals` in `folder`; `published` is None where nobody knows the date.

        `resource` is what they are called at their publisher, to name them by.

        Raises:
            ReadError: they do not fit the dataset's contract.
        """


def quoted(text: Path | str) -> str:
    """A path or a text as a SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def named(name: str) -> str:
    """A name that a publisher gave, as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def canonical(name: str) -> str:
    """A column name without the accidents of its layout: case, accents, dots, underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[\s_.]+", " ", plain).strip().upper()
