"""Everything that goes wrong at a publisher, on request."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import Literal

from sources.upstream.messages import HTML, Request, Response, json_response

MAINTENANCE = (
    "<!DOCTYPE html>\n<html><head><title>Onderhoud</title></head>"
    "<body><h1>Deze site is tijdelijk niet beschikbaar</h1></body></html>\n"
)


@dataclass(frozen=True)
class Fault:
    """One misbehaviour of the stand-in.

    path: regular expression, searched in the path and query of a request.
    kind: `status` answers `status`; `reset` breaks the connection after `after_bytes` of the
        body; `truncate` promises the whole body, sends `after_bytes` and closes; `html` answers
        200 with a web page; `latency` waits `seconds` and then answers as usual.
    times: how many requests it hits; None for all.
    retry_after: value of `Retry-After`, in seconds, for kind `status`.
    """

    path: str
    kind: Literal["status", "reset", "truncate", "html", "latency"]
    times: int | None = 1
    status: int = 503
    after_bytes: int = 0
    retry_after: int | None = None
    seconds: float = 0.0

    def replacement(self) -> Response | None:
        """The answer that takes the place of the real one, or None where the real one is used."""
        if self.kind == "html":
            return Response(200, HTML, MAINTENANCE.encode())
        if self.kind != "status":
            return None
        refusal = json_response({"error": {"code": str(self.status)}}, self.status)
        if self.retry_after is None:
            return refusal
        headers = {"Retry-After": str(self.retry_after)}
        return Response(refusal.status, refusal.content_type, refusal.body, headers)


@dataclass
class FaultPlan:
    """The faults still to come; safe to use from several threads."""

    _pending: list[tuple[Fault, int | None]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> None:
        """Plan a fault, after those that were planned before.

        Raises:
            re.error: its path is not a regular expression.
        """
        re.compile(fault.path)
        with self._lock:
            self._pending.append((fault, fault.times))

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._pending.clear()

    def take(self, request: Request) -> Fault | None:
        """The first fault that hits this request; one of its `times` is used up."""
        with self._lock:
            for position, (fault, left) in enumerate(self._pending):
                if not re.search(fault.path, request.target):
                    continue
                if left is None:
                    return fault
                if left > 1:
                    self._pending[position] = (fault, left - 1)
                else:
                    del self._pending[position]
                return fault
        return None
