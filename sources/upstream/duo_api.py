"""DUO: the CKAN portal, its datastore, and the files of the older site.

Reads `duo/packages/<package>.json` (what `package_show` returns; a resource's `url` that starts
with `/` is on this server, any other is given as it is), `duo/files/<url path>`, and
`duo/datastore/<resource id>/<name>`: files that only the datastore has.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sources.upstream.messages import Request, Response, json_response, not_found

ROOT = "/api/3/action/"
DUMP = "/datastore/dump/"
_MEDIA_TYPES = {".csv": "text/csv", ".json": "application/json", ".html": "text/html"}
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@dataclass(frozen=True)
class _Version:
    """What the server says of the state of a file."""

    etag: str
    modified: datetime


@dataclass
class DuoApi:
    """Answers CKAN's actions and file downloads from `folder` (`<data>/duo`)."""

    folder: Path
    _etags: dict[Path, tuple[tuple[int, int], str]] = field(default_factory=dict)
    _frozen: dict[Path, _Version] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request: Request) -> Response:
        """Answer one CKAN action; unknown ones are 404 with `success` false."""
        action = request.path.removeprefix(ROOT)
        if action == "package_show":
            return self._package_show(request)
        if action == "package_search":
            return self._package_search(request)
        return _failure(request, 404, "Not Found Error", f"Action {action} not found")

    def file(self, request: Request) -> Response:
        """Answer a download: 200, 206 for a range, 304 when the client has it already, or 404."""
        root = self._files
        path = (root / unquote(request.path).lstrip("/")).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            return not_found(f"Pagina niet gevonden: {request.path}")
        version = self._frozen.get(path) or self._version(path)
        headers = {
            "ETag": version.etag,
            "Last-Modified": format_datetime(version.modified, usegmt=True),
            "Accept-Ranges": "bytes",
        }
        media_type = _MEDIA_TYPES.get(path.suffix, "application/octet-stream")
        if _unchanged(request, version):
            return Response(304, media_type, b"", headers)
        return _whole_or_range(request, Response(200, media_type, path.read_bytes(), headers))

    def dump(self, request: Request) -> Response:
        """Answer a file as the datastore exports it: with `_id` in front and without validators."""
        wanted = request.path.removeprefix(DUMP)
        for package in self._packages(request):
            for resource in package["resources"]:
                path = self._path(resource)
                if resource["id"] == wanted and path is not None:
                    name = f'attachment; filename="{wanted}.csv"'
                    body = "".join(_numbered(path)).encode()
                    headers = {"Content-Disposition": name}
                    return Response(200, "text/csv; charset=utf-8", body, headers)
        return not_found("DataStore resource not found")

    def freeze(self, pattern: str) -> None:
        """From now on, leave the validators of the files whose path `pattern` is found in.

        Raises:
            re.error: it is not a regular expression.
        """
        expression = re.compile(pattern)
        for path in self._files.rglob("*"):
            url_path = f"/{path.relative_to(self._files).as_posix()}"
            if path.is_file() and expression.search(url_path):
                self._frozen.setdefault(path, self._version(path))

    def thaw(self) -> None:
        """Let validators follow their files again."""
        self._frozen.clear()

    @property
    def _files(self) -> Path:
        return (self.folder / "files").resolve()

    def _version(self, path: Path) -> _Version:
        return _Version(self._etag(path), _modified(path))

    def _etag(self, path: Path) -> str:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        with self._lock:
            known = self._etags.get(path)
            if known is None or known[0] != stamp:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()[:32]
                known = self._etags[path] = (stamp, f'"{digest}"')
        return known[1]

    def _package_show(self, request: Request) -> Response:
        wanted = request.query.get("id")
        if not wanted:
            return _failure(request, 409, "Validation Error", "id: Missing value")
        for package in self._packages(request):
            if wanted in (package["name"], package["id"]):
                return _success(request, package)
        return _failure(request, 404, "Not Found Error", "Not found")

    def _package_search(self, request: Request) -> Response:
        packages = self._packages(request)
        try:
            start, rows = int(request.query.get("start", 0)), int(request.query.get("rows", 10))
        except ValueError:
            return _failure(request, 409, "Validation Error", "rows, start: Invalid integer")
        results = packages[start : start + rows]
        return _success(request, {"count": len(packages), "results": results, "facets": {}})

    def _packages(self, request: Request) -> list[dict[str, Any]]:
        packages = []
        for path in sorted((self.folder / "packages").glob("*.json")):
            package = json.loads(path.read_text(encoding="utf-8"))
            for resource in package["resources"]:
                self._complete(request, resource)
            packages.append(package)
        return packages

    def _complete(self, request: Request, resource: dict[str, Any]) -> None:
        """Fill in what depends on the file and on the host that the client calls us by."""
        if (path := self._path(resource)) is not None:
            resource["last_modified"] = _modified(path).strftime("%Y-%m-%dT%H:%M:%S.%f")
            resource["size"] = path.stat().st_size
        if resource["url"].startswith("/"):
            resource["url"] = request.base_url + resource["url"]

    def _path(self, resource: dict[str, Any]) -> Path | None:
        """The file of a resource: under its address, or in the datastore only."""
        at_address = self.folder / "files" / urlsplit(resource["url"]).path.lstrip("/")
        stored = (self.folder / "datastore" / resource["id"]).glob("*")
        return next((path for path in (at_address, *stored) if path.is_file()), None)


def _numbered(path: Path) -> Iterator[str]:
    """The lines of a comma-separated file, each with its number in front."""
    line = io.StringIO()
    writer = csv.writer(line)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file)):
            writer.writerow([number or "_id", *row])
            yield line.getvalue()
            line.seek(0)
            line.truncate()


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def _unchanged(request: Request, version: _Version) -> bool:
    """Whether the client's validator still holds; a tag counts before a date (RFC 9110)."""
    if tags := request.headers.get("If-None-Match"):
        return tags.strip() == "*" or version.etag in (tag.strip() for tag in tags.split(","))
    since = request.headers.get("If-Modified-Since")
    if not since:
        return False
    try:
        return version.modified <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _whole_or_range(request: Request, whole: Response) -> Response:
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    only_if = request.headers.get("If-Range")
    if wanted is None or (only_if and only_if not in whole.headers.values()):
        return whole
    total = len(whole.body)
    first, last = int(wanted[1]), min(int(wanted[2] or total - 1), total - 1)
    if first > last:
        headers = dict(whole.headers) | {"Content-Range": f"bytes */{total}"}
        return Response(416, whole.content_type, b"", headers)
    headers = dict(whole.headers) | {"Content-Range": f"bytes {first}-{last}/{total}"}
    return Response(206, whole.content_type, whole.body[first : last + 1], headers)


def _help(request: Request) -> str:
    return f"{request.base_url}{ROOT}help_show?name={request.path.removeprefix(ROOT)}"


def _success(request: Request, result: object) -> Response:
    return json_response({"help": _help(request), "success": True, "result": result})


def _failure(request: Request, status: int, kind: str, message: str) -> Response:
    error = {"message": message, "__type": kind}
    return json_response({"help": _help(request), "success": False, "error": error}, status)
