"""Where something stands in a file: only asked when a line must be named, so time matters less."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Iterator

from sources.duo.layout import Layout
from sources.duo.text import Text


class BadQuoteError(Exception):
    """A row whose quotes do not pair; `line` is where it starts."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def rows(text: Text, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Every row below the header with the line that it starts on; blank lines are no rows.

    Raises:
        BadQuoteError: a quote is not closed, or not where a cell ends.
    """
    with text.path.open(encoding="utf-8", newline="") as file:
        lines = itertools.islice(file, layout.header_line, None)
        if layout.fixed is not None:
            yield from ((n, [line]) for n, line in enumerate(lines, start=1) if line.strip())
            return
        reader = csv.reader(
            lines,
            delimiter=layout.delimiter,
            quoting=csv.QUOTE_MINIMAL if layout.quote else csv.QUOTE_NONE,
            strict=True,
        )
        before = 0
        try:
            for row in reader:
                if row:
                    yield layout.header_line + before + 1, row
                before = reader.line_num
        except csv.Error as error:
            raise BadQuoteError(layout.header_line + before + 1) from error


def line_numbers(text: Text, layout: Layout, ordinals: Iterable[int]) -> dict[int, int]:
    """The line of each row, by its number among the rows (from 1)."""
    wanted = set(ordinals)
    if not wanted:
        return {}
    numbered = itertools.islice(enumerate(rows(text, layout), start=1), max(wanted))
    return {ordinal: line for ordinal, (line, _) in numbered if ordinal in wanted}
