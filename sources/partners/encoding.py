"""From bytes to text, or to the reason why there is none."""

from __future__ import annotations

import re

from sources.partners.reasons import UnusableFileError, because

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"\s*<(!--|(!doctype|html|head|meta|body|table|style|\?xml)\b)", re.IGNORECASE)
_LOOK_AT = 200
"""Bytes in which the zeros of a UTF-16 without a mark are counted."""

# What people send that is no table of text: recognised by its bytes, whatever its name.
_NOT_TEXT = {
    b"\xd0\xcf\x11\xe0": "old_excel",
    b"%PDF": "pdf",
    b"\x1f\x8b": "archive",
    b"7z\xbc\xaf": "archive",
    b"Rar!": "archive",
    b"BZh": "archive",
    b"\xfd7zXZ": "archive",
    b"\x28\xb5\x2f\xfd": "archive",
}
_TAR = slice(257, 262)


def decode(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 or the Windows-1252 of older programs.

    Raises:
        UnusableFileError: it is no text, a web page, or of an unknown encoding.
    """
    for start, kind in _NOT_TEXT.items():
        if content.startswith(start):
            raise UnusableFileError(because(f"file_is_{kind}"))
    if content[_TAR] == b"ustar":
        raise UnusableFileError(because("file_is_archive"))
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _MARKUP.match(text):
            raise UnusableFileError(because("file_is_markup"))
        if not _CONTROL.search(text):
            return text
    raise UnusableFileError(because("encoding_unknown"))


def _encodings(content: bytes) -> list[str]:
    """What a text can be, most certain first; every byte but a few is some letter in cp1252."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return [encoding]
    head = content[:_LOOK_AT]
    # In UTF-16 every other byte of our letters is zero.
    if head.count(0) * 3 > len(head):
        return ["utf-16-be" if content[:1] == b"\x00" else "utf-16-le"]
    return ["utf-8", "cp1252"]
