from __future__ import annotations

from tests.disk import disk
from tests.flows.conftest import first_live_night, first_night, prefect, upstream

__all__ = ["disk", "first_live_night", "first_night", "prefect", "upstream"]
