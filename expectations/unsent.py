"""What did not reach its recipients, for the report and for the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes

from expectations.envelope import read_envelope
from expectations.outbox import ENVELOPE, KINDS, MESSAGE, UNCONFIRMED, Kind, Outbox


@dataclass(frozen=True)
class Unsent:
    """A message that did not reach these recipients, as far as is known.

    `name` is its folder below that of its kind; `error` the last thing that a server said.
    """

    kind: Kind
    name: str
    subject: str
    recipients: tuple[str, ...]
    since: datetime
    error: str


def unsent(outbox: Outbox) -> list[Unsent]:
    """Everything that did not reach its recipients, the oldest first.

    `.eml` files are not among it: they were never to be sent from here.
    """
    for folder in outbox.waiting():
        # What a process that ended left half way becomes what it is.
        if entry := outbox.open(folder):
            entry.close()
    found = [told for kind in KINDS for told in _of_kind(outbox, kind)]
    return sorted(found, key=lambda told: (told.since, told.name))


def holds(outbox: Outbox, message_id: str) -> bool:
    """Whether a message is in the outbox, in whatever state."""
    kept = [*outbox.folder.glob("*.eml"), *outbox.folder.glob(f"*/*/{MESSAGE}")]
    return any(message_from_bytes(path.read_bytes())["Message-ID"] == message_id for path in kept)


def _of_kind(outbox: Outbox, kind: Kind) -> Iterator[Unsent]:
    places = [kind, UNCONFIRMED] if kind == "waiting" else [kind]
    for path in (p for place in places for p in outbox.folder.glob(f"{place}/*/{ENVELOPE}")):
        name = path.parent.name
        try:
            envelope = read_envelope(path.read_bytes())
        except FileNotFoundError:
            continue  # It was sent a moment ago.
        except ValueError:
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            yield Unsent(kind, name, name, (), changed, f"{ENVELOPE} is damaged")
            continue
        yield Unsent(
            kind,
            name,
            envelope.subject,
            tuple(recipient.address for recipient in envelope.recipients),
            envelope.since,
            next((r.error for r in envelope.recipients if r.error), ""),
        )
