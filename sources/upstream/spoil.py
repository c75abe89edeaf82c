"""What a fault makes of an answer, before it is sent."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sources.upstream.faults import Fault, Hit
from sources.upstream.messages import HTML, NOWHERE, Request, Response, json_response

MAINTENANCE = (
    "<!DOCTYPE html>\n<html><head><title>Onderhoud</title></head>"
    "<body><h1>Deze site is tijdelijk niet beschikbaar</h1></body></html>\n"
)
_COUNTS = ("ObservationCount", "RecordCount", "@odata.count", "odata.count")
_MOMENTS = ("Modified", "ObservationsModified")
_QUOTED_FIELD = re.compile(rb'[\n;,]"[^"\r\n]+')


def spoil(hit: Hit, request: Request, answer: Callable[[Request], Response]) -> Response:
    """The answer to a request that a fault hits; `answer` gives the right one, where needed."""
    fault = hit.fault
    if fault.kind == "status":
        return _refusal(fault)
    if fault.kind == "html":
        return Response(200, HTML, MAINTENANCE.encode())
    response = answer(request)
    if response.status != 200:
        return response
    if fault.kind == "invalid_json":
        return replace(response, body=response.body[: len(response.body) // 2])
    if fault.kind == "wrong_count":
        return replace(response, body=_miscounted(response.body, fault.count))
    if fault.kind == "next_link":
        return replace(response, body=_relinked(response.body, request, fault.link))
    if fault.kind == "short_page":
        content = json.loads(response.body)
        return replace(response, body=_dump(content | {"value": content["value"][:-1]}))
    if fault.kind == "modified":
        return replace(response, body=_moved(response.body, timedelta(seconds=hit.number)))
    if fault.kind == "cut_in_quotes":
        return _cut_in_quotes(response)
    if fault.kind == "internal_host":
        return replace(response, body=_rehosted(response.body))
    return response


def _refusal(fault: Fault) -> Response:
    refusal = json_response({"error": {"code": str(fault.status)}}, fault.status)
    if fault.retry_after is None:
        return refusal
    return replace(refusal, headers={"Retry-After": str(fault.retry_after)})


def _miscounted(body: bytes, error: int) -> bytes:
    if body.isdigit():
        return str(int(body) + error).encode()
    content = json.loads(body)
    for item in _objects(content):
        item.update({name: item[name] + error for name in _COUNTS if name in item})
    return _dump(content)


def _relinked(body: bytes, request: Request, link: str) -> bytes:
    content = json.loads(body)
    key = "@odata.nextLink" if "@odata.context" in content else "odata.nextLink"
    return _dump(content | {key: request.base_url + request.target if link == "self" else link})


def _moved(body: bytes, by: timedelta) -> bytes:
    content = json.loads(body)
    for item in _objects(content):
        for name in _MOMENTS:
            if item.get(name):
                item[name] = (datetime.fromisoformat(item[name]) + by).isoformat()
    return _dump(content)


def _cut_in_quotes(whole: Response) -> Response:
    """As a file that was cut when it was published: what is said of it agrees with what is left.

    Raises:
        ValueError: nothing is quoted in the second half of the body.
    """
    middle = whole.body.find(b"\n", len(whole.body) // 2)
    field = _QUOTED_FIELD.search(whole.body, max(middle, 0))
    if field is None:
        raise ValueError("cut_in_quotes: there is no quoted field to cut in")
    body = whole.body[: field.end()]
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return replace(whole, body=body, headers=dict(whole.headers) | {"ETag": etag})


def _rehosted(body: bytes) -> bytes:
    content = json.loads(body)
    result = content["result"]
    for package in result.get("results", [result]):
        for resource in package["resources"]:
            resource["url"] = NOWHERE + urlsplit(resource["url"]).path
    return _dump(content)


def _objects(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The answer itself, and the objects that it lists."""
    yield content
    yield from content.get("value", ())


def _dump(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
