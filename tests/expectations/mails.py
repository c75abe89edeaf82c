"""What the tests of mail share: a report, and looking at what became of it."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from expectations.compose import compose
from expectations.delivered import Delivered
from expectations.mail import Patience, Post
from expectations.page import Image, Report
from expectations.smtp import read_server

HASTY = Patience(timeout=5, attempts=3, first_wait=0.01, longest_wait=0.02, last_answer=5)
ENCODED = "geheim%2Fp%40ss"
REPORT = Report(
    subject="Techniekpact-cijfers: GEWEIGERD – één controle",
    text="Uitgave geweigerd\n" + "é" * 1200,
    html='<!doctype html><p>Uitgave geweigerd</p><img src="cid:chart@techniekpact" alt="grafiek">',
    images=(Image("chart@techniekpact", b"\x89PNG\r\n\x1a\n\x00\xff", "grafiek"),),
    language="nl",
)


def message(*to: str) -> EmailMessage:
    return compose(REPORT, "Warehouse <warehouse@example.org>", to or ("team@example.org",))


def post(port: int, outbox: Path, mail: EmailMessage | None = None, login: str = "") -> Delivered:
    """Send one message to a server on loopback."""
    server = read_server(f"smtp://{login}127.0.0.1:{port}")
    return Post(server, outbox, HASTY).deliver(mail or message())


def parsed(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=SMTP)
    assert isinstance(found, EmailMessage)
    return found


def kept(delivered: Delivered) -> EmailMessage:
    """The message as it is in the outbox: a file, or a folder with its envelope."""
    assert delivered.path is not None
    path = delivered.path / "message.eml" if delivered.path.is_dir() else delivered.path
    return parsed(path.read_bytes())


def assert_is_the_report(mail: EmailMessage) -> None:
    assert mail["Subject"] == REPORT.subject
    assert mail.get_content_type() == "multipart/alternative"
    text, related = mail.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(related, EmailMessage)
    assert text.get_content_type() == "text/plain"
    assert text.get_content().replace("\r\n", "\n").rstrip() == REPORT.text
    assert related.get_content_type() == "multipart/related"
    html, picture = related.iter_parts()
    assert isinstance(html, EmailMessage)
    assert isinstance(picture, EmailMessage)
    assert html.get_content().rstrip() == REPORT.html
    assert picture.get_content_type() == "image/png"
    assert picture["Content-ID"] == "<chart@techniekpact>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content() == REPORT.images[0].png
