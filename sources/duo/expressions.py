"""Small SQL expressions of which the queries over a DUO file are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sources.duo.text import Text
from sources.duo_contract import Column
from sources.reading import quoted

COUNT = "[0-9]{1,12}"
COUNT_AS_DECIMAL = "[0-9]{1,12}[.,]0"
_MEAN = "-?[0-9]{0,3}([.,][0-9]+)?%?"
_NO_MEAN = (",0", ",0%", ".0", ".0%", "%")
NO_COUNT = (",0", ".0")


def one_of(value: str, kinds: Sequence[str]) -> str:
    """A value of a column that has few: as an enum it is written without being looked up."""
    return f"{quoted(value)}::{enum(kinds)}"


def enum(values: Iterable[str]) -> str:
    """The type of a column with these values."""
    return f"enum({', '.join(map(quoted, values))})"


def spread(name: str, values: Sequence[str]) -> str:
    """One row per cell where cells differ."""
    if len(set(values)) == 1:
        return f"{values[0]} as {name}"
    return f"unnest([{', '.join(values)}]) as {name}"


def same(values: Sequence[str], name: str) -> str:
    """An expression that is the same for all cells itself, to keep queries small; else its name."""
    return values[0] if set(values) <= {"true"} or set(values) <= {"false"} else name


def read_csv(
    text: Text, delimiter: str, columns: Iterable[str], skip: int, quote: str, in_order: bool
) -> str:
    """The lines of a text as a relation of text columns."""
    kinds = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
    mark = "chr(1)" if delimiter == "\0" else quoted(delimiter)
    return (
        f"read_csv({quoted(text.path)}, auto_detect = false, header = false, skip = {skip}, "
        f"delim = {mark}, quote = {quoted(quote)}, escape = {quoted(quote)}, new_line = '\\n', "
        f"max_line_size = 16000000, parallel = {boolean(not in_order)}, columns = {{{kinds}}})"
    )


def typed(spec: Column, value: str) -> str:
    """A value as its column wants it: zeros restored, one spelling, of its type."""
    if spec.type != "text":
        kind = {"integer": "integer", "date": "date"}[spec.type]
        return f"try_cast({value} as {kind})"
    if size := spec.suffix:
        value = f"case when length({value}) > {size} then right({value}, {size}) else {value} end"
    if size := spec.width:
        short = f"length({value}) < {size}"
        value = f"case when {short} then lpad({value}, {size}, '0') else {value} end"
    if spec.values:
        cases = " ".join(
            f"when {quoted(spelling.lower())} then {quoted(one)}"
            for one, spellings in spec.values.items()
            for spelling in dict.fromkeys([one, *spellings])
        )
        value = f"case lower({value}) {cases} else {value} end"
    return "cast(null as varchar)" if value == "null" else value


def boolean(value: bool) -> str:
    """A Python boolean in SQL."""
    return "true" if value else "false"


def choose(mean: str, of_mean: str, of_count: str) -> str:
    """What goes for a mean or for a count; `mean` says which, where all are the same."""
    if mean in ("true", "false"):
        return of_mean if mean == "true" else of_count
    return f"case when mean then {of_mean} else {of_count} end"


def mean(raw: str) -> str:
    """The number of a mean; null where there is none."""
    written = f"replace(replace({raw}, '%', ''), ',', '.')"
    nothing = ", ".join(map(quoted, _NO_MEAN))
    return f"case when {raw} not in ({nothing}) then try_cast({written} as double) end"


def bad_mean(raw: str) -> str:
    """Whether something stands there that is no mean."""
    return f"{raw} is not null and not regexp_full_match({raw}, '{_MEAN}')"
