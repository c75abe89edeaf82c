"""Ingest: every dataset's turn, side by side; one that fails never stops the others."""

from __future__ import annotations

import logging

from prefect.artifacts import create_table_artifact

from flows.errand import Errand
from flows.fetching import fetch_all
from flows.ingest_pool import fetch_on_pool
from flows.logs import DATASETS
from flows.progress import Progress
from flows.sample import today
from flows.settings import Settings
from flows.status import DatasetState, state_of
from sources.catalog import Catalog
from sources.connector import Outcome
from sources.landing import Landing

outcome_logger = logging.getLogger(DATASETS)


def ingest(
    settings: Settings, catalog: Catalog, errand: Errand, progress: Progress
) -> list[DatasetState]:
    """The state of every dataset, after asking the publishers of those in the errand."""
    landing = Landing(settings.archive_folder)
    outcomes: dict[str, Outcome] = {}
    if errand.fetch:
        asked = catalog.chosen(errand.datasets)
        if settings.ingest_workers:
            outcomes |= fetch_on_pool(settings, asked, errand)
        left = [dataset for dataset in asked if dataset.id not in outcomes]
        outcomes |= fetch_all(settings, left, landing, progress, errand.what_again)
    states = [
        state_of(dataset, landing, outcomes.get(dataset.id), today(settings)) for dataset in catalog
    ]
    for state in states:
        log_outcome(state)
    create_table_artifact(
        key="datasets",
        description="Every dataset tonight: freshness, rows and what there is to tell",
        table=[
            {
                "dataset": state.dataset.id,
                "freshness": state.freshness,
                "published": str(state.latest.published_at) if state.latest else "",
                "rows": state.rows,
                "new vintages": state.new_vintages,
                "note": state.note_nl,
            }
            for state in states
        ],
    )
    return states


def log_outcome(state: DatasetState) -> None:
    """What tonight gave of a dataset: a warning where the report has something to tell of it."""
    notes = "; ".join(finding.message_en for finding in state.findings)
    outcome_logger.log(
        logging.WARNING if state.findings or state.freshness == "stale" else logging.INFO,
        "%s is %s%s",
        state.dataset.id,
        state.freshness,
        f": {notes}" if notes else "",
        extra={
            "dataset": state.dataset.id,
            "freshness": state.freshness,
            "rows": state.rows,
            "new_vintages": state.new_vintages,
        },
    )
