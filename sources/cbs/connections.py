"""A few clients that threads take turns with: as many as a host is asked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue
from types import TracebackType

from sources.client import CONNECTIONS_PER_HOST, Client

Connect = Callable[[], Client]


class Connections:
    """Clients, and the threads that use them; open as long as its context."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._stack = ExitStack()
        self._idle: SimpleQueue[Client] = SimpleQueue()

    def __enter__(self) -> Connections:
        for _ in range(CONNECTIONS_PER_HOST):
            self._idle.put(self._stack.enter_context(self._connect()))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A client for oneself; waits until one is idle."""
        client = self._idle.get()
        try:
            yield client
        finally:
            self._idle.put(client)

    @contextmanager
    def threads(self) -> Iterator[ThreadPoolExecutor]:
        """As many threads as there are clients."""
        with ThreadPoolExecutor(CONNECTIONS_PER_HOST) as pool:
            yield pool
