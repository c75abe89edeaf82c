"""Secrets never leave in a text: the mail password and the address of the heartbeat."""

from __future__ import annotations

from urllib.parse import urlsplit

from flows.settings import Settings

_HIDDEN = "***"
_SHORTEST = 4
"""Of what is hidden, in characters: a path `/` is no secret."""


def redacted(text: str, settings: Settings) -> str:
    """The text without secrets."""
    server = settings.mail_server()
    if server:
        text = server.redacted(text)
    for secret in sorted(_of_heartbeat(settings), key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    return text


def _of_heartbeat(settings: Settings) -> set[str]:
    """The address, and the parts of it that a library may name by themselves."""
    if not settings.heartbeat_url:
        return set()
    url = settings.heartbeat_url.get_secret_value()
    split = urlsplit(url)
    parts = (url, split.path, split.query, split.username or "", split.password or "")
    return {part for part in parts if len(part) >= _SHORTEST}
