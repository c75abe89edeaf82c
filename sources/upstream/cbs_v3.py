"""CBS StatLine, OData v3, as served at `opendata.cbs.nl`.

Reads `cbs/v3/<table>/`: `TableInfos.json` (a list of one), `DataProperties.json`,
`CategoryGroups.json`, `<Dimension>.json`, and `TypedDataSet.ndjson`, a row per line: `ID`, the
dimensions (keys padded with spaces) and the topics. There a topic is a number, a text (topics of
datatype String), `null` (a blank cell: cannot occur) or `"."` (missing: unknown or secret); which
of the last two it is shows in `UntypedDataSet` only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sources.upstream.messages import ODATA_V3_JSON, TEXT, Request, Response, json_response
from sources.upstream.odata_query import QueryError, next_link, odata_body, read_query
from sources.upstream.rows import Page, Selection
from sources.upstream.tables import Table, Tables
from sources.upstream.v3_rows import columns_of, typed, untyped

MARKER, ROWS = "TableInfos.json", "TypedDataSet.ndjson"
DATA_SETS = ("TypedDataSet", "UntypedDataSet")
MOST_CELLS = 10_000  # of one answer of ODataApi
_CATALOG = re.compile(r"/ODataCatalog/Tables/?", re.IGNORECASE)
_TABLE = re.compile(
    r"(?P<root>/OData(?P<service>Api|Feed)/odata/(?P<table>\w+))"
    r"(?:/(?P<entity>\w*)(?P<count>/\$count)?)?/?",
    re.IGNORECASE,
)


@dataclass
class CbsV3Api:
    """Answers the requests under `/ODataCatalog`, `/ODataFeed` and `/ODataApi`."""

    tables: Tables
    page_size: int

    def answer(self, request: Request) -> Response:
        """Answer one request.

        404 for an unknown table or entity, 400 for a wrong option, and 500 where ODataApi is asked
        for more than `MOST_CELLS`.
        """
        try:
            if _CATALOG.fullmatch(request.path):
                return self._catalog(request)
            if (found := _TABLE.fullmatch(request.path)) is None:
                return _error(404, f"Resource not found: {request.path}")
            if (table := self.tables.find(found["table"])) is None:
                return _error(404, f"Table not found: {found['table']}")
            context = f"{request.base_url}{found['root']}/$metadata"
            if not found["entity"]:
                return _service_document(f"{request.base_url}{found['root']}", context, table)
            context += f"#Cbs.OData.WebAPI.{found['entity']}"
            if found["entity"] not in DATA_SETS:
                return _entity(request, context, table, found)
            if found["count"]:
                return _plain(table.count(read_query(request.query).condition))
            if found["service"].lower() == "api":
                return self._whole(request, context, table, found["entity"])
            return self._page(request, context, table, found["entity"])
        except QueryError as error:
            return _error(400, str(error))

    def _catalog(self, request: Request) -> Response:
        items = [item for table in self.tables.all() for item in table.entity("TableInfos")]
        value = read_query(request.query).apply(items)
        context = f"{request.base_url}/ODataCatalog/$metadata#Cbs.OData.Catalog.Tables"
        return _ok({"odata.metadata": context, "value": value})

    def _page(self, request: Request, context: str, table: Table, entity: str) -> Response:
        query = read_query(request.query)
        page = table.page(query.selection(self.page_size))
        link = next_link(request, query, self.page_size) if page.more else None
        return _rows(context, table, entity, page, link)

    def _whole(self, request: Request, context: str, table: Table, entity: str) -> Response:
        query = read_query(request.query)
        left = max(0, table.count(query.condition) - query.skip)
        rows = left if query.top is None else min(left, query.top)
        cells = rows * len(query.columns or columns_of(table))
        if cells > MOST_CELLS:
            return _error(
                500,
                f"The query asks for {cells} cells ({rows} rows); the maximum is {MOST_CELLS}. "
                "Use $filter, $select, $top and $skip, or the ODataFeed.",
            )
        selection = Selection(query.skip, rows, query.columns, query.condition)
        return _rows(context, table, entity, table.page(selection), None)


def _rows(context: str, table: Table, entity: str, page: Page, link: str | None) -> Response:
    text = typed(table, page.text) if entity == "TypedDataSet" else untyped(table, page.text)
    tail = {"odata.nextLink": link} if link else {}
    return Response(200, ODATA_V3_JSON, odata_body({"odata.metadata": context}, text, tail))


def _entity(request: Request, context: str, table: Table, found: re.Match[str]) -> Response:
    content: Any = table.entity(found["entity"])
    if content is None:
        return _error(404, f"Resource not found: {found['entity']}")
    value = read_query(request.query).apply(content)
    if found["count"]:
        return _plain(len(value))
    return _ok({"odata.metadata": context, "value": value})


def _service_document(root: str, context: str, table: Table) -> Response:
    # CBS names the table and its data before the rest.
    first = ["TableInfos", *reversed(DATA_SETS), "DataProperties", "CategoryGroups"]
    others = [name for name in table.entities() if name not in first]
    value = [{"name": name, "url": f"{root}/{name}"} for name in [*first, *others]]
    return _ok({"odata.metadata": context, "value": value})


def _plain(number: int) -> Response:
    return Response(200, TEXT, str(number).encode())


def _ok(content: object) -> Response:
    return json_response(content, content_type=ODATA_V3_JSON)


def _error(status: int, message: str) -> Response:
    error = {"odata.error": {"code": "", "message": {"lang": "en-US", "value": message}}}
    return json_response(error, status, ODATA_V3_JSON)
