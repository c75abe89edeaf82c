"""The pages of a table: side by side, each checked, resumed where it broke off.

A page that is complete stands in the folder as `<entity>-<number>.json.zst`, its rows in
`.rows/`, and what was seen in it in `.pages.json`; what stands there is not fetched again.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, as_completed
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
from pydantic import BaseModel
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_fixed

from sources.cbs.api import Listing
from sources.cbs.connections import Connections
from sources.cbs.envelope import EnvelopeError, leave_array, look
from sources.cbs.rows import ROWS, compress, read_rows, reader, rows_of
from sources.client import Client, FetchError
from sources.landing import Original, sync
from sources.progress import Progress, Silent

# Hidden: scratch, which does not go into the archive.
_STATE = ".pages.json"
_DAMAGED_TRIES = 3


class DamagedError(FetchError):
    """A page arrived whole and is not what it should be; another try may give a sound one."""


class DivergedError(FetchError):
    """Pages do not fit together: asked side by side they are not what a walk would give."""


class Page(BaseModel):
    """A page that is in the folder, and what was seen in it."""

    original: Original
    rows: int
    first_id: int
    last_id: int
    next_link: str | None


class _Pages(BaseModel):
    pages: dict[int, Page] = {}


class PagedDownload:
    """Fetches the rows of a listing into a folder.

    Args:
        listing: where, under which options, and how many rows the server states.
        entity: what the page files are named after.
        row_id: the key of a row's number.
        fields: the keys that are read, with their types in DuckDB; `row_id` among them.
        folder: where pages are kept between runs.
        connections: whom to fetch with.
        progress: is told of every page.
    """

    def __init__(
        self,
        listing: Listing,
        *,
        entity: str,
        row_id: str,
        fields: Mapping[str, str],
        folder: Path,
        connections: Connections,
        progress: Progress | None = None,
    ) -> None:
        self._listing = listing
        self._entity = entity
        self._row_id = row_id
        self._folder = folder
        self._fields = fields
        self._connections = connections
        self._progress = progress or Silent()
        self._state = folder / _STATE
        self._pages = self._kept()
        (folder / ROWS).mkdir(exist_ok=True)

    def run(self) -> tuple[Original, ...]:
        """Fetch what is not there yet; the pages in order.

        Raises:
            FetchError: a page cannot be had, or the pages are not the rows that were stated.
        """
        self._progress.begin(self._listing.stated, sum(p.rows for p in self._pages.values()))
        with reader() as db:
            if 1 not in self._pages:
                self._keep(1, self._take(1, self._listing.page(0), db))
            first = self._pages[1]
            if first.next_link and first.rows and not self._side_by_side(first.rows, db):
                self._walk(db)
        return self._checked()

    def _side_by_side(self, size: int, db: duckdb.DuckDBPyConnection) -> bool:
        """Fetch the other pages by their offset; False when they are not what a walk gives."""
        numbers = range(2, -(-self._listing.stated // size) + 1)
        with self._connections.threads() as pool:
            futures = {
                pool.submit(self._take, n, self._listing.page((n - 1) * size), db): n
                for n in numbers
                if n not in self._pages
            }
            try:
                for future in as_completed(futures):
                    number, page = futures[future], future.result()
                    if page.rows != min(size, self._listing.stated - (number - 1) * size):
                        raise DivergedError(f"page {number} has {page.rows} rows")
                    self._keep(number, page)
            except DivergedError:
                return False
            finally:
                # Pages that arrived while one failed are kept: the next run has less to do.
                for future in futures:
                    future.cancel()
                self._keep_finished(futures, size)
        return self._in_order()

    def _keep_finished(self, futures: dict[Future[Page], int], size: int) -> None:
        for future, number in futures.items():
            if future.cancelled() or number in self._pages or future.exception():
                continue
            page = future.result()
            if page.rows == min(size, self._listing.stated - (number - 1) * size):
                self._keep(number, page)

    def _walk(self, db: duckdb.DuckDBPyConnection) -> None:
        """Follow the next links, one after the other: the documented way to page."""
        self._pages = {1: self._pages[1]}
        seen = {self._listing.page(0)}
        number = 1
        while link := self._pages[number].next_link:
            astray = urlsplit(link).netloc != urlsplit(self._listing.url).netloc
            if link in seen or astray:
                self._forget()
                raise FetchError(f"{self._listing.url}: the next page {link} leads astray")
            seen.add(link)
            number += 1
            self._keep(number, self._take(number, link, db))

    def _checked(self) -> tuple[Original, ...]:
        received = sum(page.rows for page in self._pages.values())
        if received != self._listing.stated or not self._in_order():
            self._forget()
            raise FetchError(
                f"{self._listing.url}: {received} rows received where CBS states "
                f"{self._listing.stated}; nothing was kept"
            )
        return tuple(self._pages[number].original for number in sorted(self._pages))

    def _in_order(self) -> bool:
        """Whether row numbers rise from page to page: no row twice."""
        pages = [self._pages[number] for number in sorted(self._pages)]
        return all(a.last_id < b.first_id for a, b in pairwise(pages) if b.rows)

    def _take(self, number: int, url: str, db: duckdb.DuckDBPyConnection) -> Page:
        retrying = Retrying(
            retry=retry_if_exception_type(DamagedError),
            stop=stop_after_attempt(_DAMAGED_TRIES),
            wait=wait_fixed(0.1),
            reraise=True,
        )
        with self._connections.client() as client:
            return retrying(self._page, number, url, client, db)

    def _page(self, number: int, url: str, client: Client, db: duckdb.DuckDBPyConnection) -> Page:
        page = self._folder / f"{self._entity}-{number:05}.json"
        download = client.fetch(url, page)
        try:
            envelope = look(page)
            compressed = compress(page)
            leave_array(page, envelope)
            extent = read_rows(db, page, self._fields, self._row_id)
        except (EnvelopeError, duckdb.Error) as error:
            raise DamagedError(f"{url} is not a page of rows: {error}") from error
        finally:
            page.unlink()
        # After a power cut, what `.pages.json` names must be whole.
        sync(compressed)
        sync(rows_of(self._folder, compressed.name))
        return Page(
            original=Original(
                name=compressed.name,
                url=url,
                sha256=download.sha256,
                size=download.size,
                compression="zstd",
            ),
            rows=extent.rows,
            first_id=extent.first_id,
            last_id=extent.last_id,
            next_link=envelope.next_link,
        )

    def _keep(self, number: int, page: Page) -> None:
        self._pages[number] = page
        temporary = self._state.with_suffix(".tmp")
        temporary.write_text(_Pages(pages=self._pages).model_dump_json(), encoding="utf-8")
        sync(temporary)
        temporary.replace(self._state)
        self._progress.advance(page.rows, page.original.size)

    def _kept(self) -> dict[int, Page]:
        if not self._state.is_file():
            return {}
        pages = _Pages.model_validate_json(self._state.read_text(encoding="utf-8")).pages
        return {n: page for n, page in pages.items() if self._is_there(page)}

    def _is_there(self, page: Page) -> bool:
        name = page.original.name
        return (self._folder / name).is_file() and rows_of(self._folder, name).is_file()

    def _forget(self) -> None:
        """Pages that do not fit together are of no use to the next run."""
        self._pages = {}
        self._state.unlink(missing_ok=True)
