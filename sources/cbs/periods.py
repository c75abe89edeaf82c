"""Period codes of CBS in our notation."""

from __future__ import annotations

import re

from sources.reading import ReadError


def period_of(code: str) -> str:
    """`2017SJ00` is 2017/2018, `2017JJ00` 2017, `2017KW03` 2017Q3, `2017MM11` 2017-11.

    Raises:
        ReadError: the code has another form.
    """
    found = re.fullmatch(r"(\d{4})(JJ|KW|MM|SJ)(\d{2})", code)
    if not found:
        raise ReadError(f"period code {code!r} has not the form yyyyXXnn")
    year, kind, number = found[1], found[2], int(found[3])
    return {
        "JJ": year,
        "KW": f"{year}Q{number}",
        "MM": f"{year}-{number:02}",
        "SJ": f"{year}/{int(year) + 1}",
    }[kind]
