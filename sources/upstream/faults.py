"""Everything that goes wrong at a publisher, on request: which fault hits which request."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import Literal

from sources.upstream.messages import Request

Kind = Literal[
    "status",
    "html",
    "invalid_json",
    "wrong_count",
    "next_link",
    "short_page",
    "modified",
    "cut_in_quotes",
    "internal_host",
    "same_etag",
    "latency",
    "slow_drip",
    "truncate",
    "reset",
]


@dataclass(frozen=True)
class Fault:
    """One misbehaviour of the stand-in.

    Kinds that change what is answered:

    - `status` answers `status`, with `Retry-After: retry_after` where that is given;
    - `html` answers 200 with a web page;
    - `invalid_json` cuts the body in the middle, and its Content-Length agrees;
    - `wrong_count` adds `count` to the number of rows that is stated: in `ObservationCount`,
      `RecordCount`, `@odata.count`, or the plain number of `$count`;
    - `next_link` puts `link` where the link to the next page is, or would be on the last page;
      `self` stands for the address of the page itself, a loop;
    - `short_page` leaves out the last row of a page;
    - `modified` moves `Modified` and `ObservationsModified` by one second for every hit so far:
      the first request hit reads a second later than the file says, the second two seconds. After
      `times` hits it is as before;
    - `cut_in_quotes` cuts a file inside a quoted field, about half-way; its Content-Length and ETag
      are those of what is left;
    - `internal_host` puts the files that `package_show` and `package_search` list on a host that
      refuses connections; their paths, dates and sizes stay;
    - `same_etag` leaves the ETag and Last-Modified of a file as they are now, whatever becomes of
      it on disk: a conditional request is then answered 304, while `package_show` tells the new
      date and size. It lasts until the faults are cleared; `times` does not count.

    Kinds that change how it is sent:

    - `latency` waits `seconds`, and then answers as usual;
    - `slow_drip` sends `after_bytes` (at least 1) at a time, `seconds` apart;
    - `truncate` promises the whole body, sends `after_bytes` and closes;
    - `reset` breaks the connection after `after_bytes` of the body.

    path: regular expression, searched in the path and query of a request.
    times: how many requests it hits; None for all.
    """

    path: str
    kind: Kind
    times: int | None = 1
    status: int = 503
    after_bytes: int = 0
    retry_after: int | None = None
    seconds: float = 0.0
    count: int = 1
    link: str = "self"


@dataclass(frozen=True)
class Hit:
    """A fault that hits a request; `number` is 1 for the first one that it hit."""

    fault: Fault
    number: int


@dataclass
class _Planned:
    fault: Fault
    hits: int = 0


@dataclass
class FaultPlan:
    """The faults still to come; safe to use from several threads."""

    _pending: list[_Planned] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> None:
        """Plan a fault, after those that were planned before.

        Raises:
            re.error: its path is not a regular expression.
        """
        re.compile(fault.path)
        with self._lock:
            self._pending.append(_Planned(fault))

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._pending.clear()

    def take(self, request: Request) -> Hit | None:
        """The first fault that hits this request; one of its `times` is used up."""
        with self._lock:
            for planned in self._pending:
                if not re.search(planned.fault.path, request.target):
                    continue
                planned.hits += 1
                if planned.hits == planned.fault.times:
                    self._pending.remove(planned)
                return Hit(planned.fault, planned.hits)
        return None
