"""The templates of the site: fixed words, and how figures are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from expectations.formatting import Language, amount, day, difference, moment
from expectations.yaml_file import read_yaml

HERE = Path(__file__).parent
LANGUAGES: tuple[Language, Language] = ("nl", "en")
Words = dict[str, Any]


@cache
def load_words(language: Language) -> Words:
    """The fixed words of the site: of pages, of codes, and of scripts."""
    path = HERE / f"words.{language}.yml"
    words: Words = read_yaml(path)
    return words


@cache
def environment(language: Language) -> Environment:
    """The templates in one language."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = load_words(language)
    writing = Writing(language, words)
    found.globals |= {"language": language, "words": words, "codes": words["codes"]}
    found.filters |= {
        "figure": writing.figure,
        "change": writing.change,
        "day": writing.day,
        "moment": writing.moment,
        "code": writing.code,
        "tr": writing.translated,
        "fill": fill,
    }
    return found


def fill(sentence: str, **found: object) -> Markup:
    """A sentence with its places filled; what is no markup is escaped."""
    return escape(sentence).format(**found)


@dataclass(frozen=True)
class Writing:
    """How figures, dates and codes are written in one language."""

    language: Language
    words: Words

    def figure(self, value: float | None, unit: str) -> Markup:
        """A figure as people read it, with what it is exactly for programs."""
        if value is None:
            return Markup("–")
        shown = amount(value, unit, self.language)
        euro = "€\u00a0" if unit == "euro" else ""
        return Markup('<data value="{}">{}{}</data>').format(repr(float(value)), euro, shown)

    def change(self, value: float | None, unit: str) -> str:
        """A signed difference; between percentages in points."""
        return "–" if value is None else difference(value, unit, self.language)

    def day(self, value: date | None) -> str:
        """A date in full; a dash where there is none."""
        return "–" if value is None else day(value, self.language)

    def moment(self, value: datetime | None) -> str:
        """A date with its time, UTC; a dash where there is none."""
        if value is None:
            return "–"
        return moment(value.replace(tzinfo=None), self.language) + " UTC"

    def code(self, value: object, kind: str) -> str:
        """The words for a code, such as a verdict; a code without any is shown as it is."""
        return str(self.words["codes"][kind].get(value, value))

    def translated(self, row: dict[str, Any], column: str) -> str:
        """A column that is there in both languages; "vmbo-bb en -kb" is not broken after "-"."""
        return str(row[f"{column}_{self.language}"] or "").replace(" -", " \N{NON-BREAKING HYPHEN}")
