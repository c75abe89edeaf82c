"""CBS StatLine, OData v4, as served at `datasets.cbs.nl/odata/v1`.

Reads `cbs/v4/<table>/`: `Properties.json` (an object), `<entity>.json` (a list) for every other
entity, and `Observations.ndjson`, whose lines are served as they stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sources.upstream.messages import ODATA_JSON, TEXT, Request, Response, json_response
from sources.upstream.odata_query import QueryError, next_link, odata_body, read_query
from sources.upstream.tables import Table, Tables

ROOT = "/odata/v1"
MARKER, ROWS = "Properties.json", "Observations.ndjson"
_NAME = re.compile(r"[A-Za-z0-9]+")


@dataclass
class CbsV4Api:
    """Answers the requests under `/odata/v1`."""

    tables: Tables
    page_size: int

    def answer(self, request: Request) -> Response:
        """Answer one request: 404 for an unknown table or entity, 400 for a wrong option."""
        parts = request.path.removeprefix(ROOT).strip("/").split("/")
        if parts == ["Datasets"]:
            value = [table.entity("Properties") for table in self.tables.all()]
            context = f"{request.base_url}{ROOT}/$metadata#Datasets"
            return _ok({"@odata.context": context, "value": value})
        counted = len(parts) == 4 and parts[-1] == "$count"
        parts = parts[:3] if counted else parts
        if parts[0] != "CBS" or not 2 <= len(parts) <= 3 or not all(map(_NAME.fullmatch, parts)):
            return _missing(request.path)
        table = self.tables.find(parts[1])
        if table is None:
            return _missing(f"table {parts[1]}")
        try:
            if counted:
                return _count(request, table, parts[2])
            if len(parts) == 2:
                return _service_document(request, table)
            if parts[2] == "Observations":
                return self._observations(request, table)
            return _entity(request, table, parts[2])
        except QueryError as error:
            return _refuse(str(error))

    def _observations(self, request: Request, table: Table) -> Response:
        query = read_query(request.query)
        page = table.page(query.selection(self.page_size))
        head: dict[str, object] = {"@odata.context": _context(request, table, "Observations")}
        if request.query.get("$count") == "true":
            head["@odata.count"] = table.count(query.condition)
        link = next_link(request, query, self.page_size) if page.more else None
        tail = {"@odata.nextLink": link} if link else {}
        return Response(200, ODATA_JSON, odata_body(head, page.text, tail))


def _count(request: Request, table: Table, name: str) -> Response:
    query = read_query(request.query)
    if name == "Observations":
        number = table.count(query.condition)
    elif isinstance(content := table.entity(name), list):
        number = len(query.apply(content))
    else:
        return _missing(f"{table.identifier}/{name}/$count")
    return Response(200, TEXT, str(number).encode())


def _entity(request: Request, table: Table, name: str) -> Response:
    content: Any = table.entity(name)
    if content is None:
        return _missing(f"{table.identifier}/{name}")
    if isinstance(content, list):
        content = {"value": read_query(request.query).apply(content)}
    return _ok({"@odata.context": _context(request, table, name)} | content)


def _service_document(request: Request, table: Table) -> Response:
    value = [
        {"name": name, "kind": "Singleton" if name == "Properties" else "EntitySet", "url": name}
        for name in sorted([*table.entities(), "Observations"])
    ]
    context = _context(request, table, "").removesuffix("#")
    return _ok({"@odata.context": context, "value": value})


def _context(request: Request, table: Table, entity: str) -> str:
    return f"{request.base_url}{ROOT}/CBS/{table.identifier}/$metadata#{entity}"


def _ok(content: object) -> Response:
    return json_response(content, content_type=ODATA_JSON)


def _missing(what: str) -> Response:
    error = {"error": {"code": "404", "message": f"Not found: {what}"}}
    return json_response(error, 404, ODATA_JSON)


def _refuse(message: str) -> Response:
    return json_response({"error": {"code": "400", "message": message}}, 400, ODATA_JSON)
