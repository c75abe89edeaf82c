"""What the stand-in receives and answers, apart from sockets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import parse_qsl, urlsplit

JSON = "application/json; charset=utf-8"
ODATA_JSON = "application/json; odata.metadata=minimal"
ODATA_V3_JSON = "application/json;odata=minimalmetadata;streaming=true;charset=utf-8"
TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"
# Stands for the publisher's internal hosts. Nothing listens at port 9 of loopback, so that asking
# there is refused at once; a name that does not resolve could be asked for outside this machine.
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Request:
    """One request.

    `target` is the path and query as the client sent them; `headers` ignores case.
    """

    method: str
    target: str
    host: str
    headers: Message

    @property
    def path(self) -> str:
        """The path without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The decoded query options; of a repeated one the last counts."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def base_url(self) -> str:
        """`http://host:port` as the client calls this server, for the absolute links."""
        return f"http://{self.host}"

    @property
    def condition(self) -> str | None:
        """The validator the client sent, `If-None-Match` before `If-Modified-Since`."""
        for name in ("If-None-Match", "If-Modified-Since"):
            if value := self.headers.get(name):
                return f"{name}: {value}"
        return None


@dataclass(frozen=True)
class Response:
    """One answer: status, media type, body (bytes) and further headers."""

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def json_response(content: object, status: int = 200, content_type: str = JSON) -> Response:
    """Answer `content` as JSON, in UTF-8."""
    return Response(status, content_type, json.dumps(content, ensure_ascii=False).encode())


def not_found(message: str) -> Response:
    """Answer 404 in plain HTML, as the publishers' web servers do outside their APIs."""
    page = f"<!DOCTYPE html><html><body><h1>404</h1><p>{message}</p></body></html>"
    return Response(404, HTML, page.encode())
