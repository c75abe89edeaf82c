"""The part of OData's `$filter` that clients of CBS use, in both versions.

`X eq 'v'`, `startswith(X,'v')`, `contains(X,'v')` (v4) and `substringof('v',X)` (v3), where `X` may
be `trim(X)`; joined by `and` and `or` (`and` binds closer) and grouped by parentheses. Texts are
compared as they stand: `eq` without the padding of a v3 key does not match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Row = Mapping[str, object]
Condition = Callable[[Row], bool]

_TEXT = r"'(?P<text>(?:[^']|'')*)'"
_KEY = r"(?:(?P<trim>trim)\(\s*(?P<trimmed>\w+)\s*\)|(?P<name>\w+))"
_EQUALS = re.compile(rf"{_KEY}\s+eq\s+(?:{_TEXT}|(?P<number>-?\d+(?:\.\d+)?))")
_KEY_FIRST = re.compile(rf"(?P<function>startswith|contains)\(\s*{_KEY}\s*,\s*{_TEXT}\s*\)")
_TEXT_FIRST = re.compile(rf"(?P<function>substringof)\(\s*{_TEXT}\s*,\s*{_KEY}\s*\)")
_AND = re.compile(r"\s*\band\b\s*")
_OR = re.compile(r"\s*\bor\b\s*")
_OPEN = re.compile(r"\(\s*")
_CLOSE = re.compile(r"\s*\)")


class FilterError(ValueError):
    """A `$filter` that this server does not understand; the message quotes where."""


def parse_filter(expression: str) -> Condition:
    """Turn a `$filter` into a condition on a row.

    Raises:
        FilterError: the expression is outside the supported part of OData.
    """
    text = expression.strip()
    condition, position = _alternatives(text, 0)
    if position != len(text):
        raise FilterError(f"expected 'and' or 'or' at {text[position:]!r}")
    return condition


def _alternatives(text: str, position: int) -> tuple[Condition, int]:
    condition, position = _conjunction(text, position)
    groups = [condition]
    while found := _OR.match(text, position):
        condition, position = _conjunction(text, found.end())
        groups.append(condition)
    return (lambda row: any(holds(row) for holds in groups)), position


def _conjunction(text: str, position: int) -> tuple[Condition, int]:
    condition, position = _term(text, position)
    terms = [condition]
    while found := _AND.match(text, position):
        condition, position = _term(text, found.end())
        terms.append(condition)
    return (lambda row: all(holds(row) for holds in terms)), position


def _term(text: str, position: int) -> tuple[Condition, int]:
    if (opened := _OPEN.match(text, position)) is None:
        return _comparison(text, position)
    condition, position = _alternatives(text, opened.end())
    if (closed := _CLOSE.match(text, position)) is None:
        raise FilterError(f"expected ')' at {text[position:]!r}")
    return condition, closed.end()


def _comparison(text: str, position: int) -> tuple[Condition, int]:
    for pattern in (_KEY_FIRST, _TEXT_FIRST):
        if found := pattern.match(text, position):
            return _matches(found["function"], _reader(found), _unquote(found["text"])), found.end()
    if found := _EQUALS.match(text, position):
        read = _reader(found)
        if found["number"] is not None:
            return _equals(read, float(found["number"])), found.end()
        return _equals(read, _unquote(found["text"])), found.end()
    raise FilterError(f"cannot read {text[position:]!r}")


def _unquote(text: str) -> str:
    return text.replace("''", "'")


def _reader(found: re.Match[str]) -> Callable[[Row], object]:
    if found["trim"]:
        trimmed = found["trimmed"]
        return lambda row: str(row.get(trimmed, "")).strip(" ")
    name = found["name"]
    return lambda row: row.get(name)


def _matches(function: str, read: Callable[[Row], object], wanted: str) -> Condition:
    if function == "startswith":
        return lambda row: str(read(row)).startswith(wanted)
    return lambda row: wanted in str(read(row))


def _equals(read: Callable[[Row], object], wanted: str | float) -> Condition:
    return lambda row: read(row) == wanted
