"""Make a mail of something that was rendered; no text in it can add a header or change one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid
from typing import Any

from expectations.addresses import read_address
from expectations.formatting import shorten
from expectations.page import Report


class _Policy(EmailPolicy):
    """Folds a subject without losing a space, which Python's own policy does in some."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if name == "Subject" and not value.isascii():
            return name, Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
        return super().header_store_parse(name, value)


# Seven bits pass every server as they are: nothing on the way needs to re-code a message.
_POLICY = _Policy(linesep="\r\n", cte_type="7bit")
_SUBJECT_WIDTH = 200
_NAME_WIDTH = 80


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message; `media` is its type, such as `text/csv`."""

    name: str
    media: str
    content: bytes


def compose(
    page: Report,
    sender: str,
    recipients: Sequence[str],
    attachments: Sequence[Attachment] = (),
) -> EmailMessage:
    """Make the mail: text, HTML with its pictures inline, and attachments.

    Without recipients it has no `To`: whoever opens it in the outbox fills it in.

    Raises:
        ValueError: an address is none.
    """
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = header_text(page.subject, _SUBJECT_WIDTH)
    origin = read_address(sender)
    message["From"] = origin
    if recipients:
        message["To"] = [read_address(recipient) for recipient in recipients]
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=origin.domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body_text(page.text))
    message.add_alternative(body_text(page.html), subtype="html")
    html = message.get_body(("html",)) or message
    for image in page.images:
        name = file_name(f"{image.cid.partition('@')[0]}.png")
        html.add_related(
            image.png, "image", "png", cid=f"<{image.cid}>", disposition="inline", filename=name
        )
    for attachment in attachments:
        kind, _, subtype = attachment.media.partition("/")
        message.add_attachment(
            attachment.content, kind, subtype, filename=file_name(attachment.name)
        )
    # At the end: what makes a message multipart moves such headers into its first part.
    message["Content-Language"] = page.language
    return message


def header_text(text: str, width: int) -> str:
    """One line that means in a header what it says: nothing in it steers, reverses or decodes."""
    # `=?` begins an encoded word, in which a line break could hide.
    return shorten(text.replace("=?", "= ?"), width)


def body_text(text: str) -> str:
    """The text, with a mark where a character cannot be sent."""
    return "".join(c if c in "\n\t" or _can_be_sent(c) else "\ufffd" for c in text)


def _can_be_sent(character: str) -> bool:
    code = ord(character)
    return not (code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000)


def file_name(name: str) -> str:
    """A name that any mail program and any disk takes; its ending is kept."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    return safe.lstrip(".")[-_NAME_WIDTH:] or "attachment"
