"""The environment of the tools underneath: their telemetry off, their files in our home folder."""

from __future__ import annotations

import os
from pathlib import Path

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "60",
}


def prepare(home: Path) -> None:
    """Set what is not set yet; must run before prefect, dbt or great_expectations is imported."""
    defaults = {**QUIET, "PREFECT_HOME": str(home / "prefect")}
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
