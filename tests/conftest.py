from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.postbox import Postbox, Serve, free_port


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
