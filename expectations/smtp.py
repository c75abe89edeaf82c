"""Where mail goes out, and one conversation with a server there: in time, and over TLS."""

from __future__ import annotations

import contextlib
import ipaddress
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Timer
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from expectations.formatting import shorten

_FORM = "smtp://user:password@host:port or smtps://…, special characters in the password as %XX"


class MailError(ValueError):
    """The mail cannot be sent, and trying again at once does not help; says what to do."""


@dataclass(frozen=True)
class Server:
    """Where mail goes out, read from its address. `spelled` is the password as it stands there."""

    host: str
    port: int
    implicit_tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    spelled: str | None = field(default=None, repr=False, compare=False)

    @property
    def loopback(self) -> bool:
        """Whether what is sent there does not leave this machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def redacted(self, text: str) -> str:
        """The text without the password, in the forms in which it travels."""
        if not self.password:
            return text
        word, login = self.password.encode(), f"\0{self.user}\0{self.password}".encode()
        forms = {self.password, self.spelled or "", quote(self.password, safe="")}
        forms |= {b64encode(word).decode(), b64encode(login).decode()}
        for secret in sorted(filter(None, forms), key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    def told(self, error: Exception) -> str:
        """What went wrong, and what to do; never with the password in it."""
        return self.redacted(_said(error, f"{self.host}:{self.port}"))


def read_server(url: str) -> Server:
    """Read `smtp://user:password@host:port` or `smtps://…`.

    Raises:
        MailError: it is none; the address itself is not repeated, it may hold a password.
    """
    wrong = MailError(f"TECHNIEKPACT_SMTP_URL is not an SMTP address; expected {_FORM}")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    # A raw / ? or # in a password ends the host part: what follows would be taken for a path.
    rest = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in ("smtp", "smtps") or not host or rest:
        raise wrong
    implicit = parts.scheme == "smtps"
    return Server(
        host=host,
        port=port or (465 if implicit else 587),
        implicit_tls=implicit,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or "") if parts.username else None,
        spelled=parts.password,
    )


class _Limited(smtplib.SMTP):
    """Hangs up when its time is over, also on a server that keeps talking."""

    def __init__(self, limit: float, *arguments: Any, **options: Any) -> None:
        self.sock: socket.socket | None = None
        self._alarm = Timer(limit, self._hang_up)
        self._alarm.daemon = True
        self._alarm.start()
        try:
            super().__init__(*arguments, **options)
        except BaseException:
            self.close()
            raise

    def _hang_up(self) -> None:
        if self.sock is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def close(self) -> None:
        self._alarm.cancel()
        super().close()


class _LimitedTls(_Limited, smtplib.SMTP_SSL):
    """The same, where TLS begins with the first byte."""


@contextmanager
def session(server: Server, timeout: float, limit: float) -> Iterator[smtplib.SMTP]:
    """Talk to a server that knows who we are; `limit` seconds for everything together.

    Raises:
        MailError: it would have the password in the clear.
        OSError: it cannot be reached, or does not want us.
        ValueError: the user or the password cannot be sent.
    """
    with connected(server, timeout, limit) as smtp:
        private = server.loopback or isinstance(smtp.sock, ssl.SSLSocket)
        if server.password is not None and not private:
            raise MailError(
                f"{server.host} does not offer STARTTLS, and a password is not sent in the "
                "clear; use smtps://, or another port"
            )
        if server.user is not None and server.password is not None:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
        yield smtp


@contextmanager
def connected(
    server: Server, timeout: float, limit: float, context: ssl.SSLContext | None = None
) -> Iterator[smtplib.SMTP]:
    """Talk to a server before it knows who we are: over TLS, where it offers that.

    `context` says whom to trust, if not the authorities of the system.

    Raises:
        OSError: it cannot be reached.
    """
    tls = context or ssl.create_default_context()
    smtp = _connect(server, timeout, limit, tls)
    try:
        if not server.implicit_tls:
            smtp.ehlo_or_helo_if_needed()
            if smtp.has_extn("starttls"):
                smtp.starttls(context=tls)
        yield smtp
        # What was sent is settled by now: a quarrel about goodbye changes nothing.
        with contextlib.suppress(OSError):
            smtp.quit()
    finally:
        # No goodbye after an error: in the middle of a message it would be read as content.
        smtp.close()


def _connect(server: Server, timeout: float, limit: float, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.implicit_tls:
        return _LimitedTls(limit, server.host, server.port, timeout=timeout, context=context)
    return _Limited(limit, server.host, server.port, timeout=timeout)


def worth_another_try(error: BaseException) -> bool:
    """Whether the next minute may be better."""
    match error:
        case smtplib.SMTPServerDisconnected():
            return True
        case smtplib.SMTPResponseException():
            return error.smtp_code < 500
        case smtplib.SMTPException() | ssl.SSLCertVerificationError():
            return False
        case _:
            return isinstance(error, OSError)


def reply(code: int, text: bytes | str) -> str:
    """A server's answer, on one line."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return shorten(f"{code} {words}", 200)


def _said(error: Exception, where: str) -> str:
    match error:
        case MailError():
            return str(error)
        case smtplib.SMTPAuthenticationError():
            # Its text may repeat what was sent.
            return (
                f"{where} did not accept the user and password ({error.smtp_code}); "
                "correct TECHNIEKPACT_SMTP_URL"
            )
        case smtplib.SMTPResponseException():
            said = reply(error.smtp_code, error.smtp_error)
            return f"{where} refused it ({said}); ask the mail administrator what that means"
        case ssl.SSLCertVerificationError():
            return (
                f"the certificate of {where} is not trusted ({error.verify_message}); name the "
                "host as in its certificate, or add its authority to the system's"
            )
        case UnicodeError():
            # Its text quotes the character that did not fit, which may be one of the password.
            return (
                "the user, the password or an address holds a character that the mail protocol "
                "cannot send; use plain ASCII"
            )
    return f"{where} cannot be reached ({error}); see that it runs, and TECHNIEKPACT_SMTP_URL"
