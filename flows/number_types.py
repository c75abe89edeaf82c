"""Which of DuckDB's types are numbers."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT|U?INTEGER")
_BROKEN = re.compile(r"FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)")


def is_whole(kind: str) -> bool:
    """Whether values of a type are whole numbers."""
    return bool(_WHOLE.fullmatch(kind))


def is_broken(kind: str) -> bool:
    """Whether values of a type may have decimals."""
    return bool(_BROKEN.fullmatch(kind))
