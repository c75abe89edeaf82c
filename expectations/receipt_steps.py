"""What the sender of a delivery can do now, first things first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from expectations.receipt import Receipt, TakenFigure
from expectations.receipt_lines import Room
from expectations.receipt_words import Words, period_words
from expectations.sections import LINE, first


@dataclass(frozen=True)
class Step:
    """Something that the sender can do. `mark` is a word before it."""

    what: str
    why: str = ""
    mark: str = ""


def steps(receipt: Receipt, words: Words, room: Room) -> list[Step]:
    """What to do, first things first; empty when there is nothing."""
    return [
        *_corrections(receipt, words),
        *_answers(receipt, words, room),
        *_still_send(receipt, words),
    ]


def _corrections(receipt: Receipt, words: Words) -> list[Step]:
    if receipt.outcome == "refused":
        return [Step(words["send_file"])]
    if not receipt.refused:
        return []
    return [
        Step(words.counted("correct", receipt.refused), words["correct_why"]),
        Step(
            words.counted("send_rows", receipt.refused),
            words.counted("send_rows_why", receipt.refused),
        ),
    ]


def questions(figures: Sequence[TakenFigure]) -> list[TakenFigure]:
    """The figures about which their sender is asked something."""
    return [figure for figure in figures if figure.comparison == "question"]


def _answers(receipt: Receipt, words: Words, room: Room) -> list[Step]:
    asked = first(questions(receipt.figures), room.listed)
    found = [Step(_question(figure, words), mark=words["question"]) for figure in asked.items]
    if asked.more:
        found.append(Step(words.counted("more_questions", asked.more)))
    answer = words["answer"].format(contact=words.said(receipt.contact, LINE))
    return [*found[:-1], *(replace(last, why=answer) for last in found[-1:])]


def _question(figure: TakenFigure, words: Words) -> str:
    asked = words.said(figure.question) if figure.question else words["question_unsaid"]
    return f"{words.said(figure.title, LINE)}, {period_words(figure.period, words)}: {asked}"


def _still_send(receipt: Receipt, words: Words) -> list[Step]:
    if not receipt.missing:
        return []
    key, deadline = _due(receipt, words)
    what = words.counted(f"still_send_{key}", len(receipt.missing), date=deadline)
    return [Step(what, words["still_send_why"])]


def missing_lead(receipt: Receipt, words: Words) -> str:
    """The sentence above the figures that are still to come."""
    key, deadline = _due(receipt, words)
    return words[f"missing_{key}"].format(date=deadline)


def _due(receipt: Receipt, words: Words) -> tuple[str, str]:
    """Whether there is still time for what is missing, and until when."""
    if receipt.deadline is None:
        return "undated", ""
    key = "due" if receipt.received_at.date() <= receipt.deadline else "late"
    return key, words.day(receipt.deadline)
