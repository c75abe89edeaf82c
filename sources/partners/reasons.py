"""What a partner is told, in Dutch and in English: `reasons.yml` has a sentence for every rule.

Sentences say what to do. They never repeat what was in a cell: that stands beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sources.yaml_file import read_yaml

_FILE = Path(__file__).with_name("reasons.yml")


@dataclass(frozen=True)
class Reason:
    """A rule that was not met, with its sentence in both languages."""

    rule: str
    nl: str
    en: str


class RefusedCellError(Exception):
    """A cell cannot be accepted; `reason` is what its sender is told."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.en)
        self.reason = reason


class UnusableFileError(Exception):
    """A file as a whole cannot be used; `reason` is what its sender is told."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.en)
        self.reason = reason


def because(rule: str, **details: object) -> Reason:
    """The reason of a rule; `details` fill its sentences.

    A detail that is itself a reason is told in the language of the sentence.
    """
    template = _sentences()[rule]
    texts = {
        language: template[language].format(
            **{
                name: getattr(value, language) if isinstance(value, Reason) else value
                for name, value in details.items()
            }
        )
        for language in ("nl", "en")
    }
    return Reason(rule, texts["nl"], texts["en"])


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = read_yaml(_FILE)
    return found
