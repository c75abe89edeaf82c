"""The known issues in the report: what is wrong at a source, what it silences, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from expectations.formatting import Language, day, number, shorten
from expectations.highlights import Texts
from expectations.known_issues import IssueState, State
from expectations.sections import LINE, Tone

_TONES: dict[State, Tone] = {"expired": "bad", "gone": "attention", "open": "calm", "quiet": "calm"}


@dataclass(frozen=True)
class KnownRow:
    """An entry of the register, and where it stands tonight."""

    title: str
    state: str
    tone: Tone
    told: str
    source: str


def known_rows(found: Sequence[IssueState], texts: Texts, language: Language) -> list[KnownRow]:
    """Every entry; what asks for attention first."""
    ranked = sorted(found, key=lambda state: list(_TONES).index(state.state))
    return [_row(state, texts, language) for state in ranked]


def _row(state: IssueState, texts: Texts, language: Language) -> KnownRow:
    issue = state.issue
    rows = texts["issue_row" if state.rows == 1 else "issue_rows"]
    return KnownRow(
        title=shorten(issue.title_nl if language == "nl" else issue.title_en, LINE * 2),
        state=texts[f"issue_{state.state}"],
        tone=_TONES[state.state],
        told=texts["issue_told"].format(
            rows=rows.format(count=number(state.rows, language)),
            check=shorten(issue.check, 120),
            since=day(issue.since, language),
            until=day(issue.until, language),
            owner=shorten(issue.owner, 80),
        ),
        source=shorten(issue.source, 200),
    )
