"""Mail addresses: which are accepted. One that is not never gets near a header or a server."""

from __future__ import annotations

import re
from email.headerregistry import Address

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"(?=.{{1,64}}@)(?=.{{3,254}}\Z){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_NAMED = re.compile(r"([^<>\"\\@]{0,100})<([^<>]+)>")


def is_address(text: str) -> bool:
    """Whether this is a plain address, such as `team@example.org`; ASCII, without a name."""
    return _PLAIN.fullmatch(text) is not None


def read_address(text: str) -> Address:
    """Read `team@example.org` or `The team <team@example.org>`.

    Raises:
        ValueError: it is neither.
    """
    named = _NAMED.fullmatch(text)
    name, plain = (named[1], named[2]) if named else ("", text)
    if not is_address(plain) or not name.isprintable():
        raise ValueError(f"{text!r} is not a mail address such as team@example.org")
    return Address(display_name=name.strip(), addr_spec=plain)
