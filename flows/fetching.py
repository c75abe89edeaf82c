"""Fetching: datasets side by side, each as a task run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, wait
from prefect.utilities.annotations import quote

from flows.home import trouble
from flows.logs import dataset_at_work
from flows.progress import Progress
from flows.sample import publishers, today
from flows.settings import Settings
from sources import ingest as sources_ingest
from sources.again import Again
from sources.catalog import Dataset
from sources.connector import Outcome, Publishers
from sources.landing import Landing
from sources.progress import Progress as Listener

DATASET_SECONDS = 3600


@task(
    name="ingest dataset",
    task_run_name="ingest {dataset.id}",
    # Its inputs decide nothing: a night asks again, whatever was asked before.
    cache_policy=NO_CACHE,
    retries=1,
    retry_delay_seconds=2,
    timeout_seconds=DATASET_SECONDS,
)
def ingest_dataset(
    dataset: Dataset,
    publishers: Publishers,
    landing: Landing,
    inbox: Path,
    today: date,
    progress: Listener,
    again: Again | None,
) -> Outcome:
    """Fetch one dataset; what its publisher fails to give is in the outcome."""
    dataset_at_work.set(dataset.id)
    return sources_ingest.fetch(dataset, publishers, landing, inbox, today, progress, again)


def fetch_all(
    settings: Settings,
    datasets: Sequence[Dataset],
    landing: Landing,
    progress: Progress,
    again: Again | None,
) -> dict[str, Outcome]:
    """Fetch datasets as task runs; a run that breaks gives an outcome that says so."""
    with publishers(settings) as where:
        futures: dict[str, PrefectFuture[Outcome]] = {}
        for dataset in datasets:
            shown = progress.table(dataset.id)
            inbox = settings.home / "inbox"
            given = [dataset, where, landing, inbox, today(settings), shown, again]
            # As it is: Prefect would look through all of it for results of other tasks.
            as_it_is: list[Any] = [quote(argument) for argument in given]
            futures[dataset.id] = ingest_dataset.submit(*as_it_is)
        wait(list(futures.values()))
    outcomes: dict[str, Outcome] = {}
    for dataset_id, future in futures.items():
        result = future.result(raise_on_failure=False)
        if isinstance(result, Outcome):
            outcomes[dataset_id] = result
            continue
        error = result if isinstance(result, Exception) else Exception(result)
        if trouble(settings.home, error):
            # No publisher is to blame for it, and nothing else of the night can go well.
            raise error
        outcomes[dataset_id] = Outcome(dataset_id)
        outcomes[dataset_id].unreachable(error)
    return outcomes
