"""The night as Prefect runs it: a flow that is deployed, and when it is due."""

from __future__ import annotations

from uuid import UUID

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import TerminationSignal
from prefect.runtime import deployment, flow_run
from prefect.states import Cancelled, Completed, Failed
from prefect.types.entrypoint import EntrypointType

from flows.errand import Errand
from flows.exit_codes import LOCKED, REFUSED
from flows.releases import Releases
from flows.runs import give_up, missed
from flows.schedule import needs_archive
from flows.settings import Profile, read_settings
from flows.supervise import supervise

NAME = "night"
TIMEZONE = "Europe/Amsterdam"
# 02:00, and 03:00 on the last Sunday of March, which has no 02:00: for such a day Prefect gives
# 01:00, or a moment before the one that it was asked from.
CRONS = (
    ("0 2 * 1,2,4-12 *", True),
    ("0 2 1-24 3 *", True),
    ("0 2 25-31 3 1-6", False),
    ("0 3 25-31 3 0", False),
)
SCHEDULES = tuple(
    CronSchedule(cron=cron, timezone=TIMEZONE, day_or=day_or) for cron, day_or in CRONS
)


@flow(name="techniekpact")
def night(
    profile: Profile | None = None,
    datasets: list[str] | None = None,
    fetch: bool = True,
    again: bool = False,
    since: str | None = None,
    until: str | None = None,
) -> State[None]:
    """Run a night under its supervisor, as `techniekpact nightly` does; its verdict as a state.

    Args:
        profile: sample or live; by default the one of the settings.
        datasets: the ids of what is fetched; by default all.
        fetch: off: build, audit and publish from what the archive holds.
        again: ask, and read what is archived, as if it was never done.
        since: with `again`, from this period, such as 2012/2013.
        until: with `again`, up to and including this period.

    Raises:
        CatalogError: a dataset does not exist.
        ReadError: `since` or `until` is no period, or the range is empty.
        ScheduleError: the home holds no archive.
        SettingsError: a setting is wrong.
        TerminationSignal: the night was stopped by a signal to this process.
    """
    errand = Errand(fetch, tuple(datasets or ()), again, since, until)
    errand.check()
    settings = read_settings(profile=profile)
    needs_archive(settings.archive_folder)
    if fetch and not datasets:
        _make_up()
    before = Releases(settings.home).current()
    code = supervise(settings, errand)
    if code < 0:
        raise TerminationSignal(-code)
    if code == REFUSED:
        return Failed(
            name="Refused", message="A check blocks the release; the last good one stays. See mail."
        )
    if code == LOCKED:
        return Cancelled(name="Skipped", message=f"Another run is at work in {settings.home}.")
    if code:
        return Failed(message=f"The night ended with code {code}; its report says why.")
    now = Releases(settings.home).current()
    if now and now != before:
        return Completed(name="Published", message=f"Release {now.release_id} is current.")
    return Completed(name="Nothing new", message="The current release stays.")


def _make_up() -> None:
    """Cancel the nights that this one makes up for, where it is one of a deployment."""
    if deployment.id:
        with get_client(sync_client=True) as client:
            give_up(client, missed(client, UUID(deployment.id)), str(flow_run.name))


async def register(pool: str) -> UUID:
    """Make or renew the deployment on a work pool; its id."""
    made = await night.ato_deployment(
        NAME,
        schedules=SCHEDULES,
        work_pool_name=pool,
        # The Python that comes first on the worker's path: that of the worker.
        job_variables={"command": "python -m prefect.engine"},
        entrypoint_type=EntrypointType.MODULE_PATH,
        description="The nightly run of the Techniekpact warehouse, at 02:00 in Amsterdam.",
    )
    return await made.aapply()
