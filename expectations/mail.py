"""The mail of one run: sent over SMTP, or kept where there is no server.

With a server, a message is first written to the outbox and only then sent: it is neither lost nor
sent twice, also when the process is killed. A connection that fails and a reply that says "later"
(4xx) are tried again, in this run and in later ones; a refusal (5xx) is not. Whatever happens, a
password is not in any message about it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from expectations import transaction
from expectations.delivered import Delivered, delivered
from expectations.envelope import addresses, envelope_of
from expectations.outbox import Entry, Outbox
from expectations.smtp import MailError, Server, session, worth_another_try
from expectations.transaction import Outcome

_NOT_TRIED = "not tried: the server could not be reached, or the time for mail was used up"
_DOWN_SECONDS = 600
"""How long a server that was waited for in vain is left alone."""


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server, in seconds and tries.

    `last_answer` is for the answer to a whole message: who does not wait for it does not know
    whether the message was taken. `total` is for all mail of a run.
    """

    timeout: float = 30
    attempts: int = 4
    first_wait: float = 2
    longest_wait: float = 60
    last_answer: float = 120
    total: float = 300


class Post:
    """Sends the mail of one run. A server that is down is waited for once, not per message."""

    def __init__(
        self, server: Server | None, outbox: Path, patience: Patience | None = None
    ) -> None:
        self.outbox = Outbox(outbox)
        self._server = server
        self._patience = patience or Patience()
        self._spent = 0.0
        self._failures = 0
        self._failed_at = 0.0

    def deliver(
        self, message: EmailMessage, handed_over: Callable[[], None] = lambda: None
    ) -> Delivered:
        """Send a message, or keep it; never raises for what a server or a disk does.

        Without a server or a recipient it becomes an `.eml` in the outbox, and that is no error.
        `handed_over` is called when the message can no longer be lost, before anyone has it; when
        it raises, the message is withdrawn.
        """
        if self._server is None or not addresses(message, "To"):
            return self._keep(message, handed_over)
        try:
            entry = self.outbox.put(message)
        except OSError as error:
            return self._send_unkept(message, self._server, _unkept(error), handed_over)
        with entry:
            try:
                handed_over()
            except Exception:
                entry.withdraw()
                raise
            entry.confirm()
            return self._send(entry, self._server, self._patience.attempts, self._patience.total)

    def send_waiting(self) -> list[Delivered]:
        """Try once more what earlier runs could not send; takes half of the time at most."""
        if self._server is None:
            return []
        half = self._patience.total / 2
        tried: list[Delivered] = []
        for folder in self.outbox.waiting():
            if self._is_down() or self._spent >= half:
                break
            if entry := self.outbox.open(folder):
                with entry:
                    attempts = 1 if tried else self._patience.attempts
                    tried.append(self._send(entry, self._server, attempts, half))
        return tried

    def _send(self, entry: Entry, server: Server, attempts: int, seconds: float) -> Delivered:
        """Try a few times within what is left of so many seconds of this run."""
        known = {r.address: r.error or _NOT_TRIED for r in entry.envelope.of("waiting")}
        came_to = Outcome(later=known)
        # With less than this, a slow answer would make a message uncertain for want of time.
        enough = min(self._patience.timeout, self._patience.total / 10)
        for wait in self._waits(attempts):
            left = seconds - self._spent - wait
            if self._is_down() or left < enough:
                with contextlib.suppress(OSError):
                    entry.settle(Outcome(later=came_to.later))
                break
            began = time.monotonic()
            time.sleep(wait)
            outcome, again = self._try(entry, server, left)
            self._spent += time.monotonic() - began
            came_to = came_to.followed_by(outcome)
            if not again or not entry.addresses("waiting"):
                break
        return delivered(came_to, server, entry.folder)

    def _try(self, entry: Entry, server: Server, seconds: float) -> tuple[Outcome, bool]:
        """Try once; and whether it is worth to try again soon."""
        known = False
        try:
            with session(server, self._patience.timeout, seconds) as smtp:
                known, self._failures = True, 0
                outcome = transaction.send(
                    smtp,
                    entry.envelope.sender,
                    entry.addresses("waiting"),
                    entry.content,
                    lambda addresses: _marked(entry, addresses),
                    self._patience.last_answer,
                )
                outcome = outcome.redacted(server)
                # Before goodbye, which may take long: until it is noted, it is uncertain.
                entry.settle(outcome)
            return outcome, bool(outcome.later)
        except (OSError, ValueError) as error:
            again = worth_another_try(error)
            if not known:
                self._failures += 1 if again else self._patience.attempts
                self._failed_at = time.monotonic()
            told = server.told(error)
            outcome = Outcome(
                later=dict.fromkeys(entry.addresses("waiting"), told),
                uncertain=dict.fromkeys(entry.addresses("sending"), told),
            )
            with contextlib.suppress(OSError):
                entry.note(told)
            return outcome, again

    def _is_down(self) -> bool:
        tired = self._failures >= self._patience.attempts
        return tired and time.monotonic() - self._failed_at < _DOWN_SECONDS

    def _waits(self, attempts: int) -> Iterator[float]:
        yield 0
        for number in range(attempts - 1):
            yield min(self._patience.first_wait * 2**number, self._patience.longest_wait)

    def _keep(self, message: EmailMessage, handed_over: Callable[[], None]) -> Delivered:
        try:
            path = self.outbox.keep(message)
        except OSError as error:
            return Delivered(error=_unkept(error))
        try:
            handed_over()
        except Exception:
            path.unlink()
            raise
        return Delivered(path=path)

    def _send_unkept(
        self, message: EmailMessage, server: Server, lost: str, handed_over: Callable[[], None]
    ) -> Delivered:
        """A disk that is full is itself news: send without a copy, once."""
        envelope, content = envelope_of(message), message.as_bytes()
        to = [recipient.address for recipient in envelope.recipients]
        limit, last = self._patience.timeout, self._patience.last_answer
        try:
            with session(server, limit, limit + last) as smtp:
                outcome = transaction.send(smtp, envelope.sender, to, content, lambda _: None, last)
        except (OSError, ValueError) as error:
            return Delivered(error=f"The mail was not sent: {server.told(error)}. {lost}")
        if outcome.accepted:
            handed_over()
        return delivered(outcome.redacted(server), server, None)


def _unkept(error: OSError) -> str:
    return f"It could not be kept in the outbox ({error.strerror})."


def _marked(entry: Entry, addresses: Sequence[str]) -> None:
    try:
        entry.about_to_send(addresses)
    except OSError as error:
        raise MailError(f"the outbox cannot be written ({error.strerror})") from None
