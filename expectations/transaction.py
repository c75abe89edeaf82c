"""One message over one conversation, with the moment known at which it may have been accepted.

smtplib sends a message and the dot that ends it in one go. Here they are apart: until the dot is
sent, no server has accepted anything; from then on until its answer, nobody can know.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from expectations.smtp import Server, reply

_SETTINGS_ARE_WRONG = frozenset({530, 534, 535, 538})
"""Login or TLS is wanted: that is not about a message, and may be mended before the next try."""


@dataclass(frozen=True)
class Outcome:
    """What became of each recipient; the values are what the server said."""

    accepted: tuple[str, ...] = ()
    later: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    uncertain: Mapping[str, str] = field(default_factory=dict)

    def redacted(self, server: Server) -> Outcome:
        """The same without the password: a server may repeat what it was told."""
        return Outcome(
            accepted=self.accepted,
            later={who: server.redacted(said) for who, said in self.later.items()},
            refused={who: server.redacted(said) for who, said in self.refused.items()},
            uncertain={who: server.redacted(said) for who, said in self.uncertain.items()},
        )

    def followed_by(self, other: Outcome) -> Outcome:
        """This try and the next one of the same message together."""
        return Outcome(
            accepted=(*self.accepted, *other.accepted),
            later=other.later,
            refused={**self.refused, **other.refused},
            uncertain={**self.uncertain, **other.uncertain},
        )


def send(
    smtp: smtplib.SMTP,
    sender: str,
    recipients: Sequence[str],
    content: bytes,
    before_the_end: Callable[[Sequence[str]], None],
    patience: float,
) -> Outcome:
    """Send a message; `patience` is how long the last answer may take, in seconds.

    `before_the_end` is told who is about to be sent it, just before the dot. When it raises, the
    message is not sent.

    Raises:
        OSError: the conversation broke off before the dot, so nobody was sent anything.
    """
    size = [f"size={len(content)}"] if smtp.has_extn("size") else []
    code, text = smtp.mail(sender, size)
    if code != 250:
        return _sorted((), dict.fromkeys(recipients, (code, text)))
    willing: list[str] = []
    answers: dict[str, tuple[int, bytes]] = {}
    for recipient in recipients:
        code, text = smtp.rcpt(recipient)
        if code in (250, 251):
            willing.append(recipient)
        else:
            answers[recipient] = (code, text)
    if not willing:
        return _sorted((), answers)
    code, text = smtp.docmd("DATA")
    if code != 354:
        return _sorted((), answers | dict.fromkeys(willing, (code, text)))
    smtp.send(_on_the_wire(content))
    before_the_end(willing)
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(patience)
        smtp.send(b".\r\n")
        code, text = smtp.getreply()
    except OSError as error:
        lost = f"the connection broke before the server answered ({error})"
        return _sorted((), answers, uncertain=dict.fromkeys(willing, lost))
    if 200 <= code < 300:
        return _sorted(willing, answers)
    if 400 <= code < 600:
        return _sorted((), answers | dict.fromkeys(willing, (code, text)))
    strange = f"the server answered neither yes nor no ({reply(code, text)})"
    return _sorted((), answers, uncertain=dict.fromkeys(willing, strange))


def _sorted(
    accepted: Sequence[str],
    answers: Mapping[str, tuple[int, bytes]],
    uncertain: Mapping[str, str] | None = None,
) -> Outcome:
    final = {who for who, (code, _) in answers.items() if code >= 500} - {
        who for who, (code, _) in answers.items() if code in _SETTINGS_ARE_WRONG
    }
    return Outcome(
        accepted=tuple(accepted),
        later={who: reply(*answer) for who, answer in answers.items() if who not in final},
        refused={who: reply(*answer) for who, answer in answers.items() if who in final},
        uncertain=dict(uncertain or {}),
    )


def _on_the_wire(content: bytes) -> bytes:
    """Lines end in CRLF and a dot that begins one is doubled: nothing inside looks like the end."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    ended = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)
