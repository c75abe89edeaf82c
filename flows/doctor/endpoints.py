"""Where this machine speaks TLS, and the certificate that is shown to it there."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from expectations.smtp import Server, connected
from flows.settings import Settings

TIMEOUT, LIMIT = 10, 20
"""Seconds for one answer, and for the whole conversation with a mail server."""


@dataclass(frozen=True)
class Shown:
    """The certificate of a server: until when it is good, and why it is not trusted, if so."""

    expires: datetime
    distrusted: str = ""


@dataclass(frozen=True)
class Https:
    """A web server."""

    host: str
    port: int

    def context(self) -> ssl.SSLContext:
        """The authorities that requests trusts."""
        bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
        return ssl.create_default_context(cafile=bundle or DEFAULT_CA_BUNDLE_PATH)

    @contextmanager
    def speak(self, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket | None]:
        """Shake hands."""
        with (
            socket.create_connection((self.host, self.port), TIMEOUT) as plain,
            context.wrap_socket(plain, server_hostname=self.host) as sock,
        ):
            yield sock


@dataclass(frozen=True)
class Mail:
    """A mail server."""

    server: Server

    @property
    def host(self) -> str:
        """Its name."""
        return self.server.host

    @property
    def port(self) -> int:
        """Its port."""
        return self.server.port

    def context(self) -> ssl.SSLContext:
        """The authorities of the system, as for sending mail."""
        return ssl.create_default_context()

    @contextmanager
    def speak(self, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket | None]:
        """Shake hands; without TLS there is nothing to show."""
        with connected(self.server, TIMEOUT, LIMIT, context) as smtp:
            yield smtp.sock if isinstance(smtp.sock, ssl.SSLSocket) else None


Endpoint = Https | Mail


def endpoints(settings: Settings) -> list[Endpoint]:
    """Every server that a night speaks TLS with, each once."""
    urls = [os.environ.get("PREFECT_API_URL", "")]
    if settings.heartbeat_url:
        urls.append(settings.heartbeat_url.get_secret_value())
    if settings.profile == "live":
        where = settings.publishers()
        urls += [where.cbs_v4, where.cbs_v3, where.duo, where.duo_legacy]
    split = [urlsplit(url) for url in urls if url.lower().startswith("https://")]
    found: list[Endpoint] = [
        Https(parts.hostname, parts.port or 443) for parts in split if parts.hostname
    ]
    if server := settings.mail_server():
        found.append(Mail(server))
    return list(dict.fromkeys(found))


def shown_by(endpoint: Endpoint) -> Shown | None:
    """The certificate that a server shows; None where it speaks no TLS.

    Raises:
        OSError: it cannot be reached.
    """
    try:
        return _read(endpoint, endpoint.context())
    except ssl.SSLCertVerificationError as error:
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        # Only to read what it says of itself; nothing is sent.
        trusting.verify_mode = ssl.CERT_NONE
        shown = _read(endpoint, trusting)
        return Shown(shown.expires, error.verify_message) if shown else None


def _read(endpoint: Endpoint, context: ssl.SSLContext) -> Shown | None:
    with endpoint.speak(context) as sock:
        der = sock.getpeercert(binary_form=True) if sock else None
    return Shown(x509.load_der_x509_certificate(der).not_valid_after_utc) if der else None
