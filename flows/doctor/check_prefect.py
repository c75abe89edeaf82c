"""The Prefect server, where there is one beside the night."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests

from flows.doctor.diagnosis import Diagnosis, well, wrong
from flows.doctor.machine import Machine

SECONDS = 10


def check_prefect(_: Machine) -> Iterator[Diagnosis]:
    """The server that `PREFECT_API_URL` names does not answer."""
    url = os.environ.get("PREFECT_API_URL", "")
    if not url:
        yield well("prefect", "no server is set: a night starts one of its own")
        return
    where = urlsplit(url).hostname or ""
    try:
        answer = requests.get(f"{url.rstrip('/')}/health", timeout=SECONDS)
        answer.raise_for_status()
    except (requests.RequestException, ValueError) as error:
        status = getattr(getattr(error, "response", None), "status_code", None)
        yield wrong("prefect.dead", where, said=status or type(error).__name__)
    else:
        yield well("prefect", f"{where} answered in {answer.elapsed.total_seconds():.1f} s")
