"""Texts as people type them: what is the same word, and what may be shown."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\u00ad"))
"""Spaces without width, joiners, marks of direction, soft hyphens: copied along unseen."""
_LONGEST_NAME = 120


def tidy(text: str) -> str:
    """A cell without the accidents of its layout: spaces of any kind, and signs nobody sees.

    What turns the order of letters around stays: it shows another number than there is.
    """
    return " ".join(text.translate(_INVISIBLE).split())


def plain(text: str) -> str:
    """What is left of a word when case, accents and punctuation do not count."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())


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
