"""The pages of a table: side by side, each checked, resumed where it broke off.

A page that is complete stands in the folder as `<entity>-<number>.json.zst`, with what was seen
in it in `.pages.json`; what stands there is not fetched again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import urlsplit

import duckdb
import pyarrow as pa
from pydantic import BaseModel
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_fixed

from sources.cbs.api import Listing
from sources.cbs.envelope import EnvelopeError, cut
from sources.client import Client, FetchError
from sources.landing import Original
from sources.progress import Progress, Silent
from sources.reading import quoted

CONNECTIONS = 4
# Hidden: scratch, which does not go into the archive.
ARRAYS = ".arrays"
_STATE = ".pages.json"
_DAMAGED_TRIES = 3
_CHUNK = 1 << 20

Connect = Callable[[], Client]


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
        folder: where pages are kept between runs.
        connect: makes a client; each of the parallel connections has its own.
        progress: is told of every page.
    """

    def __init__(
        self,
        listing: Listing,
        *,
        entity: str,
        row_id: str,
        folder: Path,
        connect: Connect,
        progress: Progress | None = None,
    ) -> None:
        self._listing = listing
        self._entity = entity
        self._row_id = row_id
        self._folder = folder
        self._connect = connect
        self._progress = progress or Silent()
        self._state = folder / _STATE
        self._pages = self._kept()
        (folder / ARRAYS).mkdir(exist_ok=True)

    def run(self) -> tuple[Original, ...]:
        """Fetch what is not there yet; the pages in order.

        Raises:
            FetchError: a page cannot be had, or the pages are not the rows that were stated.
        """
        self._progress.begin(self._listing.stated, sum(p.rows for p in self._pages.values()))
        with self._clients() as clients:
            if 1 not in self._pages:
                self._keep(1, self._take(1, self._listing.page(0), clients))
            first = self._pages[1]
            if first.next_link and first.rows and not self._side_by_side(clients, first.rows):
                self._walk(clients)
        return self._checked()

    def _side_by_side(self, clients: SimpleQueue[Client], size: int) -> bool:
        """Fetch the other pages by their offset; False when they are not what a walk gives."""
        numbers = range(2, -(-self._listing.stated // size) + 1)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            futures = {
                pool.submit(self._take, n, self._listing.page((n - 1) * size), clients): n
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

    def _walk(self, clients: SimpleQueue[Client]) -> None:
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
            self._keep(number, self._take(number, link, clients))

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

    def _take(self, number: int, url: str, clients: SimpleQueue[Client]) -> Page:
        retrying = Retrying(
            retry=retry_if_exception_type(DamagedError),
            stop=stop_after_attempt(_DAMAGED_TRIES),
            wait=wait_fixed(0.1),
            reraise=True,
        )
        client = clients.get()
        try:
            return retrying(self._page, number, url, client)
        finally:
            clients.put(client)

    def _page(self, number: int, url: str, client: Client) -> Page:
        name = f"{self._entity}-{number:05}.json"
        raw, array = self._folder / name, self._folder / ARRAYS / name
        download = client.download(url, raw)
        if download is None:
            raise FetchError(f"{url} answered 304 to a request without conditions")
        try:
            envelope = cut(raw, array)
            rows, first, last = _look_into(array, self._row_id)
        except (EnvelopeError, duckdb.Error) as error:
            raise DamagedError(f"{url} is not a page of rows: {error}") from error
        compressed = compress(raw)
        return Page(
            original=Original(
                name=compressed.name,
                url=url,
                sha256=download.sha256,
                size=download.size,
                compression="zstd",
            ),
            rows=rows,
            first_id=first,
            last_id=last,
            next_link=envelope.next_link,
        )

    def _keep(self, number: int, page: Page) -> None:
        self._pages[number] = page
        temporary = self._state.with_suffix(".tmp")
        temporary.write_text(_Pages(pages=self._pages).model_dump_json(), encoding="utf-8")
        temporary.replace(self._state)
        self._progress.advance(page.rows, page.original.size)

    def _kept(self) -> dict[int, Page]:
        if not self._state.is_file():
            return {}
        pages = _Pages.model_validate_json(self._state.read_text(encoding="utf-8")).pages
        return {n: p for n, p in pages.items() if (self._folder / p.original.name).is_file()}

    def _forget(self) -> None:
        """Pages that do not fit together are of no use to the next run."""
        self._pages = {}
        self._state.unlink(missing_ok=True)

    @contextmanager
    def _clients(self) -> Iterator[SimpleQueue[Client]]:
        clients: SimpleQueue[Client] = SimpleQueue()
        with ExitStack() as stack:
            for _ in range(CONNECTIONS):
                clients.put(stack.enter_context(self._connect()))
            yield clients


def _look_into(array: Path, row_id: str) -> tuple[int, int, int]:
    """Number of rows, first and last row number: whether it is the JSON that it should be."""
    with duckdb.connect(":memory:", config={"threads": 1}) as db:
        rows, first, last = db.execute(
            f'select count(*), coalesce(min("{row_id}"), 0), coalesce(max("{row_id}"), 0) '
            f"from read_json({quoted(array)}, format = 'array', "
            f"columns = {{'{row_id}': 'BIGINT'}})"
        ).fetchall()[0]
    return rows, first, last


def compress(path: Path) -> Path:
    """Replace a file by its compression with zstd; the name gains `.zst`."""
    target = path.with_name(f"{path.name}.zst")
    temporary = path.with_name(f".{path.name}.tmp")
    with path.open("rb") as source, pa.CompressedOutputStream(str(temporary), "zstd") as sink:
        while chunk := source.read(_CHUNK):
            sink.write(chunk)
    temporary.replace(target)
    path.unlink()
    return target


def decompress(path: Path) -> Path:
    """Write the content of `<name>.zst` to `<name>` beside it."""
    target = path.with_suffix("")
    with pa.CompressedInputStream(str(path), "zstd") as source, target.open("wb") as sink:
        while chunk := source.read(_CHUNK):
            sink.write(chunk)
    return target
