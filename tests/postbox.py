"""A real SMTP server on loopback, for tests that mail."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from aiosmtpd.smtp import AuthResult

PASSWORD = "geheim/p@ss"
Serve = Callable[..., int]


class Postbox:
    """A server's behaviour: keeps what it accepts, and answers as it is told first.

    `last_answer`, if given, is its strange answer to a whole message: `hang up`, `silence` (for a
    second), or a reply. `dripping` makes it say hello for ever.
    """

    def __init__(
        self,
        data: tuple[str, ...] = (),
        refuses: dict[str, str] | None = None,
        accepts: str = PASSWORD,
        last_answer: str | None = None,
        dripping: bool = False,
    ) -> None:
        self.received: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.hellos = 0
        self.tries = 0
        self.logins: list[tuple[str, str]] = []
        self._data = list(data)
        self._refuses = refuses if refuses is not None else {}
        self._accepts = accepts
        self._last_answer = last_answer
        self.dripping = dripping

    async def handle_EHLO(
        self, server: Any, session: Any, _: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.hellos += 1
        while self.dripping:
            await server.push("250-and")
            await asyncio.sleep(0.05)
        return responses

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:
        if address in self._refuses:
            return self._refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _: Any, envelope: Any) -> str:
        self.tries += 1
        if self._data:
            return self._data.pop(0)
        parsed = message_from_bytes(envelope.content, policy=SMTP)
        assert isinstance(parsed, EmailMessage)
        self.received.append(parsed)
        self.recipients.append(list(envelope.rcpt_tos))
        if self._last_answer == "hang up":
            server.transport.close()
        elif self._last_answer == "silence":
            await asyncio.sleep(1)
        elif self._last_answer:
            return self._last_answer
        return "250 OK"

    def authenticate(self, _: Any, __: Any, ___: Any, ____: Any, data: Any) -> AuthResult:
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == self._accepts.encode(), handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
