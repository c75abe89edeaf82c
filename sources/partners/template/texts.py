"""What a template says of itself, in Dutch and in English: `texts.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from sources.yaml_file import read_yaml

Language = Literal["nl", "en"]

_FILE = Path(__file__).with_name("texts.yml")


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Every text in a language, by its name."""
    return {name: text[language] for name, text in _both_languages().items()}


@cache
def _both_languages() -> Mapping[str, Mapping[Language, str]]:
    found: Mapping[str, Mapping[Language, str]] = read_yaml(_FILE)
    return found
