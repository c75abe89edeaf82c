"""Files as partners send them and as attackers do, and what is the right answer to each.

What people write is in `corpus/*.yml`; what only a program makes is in `texts.py`, `book_cases.py`
and `damaged.py`.
"""

from __future__ import annotations

from functools import cache

from tests.sources.partners.book_cases import workbooks
from tests.sources.partners.case import Case, in_yaml
from tests.sources.partners.damaged import damaged
from tests.sources.partners.texts import as_bytes, encoded, large_texts


@cache
def cases() -> tuple[Case, ...]:
    """Every case; their names differ."""
    found = (*in_yaml(), *encoded(), *as_bytes(), *large_texts(), *workbooks(), *damaged())
    names = [case.name for case in found]
    assert len(set(names)) == len(names), sorted({n for n in names if names.count(n) > 1})
    return found
