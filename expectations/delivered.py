"""What became of a message, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from expectations.smtp import Server
from expectations.transaction import Outcome


@dataclass(frozen=True)
class Delivered:
    """What became of a message.

    `path` is where it is kept, if it is; `error` says what went wrong and what to do next;
    `refused` are the recipients that the server will not have, `accepted` those who have it.
    """

    path: Path | None = None
    error: str | None = None
    refused: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()


def delivered(outcome: Outcome, server: Server, folder: Path | None) -> Delivered:
    """Say what is to be said of a message, and where it is."""
    said: list[str] = []
    places: list[Path] = []

    def kept(kind: str) -> str:
        if folder is None:
            return "It could not be kept in the outbox"
        places.append(folder.parent.parent / kind / folder.name)
        return f"It is in outbox/{kind}/{folder.name}"

    if outcome.later:
        said.append(
            f"The mail was not sent yet: {_listed(outcome.later)}. {kept('waiting')} and is tried "
            "again by the next night, or by `techniekpact outbox --send`."
        )
    if outcome.uncertain:
        said.append(
            f"Nobody knows whether the mail arrived: {_listed(outcome.uncertain)}. "
            f"{kept('uncertain')} and is not sent again by itself: ask a recipient."
        )
    if outcome.refused:
        said.append(
            f"{server.host} refused the mail: {_listed(outcome.refused)}. {kept('given-up')}; "
            "correct the address in the settings, or ask the mail administrator."
        )
    return Delivered(
        path=places[0] if places else None,
        error=" ".join(said) or None,
        refused=tuple(outcome.refused),
        accepted=outcome.accepted,
    )


def _listed(errors: Mapping[str, str]) -> str:
    """Who, and why; a reason that all share is told once."""
    if len(set(errors.values())) == 1:
        return f"{', '.join(errors)} ({next(iter(errors.values()))})"
    return "; ".join(f"{who} ({why})" for who, why in errors.items())
