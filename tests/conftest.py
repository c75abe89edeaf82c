from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.postbox import Postbox, Serve, free_port

NIGHTS = Path(__file__).parent / "flows"
SPARK = Path(__file__).parent / "spark"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole nights first, for what is short can be divided at the end.

    Two workers begin at the two halves of the list, and two first nights are made for many tests:
    each worker begins with one of them, for otherwise it waits for the other. Spark is the longest,
    and builds the second of them again.
    """
    live = [item for item in items if "first_live_night" in getattr(item, "fixturenames", ())]
    spark = [item for item in items if item.path.parent == SPARK]
    nights = [item for item in items if item.path.parent == NIGHTS and item not in live]
    others = [item for item in items if item not in (*live, *spark, *nights)]
    first = len(items) // 2 - len(live)
    items[:] = [*live, *others[:first], *spark, *nights, *others[first:]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server on a free port of loopback and return that port."""
    with ExitStack() as stack:

        def start(postbox: Postbox, kind: type[Controller] = Controller, **options: Any) -> int:
            port = free_port()
            controller = kind(postbox, hostname="127.0.0.1", port=port, **options)
            controller.start()
            stack.callback(controller.stop, no_assert=True)
            return port

        yield start
