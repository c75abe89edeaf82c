"""The array of objects inside a page of OData, found without parsing it.

A page is `{…, "value": [ … ], …}` in any spacing, with texts that may hold any bracket. What
stands around the array is small and is parsed; the array itself is left to DuckDB, which reads an
array of objects at hundreds of megabytes a second, but one object that holds it as a single value
slowly.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from json import JSONDecoder
from pathlib import Path
from typing import Any

_AROUND = 1 << 16
_SPACE = " \t\r\n"


class EnvelopeError(ValueError):
    """A page is not what it should be; the message says where."""


@dataclass(frozen=True)
class Envelope:
    """What stands around the array: keys before and after it, and its first and last byte."""

    keys: dict[str, Any]
    first: int
    last: int

    @property
    def next_link(self) -> str | None:
        """The address of the next page, in the words of v4 or v3."""
        link = self.keys.get("@odata.nextLink") or self.keys.get("odata.nextLink")
        return str(link) if link else None


def look(page: Path) -> Envelope:
    """What stands around the array of a page.

    Raises:
        EnvelopeError: the page holds no such array, or ends too early.
    """
    with page.open("rb") as source:
        head = source.read(_AROUND)
        size = source.seek(0, os.SEEK_END)
        source.seek(max(0, size - _AROUND))
        tail = source.read()
    before, first = _before(head)
    after, last = _after(tail, size)
    if last < first:
        raise EnvelopeError("the array does not end")
    return Envelope(before | after, first, last)


def leave_array(page: Path, envelope: Envelope) -> None:
    """Leave nothing of a page but its array, in place: blanks before it, which JSON allows."""
    with page.open("r+b") as file:
        file.write(b" " * envelope.first)
        file.truncate(envelope.last + 1)


def _before(head: bytes) -> tuple[dict[str, Any], int]:
    """The keys before the array, and where its bracket opens, in bytes."""
    text = head.decode("utf-8-sig", errors="ignore")
    # A mark of the byte order counts three bytes that the text does not have.
    mark = len(head) - len(head.removeprefix(b"\xef\xbb\xbf"))
    decoder = JSONDecoder()
    keys: dict[str, Any] = {}
    try:
        position = _skip(text, 0, "{")
        while True:
            key, position = decoder.raw_decode(text, _skip(text, position, ""))
            position = _skip(text, position, ":")
            if key == "value":
                opening = _skip(text, position, "[") - 1
                return keys, mark + len(text[:opening].encode())
            value, position = decoder.raw_decode(text, _skip(text, position, ""))
            keys[key] = value
            position = _skip(text, position, ",")
    except (ValueError, IndexError) as error:
        raise EnvelopeError(f"no array named value in {text[:80]!r}") from error


def _after(tail: bytes, size: int) -> tuple[dict[str, Any], int]:
    """The keys after the array, and where its bracket closes, in bytes.

    The bracket is the last one behind which the rest completes an object: a bracket inside a
    text after it leaves that text without its opening quote.
    """
    position = len(tail)
    while (position := tail.rfind(b"]", 0, position)) >= 0:
        try:
            found = json.loads(b'{"value":[]' + tail[position + 1 :])
        except ValueError:
            continue
        del found["value"]
        return found, size - len(tail) + position
    raise EnvelopeError(f"the page ends in {tail[-80:]!r}")


def _skip(text: str, position: int, mark: str) -> int:
    """The position after white space and `mark`."""
    while text[position] in _SPACE:
        position += 1
    if not text.startswith(mark, position):
        raise ValueError(f"{mark} expected at {position}")
    position += len(mark)
    return position
