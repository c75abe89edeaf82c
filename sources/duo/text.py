"""From the bytes of a DUO file to utf-8 text with plain line ends, a small piece at a time."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sources.reading import ReadError

CHUNK = 1 << 15
HEAD = 1 << 16
ENOUGH = 1000
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_BINARY = {
    b"PK\x03\x04": "an Excel workbook or a zip file; open it and save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook; open it and save the sheet as CSV",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"%PDF": "a PDF; ask for the CSV",
}
_OTHER_TEXT = {
    "{": "JSON, probably an answer of a web service; download the CSV itself",
    "[": "JSON, probably an answer of a web service; download the CSV itself",
    "<": "a web page; the file may have moved, or the site was under maintenance",
}
TOTAL_WORDS = ("totaal", "totalen", "total")


@dataclass(frozen=True)
class Text:
    """The utf-8 copy of a file, and what was seen in it that asks for care.

    `padded`: spaces around cells. `totals`: rows that may be totals. `gaps`: rows without a first
    cell.
    """

    path: Path
    padded: bool
    totals: bool
    gaps: bool


def head(path: Path) -> str:
    """The first lines of a file, decoded as far as that can be told from them.

    Raises:
        ReadError: it is no text, or empty.
    """
    with path.open("rb") as file:
        start = file.read(HEAD)
    encoding, *others = _encodings(start)
    try:
        # What is cut off at the end of the piece is no mistake.
        text = codecs.getincrementaldecoder(encoding)().decode(start)
    except UnicodeDecodeError:
        text = start.decode((others or [encoding])[0], errors="replace")
    written = text.strip(' \t\r\n"\ufeff')
    if not written:
        raise ReadError(f"{path.name}: the file is empty")
    known = [(start.startswith(magic), what) for magic, what in _BINARY.items()]
    known += [(written.startswith(mark), what) for mark, what in _OTHER_TEXT.items()]
    for found, what in known:
        if found:
            raise ReadError(f"{path.name}: this is no CSV but {what}")
    if "\0" in text:
        raise _binary(path)
    return text


def _binary(path: Path) -> ReadError:
    return ReadError(f"{path.name}: there are NUL bytes in it; this is no text file")


def normalise(source: Path, target: Path, delimiter: str) -> Text:
    """Write `source` to `target` as utf-8 with LF line ends; a line stays the line it was.

    Lines of just `""` become blank ones. CR CR LF is one line end, as DUO once wrote it.

    Raises:
        ReadError: the bytes are no text in an encoding that DUO has used.
    """
    with source.open("rb") as file:
        encodings = _encodings(file.read(HEAD))
    first, *others = encodings
    try:
        return _write(source, target, first, delimiter)
    except UnicodeDecodeError:
        # A damaged utf-8 file can be read as Windows-1252 too, with nonsense for its accents.
        other = others[0] if others and not _is_mostly_utf8(source) else None
    try:
        if other:
            return _write(source, target, other, delimiter)
    except UnicodeDecodeError:
        pass
    raise ReadError(
        f"{source.name}: {_undecodable(source, other or first)}. Expected utf-8, utf-16 or "
        "Windows-1252 (cp1252) text; save the file as CSV UTF-8"
    )


def _is_mostly_utf8(source: Path) -> bool:
    """Whether more characters beyond ASCII are right in utf-8 than wrong."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    right = wrong = 0
    with source.open("rb") as file:
        while (chunk := file.read(CHUNK)) and right + wrong < ENOUGH:
            text = decoder.decode(chunk)
            right += len(re.findall("[\x80-\ud7ff\ue000-\uffff]", text))
            # A lost character leaves all of its bytes.
            wrong += len(re.findall("[\udc80-\udcff]+", text))
    return right > 0 and right >= wrong


