"""The two forms in which v3 serves the rows of a table."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise

from sources.upstream.rows import encode
from sources.upstream.tables import Table

_WIDTH = 10
_KEY_BEFORE = re.compile(rb'"(\w+)"\s*:\s*\Z')
_LONGEST_KEY = 200


def columns_of(table: Table) -> Sequence[str]:
    """`ID`, the dimensions and the topics."""
    return ["ID", *(item["Key"] for item in table.entity("DataProperties") if item["Key"])]


def typed(table: Table, rows: bytes) -> bytes:
    """Rows of the file as `TypedDataSet` has them: missing numbers are null."""
    pieces = rows.split(b'"."')
    if len(pieces) == 1:
        return rows
    numbers = {name.encode() for name in _numeric_topics(table)}
    parts = [pieces[0]]
    for before, after in pairwise(pieces):
        # Inside a text quotes are escaped, so these three bytes are always a whole value.
        key = _KEY_BEFORE.search(before[-_LONGEST_KEY:])
        parts += [b"null" if key and key[1] in numbers else b'"."', after]
    return b"".join(parts)


def untyped(table: Table, rows: bytes) -> bytes:
    """Rows of the file as `UntypedDataSet` has them: topics are texts, numbers right-aligned."""
    numbers = _numeric_topics(table)
    found = json.loads(b"[" + rows + b"]", parse_int=str, parse_float=str)
    for row in found:
        if "ID" in row:
            row["ID"] = int(row["ID"])
        for name in numbers & row.keys():
            row[name] = (row[name] or "").rjust(_WIDTH)
    return b",\n".join(map(encode, found))


def _numeric_topics(table: Table) -> set[str]:
    return {
        item["Key"]
        for item in table.entity("DataProperties")
        if item["Type"] == "Topic" and item["Datatype"] != "String"
    }
