"""The text that the rows of a generated table are put together from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

# Holds all that JSON is made of, so that whoever looks for it with other means is misled.
AWKWARD = 'Zie "toelichting"}, {"Id":7,"Value":[1,2]}\n]},\r\n\\" ":"." end'
MODIFIED = "2024-03-01T02:00:00"


class Spacing(Enum):
    """Where JSON has white space: after `{`, before `}`, between keys, after `:`, between rows."""

    COMPACT = ("", "", ",", ":", ",")
    LINES = ("", "", ",", ":", ",\n")
    LOOSE = (" ", " ", ", ", ": ", ", ")
    INDENTED = ("\r\n      ", "\r\n    ", ",", ":", ",")

    @property
    def open(self) -> str:
        """Before the first key."""
        return "{" + self.value[0]

    @property
    def close(self) -> str:
        """After the last value."""
        return self.value[1] + "}"

    @property
    def between_rows(self) -> str:
        """Between two rows."""
        return self.value[4]

    def key(self, name: str) -> str:
        """A key that is not the first, up to where its value starts."""
        return f'{self.value[2]}"{name}"{self.value[3]}'

    def first_key(self, name: str) -> str:
        """The first key, up to where its value starts."""
        return f'{self.open}"{name}"{self.value[3]}'


@dataclass(frozen=True)
class Shape:
    """Rows of one block: `start`, the row's number, `before`, `middle`, `after` and `end`.

    start: text that all rows begin with.
    before, after: text of the row at each place in a block.
    middle, end: text that depends on the number of the block.
    columns: the numbers in a block, NaN where a row has none; of block 0.
    steps: what each further block adds to the numbers of a column; 0 where it is not named.
    entities: the metadata, by name, given the table's identifier, its rows and its blocks.
    """

    spacing: Spacing
    start: str
    before: Sequence[str]
    after: Sequence[str]
    middle: Callable[[int], str]
    end: Callable[[int], str]
    columns: Mapping[str, npt.NDArray[np.float64]]
    steps: Mapping[str, int]
    entities: Callable[[str, int, int], Mapping[str, Any]]

    @property
    def size(self) -> int:
        """Rows in a block."""
        return len(self.before)

    def text(self, first: int, last: int) -> str:
        """The rows from `first` up to and not including `last`, with commas in between."""
        parts = []
        while first < last:
            block, place = divmod(first, self.size)
            count = min(last - first, self.size - place)
            middle, end = self.middle(block), self.end(block)
            rows = zip(
                range(first, first + count),
                self.before[place : place + count],
                self.after[place : place + count],
                strict=True,
            )
            glue = end + self.spacing.between_rows + self.start
            text = glue.join([f"{row}{before}{middle}{after}" for row, before, after in rows])
            parts += [self.start, text, end, self.spacing.between_rows]
            first += count
        return "".join(parts[:-1])


def month(block: int) -> str:
    """The period of a block, as CBS codes a month."""
    return f"{1900 + block // 12}MM{block % 12 + 1:02}"


def base_values(size: int) -> npt.NDArray[np.int64]:
    """The whole numbers under `size`, a power of ten, one per place in a block, shuffled."""
    return np.arange(size, dtype=np.int64) * 7_919 % size
