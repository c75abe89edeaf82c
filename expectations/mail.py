"""Mail a report over SMTP; keep it in the outbox where there is no server, or the server refuses.

A connection that fails and a reply that says "later" (4xx) are tried again; a refusal (5xx) is
not. Whatever happens, the report is not lost, and a password is not in any message about it.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from tenacity import Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from expectations.formatting import shorten
from expectations.page import Report

_FORM = "smtp://user:password@host:port or smtps://…, special characters in the password as %XX"


class MailError(Exception):
    """The mail cannot be sent, and trying again does not help; the message says what to do."""


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server, in seconds and tries."""

    timeout: float = 30
    attempts: int = 4
    first_wait: float = 2
    longest_wait: float = 60


@dataclass(frozen=True)
class Delivered:
    """What became of a message.

    `path` is its copy in the outbox, if one was written; `error` says what went wrong and what to
    do next; `refused` are the recipients that the server did not accept.
    """

    path: Path | None = None
    error: str | None = None
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Server:
    """Where mail goes out, read from its address."""

    host: str
    port: int
    implicit_tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def loopback(self) -> bool:
        """Whether what is sent there does not leave this machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message; `media` is its type, such as `text/csv`."""

    name: str
    media: str
    content: bytes


def compose(
    report: Report,
    sender: str,
    recipients: Sequence[str],
    attachments: Sequence[Attachment] = (),
) -> EmailMessage:
    """Make the mail: text, HTML with its pictures inline, and attachments.

    Without recipients it has no `To`: whoever opens it in the outbox fills it in.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = report.subject
    message["From"] = sender
    if recipients:
        message["To"] = ", ".join(recipients)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = report.language
    message.set_content(report.text)
    message.add_alternative(report.html, subtype="html")
    html = message.get_body(("html",)) or message
    for image in report.images:
        name = f"{image.cid.partition('@')[0]}.png"
        html.add_related(
            image.png, "image", "png", cid=f"<{image.cid}>", disposition="inline", filename=name
        )
    for attachment in attachments:
        kind, _, subtype = attachment.media.partition("/")
        message.add_attachment(attachment.content, kind, subtype, filename=attachment.name)
    return message


def deliver(
    message: EmailMessage, smtp_url: str | None, outbox: Path, patience: Patience | None = None
) -> Delivered:
    """Send a message, or keep it in the outbox; never raises for what a server does.

    Without `smtp_url` the outbox is where mail is meant to go, and that is no error.
    """
    if smtp_url is None:
        return _keep(message, outbox, None)
    try:
        server = read_server(smtp_url)
    except MailError as error:
        return _keep(message, outbox, f"The report was not mailed: {error}.")
    try:
        refused = _send_patiently(server, message, patience or Patience())
    except (OSError, ValueError, MailError) as error:
        problem = f"The report was not mailed: {_reason(error, server)}."
        return _keep(message, outbox, problem)
    if refused:
        who = "; ".join(f"{name} ({_reply(*reply)})" for name, reply in refused.items())
        problem = (
            f"{server.host} accepted the report but refused some recipients: {who}. Correct "
            "TECHNIEKPACT_REPORT_TO, or ask the mail administrator"
        )
        return _keep(message, outbox, f"{_redacted(problem, server)}.", tuple(refused))
    return Delivered()


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
    )


def _send_patiently(
    server: Server, message: EmailMessage, patience: Patience
) -> dict[str, tuple[int, bytes]]:
    retrying = Retrying(
        retry=retry_if_exception(_worth_another_try),
        stop=stop_after_attempt(patience.attempts),
        wait=wait_exponential_jitter(
            multiplier=patience.first_wait, max=patience.longest_wait, jitter=patience.first_wait
        ),
        reraise=True,
    )
    return retrying(_send, server, message, patience.timeout)


def _send(server: Server, message: EmailMessage, timeout: float) -> dict[str, tuple[int, bytes]]:
    smtp = _connect(server, timeout)
    try:
        if not server.implicit_tls:
            smtp.ehlo_or_helo_if_needed()
            if smtp.has_extn("starttls"):
                smtp.starttls(context=ssl.create_default_context())
            elif server.password is not None and not server.loopback:
                raise MailError(
                    f"{server.host} does not offer STARTTLS, and a password is not sent in the "
                    "clear; use smtps://, or another port"
                )
        if server.user is not None and server.password is not None:
            smtp.login(server.user, server.password)
        return smtp.send_message(message)
    finally:
        # The message is accepted or not by now: a quarrel about goodbye must not send it again.
        with contextlib.suppress(OSError):
            smtp.quit()
        smtp.close()


def _connect(server: Server, timeout: float) -> smtplib.SMTP:
    if server.implicit_tls:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=timeout)


def _worth_another_try(error: BaseException) -> bool:
    match error:
        case smtplib.SMTPRecipientsRefused():
            return all(code < 500 for code, _ in error.recipients.values())
        case smtplib.SMTPServerDisconnected():
            return True
        case smtplib.SMTPResponseException():
            return error.smtp_code < 500
        case smtplib.SMTPException() | ssl.SSLCertVerificationError():
            return False
        case _:
            return isinstance(error, OSError)


def _reason(error: Exception, server: Server) -> str:
    return _redacted(_said(error, f"{server.host}:{server.port}"), server)


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
        case smtplib.SMTPRecipientsRefused():
            who = "; ".join(f"{to} ({_reply(*reply)})" for to, reply in error.recipients.items())
            return f"{where} refused every recipient: {who}; correct TECHNIEKPACT_REPORT_TO"
        case smtplib.SMTPResponseException():
            reply = _reply(error.smtp_code, error.smtp_error)
            return f"{where} refused it ({reply}); ask the mail administrator what that means"
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


def _reply(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return shorten(f"{code} {words}", 200)


def _redacted(text: str, server: Server) -> str:
    for secret in (server.password, quote(server.password or "", safe="")):
        if secret:
            text = text.replace(secret, "***")
    return text


def _keep(
    message: EmailMessage, outbox: Path, problem: str | None, refused: tuple[str, ...] = ()
) -> Delivered:
    try:
        path = _write(message, outbox)
    except OSError as error:
        told = f"{problem} " if problem else ""
        lost = f"{told}It could not be kept in the outbox either ({error.strerror})."
        return Delivered(error=lost, refused=refused)
    if problem is None:
        return Delivered(path=path)
    kept = f"{problem} It is kept as {path.name} in the outbox: open it in a mail program to send."
    return Delivered(path=path, error=kept, refused=refused)


def _write(message: EmailMessage, outbox: Path) -> Path:
    """Write the message whole or not at all, and never over another."""
    outbox.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    temporary = outbox / f".{now:%Y%m%dT%H%M%S%f}-{os.getpid()}.tmp"
    temporary.write_bytes(message.as_bytes())
    stem = f"{now:%Y%m%dT%H%M%SZ}-{_slug(str(message['Subject'] or ''))}"
    number = 1
    try:
        while True:
            path = outbox / (f"{stem}.eml" if number == 1 else f"{stem}-{number}.eml")
            try:
                # Unlike a rename, a link fails where the name is taken.
                path.hardlink_to(temporary)
            except FileExistsError:
                number += 1
            else:
                return path
    finally:
        temporary.unlink()


def _slug(subject: str) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in subject.lower())
    return "-".join(plain.split())[:60].strip("-") or "report"
