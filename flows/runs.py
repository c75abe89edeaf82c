"""Runs of the nightly deployment on the server: planned, missed, and at work only in name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled, Crashed

AT_WORK = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]


def planned(client: SyncPrefectClient, deployment_id: UUID) -> list[FlowRun]:
    """The runs to come, the first one first."""
    to_come = FlowRunFilterNextScheduledStartTime(after_=datetime.now(UTC))
    return _runs(client, deployment_id, [StateType.SCHEDULED], to_come)


def missed(client: SyncPrefectClient, deployment_id: UUID) -> list[FlowRun]:
    """The runs that the schedule planned and that did not start in time, the oldest first.

    What somebody asked for is not among them.
    """
    due = FlowRunFilterNextScheduledStartTime(before_=datetime.now(UTC))
    runs = _runs(client, deployment_id, [StateType.SCHEDULED], due)
    return [run for run in runs if run.auto_scheduled]


def give_up(client: SyncPrefectClient, runs: Iterable[FlowRun], instead: str) -> None:
    """Cancel runs, naming the run that makes up for them."""
    state: State[None] = Cancelled(message=f"Made up for by run {instead}.")
    for run in runs:
        client.set_flow_run_state(run.id, state, force=True)


def bury(client: SyncPrefectClient, deployment_id: UUID) -> None:
    """Mark runs as crashed whose process went with the machine, or with the worker before."""
    state: State[None] = Crashed(message="Its process was gone when the schedule started.")
    for run in _runs(client, deployment_id, AT_WORK):
        client.set_flow_run_state(run.id, state, force=True)


def _runs(
    client: SyncPrefectClient,
    deployment_id: UUID,
    states: list[StateType],
    start: FlowRunFilterNextScheduledStartTime | None = None,
) -> list[FlowRun]:
    return client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id])),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)),
            next_scheduled_start_time=start,
        ),
        sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC,
        limit=200,
    )
