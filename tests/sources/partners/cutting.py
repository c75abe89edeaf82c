"""The rows of a text, by a second opinion on how a CSV is cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence


def cut(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV and the lines on which they start, by the letter of RFC 4180."""
    row: list[str] = []
    line, start, cell, quoted, at = 1, 1, "", False, 0
    while at < len(text):
        sign, at = text[at], at + 1
        if sign == "\r" and text[at : at + 1] == "\n":
            sign, at = "\r\n", at + 1
        is_end = sign in ("\r", "\n", "\r\n")
        line += is_end
        if quoted and sign == '"' and text[at : at + 1] == '"':
            cell, at = cell + sign, at + 1
        elif sign == '"' and (quoted or not cell):
            quoted = not quoted
        elif quoted or not (is_end or sign == delimiter):
            cell += sign
        else:
            row, cell = [*row, cell], ""
            if is_end:
                yield start, row
                start, row = line, []
    yield start, [*row, cell]


def rows_below(rows: Iterable[tuple[int, Sequence[str]]], header: Sequence[str]) -> set[int]:
    """The lines of the rows below a header that hold anything."""
    left = iter((line, [bare(cell) for cell in cells]) for line, cells in rows)
    for _, cells in left:
        if header and cells[: len(header)] == [bare(cell) for cell in header]:
            return {line for line, below in left if any(below)}
    return set()


def bare(cell: str) -> str:
    """A cell without spaces and signs that nobody sees."""
    return "".join(re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad]", "", cell).split())
