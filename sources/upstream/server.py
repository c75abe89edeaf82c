"""The stand-in for CBS and DUO on one base URL: sockets, threads and the log of requests."""

from __future__ import annotations

import logging
import socket
import struct
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from sources.upstream import cbs_api, duo_api
from sources.upstream.faults import Fault, FaultPlan
from sources.upstream.messages import Request, Response

log = logging.getLogger(__name__)

# Closing then sends RST at once, where it would have sent the rest and FIN.
_NO_LINGER = struct.pack("ii", 1, 0)


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
    """Serves a data directory as CBS (`/odata/v1`) and DUO (`/api/3/action`, files) do.

    `data` holds `cbs/v4/<table>/…`, `duo/packages/*.json` and `duo/files/<url path>`; files may
    be edited while it runs. Use it as a context manager, or call `start` and `stop`; a stopped
    one can be started again and comes back on the same port.

    Args:
        data: the directory served.
        host: the address bound.
        port: the port bound; 0 lets the system choose one.
        page_size: observations per page (CBS uses 100,000).
    """

    def __init__(
        self, data: Path, host: str = "127.0.0.1", port: int = 0, page_size: int = 10_000
    ) -> None:
        self.data = data
        self.host = host
        self.port = port
        self.requests: list[SeenRequest] = []
        self._cbs = cbs_api.CbsApi(data / "cbs" / "v4", page_size)
        self._duo = duo_api.DuoApi(data / "duo")
        self._faults = FaultPlan()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The base URL, such as `http://127.0.0.1:43121`; the port is known once started."""
        return f"http://{self.host}:{self.port}"

    def start(self) -> None:
        """Serve from a background thread.

        Raises:
            OSError: the address cannot be bound.
            RuntimeError: it runs already.
        """
        if self._server is not None:
            raise RuntimeError(f"already serving on {self.url}")
        self._server = _Server((self.host, self.port), self)
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
        self._faults.add(fault)

    def clear_faults(self) -> None:
        """Behave again."""
        self._faults.clear()

    def next_fault(self, request: Request) -> Fault | None:
        """The fault that hits this request, if any; it is used up."""
        return self._faults.take(request)

    def answer(self, request: Request) -> Response:
        """What the publishers would answer to a GET."""
        if request.path.startswith("/odata/"):
            return self._cbs.answer(request)
        if request.path.startswith(duo_api.ROOT):
            return self._duo.answer(request)
        return self._duo.file(request)


class _Server(ThreadingHTTPServer):
    """Knows its open connections, so that it can die with them."""

    # Joined when it closes: no thread or socket outlives `stop`.
    daemon_threads = False
    block_on_close = True

    def __init__(self, address: tuple[str, int], upstream: Upstream) -> None:
        self.upstream = upstream
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def connected(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def disconnected(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)

    def break_connections(self) -> None:
        with self._lock:
            for connection in self._open:
                _shut(connection)
            # Not before: it wakes handlers that wait, which must find their connection dead.
            self.stopping.set()

    def handle_error(self, request: object, client_address: object) -> None:
        log.exception("request from %s failed", client_address)


class _Handler(BaseHTTPRequestHandler):
    """Turns a request into an answer, through the faults that are planned."""

    protocol_version = "HTTP/1.1"
    server_version = "techniekpact-upstream"
    # Headers and body are two writes: without this the second waits for an acknowledgement.
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connected(self.connection)
        if self.server.stopping.is_set():
            _shut(self.connection)

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            log.debug("connection with %s broke", self.client_address)
        finally:
            self.server.disconnected(self.connection)

    def respond(self) -> None:
        host = self.headers.get("Host") or f"{self.server.upstream.host}:{self.server.server_port}"
        request = Request(self.command, self.path, host, self.headers)
        fault = self.server.upstream.next_fault(request)
        if fault is None:
            self._send(request, self.server.upstream.answer(request))
            return
        if fault.kind == "latency":
            self.server.stopping.wait(fault.seconds)
        response = fault.replacement() or self.server.upstream.answer(request)
        if fault.kind == "truncate":
            self._send(request, response, fault.after_bytes)
            self.close_connection = True
        elif fault.kind == "reset":
            self._reset(request, response, fault.after_bytes)
        else:
            self._send(request, response)

    def _send(self, request: Request, response: Response, limit: int | None = None) -> None:
        self._record(request, response.status)
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        if response.status != 304:
            self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if request.method != "HEAD":
            self.wfile.write(response.body[:limit])

    def _reset(self, request: Request, response: Response, after_bytes: int) -> None:
        if after_bytes:
            self._send(request, response, after_bytes)
        else:
            self._record(request, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.close_connection = True
        self.rfile.close()
        self.connection.close()

    def _record(self, request: Request, status: int) -> None:
        seen = SeenRequest(request.method, request.target, status, request.condition)
        self.server.upstream.requests.append(seen)

    def log_message(self, format: str, *args: object) -> None:
        log.info("%s " + format, self.address_string(), *args)


# The base class looks for these names, which are not ours to choose.
for _method in ("GET", "HEAD"):
    setattr(_Handler, f"do_{_method}", _Handler.respond)


def _shut(connection: socket.socket) -> None:
    """End a connection for its thread too; what was not sent yet is dropped."""
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("connection was closed already")
