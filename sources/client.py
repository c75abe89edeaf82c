"""The HTTP client: streams to disk, asks conditionally, retries with back-off and jitter.

One mechanism serves every publisher. What is worth another try (connection trouble, 429, 5xx, a
body cut short) is tried again, honouring `Retry-After`; what is not (404, an HTML page in place of
data) ends at once with an error that says what to do.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from tenacity import (
    RetryCallState,
    Retrying,
    before_sleep_log,
    retry_if_exception_type,
    stop_after_attempt,
)
from tenacity.wait import wait_base, wait_exponential_jitter

logger = logging.getLogger(__name__)

USER_AGENT = "techniekpact-warehouse/0.1 (open data; nightly, few connections)"
CHUNK = 1 << 20
CONNECTIONS_PER_HOST = 4


class FetchError(Exception):
    """A publisher did not give what was asked; the message says what happened and what to do."""


class NotFoundError(FetchError):
    """The publisher has nothing at this address."""


class RetryableError(FetchError):
    """Worth another try, after `retry_after` seconds when the server said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NoAnswerError(RetryableError):
    """Nobody answers at this address."""


@dataclass(frozen=True)
class Validators:
    """What makes a request conditional."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """`If-None-Match` and `If-Modified-Since`, as far as known."""
        wanted = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in wanted.items() if value}


@dataclass(frozen=True)
class Download:
    """A file that arrived whole."""

    path: Path
    url: str
    sha256: str
    size: int
    validators: Validators


@dataclass(frozen=True)
class Limits:
    """Patience, in seconds and tries."""

    connect: float = 10
    read: float = 60
    total: float = 1800
    attempts: int = 4
    first_wait: float = 0.5
    longest_wait: float = 30


class _Wait(wait_base):
    """The server's `Retry-After` where it gave one, else exponential with jitter."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._backoff = wait_exponential_jitter(
            multiplier=limits.first_wait, max=limits.longest_wait, jitter=limits.first_wait
        )

    def __call__(self, retry_state: RetryCallState) -> float:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        if isinstance(error, RetryableError) and error.retry_after is not None:
            return min(error.retry_after, self._limits.longest_wait)
        return self._backoff(retry_state)


_slots: dict[str, BoundedSemaphore] = {}
_slots_lock = Lock()


def _slot(url: str) -> BoundedSemaphore:
    """A turn at the host of `url`, whichever dataset asks: held during a request, not between."""
    with _slots_lock:
        return _slots.setdefault(urlsplit(url).netloc, BoundedSemaphore(CONNECTIONS_PER_HOST))


class Client:
    """A polite HTTP client; one per connection."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def json(self, url: str, params: Mapping[str, str] | None = None) -> Any:
        """The JSON document at `url`.

        Raises:
            FetchError: no answer, an error status, or something that is not JSON.
        """
        return self._retrying()(self._json, url, params)

    def download(
        self,
        url: str,
        to: Path,
        validators: Validators | None = None,
        *,
        attempts: int | None = None,
    ) -> Download | None:
        """Stream `url` to the file `to`; None when it did not change since `validators`.

        It is tried `attempts` times, or as often as the limits of this client say.

        Raises:
            FetchError: no answer, an error status, a body cut short, or a page of HTML.
        """
        return self._retrying(attempts)(self._download, url, to, validators or Validators())

    def fetch(self, url: str, to: Path) -> Download:
        """Stream `url` to the file `to`, whatever was known of it.

        Raises:
            FetchError: no answer, an error status, a body cut short, or a page of HTML.
        """
        download = self.download(url, to)
        if download is None:
            raise FetchError(f"{url} answered 304 to a request without conditions")
        return download

    def modified(self, url: str, validators: Validators, *, attempts: int | None = None) -> bool:
        """Whether `url` changed since `validators`, by a request without a body.

        Raises:
            FetchError: no answer, or an error status.
        """
        return self._retrying(attempts)(self._modified, url, validators)

    def _modified(self, url: str, validators: Validators) -> bool:
        with _slot(url), self._ask("HEAD", url, headers=validators.headers()) as response:
            now = Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))
            # Not every server minds conditions on a HEAD; its validators tell as much.
            return response.status_code != requests.codes.not_modified and now != validators

    def _retrying(self, attempts: int | None = None) -> Retrying:
        return Retrying(
            retry=retry_if_exception_type(RetryableError),
            stop=stop_after_attempt(attempts or self._limits.attempts),
            wait=_Wait(self._limits),
            before_sleep=before_sleep_log(logger, logging.INFO),
            reraise=True,
        )

    def _json(self, url: str, params: Mapping[str, str] | None) -> Any:
        with _slot(url), self._ask("GET", url, params=params) as response:
            _refuse_html(response.content[:512], response)
            try:
                return response.json()
            except requests.JSONDecodeError as error:
                raise FetchError(f"{url} answered {response.status_code} without JSON") from error

    def _ask(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        stream: bool = False,
    ) -> requests.Response:
        try:
            response = self._session.request(
                method,
                url,
                # requests follows a HEAD nowhere unless it is told to.
                allow_redirects=True,
                params=params,
                headers=dict(headers or {}),
                stream=stream,
                timeout=(self._limits.connect, self._limits.read),
            )
        except (requests.ConnectionError, requests.Timeout) as error:
            raise NoAnswerError(f"{url}: no answer ({_cause(error)})") from error
        except requests.exceptions.ChunkedEncodingError as error:
            raise RetryableError(f"{url}: the answer was cut short ({_cause(error)})") from error
        if response.ok:
            return response
        with response:
            message = f"{url} answered {response.status_code} {response.reason}"
            if response.status_code == 429 or response.status_code >= 500:
                raise RetryableError(message, _retry_after(response))
            if response.status_code == requests.codes.not_found:
                raise NotFoundError(message)
            raise FetchError(message)

    def _download(self, url: str, to: Path, validators: Validators) -> Download | None:
        deadline = time.monotonic() + self._limits.total
        digest = hashlib.sha256()
        size = 0
        with (
            _slot(url),
            self._ask("GET", url, headers=validators.headers(), stream=True) as response,
        ):
            if response.status_code == requests.codes.not_modified:
                return None
            try:
                with to.open("wb") as file:
                    # What has arrived, not a full chunk: a server that drips must not hold us.
                    while chunk := response.raw.read1(CHUNK, decode_content=True):
                        file.write(chunk)
                        digest.update(chunk)
                        size += len(chunk)
                        if time.monotonic() > deadline:
                            raise FetchError(
                                f"{url}: not finished in {self._limits.total:.0f} s ({size} bytes)"
                            )
            except urllib3.exceptions.HTTPError as error:
                raise RetryableError(f"{url}: cut short after {size} bytes") from error
            if size == 0:
                raise RetryableError(f"{url}: an empty answer")
            with to.open("rb") as file:
                _refuse_html(file.read(512), response)
            return Download(
                path=to,
                url=url,
                sha256=digest.hexdigest(),
                size=size,
                validators=Validators(
                    response.headers.get("ETag"), response.headers.get("Last-Modified")
                ),
            )


def _refuse_html(head: bytes, response: requests.Response) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise FetchError(
            f"{response.url} answered a web page where data was expected: the publisher may be "
            "under maintenance, or the file has moved; look at the address in a browser"
        )


def _retry_after(response: requests.Response) -> float | None:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdigit() else None


def _cause(error: BaseException) -> str:
    """The innermost reason, without the object addresses of the libraries in between."""
    while error.__context__ is not None:
        error = error.__context__
    return str(error) or type(error).__name__
