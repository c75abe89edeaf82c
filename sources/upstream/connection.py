"""Sockets and threads of the stand-in: a server that can die, and misbehave, at any byte."""

from __future__ import annotations

import logging
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

from sources.upstream.faults import Fault, Hit
from sources.upstream.messages import Request, Response
from sources.upstream.spoil import spoil

log = logging.getLogger(__name__)

# Closing then sends RST at once, where it would have sent the rest and FIN.
_NO_LINGER = struct.pack("ii", 1, 0)


class Publisher(Protocol):
    """What answers the requests that arrive, and when it does so badly."""

    host: str
    latency: float

    def answer(self, request: Request) -> Response:
        """The right answer."""

    def next_fault(self, request: Request) -> Hit | None:
        """The fault that hits this request, if any."""

    def record(self, request: Request, status: int) -> None:
        """Remember how a request was answered; status 0 stands for a broken connection."""


class Server(ThreadingHTTPServer):
    """Knows its open connections, so that it can die with them."""

    # Joined when it closes: no thread or socket outlives `stop`.
    daemon_threads = False
    block_on_close = True

    def __init__(self, address: tuple[str, int], publisher: Publisher) -> None:
        self.publisher = publisher
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._busy = 0
        self.most_at_once = 0
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def connected(self, connection: socket.socket) -> None:
        """Note a new connection."""
        with self._lock:
            self._open.add(connection)

    def disconnected(self, connection: socket.socket) -> None:
        """Forget a connection that ended."""
        with self._lock:
            self._open.discard(connection)

    def begins(self) -> None:
        """Note a request that is being answered."""
        with self._lock:
            self._busy += 1
            self.most_at_once = max(self.most_at_once, self._busy)

    def ends(self) -> None:
        """Note that a request was answered."""
        with self._lock:
            self._busy -= 1

    def break_connections(self) -> None:
        """End all connections, also those half-way an answer."""
        with self._lock:
            for connection in self._open:
                _shut(connection)
            # Not before: it wakes handlers that wait, which must find their connection dead.
            self.stopping.set()

    def handle_error(self, request: object, client_address: object) -> None:
        """Log what a handler did not expect."""
        log.exception("request from %s failed", client_address)


class _Handler(BaseHTTPRequestHandler):
    """Turns a request into an answer, through the faults that are planned."""

    protocol_version = "HTTP/1.1"
    server_version = "techniekpact-upstream"
    # Headers and body are two writes: without this the second waits for an acknowledgement.
    disable_nagle_algorithm = True
    server: Server

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
        self.server.begins()
        try:
            self._respond()
        finally:
            self.server.ends()

    def _respond(self) -> None:
        publisher = self.server.publisher
        host = self.headers.get("Host") or f"{publisher.host}:{self.server.server_port}"
        request = Request(self.command, self.path, host, self.headers)
        hit = publisher.next_fault(request)
        delay = publisher.latency
        if hit is not None and hit.fault.kind == "latency":
            delay += hit.fault.seconds
        if delay:
            self.server.stopping.wait(delay)
        if hit is None:
            self._send(request, publisher.answer(request))
            return
        self._misbehave(request, spoil(hit, request, publisher.answer), hit.fault)

    def _misbehave(self, request: Request, response: Response, fault: Fault) -> None:
        if fault.kind == "truncate":
            self._send(request, response, fault.after_bytes)
            self.close_connection = True
        elif fault.kind == "reset":
            self._reset(request, response, fault.after_bytes)
        elif fault.kind == "slow_drip":
            self._drip(request, response, fault)
        else:
            self._send(request, response)

    def _send(self, request: Request, response: Response, limit: int | None = None) -> None:
        self.server.publisher.record(request, response.status)
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        if response.status != 304:
            self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if request.method != "HEAD":
            self.wfile.write(response.body[:limit])

    def _drip(self, request: Request, response: Response, fault: Fault) -> None:
        self._send(request, response, 0)
        if request.method == "HEAD":
            return
        size = max(1, fault.after_bytes)
        for start in range(0, len(response.body), size):
            if self.server.stopping.wait(fault.seconds if start else 0):
                break
            self.wfile.write(response.body[start : start + size])

    def _reset(self, request: Request, response: Response, after_bytes: int) -> None:
        if after_bytes:
            self._send(request, response, after_bytes)
        else:
            self.server.publisher.record(request, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.close_connection = True
        self.rfile.close()
        self.connection.close()

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
