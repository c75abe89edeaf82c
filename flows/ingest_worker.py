"""The worker of `techniekpact ingest-worker`: fetches the parts of a night that fall to it."""

from __future__ import annotations

from prefect.client.orchestration import get_client
from prefect.types.entrypoint import EntrypointType
from rich.console import Console

from flows.ingest_part import NAME, part
from flows.worker import asked_to_stop, make_pool, serve


async def work(pool: str, out: Console) -> None:
    """Fetch what is asked for, one part at a time, until SIGTERM.

    Raises:
        ScheduleError: the work pool is for other infrastructure.
    """
    stop = asked_to_stop()
    with get_client(sync_client=True) as client:
        make_pool(client, pool)
    made = await part.ato_deployment(
        NAME,
        work_pool_name=pool,
        job_variables={"command": "python -m prefect.engine"},
        entrypoint_type=EntrypointType.MODULE_PATH,
        description="Part of the fetching of a night, by a worker that shares its archive.",
    )
    await made.aapply()
    out.print(f"waiting for parts of nights, on work pool {pool}", highlight=False)
    await serve(pool, stop, out, most=1)
