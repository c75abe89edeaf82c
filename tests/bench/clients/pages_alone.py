"""The pages that ours fetches, by the same HTTP client over as many connections, not looked into.

What the network takes: nobody can be faster than this.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import local

from sources.cbs.api import Listing
from sources.cbs.v3 import V3
from sources.cbs.v4 import V4
from sources.client import CONNECTIONS_PER_HOST, Client
from tests.bench.clients import Job


def fetch(job: Job) -> None:
    """Fetch the pages side by side; each is thrown away."""
    listing = _listing(job)
    mine = local()

    def page(number: int) -> None:
        if not hasattr(mine, "client"):
            mine.client = Client()
        path = job.folder / f"{number}.json"
        mine.client.download(listing.page(number * job.page_size), path)
        path.unlink()

    with ThreadPoolExecutor(CONNECTIONS_PER_HOST) as pool:
        list(pool.map(page, range(job.pages)))


def _listing(job: Job) -> Listing:
    if job.version == "v4":
        return Listing(f"{job.url}/odata/v1/CBS/{job.table}/{V4.cells}", {}, 0)
    base = f"{job.url}/ODataFeed/odata/{job.table}"
    return Listing(f"{base}/{V3.cells}", {"$format": "json"}, 0)
