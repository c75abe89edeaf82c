"""How a DUO file is laid out: delimiter, quotes and header, decided by what is found in it."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sources.duo_contract import DuoContract
from sources.reading import ReadError, canonical

DELIMITERS = (";", ",", "\t", "|")
LINES_BEFORE_HEADER = 30


@dataclass(frozen=True)
class Layout:
    """How a file is written.

    `header` has the names as they stand there; `header_line` counts from 1, and is 0 where the
    file has no header. `columns` is how many a row has: one more than the header where each row
    ends in a delimiter. `fixed` gives first position and length of the columns of a file without
    delimiters.
    """

    delimiter: str
    header: tuple[str, ...]
    header_line: int
    columns: int
    quote: str = '"'
    header_is_quoted: bool = False
    fixed: Mapping[str, tuple[int, int]] | None = None


def find_layout(text: str, contract: DuoContract, file: str) -> Layout:
    """Find the header among the first lines: the line that has most of the contract's names.

    A title or blank lines may stand above it.

    Raises:
        ReadError: no line looks like a header.
    """
    if contract.fixed_width:
        names = tuple(contract.fixed_width)
        return Layout(
            delimiter="\0",
            header=names,
            header_line=0,
            columns=len(names),
            fixed=contract.fixed_width,
        )
    known = _Known(contract)
    lines = [*enumerate(re.split(r"\r*\n|\r", text), start=1)]
    written = [(at, line) for at, line in lines if line.strip(' \t\r"')][:LINES_BEFORE_HEADER]
    if not written:
        raise ReadError(f"{file}: the file is empty")
    best = max(
        (
            (known.count(cells), -at, -DELIMITERS.index(mark), mark, cells)
            for mark in DELIMITERS
            for at, line in written
            if len(cells := _cells(line, mark)) > 1
        ),
        default=None,
    )
    if best is None:
        at, line = written[0]
        raise ReadError(
            f"{file}: line {at} is no header: no ; , tab or | between columns in "
            f"{line.strip()[:80]!r}"
        )
    score, minus_at, _, mark, cells = best
    if score == 0:
        # Nothing is known here: the first line is what a person would call the header.
        at, line = written[0]
        mark = max(DELIMITERS, key=line.count)
        cells, minus_at = _cells(line, mark), -at
    line = lines[-minus_at - 1][1]
    # The last line may be half of one.
    body = lines[-minus_at:-1]
    return Layout(
        delimiter=mark,
        header=tuple(name.strip() for name in cells),
        header_line=-minus_at,
        columns=_columns(cells, csv.reader([after + "\n" for _, after in body], delimiter=mark)),
        header_is_quoted='"' in line,
    )


class _Known:
    """The headers that a contract knows."""

    def __init__(self, contract: DuoContract) -> None:
        columns, measures = contract.columns.values(), contract.measures.values()
        names = itertools.chain(
            contract.period.names,
            *(column.names for column in columns),
            *(measure.names for measure in measures),
            *(selected.names for measure in measures for selected in measure.selected),
        )
        self._names = {canonical(name) for name in names}
        self._wide = [re.compile(pattern) for measure in measures for pattern in measure.wide]

    def count(self, cells: Sequence[str]) -> int:
        """How many of these cells are known headers."""
        names = {canonical(cell) for cell in cells}
        wide = [name for name in names if any(pattern.search(name) for pattern in self._wide)]
        return len(names & self._names) + len(wide)


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _columns(header: Sequence[str], body: Iterable[Sequence[str]]) -> int:
    """How many columns the rows have, where that differs from the header by an empty last cell."""
    rows = list(body)
    counts = Counter(len(row) for row in rows if len(row) > 1)
    usual = counts.most_common(1)[0][0] if counts else len(header)
    if usual == len(header) + 1 and all(row[-1] == "" for row in rows if len(row) == usual):
        return usual
    if usual == len(header) - 1 and header[-1] == "":
        return usual
    return len(header)
