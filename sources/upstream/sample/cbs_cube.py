"""Figures for a table from a description: weights of the smallest cells, summed to every total.

A table is a product of axes. A member with weights is a smallest part, and counts in the members
that it names in `within` too; a member without weights is a sum of others. The measures are an
axis like any other, so a part can be counted by two of them (those who passed are candidates).
Everything is whole numbers of the table's unit (ten people, a thousand jobs), hence every total is
exactly the sum of its parts, where the real tables may differ by their rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from itertools import pairwise, product
from operator import mul

from sources.upstream.sample.allocate import allocate, chance
from sources.upstream.sample.cbs_table import (
    PLAIN,
    TIME,
    Code,
    Dimension,
    Group,
    Measure,
    Observation,
    Table,
)


@dataclass(frozen=True)
class Member:
    """One member of an axis.

    `weights` is one number, or one for men and one for women. Without a code it is counted in the
    members of `within` only: what the sample leaves out.
    """

    code: str
    title: str
    weights: tuple[int, ...] = ()
    within: tuple[str, ...] = ()
    group: str | None = None
    description: str = ""


def rest(*weights: int, within: str) -> Member:
    """Whoever is counted in `within` and in no other member."""
    return Member("", "", weights, (within,))


@dataclass(frozen=True)
class Axis:
    """A dimension other than the periods; the one named `Geslacht` chooses among weights."""

    identifier: str
    title: str
    members: tuple[Member, ...]
    kind: str = PLAIN
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Topic:
    """A measure as a member of an axis; without a measure it is counted in `within` only.

    `size` is how many thousandths of the measure's unit one counts for. A stock of a year is the
    mean of its quarters, a flow their sum. `ratio` names two measures that it is the percentage of.
    """

    measure: Measure | None
    weights: tuple[int, ...] = ()
    within: tuple[str, ...] = ()
    size: int = 10_000
    flow: bool = False
    ratio: tuple[str, str] | None = None


@dataclass(frozen=True)
class Period:
    """A period and its total over the smallest cells, or the periods that it is made of."""

    code: Code
    total: int = 0
    made_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cube:
    """A table and how its figures are made.

    `impossible` are pairs of codes that never go together (their cells are blank), `pending` the
    codes that a period does not know yet; smaller counts than `hidden_below` are missing too.
    """

    identifier: str
    title: str
    description: str
    coverage: str
    modified: date
    topics: tuple[Topic, ...]
    axes: tuple[Axis, ...]
    periods: tuple[Period, ...]
    version: str = "v4"
    frequency: str = "Perjaar"
    stopped: bool = False
    hidden_below: int = 0
    impossible: tuple[tuple[str, str], ...] = ()
    pending: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def table(self) -> Table:
        """What describes the table."""
        dimensions = [
            Dimension(
                axis.identifier,
                axis.title,
                [
                    Code(member.code, member.title, member.group, None, member.description)
                    for member in axis.members
                    if member.code
                ],
                axis.kind,
                axis.groups,
            )
            for axis in self.axes
        ]
        periods = [period.code for period in self.periods]
        return Table(
            identifier=self.identifier,
            title=self.title,
            description=self.description,
            coverage=self.coverage,
            modified=self.modified,
            dimensions=[*dimensions, Dimension("Perioden", "Perioden", periods, TIME)],
            measures=[topic.measure for topic in self.topics if topic.measure],
            frequency=self.frequency,
            stopped=self.stopped,
        )

    def observations(self) -> Iterator[Observation]:
        """All cells that can occur, period by period."""
        counted = [topic for topic in self.topics if topic.ratio is None]
        axes = [_topic_axis(counted), *self.axes]
        parts = _parts(self, axes)
        possible = _totals(axes, [1 if weight else 0 for weight in parts.weights])
        cells = list(
            product(
                *([member.code for member in axis.members if member.code] for axis in self.axes)
            )
        )
        known: dict[str, list[int]] = {}
        for number, period in enumerate(self.periods):
            if period.made_of:
                quarters = [known[code] for code in period.made_of]
                smallest = _combine(quarters, parts.flows)
            else:
                smallest = allocate(period.total, parts.at(1000 * number // len(self.periods)))
                known[period.code.identifier] = smallest
            yield from self._of_period(period, cells, _totals(axes, smallest), possible)

    def _of_period(
        self,
        period: Period,
        cells: Sequence[tuple[str, ...]],
        totals: Sequence[int],
        possible: Sequence[int],
    ) -> Iterator[Observation]:
        code = period.code.identifier
        unknown = self.pending.get(code, frozenset())
        columns: dict[str, int] = {}
        for topic in self.topics:
            if topic.measure is None:
                continue
            name = topic.measure.identifier
            if topic.ratio is None:
                columns[name] = len(columns) * len(cells)
            start = columns[topic.ratio[1] if topic.ratio else name]
            for index, cell in enumerate(cells, start):
                if not possible[index]:
                    continue
                value: float | None
                if 0 < totals[index] < self.hidden_below or not unknown.isdisjoint(cell):
                    value = None
                elif topic.ratio is None:
                    value = totals[index] * topic.size / 1000
                else:
                    part = totals[index - start + columns[topic.ratio[0]]]
                    value = float(round(100 * part / totals[index])) if totals[index] else 0.0
                yield Observation(name, (*cell, code), value)


@dataclass(frozen=True)
class _Parts:
    """The smallest cells: their weights, how these drift, and which are flows."""

    weights: Sequence[int]
    drifts: Sequence[int]
    flows: Sequence[bool]

    def at(self, passed: int) -> list[int]:
        """The weights when so many thousandths of the series have passed."""
        return [
            weight * (100_000 + drift * passed)
            for weight, drift in zip(self.weights, self.drifts, strict=True)
        ]


def _topic_axis(topics: Sequence[Topic]) -> Axis:
    members = [
        Member(topic.measure.identifier if topic.measure else "", "", topic.weights, topic.within)
        for topic in topics
    ]
    return Axis("Measure", "", tuple(members))


def _leaves(axis: Axis) -> list[Member]:
    return [member for member in axis.members if member.weights]


def _parts(cube: Cube, axes: Sequence[Axis]) -> _Parts:
    genders = next((i for i, axis in enumerate(axes) if axis.identifier == "Geslacht"), None)
    women = None if genders is None else _leaves(axes[genders])[-1]
    flow = {topic.measure.identifier for topic in cube.topics if topic.measure and topic.flow}
    weights, drifts, flows = [], [], []
    for cell in product(*map(_leaves, axes)):
        column = -1 if genders is not None and cell[genders] is women else 0
        codes = {code for member in cell for code in (member.code, *member.within)}
        names = [member.code or member.title or "-" for member in cell]
        weight = reduce(mul, (member.weights[column] for member in cell))
        if any(one in codes and other in codes for one, other in cube.impossible):
            weight = 0
        weights.append(weight * chance(92, 108, cube.identifier, *names))
        drifts.append(chance(-9, 9, "drift", cube.identifier, *names) if weight else 0)
        flows.append(cell[0].code in flow)
    return _Parts(weights, drifts, flows)


def _totals(axes: Sequence[Axis], smallest: Sequence[int]) -> list[int]:
    """Sum the smallest cells to every member, an axis at a time."""
    values = list(smallest)
    sizes = [len(_leaves(axis)) for axis in axes]
    for index, axis in enumerate(axes):
        inner = reduce(mul, sizes[index + 1 :], 1)
        starts = range(0, len(values) + 1, inner)
        slabs = [values[start:end] for start, end in pairwise(starts)]
        sums = _sums(axis)
        summed: list[int] = []
        for first in range(0, len(slabs), sizes[index]):
            for group in sums:
                chosen = [slabs[first + part] for part in group]
                summed += chosen[0] if len(chosen) == 1 else map(sum, zip(*chosen, strict=True))
        values = summed
    return values


def _sums(axis: Axis) -> list[list[int]]:
    """For each member with a code, the smallest parts that it is the sum of."""
    leaves = _leaves(axis)
    return [
        [i for i, leaf in enumerate(leaves) if member.code in (leaf.code, *leaf.within)]
        for member in axis.members
        if member.code
    ]


def _combine(quarters: Sequence[Sequence[int]], flows: Sequence[bool]) -> list[int]:
    """A year from its quarters: the sum of what flowed, the mean of what stood."""
    half = len(quarters) // 2
    return [
        sum(values) if flow else (sum(values) + half) // len(quarters)
        for values, flow in zip(zip(*quarters, strict=True), flows, strict=True)
    ]
