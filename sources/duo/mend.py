"""What to do with lines that do not have the columns of the header: leave out notes, or refuse."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import duckdb

from sources.duo.lines import BadQuoteError, rows
from sources.duo.sql import Cells
from sources.landing import Finding
from sources.reading import ReadError

MOST_NOTES = 50
_NOTE = re.compile(r"\W*(bron|peildatum|noot|toelichting|let op|datum|versie|legenda|©|\*)", re.I)


def lines(cells: Cells, error: duckdb.Error) -> tuple[Cells, tuple[Finding, ...]]:
    """The same cells over a text that can be read: without notes, or without quotes.

    Raises:
        ReadError: a line has too many or too few columns, or a quote in it is not closed.
    """
    plain = _without_quotes(cells)
    try:
        odd = [*itertools.islice(_odd_rows(cells), MOST_NOTES + 1)]
        notes = [(line, row[0]) for line, row in odd if len(row) == 1 and _NOTE.match(row[0])]
        if odd and len(notes) == len(odd) <= MOST_NOTES:
            _blank(cells, {line for line, _ in notes})
            return cells, (_told(notes),)
        if plain:
            return plain, ()
        if odd:
            raise _refusal(cells, *odd[0])
    except BadQuoteError as bad:
        if plain:
            return plain, ()
        raise ReadError(
            f"{cells.file}: line {bad.line} opens a quote that is not closed, or closes one inside "
            "a cell; is the file cut off? Download it again"
        ) from bad
    raise unreadable(cells, error)


def _odd_rows(cells: Cells) -> Iterator[tuple[int, list[str]]]:
    found = rows(cells.text, cells.layout)
    return ((line, row) for line, row in found if len(row) != cells.layout.columns)


def _without_quotes(cells: Cells) -> Cells | None:
    """Where DUO quotes nothing, a quote inside a cell is just a character."""
    layout = cells.layout
    if layout.header_is_quoted or not layout.quote:
        return None
    plain = replace(cells, layout=replace(layout, quote=""))
    return plain if next(_odd_rows(plain), None) is None else None


def unreadable(cells: Cells, error: duckdb.Error) -> ReadError:
    """The refusal of a file that cannot be split into cells, for a reason that DuckDB knows."""
    found = re.search(r"Line: (\d+)", str(error))
    where = f"line {found[1]}" if found else "a line"
    return ReadError(
        f"{cells.file}: {where} cannot be split into {cells.layout.columns} columns; is a quote in "
        "it not closed?"
    )


def _refusal(cells: Cells, line: int, row: Sequence[str]) -> ReadError:
    what = f"{cells.file}: line {line} has {len(row)} columns where the header has "
    what += f"{cells.layout.columns}"
    if any("\n" in cell for cell in row):
        return ReadError(f"{what}: a quote that opens on it is not closed")
    is_last = all(found <= line for found, _ in rows(cells.text, cells.layout))
    if len(row) < cells.layout.columns and is_last:
        return ReadError(f"{what}: the file seems to be cut off; download it again")
    return ReadError(f"{what} ({cells.layout.delimiter.join(row)[:80]!r})")


def _blank(cells: Cells, numbers: set[int]) -> None:
    """Make these lines blank, so that all others stay where they were."""
    path = cells.text.path
    shorter = path.with_suffix(".notes")
    with path.open("rb") as before, shorter.open("wb") as after:
        for number, line in enumerate(before, start=1):
            after.write(b"\n" if number in numbers else line)
    shorter.replace(path)


def _told(notes: Sequence[tuple[int, str]]) -> Finding:
    return Finding(
        kind="note_in_file",
        message_nl=f"{len(notes)} regels zijn een opmerking, geen gegevens: {notes[0][1][:120]}",
        message_en=f"{len(notes)} lines hold no data but a note: {notes[0][1][:120]}",
        action_nl="Lees de opmerking; zij kan zeggen dat de cijfers anders tellen dan voorheen.",
        rows=tuple({"line": str(line), "note": note[:200]} for line, note in notes),
        count=len(notes),
    )
