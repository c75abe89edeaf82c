"""What is mailed, rendered: light, so that it can be made when everything else is broken."""

from __future__ import annotations

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
