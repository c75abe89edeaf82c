"""What the catalog says of a DUO file: where it is, and what must be in it in whatever layout.

A contract gives meaning, not layout: for each canonical column the headers it has had, for each
measure the columns that hold it. Headers compare without case, accents, dots, and the difference
between a space and an underscore.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from sources.strict import Identifier, SchoolYear, Strict


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
FILE_NAME = "file_name"
RESERVED = frozenset(
    {"breakdown", "measure", "period", "status", "count", "count_low", "count_high", "value"}
)


class Derivation(Strict):
    """A way to tell a column's value where the file has no such column.

    `from` is another column of the contract, or `file_name`; the first of `values` whose pattern
    is found in it, without regard to case, is the value.
    """

    source: str = Field(alias="from")
    values: Mapping[str, Pattern] = Field(min_length=1)


class Column(Strict):
    """One canonical column: the headers that DUO has given it, and how it is written.

    `filled` says that no row may leave it empty. `values` gives one spelling to what DUO has
    written in several ways; what is not listed stays as it is, and is reported.
    """

    names: tuple[str, ...] = ()
    description: str
    required: bool = False
    filled: bool = False
    type: Literal["text", "integer", "date"] = "text"
    pattern: Pattern | None = Field(None, description="what every value must be, in full")
    width: int | None = Field(None, gt=0, description="restore leading zeros to this length")
    suffix: int | None = Field(None, gt=0, description="keep only the last so many characters")
    values: Mapping[str, tuple[str, ...]] = {}
    derived: tuple[Derivation, ...] = Field((), description="the first that the file allows counts")


class Selected(Strict):
    """A long column that counts several things; `when` says which rows count this one."""

    names: tuple[str, ...] = Field(min_length=1)
    when: Mapping[str, tuple[str, ...]] = Field(min_length=1)


class Measure(Strict):
    """A count, or a mean that DUO gives: the long columns that held it, or the wide ones.

    A wide pattern's named groups (`period`, `gender`, `study_year`, …) fill canonical columns.
    `sum_of` names the measures whose counts must add up to it in every row that has them all.
    """

    kind: Literal["count", "mean"] = "count"
    names: tuple[str, ...] = ()
    flags: tuple[str, ...] = Field((), description="columns that say J where the count is hidden")
    selected: tuple[Selected, ...] = ()
    wide: tuple[Pattern, ...] = ()
    rows: bool = Field(False, description="every row counts for one: a register")
    optional: bool = Field(False, description="not every vintage has it")
    sum_of: tuple[Identifier, ...] = ()
    description: str


class Period(Strict):
    """Where the period of a row stands.

    A school year (`2018-2019`, `2018/2019`) speaks for itself; of a single year `year_is` says
    whether the school year starts in it, ends in it, or ended in the year before. A file that says
    nothing counts the last school year before it was published: `from_publication` says whether
    of the counts of 1 October or of the exams in May.
    """

    names: tuple[str, ...] = ()
    year_is: Literal["start", "end", "after"] = "start"
    from_publication: Literal["october", "exams"] | None = None


class Rows(Strict):
    """How many rows with somebody in them a period has, give or take `tolerance` percent.

    Counted are those of the contract's first measure. `part` is the part of the period, as in
    meta.vintage_periods, where DUO divides it over files or counts it in several ways.
    """

    part: str = ""
    expected: int = Field(gt=0)
    tolerance: int = Field(gt=0, lt=100)


class DuoContract(Strict):
    """What a DUO file must hold, in whatever layout it comes.

    `breakdowns` names the ways in which the same people are counted, by the columns that such a
    file has: files of different breakdowns must never be added up. `split_by` names the columns
    by which DUO divides a period over files: each part has a newest vintage of its own.
    `fixed_width` gives first position and length of each column of a file that has no header.
    """

    columns: Mapping[Identifier, Column]
    measures: Mapping[Identifier, Measure] = Field(min_length=1)
    period: Period
    rows: tuple[Rows, ...] = Field(min_length=1)
    split_by: tuple[Identifier, ...] = ()
    breakdowns: Mapping[Identifier, tuple[Identifier, ...]] = {}
    fixed_width: Mapping[str, tuple[int, int]] = {}
    ignore: tuple[Pattern, ...] = Field((), description="columns that are left out, on purpose")
    empty: Literal["zero", "refuse"] = "refuse"

    @property
    def has_means(self) -> bool:
        """Whether a measure is a mean, so that rows have a `value`."""
        return any(measure.kind == "mean" for measure in self.measures.values())

    @property
    def parts(self) -> tuple[str, ...]:
        """Columns of the tidy rows that, with the period, say which vintage is the newest."""
        return (*self.split_by, *(("breakdown",) if self.breakdowns else ()))

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Canonical columns that the tidy rows carry beside gender, in order."""
        return tuple(name for name in self.columns if name != "gender")

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> DuoContract:
        if taken := RESERVED & self.columns.keys():
            raise ValueError(f"columns {', '.join(sorted(taken))}: the reader makes these itself")
        for name, measure in self.measures.items():
            if unknown := set(measure.sum_of) - self.measures.keys():
                raise ValueError(f"measures.{name}.sum_of: no measure {', '.join(unknown)}")
        for name, columns in self.breakdowns.items():
            if unknown := set(columns) - self.columns.keys():
                raise ValueError(f"breakdowns.{name}: no column {', '.join(unknown)}")
        if unknown := set(self.split_by) - self.columns.keys():
            raise ValueError(f"split_by: no column {', '.join(unknown)}")
        for name, column in self.columns.items():
            for derivation in column.derived:
                if derivation.source not in {FILE_NAME, *self.columns}:
                    raise ValueError(f"columns.{name}.derived: no column {derivation.source}")
        return self


class Break(Strict):
    """A period from which on counts are not comparable with those before it."""

    period: SchoolYear
    note_nl: str
    note_en: str


class Resource(Strict):
    """A file among those of a package on the portal: the pattern matches exactly one file name.

    Where the pattern has a group `period` there is one file a year, and the group is the year.
    `legacy` is the address on the older site that answers for it when the portal does not.
    """

    pattern: Pattern
    legacy: str | None = Field(None, pattern=r"^/")


class LegacyFile(Strict):
    """A file on DUO's older site, for periods that the portal has dropped.

    With `since` there is one for every window of `years` school years, the first of which starts
    in that year; `{start}` and `{end}` in the path stand for the years of a window.
    """

    path: str = Field(pattern=r"^/")
    period: SchoolYear | None = None
    since: int | None = Field(None, ge=2000, le=2100)
    years: int = Field(1, ge=1)


class DuoFetch(Strict):
    """The files of a dataset on DUO's CKAN portal, and the older files beside them.

    Without a package the dataset is not on the portal: its files come through `backfill`.
    """

    connector: Literal["duo"]
    package: str | None = None
    resources: tuple[Resource, ...] = ()
    legacy: tuple[LegacyFile, ...] = ()

    @model_validator(mode="after")
    def _package_and_resources_go_together(self) -> DuoFetch:
        if bool(self.package) != bool(self.resources):
            raise ValueError("package and resources go together: give both, or neither")
        return self