def _encodings(start: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return (encoding,)
    if start[1:200:2].count(0) > 90:
        return ("utf-16-le",)
    if start[0:200:2].count(0) > 90:
        return ("utf-16-be",)
    return ("utf-8", "cp1252")


def _write(source: Path, target: Path, encoding: str, delimiter: str) -> Text:
    seen = _Seen()
    with target.open("wb") as file:
        for lines in _whole_lines(source, encoding):
            seen |= _look(lines, delimiter)
            file.write(_without_junk(lines))
    if seen.is_binary:
        raise _binary(source)
    return Text(target, seen.padded, seen.totals, seen.gaps)


@dataclass(frozen=True)
class _Seen:
    """What stands beside the ends of cells."""

    padded: bool = False
    totals: bool = False
    gaps: bool = False
    is_binary: bool = False

    def __or__(self, other: _Seen) -> _Seen:
        return _Seen(
            self.padded or other.padded,
            self.totals or other.totals,
            self.gaps or other.gaps,
            self.is_binary or other.is_binary,
        )


def _look(lines: bytes, delimiter: str) -> _Seen:
    """Look at every byte with numpy: looking for texts takes as long as reading the file does."""
    # Starts as a line does, for the first cell has an end too.
    text = b"\n" + lines
    every = np.frombuffer(text, dtype=np.uint8)
    mark, line_end, space = every == ord(delimiter), every == ord("\n"), every == ord(" ")
    ends = mark | line_end
    starts = ends | space
    padded = bool(((space[:-1] & ends[1:]) | (ends[:-1] & space[1:])).any())
    gaps = bool((line_end[:-1] & (mark | space)[1:]).any())
    if b'"' in lines:
        quote = every == ord('"')
        opened = ends[:-2] & quote[1:-1] & space[2:]
        closed = space[:-2] & quote[1:-1] & ends[2:]
        padded = padded or bool(opened.any() or closed.any())
        gaps = gaps or any(start in text for start in (b'\n""' + delimiter.encode(), b'\n" '))
        starts |= quote
    lower = every | 0x20
    tot = starts[:-3] & (lower[1:-2] == ord("t")) & (lower[2:-1] == ord("o"))
    totals = bool((tot & (lower[3:] == ord("t"))).any())
    return _Seen(padded, totals, gaps, is_binary=b"\0" in lines)


def _whole_lines(source: Path, encoding: str) -> Iterator[bytes]:
    """The file in utf-8 and in pieces that end where a line ends, with LF as line end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    as_it_is = encoding in ("utf-8", "cp1252")
    rest = b""
    with source.open("rb") as file:
        while chunk := file.read(CHUNK):
            # An ASCII piece is its own utf-8, unless the piece before ended in half a character.
            plain = as_it_is and chunk.isascii() and decoder.getstate() == (b"", 0)
            rest += chunk if plain else decoder.decode(chunk).encode()
            end = _last_line_end(rest)
            if end:
                yield _with_plain_ends(rest[:end])
                rest = rest[end:]
    rest += decoder.decode(b"", final=True).encode()
    if rest:
        yield _with_plain_ends(rest)


def _last_line_end(piece: bytes) -> int:
    """Where the last complete line ends; CR alone ends a line only where nothing else does."""
    end = piece.rfind(b"\n") + 1
    if end or b"\r" not in piece:
        return end
    # The last CR may be half of a line end.
    return piece.rfind(b"\r", 0, len(piece) - 1) + 1


def _with_plain_ends(lines: bytes) -> bytes:
    if b"\r" not in lines:
        return lines
    lines = lines.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n")
    if b"\r" not in lines:
        return lines
    return lines.replace(b"\r", b" " if b"\n" in lines else b"\n")


def _without_junk(lines: bytes) -> bytes:
    if b'""\n' not in lines:
        return lines
    lines = b"\n" + lines
    while b'\n""\n' in lines:
        lines = lines.replace(b'\n""\n', b"\n\n")
    return lines[1:]


def _undecodable(source: Path, encoding: str) -> str:
    """Where a file cannot be decoded, in words."""
    decoder = codecs.getincrementaldecoder(encoding)()
    before = 0
    with source.open("rb") as file:
        while chunk := file.read(CHUNK):
            kept = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                # Positions count from what the decoder had kept of the piece before.
                at = before - kept + error.start
                return f"line {_line_at(source, at)}, which is no character in {encoding}"
            before += len(chunk)
    return "its last character is cut off"


def _line_at(source: Path, position: int) -> str:
    with source.open("rb") as file:
        text = file.read(position)
        byte = file.read(1)
    # CR alone ends a line where nothing else does.
    ends = text.count(b"\n") or text.count(b"\r")
    return f"{ends + 1} holds byte {byte.hex()}"
