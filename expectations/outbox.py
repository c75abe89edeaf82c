"""The folder of mail that was not sent, or not yet.

`*.eml`: mail of a machine without a server; it is never sent from here. `waiting/`: what a server
is still to take. `uncertain/`: what a server may have taken or not; it is never sent again by
itself. `given-up/`: what a server refused for good. In those three, a message is a folder with
`message.eml` and `envelope.json`, which says for whom; moving that folder to `waiting/` sends it
again.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import BinaryIO, Literal
from uuid import uuid4

from expectations.durable import claim, sync_folder, write_whole
from expectations.envelope import Envelope, Recipient, envelope_of, read_envelope
from expectations.transaction import Outcome

MESSAGE, ENVELOPE = "message.eml", "envelope.json"
UNCONFIRMED = ".unconfirmed"
"""Written, but its owner has not noted it yet; never sent before that."""
Kind = Literal["waiting", "uncertain", "given-up"]
KINDS: tuple[Kind, ...] = ("waiting", "uncertain", "given-up")

_BROKEN_OFF = "the process ended before the server answered"
_DAY = 86400


class Outbox:
    """An outbox, which several processes may use at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, message: EmailMessage) -> Path:
        """Write a message as `.eml`, whole or not at all, and never over another."""
        temporary = self._temporary()
        write_whole(temporary, message.as_bytes())
        stem = _stem(message)
        number = 1
        try:
            while True:
                path = self.folder / (f"{stem}.eml" if number == 1 else f"{stem}-{number}.eml")
                try:
                    # Unlike a rename, a link fails where the name is taken.
                    path.hardlink_to(temporary)
                except FileExistsError:
                    number += 1
                else:
                    sync_folder(self.folder)
                    return path
        finally:
            temporary.unlink()

    def put(self, message: EmailMessage) -> Entry:
        """Write a message that is to be sent, once it is confirmed.

        Nobody else sends it as long as the entry is open.
        """
        temporary = self._temporary()
        temporary.mkdir()
        write_whole(temporary / MESSAGE, message.as_bytes())
        write_whole(temporary / ENVELOPE, envelope_of(message).to_json())
        file = claim(temporary / MESSAGE)
        if file is None:
            raise OSError(f"{temporary.name} was taken away")
        try:
            folder = self._of(UNCONFIRMED) / f"{_stem(message)}-{uuid4().hex[:8]}"
            temporary.rename(folder)
            sync_folder(folder.parent)
            return Entry(self, folder, file)
        except BaseException:
            file.close()
            raise

    def confirm_rest(self, message_id: str | None = None) -> None:
        """Have what a process left unconfirmed wait: everything, or one message.

        Call it when whoever puts messages here has seen which of theirs arrived: see `holds`.
        """
        for path in self.folder.glob(f"{UNCONFIRMED}/*/{ENVELOPE}"):
            if entry := self.open(path.parent):
                with entry:
                    if message_id in (None, entry.envelope.message_id):
                        entry.confirm()

    def waiting(self) -> list[Path]:
        """What waits, the oldest first."""
        return sorted(path.parent for path in (self.folder / "waiting").glob(f"*/{ENVELOPE}"))

    def open(self, folder: Path) -> Entry | None:
        """Something that waits; None where it is gone, or another process is at it.

        Whom it may have reached when its process ended is set apart.
        """
        file = claim(folder / MESSAGE)
        if file is None:
            return None
        try:
            entry = Entry(self, folder, file)
            entry.settle(Outcome(uncertain=dict.fromkeys(entry.addresses("sending"), _BROKEN_OFF)))
        except (OSError, ValueError):
            file.close()
            return None
        if not entry.addresses("waiting"):
            entry.close()
            return None
        return entry

    def set_apart(self, kind: Kind, name: str, content: bytes, envelope: Envelope) -> None:
        """Put a copy of a message where it is not sent from; doing it twice changes nothing."""
        folder = self._of(kind) / name
        try:
            known = read_envelope((folder / ENVELOPE).read_bytes())
        except FileNotFoundError:
            temporary = self._temporary()
            temporary.mkdir()
            write_whole(temporary / MESSAGE, content)
            write_whole(temporary / ENVELOPE, envelope.to_json())
            temporary.rename(folder)
            sync_folder(folder.parent)
        else:
            addresses = [recipient.address for recipient in envelope.recipients]
            others = known.without(addresses).recipients
            write_whole(folder / ENVELOPE, envelope.only([*others, *envelope.recipients]).to_json())

    def _of(self, kind: str) -> Path:
        folder = self.folder / kind
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _temporary(self) -> Path:
        # Its home has gone where the folder above is not there: it is not for us to make.
        self.folder.mkdir(exist_ok=True)
        for leftover in self.folder.glob(".*.tmp"):
            # Of a process that ended while it wrote; what is younger may be under way.
            with contextlib.suppress(FileNotFoundError):
                if time.time() - leftover.stat().st_mtime < _DAY:
                    continue
                if leftover.is_dir():
                    shutil.rmtree(leftover, ignore_errors=True)
                else:
                    leftover.unlink()
        return self.folder / f".{uuid4().hex}-{os.getpid()}.tmp"


