"""cbsodata, as its manual has it: `get_data` gives objects, pandas writes them."""

from __future__ import annotations

from urllib.parse import urlsplit

import cbsodata
import pandas as pd

from tests.bench.clients import Job


def fetch(job: Job) -> None:
    """Fetch the table and write one file."""
    cbsodata.options.use_https = False
    rows = cbsodata.get_data(job.table, catalog_url=urlsplit(job.url).netloc)
    pd.DataFrame(rows).to_parquet(job.folder / "data.parquet", compression="zstd", index=False)
