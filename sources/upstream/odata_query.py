"""The query options that both versions of OData share, and what follows from them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from sources.upstream.messages import Request
from sources.upstream.odata_filter import Condition, FilterError, parse_filter
from sources.upstream.rows import Selection


class QueryError(ValueError):
    """A query option with a value that this server does not understand."""


@dataclass(frozen=True)
class Query:
    """`$skip`, `$top`, `$select` and `$filter` of one request."""

    skip: int = 0
    top: int | None = None
    columns: tuple[str, ...] = ()
    condition: Condition | None = None

    def selection(self, page_size: int) -> Selection:
        """What one page of at most `page_size` rows holds."""
        size = page_size if self.top is None else min(self.top, page_size)
        return Selection(self.skip, size, self.columns, self.condition)

    def apply(self, items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Select from a list that is served whole, such as a code list."""
        found = [item for item in items if self.condition is None or self.condition(item)]
        found = found[self.skip :][: self.top]
        if not self.columns:
            return found
        return [{key: item[key] for key in self.columns if key in item} for item in found]


def read_query(options: Mapping[str, str]) -> Query:
    """Read the options of a request.

    Raises:
        QueryError: one of them has a value that is not understood; the message names it.
    """
    columns = tuple(name.strip() for name in options.get("$select", "").split(",") if name.strip())
    condition = None
    if options.get("$filter"):
        try:
            condition = parse_filter(options["$filter"])
        except FilterError as error:
            raise QueryError(f"$filter: {error}") from error
    return Query(_whole(options, "$skip") or 0, _whole(options, "$top"), columns, condition)


def next_link(request: Request, query: Query, page_size: int) -> str | None:
    """The absolute address of the page after this one; None where `$top` ends on it."""
    options = request.query | {"$skip": str(query.skip + page_size)}
    if query.top is not None:
        if query.top <= page_size:
            return None
        options["$top"] = str(query.top - page_size)
    encoded = urlencode(options, safe="$,()'", quote_via=quote)
    return f"{request.base_url}{request.path}?{encoded}"


def odata_body(head: Mapping[str, object], rows: bytes, tail: Mapping[str, object]) -> bytes:
    """An answer around rows that are JSON already: `head`, `value` and `tail` in that order."""
    end = b", " + json.dumps(tail)[1:].encode() if tail else b"}"
    return json.dumps(head)[:-1].encode() + b', "value": [' + rows + b"]" + end


def _whole(options: Mapping[str, str], name: str) -> int | None:
    if name not in options:
        return None
    if not options[name].isdecimal():
        raise QueryError(f"{name} must be a whole number, not {options[name]!r}")
    return int(options[name])
