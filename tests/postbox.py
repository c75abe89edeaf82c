"""A real SMTP server on loopback, for tests that mail."""

from __future__ import annotations

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
    """A server's behaviour: keeps what it accepts, and answers as it is told first."""

    def __init__(self, data: tuple[str, ...] = (), refuses: dict[str, str] | None = None) -> None:
        self.received: list[EmailMessage] = []
        self.tries = 0
        self.logins: list[tuple[str, str]] = []
        self._data = list(data)
        self._refuses = refuses or {}

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:
        if address in self._refuses:
            return self._refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:
        self.tries += 1
        if self._data:
            return self._data.pop(0)
        parsed = message_from_bytes(envelope.content, policy=SMTP)
        assert isinstance(parsed, EmailMessage)
        self.received.append(parsed)
        return "250 OK"

    def authenticate(self, _: Any, __: Any, ___: Any, ____: Any, data: Any) -> AuthResult:
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
