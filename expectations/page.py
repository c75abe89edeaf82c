"""What is mailed, rendered: light, so that it can be made when everything else is broken."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from expectations.formatting import Language


@dataclass(frozen=True)
class Image:
    """A picture that the HTML shows as `cid:<cid>`."""

    cid: str
    png: bytes
    alt: str


@dataclass(frozen=True)
class Report:
    """A night, or a receipt, ready to mail."""

    subject: str
    text: str
    html: str
    images: tuple[Image, ...]
    language: Language


def plain_report(subject: str, paragraphs: Sequence[str], language: Language) -> Report:
    """A report that is nothing but paragraphs."""
    body = "".join(f"<p>{html.escape(paragraph)}</p>\n" for paragraph in paragraphs)
    page = (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{html.escape(subject)}</title></head>\n<body>\n{body}</body></html>\n"
    )
    text = "\n\n".join(paragraphs) + "\n"
    return Report(subject=subject, text=text, html=page, images=(), language=language)
