from __future__ import annotations

from tests.flows.conftest import first_night

__all__ = ["first_night"]
