"""Whom a message still has to reach, as it is written beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Literal

State = Literal["waiting", "sending", "uncertain", "given-up"]
"""`sending`: the end of the message is about to go out, or went out and was not answered yet."""


@dataclass(frozen=True)
class Recipient:
    """One whom the message did not reach, as far as is known; `error` is the last trouble."""

    address: str
    state: State = "waiting"
    error: str = ""


@dataclass(frozen=True)
class Envelope:
    """Sender and recipients of a message; who has it is no longer among them."""

    subject: str
    message_id: str
    sender: str
    since: datetime
    recipients: tuple[Recipient, ...]

    def of(self, state: State) -> tuple[Recipient, ...]:
        """The recipients in one state."""
        return tuple(r for r in self.recipients if r.state == state)

    def only(self, recipients: Sequence[Recipient]) -> Envelope:
        """The same message for others."""
        return replace(self, recipients=tuple(recipients))

    def without(self, addresses: Sequence[str]) -> Envelope:
        """The same, without those who have it."""
        return self.only([r for r in self.recipients if r.address not in addresses])

    def told(self, state: State, errors: Mapping[str, str]) -> Envelope:
        """The same, with these recipients in this state."""
        return self.only(
            [
                replace(r, state=state, error=errors[r.address]) if r.address in errors else r
                for r in self.recipients
            ]
        )

    def to_json(self) -> bytes:
        """As it is written."""
        return json.dumps(
            asdict(self) | {"since": self.since.isoformat()}, ensure_ascii=False, indent=1
        ).encode("utf-8", "replace")


def read_envelope(content: bytes) -> Envelope:
    """Read what `to_json` wrote.

    Raises:
        ValueError: it is something else.
    """
    try:
        fields = json.loads(content)
        fields["since"] = datetime.fromisoformat(fields["since"])
        fields["recipients"] = tuple(Recipient(**recipient) for recipient in fields["recipients"])
        return Envelope(**fields)
    except (KeyError, TypeError) as error:
        raise ValueError("not an envelope") from error


def envelope_of(message: EmailMessage) -> Envelope:
    """The envelope of a message that nobody has yet: its `From` and `To`."""
    return Envelope(
        subject=str(message["Subject"] or ""),
        message_id=str(message["Message-ID"] or ""),
        sender=addresses(message, "From")[0],
        since=datetime.now(UTC),
        recipients=tuple(Recipient(address) for address in addresses(message, "To")),
    )


def addresses(message: EmailMessage, header: str) -> list[str]:
    """The plain addresses in a header, each once."""
    if message[header] is None:
        return []
    return list(dict.fromkeys(address.addr_spec for address in message[header].addresses))
