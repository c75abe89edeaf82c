"""The stand-in for CBS and DUO on one base URL: what it serves, and the log of requests."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sources.upstream import cbs_v3, cbs_v4, duo_api
from sources.upstream.connection import Server
from sources.upstream.faults import Fault, FaultPlan, Hit
from sources.upstream.generated import GeneratedTable
from sources.upstream.messages import Request, Response
from sources.upstream.tables import Tables


@dataclass(frozen=True)
class SeenRequest:
    """One request as it was answered; status 0 stands for a broken connection.

    `condition` is the validator that the client sent, such as `If-None-Match: "…"`.
    """

    method: str
    path: str
    status: int
    condition: str | None


class Upstream:
    """Serves a data directory as CBS and DUO do.

    CBS is at `/odata/v1` (v4) and at `/ODataCatalog`, `/ODataFeed` and `/ODataApi` (v3); DUO is at
    `/api/3/action`, `/datastore/dump` and, for its files, everywhere else.

    `data` holds `cbs/v4/<table>/…`, `cbs/v3/<table>/…`, `duo/packages/*.json`,
    `duo/files/<url path>` and `duo/datastore/<resource id>/…`; files may be edited while it runs.
    Use it as a context manager, or call `start` and `stop`; a stopped one can be started again and
    comes back on the same port.

    Args:
        data: the directory served.
        host: the address bound.
        port: the port bound; 0 lets the system choose one.
        page_size: observations per page of v4 (CBS uses 100,000).
        page_size_v3: rows per page of v3's ODataFeed.
        generated: tables that are made up as they are asked for, beside those of `data`.
        latency: seconds that each request waits before it is answered.
    """

    def __init__(
        self,
        data: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        page_size: int = 10_000,
        *,
        page_size_v3: int = 10_000,
        generated: Sequence[GeneratedTable] = (),
        latency: float = 0.0,
    ) -> None:
        self.data = data
        self.host = host
        self.port = port
        self.latency = latency
        self.requests: list[SeenRequest] = []
        self._cbs_v4 = cbs_v4.CbsV4Api(
            Tables(
                data / "cbs" / "v4",
                cbs_v4.MARKER,
                cbs_v4.ROWS,
                [table for table in generated if table.version == "v4"],
            ),
            page_size,
        )
        self._cbs_v3 = cbs_v3.CbsV3Api(
            Tables(
                data / "cbs" / "v3",
                cbs_v3.MARKER,
                cbs_v3.ROWS,
                [table for table in generated if table.version == "v3"],
            ),
            page_size_v3,
        )
        self._keep = {table.identifier.lower() for table in generated if table.keep}
        self._kept: dict[tuple[str, str], Response] = {}
        self._duo = duo_api.DuoApi(data / "duo")
        self._faults = FaultPlan()
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The base URL, such as `http://127.0.0.1:43121`; the port is known once started."""
        return f"http://{self.host}:{self.port}"

    @property
    def most_at_once(self) -> int:
        """The most requests that were being answered at the same moment."""
        return self._server.most_at_once if self._server else 0

    def start(self) -> None:
        """Serve from a background thread.

        Raises:
            OSError: the address cannot be bound.
            RuntimeError: it runs already.
        """
        if self._server is not None:
            raise RuntimeError(f"already serving on {self.url}")
        self._server = Server((self.host, self.port), self)
        self.port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="upstream", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Break all connections, also those half-way an answer, and free the port."""
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is None or thread is None:
            return
        server.shutdown()
        server.break_connections()
        server.server_close()
        thread.join()

    def serve_forever(self) -> None:
        """Serve until `stop` is called from elsewhere, or an interrupt.

        Raises:
            OSError: the address cannot be bound.
        """
        with self:
            while self._thread is not None:
                # A wait without an end would not notice an interrupt on every platform.
                self._thread.join(timeout=0.5)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def add_fault(self, fault: Fault) -> None:
        """Misbehave as `fault` says, on the next requests that it matches."""
        if fault.kind == "same_etag":
            self._duo.freeze(fault.path)
        else:
            self._faults.add(fault)

    def clear_faults(self) -> None:
        """Behave again."""
        self._faults.clear()
        self._duo.thaw()

    def next_fault(self, request: Request) -> Hit | None:
        """The fault that hits this request, if any; one of its times is used up."""
        return self._faults.take(request)

    def record(self, request: Request, status: int) -> None:
        """Add a request to `requests`."""
        self.requests.append(SeenRequest(request.method, request.target, status, request.condition))

    def answer(self, request: Request) -> Response:
        """What the publishers would answer to a GET."""
        if self._keep.isdisjoint(request.path.lower().split("/")):
            return self._publish(request)
        key = (request.host, request.target)
        if key not in self._kept:
            self._kept[key] = self._publish(request)
        return self._kept[key]

    def _publish(self, request: Request) -> Response:
        path = request.path.lower()
        if path.startswith("/odata/"):
            return self._cbs_v4.answer(request)
        if path.startswith(("/odatacatalog/", "/odatafeed/", "/odataapi/")):
            return self._cbs_v3.answer(request)
        if path.startswith(duo_api.ROOT):
            return self._duo.answer(request)
        if path.startswith(duo_api.DUMP):
            return self._duo.dump(request)
        return self._duo.file(request)
