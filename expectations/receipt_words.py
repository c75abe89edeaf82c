"""The fixed words of a receipt, and how what somebody typed may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from expectations.cells import harmless
from expectations.formatting import Language, day, number, shorten
from expectations.highlights import Texts
from expectations.receipt import Bilingual
from expectations.templating import TEMPLATES
from expectations.yaml_file import read_yaml

SENTENCE = 360
WORD = 60


@dataclass(frozen=True)
class Words:
    """The fixed words of a receipt in one language."""

    texts: Texts
    language: Language

    def __getitem__(self, key: str) -> str:
        return self.texts[key]

    def counted(self, key: str, count: int, **details: str) -> str:
        """A sentence with a count; in the singular where there is one for it."""
        template = self.texts.get(f"{key}_one") if count == 1 else None
        return (template or self.texts[key]).format(count=self.number(count), **details)

    def number(self, value: int) -> str:
        """A whole number."""
        return number(value, self.language)

    def day(self, value: date) -> str:
        """A day, written out."""
        return day(value, self.language)

    def said(self, sentence: Bilingual, width: int = SENTENCE) -> str:
        """A sentence in this language."""
        return shown(sentence.nl if self.language == "nl" else sentence.en, width)


@cache
def load_texts(language: Language) -> Texts:
    """The fixed words of a language, by key."""
    path = TEMPLATES / f"receipt_texts.{language}.yml"
    texts: Texts = read_yaml(path)
    return texts


def shown(text: str, width: int) -> str:
    """Text of somebody else: one line, no longer than `width`, without a word that never ends."""
    # A cell may hold megabytes; what follows is slow on those.
    line = shorten(text[: 8 * width], width)
    return harmless(" ".join(shorten(word, WORD) for word in line.split()))


def period_words(text: str, words: Words) -> str:
    """A period as one says it; its sender sees how a date was read."""
    start, slash, end = text.partition("/")
    if slash and (last := _date(end, words)) and (begin := _date(start, words)):
        return words["period_span"].format(first=begin, last=last)
    return _date(text, words) or shown(text, 40)


def _date(text: str, words: Words) -> str:
    """`2018-04-12` or `2018-03` in words; empty for anything else."""
    for form in ("%Y-%m-%d", "%Y-%m"):
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        said = words.day(found)
        return said if form.endswith("%d") else said.partition(" ")[2]
    return ""
