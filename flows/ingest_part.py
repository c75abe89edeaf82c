"""A part of a night's fetching, done by a worker on this machine or another.

Every worker has a home of its own, and shares the archive (`TECHNIEKPACT_ARCHIVE`). What its
publishers gave is archived there; what there is to tell waits beside it until the night asks.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import FlowRun
from prefect.runtime import flow_run
from pydantic import TypeAdapter

from expectations.durable import write_whole
from flows.console import console
from flows.errand import Errand
from flows.fetching import fetch_all
from flows.progress import Progress
from flows.settings import Profile, Settings, read_settings
from sources.catalog import read_catalog
from sources.connector import Outcome
from sources.landing import Landing

NAME = "part"
_OUTCOMES = TypeAdapter(dict[str, Outcome])


@flow(name="techniekpact-ingest")
def part(
    datasets: list[str],
    profile: Profile,
    again: bool = False,
    since: str | None = None,
    until: str | None = None,
) -> None:
    """Fetch these datasets, each as a task run.

    Raises:
        CatalogError: a dataset does not exist: this worker has other code than the night.
        SettingsError: a setting is wrong.
    """
    settings = read_settings(profile=profile)
    chosen = read_catalog().chosen(datasets)
    quiet = console(sys.stderr)
    quiet.quiet = True
    what_again = Errand(again=again, since=since, until=until).what_again
    landing = Landing(settings.archive_folder)
    outcomes = fetch_all(settings, chosen, landing, Progress(quiet), what_again)
    told = told_by(settings, str(flow_run.id))
    told.parent.mkdir(parents=True, exist_ok=True)
    write_whole(told, _OUTCOMES.dump_json(outcomes))


def parameters(settings: Settings, errand: Errand, datasets: Sequence[str]) -> dict[str, object]:
    """What `part` is called with for some of the datasets of an errand."""
    return {
        "datasets": list(datasets),
        "profile": settings.profile,
        "again": errand.again,
        "since": errand.since,
        "until": errand.until,
    }


def outcomes_of(settings: Settings, run: FlowRun) -> Mapping[str, Outcome]:
    """What a run had to tell, by dataset; nothing where it did not come to its end."""
    told = told_by(settings, str(run.id))
    try:
        found = _OUTCOMES.validate_json(told.read_bytes())
    except FileNotFoundError:
        return {}
    told.unlink()
    return found


def told_by(settings: Settings, run_id: str) -> Path:
    """The file in which a run leaves what there is to tell."""
    return settings.archive_folder / "landing" / ".outcomes" / f"{run_id}.json"
