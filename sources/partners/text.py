"""Texts as people type them: what is the same word, and what may be shown."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_LONGEST_NAME = 120


def tidy(text: str) -> str:
    """A cell without the accidents of its layout: invisible signs, and spaces of any kind."""
    return " ".join(text.translate(_INVISIBLE).split())


def plain(text: str) -> str:
    """What is left of a word when case, accents and punctuation do not count."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())


def shown(name: str) -> str:
    """A file's name, fit to be printed and kept; two names stay two.

    A name may hold anything but a slash: line breaks, bytes that are no text, a thousand letters.
    """
    text = name.encode("utf-8", "replace").decode()
    text = "".join(sign if sign.isprintable() else "?" for sign in text)
    if text == name and len(text) <= _LONGEST_NAME:
        return text
    mark = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{text[:_LONGEST_NAME]}~{mark}"
