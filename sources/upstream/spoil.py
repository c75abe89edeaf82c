"""What a fault makes of an answer, before it is sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sources.upstream.faults import Fault, Hit
from sources.upstream.messages import HTML, Request, Response, json_response

MAINTENANCE = (
    "<!DOCTYPE html>\n<html><head><title>Onderhoud</title></head>"
    "<body><h1>Deze site is tijdelijk niet beschikbaar</h1></body></html>\n"
)
_COUNTS = ("ObservationCount", "RecordCount", "@odata.count", "odata.count")
_MOMENTS = ("Modified", "ObservationsModified")


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


def _objects(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The answer itself, and the objects that it lists."""
    yield content
    yield from content.get("value", ())


def _dump(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
