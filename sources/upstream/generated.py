"""Tables of any size that are made up as they are asked for: for soak tests and benchmarks.

Rows come in blocks that share a period. Within a block only the number of the row varies, and one
piece of text with the block; all other text is prepared once, so that a page is put together at the
speed of joining texts. Each value follows from the number of its row, so what a client has stored
can be checked without a second copy: see `GeneratedTable.checksums`.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Literal

import numpy as np

from sources.upstream.generated_v3 import shape_v3
from sources.upstream.generated_v4 import shape_v4
from sources.upstream.odata_filter import Condition
from sources.upstream.rows import Page, Selection, encode, project
from sources.upstream.shape import Shape, Spacing

_CHUNK = 10_000


@dataclass(frozen=True)
class Checksum:
    """What a column of numbers must come out as: cells that hold a number, and their exact sum."""

    numbers: int
    total: float


@dataclass
class GeneratedTable:
    """A table of `rows` rows; a row of v4 is one observation.

    Texts in it hold braces, brackets, commas, quotes and line ends, and `spacing` says where white
    space goes, so that a client that splits JSON by hand finds out.

    Args:
        identifier: under which it is served.
        version: the API that serves it.
        rows: number of rows.
        keep: the server remembers each answer, at the cost of memory, so that a benchmark measures
            the client.
        spacing: where its rows have white space.
    """

    identifier: str
    version: Literal["v4", "v3"]
    rows: int
    keep: bool = False
    spacing: Spacing = Spacing.COMPACT

    @property
    def blocks(self) -> int:
        """Number of blocks, each with its own period; the last may be cut short."""
        return -(-self.rows // self._shape.size)

    def checksums(self) -> Mapping[str, Checksum]:
        """What each column of numbers holds: `Value` in v4, each topic that is no text in v3."""
        shape = self._shape
        whole, rest = divmod(self.rows, shape.size)
        found = {}
        for name, values in shape.columns.items():
            step = shape.steps.get(name, 0)
            numbers, partial = (int(np.isfinite(part).sum()) for part in (values, values[:rest]))
            # Sums of halves below 2**52, and so exact.
            total = whole * float(np.nansum(values)) + float(np.nansum(values[:rest]))
            total += step * (numbers * (whole * (whole - 1) // 2) + partial * whole)
            found[name] = Checksum(whole * numbers + partial, total)
        return found

    def sum_of_values(self) -> float:
        """The exact sum of all numbers of the table."""
        return sum(checksum.total for checksum in self.checksums().values())

    def row(self, number: int) -> dict[str, Any]:
        """One row, as its files would hold it."""
        content: dict[str, Any] = json.loads(self._shape.text(number, number + 1))
        return content

    def entities(self) -> Sequence[str]:
        """Names of all that `entity` knows."""
        return list(self._entities)

    def entity(self, name: str) -> Any:
        """Metadata: an object, a list of objects, or None for an unknown name."""
        return self._entities.get(name)

    def page(self, selection: Selection) -> Page:
        """Rows of the table."""
        if selection.condition is not None or selection.columns:
            return self._search(selection)
        first = min(selection.skip, self.rows)
        last = min(first + selection.size, self.rows)
        return Page(self._shape.text(first, last).encode(), last < self.rows)

    def count(self, condition: Condition | None) -> int:
        """Number of rows that meet `condition`, or of all."""
        if condition is None:
            return self.rows
        return sum(1 for _ in self._matching(condition))

    def _search(self, selection: Selection) -> Page:
        first = selection.skip if selection.condition is None else 0
        matching = self._matching(selection.condition, first)
        skip = selection.skip - first
        found = list(islice(matching, skip, skip + selection.size + 1))
        matching.close()
        kept = found[: selection.size]
        if selection.columns:
            kept = [project(row, selection.columns) for row in kept]
        text = self.spacing.between_rows.encode().join(map(encode, kept))
        return Page(text, len(found) > selection.size)

    def _matching(
        self, condition: Condition | None, first: int = 0
    ) -> Generator[Mapping[str, Any]]:
        for start in range(first, self.rows, _CHUNK):
            chunk = self._shape.text(start, min(start + _CHUNK, self.rows))
            for row in json.loads(f"[{chunk}]"):
                if condition is None or condition(row):
                    yield row

    @cached_property
    def _shape(self) -> Shape:
        return shape_v4(self.spacing) if self.version == "v4" else shape_v3(self.spacing)

    @cached_property
    def _entities(self) -> Mapping[str, Any]:
        return self._shape.entities(self.identifier, self.rows, self.blocks)
