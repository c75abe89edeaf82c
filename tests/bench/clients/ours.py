"""Ours, with all that it does: metadata, checks, hashes, archive of originals, tidy Parquet."""

from __future__ import annotations

from sources import cbs
from sources.catalog import CbsDataset, read_catalog
from sources.connector import Publishers
from sources.landing import Landing
from tests.bench.clients import Job


def publishers(url: str) -> Publishers:
    """Where everything is on an upstream."""
    return Publishers(cbs_v4=f"{url}/odata/v1", cbs_v3=url, duo=url, duo_legacy=url)


def fetch(job: Job) -> None:
    """Fetch into an archive of its own."""
    dataset = read_catalog(job.catalog)[f"cbs.{job.table}"]
    assert isinstance(dataset, CbsDataset)
    outcome = cbs.fetch(dataset, publishers(job.url), Landing(job.folder))
    if not outcome.new:
        raise RuntimeError(f"nothing was fetched: {outcome.findings}")
