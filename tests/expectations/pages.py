"""A rendered page, read back."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from expectations.formatting import Language
from expectations.night import Night
from expectations.report import render

LANGUAGES: tuple[Language, ...] = ("nl", "en")
VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """The elements of a page; refuses one that is not closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and "style" not in self.open:
            self.words.append((self.open[-1], " ".join(data.split())))

    @property
    def body(self) -> str:
        """What a reader sees, in order."""
        return " ".join(text for tag, text in self.words if tag != "title")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def flat(text: str) -> str:
    """The text part without its line breaks."""
    return " ".join(text.split())


def both(night: Night, language: Language = "nl") -> Iterator[str]:
    """The words of the HTML and of the text part."""
    report = render(night, language)
    yield " ".join(Page(report.html).body.split())
    yield flat(report.text)
