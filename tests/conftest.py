from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from sources.upstream.sample import build_sample
from tests.once import made_once
from tests.postbox import Postbox, Serve, free_port
from tests.sample_copy import state

NIGHTS = Path(__file__).parent / "flows"
SPARK = Path(__file__).parent / "spark"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole nights first, the longest before others: what is short can be divided at the end.

    Two workers begin at the two halves of the list: what needs no first night is last, for
    otherwise the second waits for the first one to make it.
    """
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """When a test is to run, among others."""
    needed = getattr(item, "fixturenames", ())
    if item.path.parent == SPARK:
        return 0
    if "first_live_night" in needed:
        return 1
    if item.path.parent == NIGHTS:
        return 2
    return 3 if "first_night" in needed else 4


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the bundled upstream serves; only for reading."""
    folder = made_once("sample", tmp_path_factory, build_sample)
    before = state(folder)
    yield folder
    assert state(folder) == before, "a test changed the sample of all others"


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
