"""Making a mail: what it says, and that no text can change what it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tests.expectations.mails import message


def test_a_mail_says_who_what_and_that_a_machine_wrote_it() -> None:
    mail = message("a@example.org", "b@example.org")
    assert mail["From"] == "Warehouse <warehouse@example.org>"
    assert mail["To"] == "a@example.org, b@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.org>")
    assert mail["Message-ID"] != message()["Message-ID"]
    age = datetime.now(UTC) - parsedate_to_datetime(mail["Date"])
    assert timedelta(0) <= age < timedelta(minutes=1)
    assert max(len(line) for line in mail.as_bytes().splitlines()) <= 998
