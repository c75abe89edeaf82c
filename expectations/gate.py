"""Publish or refuse: the one decision that the audit ends in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from expectations.checks import CheckResult

_NAMED = 3
"""How many failing checks a reason names before it counts the rest."""


@dataclass(frozen=True)
class Verdict:
    """Whether the candidate is refused, and why, in a sentence each."""

    refused: bool
    reason_nl: str
    reason_en: str


def decide(results: Sequence[CheckResult]) -> Verdict:
    """Refuse when a blocking check fails or cannot run, or when nothing was checked at all."""
    if not results:
        return Verdict(True, "Er is geen enkele controle uitgevoerd.", "No check has run.")
    blocking = [result for result in results if result.blocks]
    warnings = sum(result.failed and not result.blocks for result in results)
    if not blocking:
        return Verdict(
            False,
            f"Alle blokkerende controles zijn gehaald; {_waarschuwingen(warnings)}.",
            f"Every blocking check passed; {_warnings(warnings)}.",
        )
    count = len(blocking)
    return Verdict(
        True,
        f"{count} blokkerende {'controle is' if count == 1 else 'controles zijn'} niet gehaald: "
        + _list([_sentence(result, "nl") for result in blocking], "en nog {}"),
        f"{count} blocking {'check' if count == 1 else 'checks'} did not pass: "
        + _list([_sentence(result, "en") for result in blocking], "and {} more"),
    )


def _sentence(result: CheckResult, language: str) -> str:
    text = result.description_nl if language == "nl" else result.description_en
    kind = ""
    if result.result == "error":
        kind = " (niet uitvoerbaar)" if language == "nl" else " (could not run)"
    return f"“{text.rstrip('.')}”{kind}"


def _list(sentences: list[str], more: str) -> str:
    named = ", ".join(sentences[:_NAMED])
    rest = len(sentences) - _NAMED
    return f"{named} {more.format(rest)}." if rest > 0 else f"{named}."


def _waarschuwingen(count: int) -> str:
    return {0: "geen waarschuwingen", 1: "1 waarschuwing"}.get(count, f"{count} waarschuwingen")


def _warnings(count: int) -> str:
    return {0: "no warnings", 1: "1 warning"}.get(count, f"{count} warnings")
