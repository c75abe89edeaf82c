"""dlt's REST source as it comes, by next link, to Parquet."""

from __future__ import annotations

import os

import dlt
import pyarrow.parquet  # noqa: F401  what dlt would import as it goes
from dlt.destinations import filesystem
from dlt.sources.rest_api import rest_api_resources

from tests.bench.clients import Job

_FEEDS = {
    "v4": ("odata/v1/CBS/{}/Observations", {}, '"@odata.nextLink"'),
    "v3": ("ODataFeed/odata/{}/TypedDataSet", {"$format": "json"}, '"odata.nextLink"'),
}


def fetch(job: Job) -> None:
    """Run a pipeline that begins with nothing."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    # Names as the publisher has them, and no search for lists in rows that have none.
    os.environ["SCHEMA__NAMING"] = "direct"
    path, params, link = _FEEDS[job.version]
    rows = rest_api_resources(
        {
            "client": {
                "base_url": job.url,
                "paginator": {"type": "json_link", "next_url_path": link},
            },
            "resources": [
                {
                    "name": "rows",
                    "max_table_nesting": 0,
                    "endpoint": {
                        "path": path.format(job.table),
                        "params": params,
                        "data_selector": "value",
                    },
                }
            ],
        }
    )
    pipeline = dlt.pipeline(
        pipeline_name="bench",
        pipelines_dir=str(job.folder / "pipelines"),
        destination=filesystem(bucket_url=(job.folder / "result").as_uri()),
        dataset_name="statline",
    )
    pipeline.run(rows, loader_file_format="parquet", write_disposition="replace")
