"""The part of OData's `$filter` that clients of CBS use.

`X eq 'v'`, `startswith(X,'v')` and `contains(X,'v')`, joined by `and` and `or` (`and` binds
closer), without parentheses around groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Row = Mapping[str, object]
Condition = Callable[[Row], bool]

_TEXT = r"'(?P<text>(?:[^']|'')*)'"
_EQUALS = re.compile(rf"(?P<name>\w+)\s+eq\s+(?:{_TEXT}|(?P<number>-?\d+(?:\.\d+)?))")
_FUNCTION = re.compile(rf"(?P<function>startswith|contains)\(\s*(?P<name>\w+)\s*,\s*{_TEXT}\s*\)")
_JOIN = re.compile(r"\s+(and|or)\s+")


class FilterError(ValueError):
    """A `$filter` that this server does not understand; the message quotes where."""


def parse_filter(expression: str) -> Condition:
    """Turn a `$filter` into a condition on a row.

    Raises:
        FilterError: the expression is outside the supported part of OData.
    """
    alternatives: list[list[Condition]] = [[]]
    position = 0
    text = expression.strip()
    while True:
        condition, position = _comparison(text, position)
        alternatives[-1].append(condition)
        if position == len(text):
            break
        join = _JOIN.match(text, position)
        if join is None:
            raise FilterError(f"expected 'and' or 'or' at {text[position:]!r}")
        if join[1] == "or":
            alternatives.append([])
        position = join.end()
    return lambda row: any(all(holds(row) for holds in group) for group in alternatives)


def _comparison(text: str, position: int) -> tuple[Condition, int]:
    if found := _FUNCTION.match(text, position):
        return _matches(found["function"], found["name"], _unquote(found["text"])), found.end()
    if found := _EQUALS.match(text, position):
        if found["number"] is not None:
            return _is_number(found["name"], float(found["number"])), found.end()
        return _is_text(found["name"], _unquote(found["text"])), found.end()
    raise FilterError(f"cannot read {text[position:]!r}")


def _unquote(text: str) -> str:
    return text.replace("''", "'")


def _matches(function: str, name: str, wanted: str) -> Condition:
    if function == "startswith":
        return lambda row: str(row.get(name, "")).startswith(wanted)
    return lambda row: wanted in str(row.get(name, ""))


def _is_text(name: str, wanted: str) -> Condition:
    return lambda row: row.get(name) == wanted


def _is_number(name: str, wanted: float) -> Condition:
    return lambda row: row.get(name) == wanted
