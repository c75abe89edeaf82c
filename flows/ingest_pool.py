"""Fetching divided over the workers of a pool; what they leave undone, the night does itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled

from flows.errand import Errand
from flows.ingest_part import NAME, outcomes_of, parameters, part
from flows.settings import Settings
from sources.catalog import Dataset, Delivered
from sources.connector import Outcome

logger = logging.getLogger(__name__)

START_SECONDS = 120
"""How long a part may wait for a worker."""
PART_SECONDS = 2 * 3600


def fetch_on_pool(
    settings: Settings, datasets: Sequence[Dataset], errand: Errand
) -> dict[str, Outcome]:
    """Have the workers fetch; what they came back with, by dataset.

    Deliveries are in the inbox of this home, so they are left out. So is what no worker began with
    in time, or ended: whoever asked fetches that. A worker that is late does no harm, for one at a
    time is at work on a dataset.
    """
    ids = [d.id for d in datasets if not isinstance(d, Delivered)]
    parts = [ids[start :: settings.ingest_workers] for start in range(settings.ingest_workers)]
    found: dict[str, Outcome] = {}
    with get_client(sync_client=True) as client:
        try:
            deployment = client.read_deployment_by_name(f"{part.name}/{NAME}")
        except ObjectNotFound:
            logger.warning("no worker was ever started: run techniekpact ingest-worker")
            return found
        runs = [
            client.create_flow_run_from_deployment(
                deployment.id, parameters=parameters(settings, errand, chosen)
            )
            for chosen in parts
            if chosen
        ]
        for run in runs:
            found |= outcomes_of(settings, _ended(client, run))
    return found


def _ended(client: SyncPrefectClient, run: FlowRun) -> FlowRun:
    """The run when it has ended, or was given up."""
    began = time.monotonic()
    while True:
        run = client.read_flow_run(run.id)
        state = run.state
        if state is None or state.is_final():
            break
        waited = time.monotonic() - began
        if waited > (PART_SECONDS if state.is_running() else START_SECONDS):
            given_up: State[None] = Cancelled(message=f"Given up after {waited:.0f} s.")
            client.set_flow_run_state(run.id, given_up, force=True)
            break
        time.sleep(0.5)
    if state is None or not state.is_completed():
        logger.warning("part %s of the fetching: %s", run.name, state)
    return run
