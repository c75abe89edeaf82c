"""CBS StatLine, OData v4, as served at `datasets.cbs.nl/odata/v1`.

Reads `cbs/v4/<table>/`: `Properties.json` (an object), `<entity>.json` (a list) for every other
entity, and `Observations.ndjson`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from sources.upstream.messages import ODATA_JSON, Request, Response, json_response
from sources.upstream.observations import ObservationFiles, Selection
from sources.upstream.odata_filter import FilterError, parse_filter

ROOT = "/odata/v1"
_NAME = re.compile(r"[A-Za-z0-9]+")


@dataclass
class CbsApi:
    """Answers the requests under `/odata/v1`, from `folder` (`<data>/cbs/v4`)."""

    folder: Path
    page_size: int
    _files: ObservationFiles = field(default_factory=ObservationFiles)

    def answer(self, request: Request) -> Response:
        """Answer one request: 404 for an unknown table or entity, 400 for a wrong option."""
        parts = request.path.removeprefix(ROOT).strip("/").split("/")
        if parts == ["Datasets"]:
            return self._datasets(request)
        if parts[0] != "CBS" or not 2 <= len(parts) <= 3 or not all(map(_NAME.fullmatch, parts)):
            return _missing(request.path)
        table = self.folder / parts[1]
        if not (table / "Properties.json").is_file():
            return _missing(f"table {parts[1]}")
        if len(parts) == 2:
            return _service_document(request, table)
        if parts[2] == "Observations":
            return self._observations(request, table)
        return _entity(request, table, parts[2])

    def _datasets(self, request: Request) -> Response:
        tables = sorted(self.folder.glob("*/Properties.json"))
        value = [json.loads(path.read_text(encoding="utf-8")) for path in tables]
        context = f"{request.base_url}{ROOT}/$metadata#Datasets"
        return json_response({"@odata.context": context, "value": value}, content_type=ODATA_JSON)

    def _observations(self, request: Request, table: Path) -> Response:
        options = request.query
        try:
            skip, top = _whole(options, "$skip"), _whole(options, "$top")
            condition = parse_filter(options["$filter"]) if "$filter" in options else None
        except FilterError as error:
            return _refuse(f"$filter: {error}")
        except ValueError as error:
            return _refuse(str(error))
        skip = skip or 0
        size = self.page_size if top is None else min(top, self.page_size)
        columns = tuple(name.strip() for name in options.get("$select", "").split(",") if name)
        page = self._files.page(
            table / "Observations.ndjson", Selection(skip, size, columns, condition)
        )
        head = {"@odata.context": _context(request, table, "Observations")}
        body = json.dumps(head)[:-1].encode() + b', "value": [' + b",\n".join(page.lines) + b"]"
        if page.more and (top is None or top > size):
            following = dict(options) | {"$skip": str(skip + size)}
            if top is not None:
                following["$top"] = str(top - size)
            query = urlencode(following, safe="$,()'", quote_via=quote)
            link = f"{request.base_url}{request.path}?{query}"
            body += b', "@odata.nextLink": ' + json.dumps(link).encode()
        return Response(200, ODATA_JSON, body + b"}")


def _whole(options: Mapping[str, str], name: str) -> int | None:
    if name not in options:
        return None
    if not options[name].isdecimal():
        raise ValueError(f"{name} must be a whole number, not {options[name]!r}")
    return int(options[name])


def _entity(request: Request, table: Path, name: str) -> Response:
    path = table / f"{name}.json"
    if not path.is_file():
        return _missing(f"{table.name}/{name}")
    content = json.loads(path.read_text(encoding="utf-8"))
    answer = content if isinstance(content, dict) else {"value": content}
    context = {"@odata.context": _context(request, table, name)}
    return json_response(context | answer, content_type=ODATA_JSON)


def _service_document(request: Request, table: Path) -> Response:
    names = sorted({path.stem for path in table.iterdir() if path.suffix in {".json", ".ndjson"}})
    value = [
        {"name": name, "kind": "Singleton" if name == "Properties" else "EntitySet", "url": name}
        for name in names
    ]
    context = _context(request, table, "").removesuffix("#")
    return json_response({"@odata.context": context, "value": value}, content_type=ODATA_JSON)


def _context(request: Request, table: Path, entity: str) -> str:
    return f"{request.base_url}{ROOT}/CBS/{table.name}/$metadata#{entity}"


def _missing(what: str) -> Response:
    error = {"error": {"code": "404", "message": f"Not found: {what}"}}
    return json_response(error, 404, ODATA_JSON)


def _refuse(message: str) -> Response:
    return json_response({"error": {"code": "400", "message": message}}, 400, ODATA_JSON)