class Entry:
    """A message that waits, held by this process."""

    def __init__(self, outbox: Outbox, folder: Path, file: BinaryIO) -> None:
        self._outbox = outbox
        self._file = file
        self.folder = folder
        self.content = file.read()
        self.envelope = read_envelope((folder / ENVELOPE).read_bytes())

    def __enter__(self) -> Entry:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let others have it."""
        self._file.close()

    def confirm(self) -> None:
        """Have it wait to be sent, also by others when this process ends."""
        folder = self._outbox.folder / "waiting" / self.folder.name
        # Where this fails, it stays unconfirmed, and that is for `confirm_rest`.
        with contextlib.suppress(OSError):
            folder.parent.mkdir(exist_ok=True)
            self.folder.rename(folder)
            self.folder = folder
            sync_folder(folder.parent)

    def withdraw(self) -> None:
        """Forget it: it is not to be sent after all."""
        shutil.rmtree(self.folder)
        self.close()

    def addresses(self, state: Literal["waiting", "sending"]) -> list[str]:
        """Who is in this state."""
        return [recipient.address for recipient in self.envelope.of(state)]

    def about_to_send(self, addresses: Sequence[str]) -> None:
        """Note, so that a power cut does not lose it, whom the message may reach from now on."""
        self._write(self.envelope.told("sending", dict.fromkeys(addresses, "")))

    def settle(self, outcome: Outcome) -> None:
        """Note what became of the message; who has it never gets it again."""
        noted = self.envelope.without(outcome.accepted).told("waiting", outcome.later)
        noted = noted.told("given-up", outcome.refused).told("uncertain", outcome.uncertain)
        if noted != self.envelope and noted.recipients:
            self._write(noted)
        kind: Kind
        for kind in ("uncertain", "given-up"):
            if apart := noted.of(kind):
                again = [Recipient(r.address, "waiting", r.error) for r in apart]
                self._outbox.set_apart(kind, self.folder.name, self.content, noted.only(again))
        left = noted.only([*noted.of("waiting"), *noted.of("sending")])
        if not left.recipients:
            # From here on it is no entry any more; the rest is tidying.
            (self.folder / ENVELOPE).unlink()
            sync_folder(self.folder)
            shutil.rmtree(self.folder, ignore_errors=True)
        elif left != noted:
            self._write(left)
        self.envelope = left

    def note(self, error: str) -> None:
        """Note why those who wait still wait."""
        self.settle(Outcome(later=dict.fromkeys(self.addresses("waiting"), error)))

    def _write(self, envelope: Envelope) -> None:
        write_whole(self.folder / ENVELOPE, envelope.to_json())
        self.envelope = envelope


def _stem(message: EmailMessage) -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{_slug(str(message['Subject'] or ''))}"


def _slug(subject: str) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in subject.lower())
    return "-".join(plain.split())[:60].strip("-") or "report"
