"""What a check found, and what to do about it: the words are in `findings.yml`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from expectations.formatting import Language
from expectations.yaml_file import read_yaml

Verdict = Literal["ok", "warn", "fail"]
FINDINGS = Path(__file__).with_name("findings.yml")


class Words(BaseModel):
    """What is said of a problem: what was found, and what to do about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    found: str
    do: str

    def filled(self, **details: object) -> Words:
        """With details in place of their names between braces."""
        return Words(found=self.found.format(**details), do=self.do.format(**details))


class Finding(BaseModel):
    """A problem that a check may find."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verdict: Literal["warn", "fail"]
    nl: Words
    en: Words


@dataclass(frozen=True)
class Diagnosis:
    """What a check says.

    `problem` is its name in `findings.yml`, and `about` what has it, where more than one may; both
    are empty where all is well. `words` are in both languages then too, but the same.
    """

    check: str
    verdict: Verdict
    words: Mapping[Language, Words]
    problem: str = ""
    about: str = ""


def well(check: str, found: str) -> Diagnosis:
    """Nothing is wrong; `found` says what was looked at, for the terminal only."""
    words = Words(found=found, do="")
    return Diagnosis(check, "ok", {"nl": words, "en": words})


def wrong(problem: str, about: str = "", **details: object) -> Diagnosis:
    """A problem of `findings.yml`, such as `disk.full`; `about` and `details` fill its words."""
    finding = findings()[problem]
    filled: dict[Language, Words] = {
        "nl": finding.nl.filled(about=about, **details),
        "en": finding.en.filled(about=about, **details),
    }
    return Diagnosis(problem.partition(".")[0], finding.verdict, filled, problem, about)


def unbroken(name: str, make: Callable[[], Iterable[Diagnosis]]) -> list[Diagnosis]:
    """What a check says; one that breaks says so, and keeps no other from being made."""
    try:
        return list(make())
    except Exception as error:
        return [wrong("doctor.broken", name, error=f"{type(error).__name__}: {error}")]


@cache
def findings() -> Mapping[str, Finding]:
    """Every problem that a check may find."""
    read = read_yaml(FINDINGS)
    return TypeAdapter(dict[str, Finding]).validate_python(read)
