"""CBS StatLine over OData, v4 and v3: any table, of any size, whole or not at all.

    fetch ─ look (did it change?) ─ metadata ─ select (contract → filter) ─ pages ─ tidy ─ archive

Both versions end in one tidy form: `data.parquet` with a row per cell, `codes.parquet` with every
code and its Dutch title, `table.parquet` and `dimensions.parquet` with what CBS says of them.
"""

from sources.cbs.fetch import fetch, look
from sources.cbs.periods import period_of
from sources.cbs.tidy import tidier

__all__ = ["fetch", "look", "period_of", "tidier"]
