"""Making a mail: what it says, and that no text can change what it is."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from expectations.addresses import is_address, read_address
from expectations.compose import Attachment, compose, file_name, header_text
from expectations.page import Image, Report
from tests.expectations.mails import REPORT, message

NASTY = '\r\nBcc: evil@example.org\x00\u202e\ud800=?utf-8?q?=0ABcc:_evil?= ;"\\<>,()' + "é" * 400
PIECES = st.sampled_from(
    [
        "\r\n",
        "\n",
        "\r",
        "\x00",
        "\x85",
        "\u2028",
        "\u202e",
        "\ud800",
        "=?utf-8?b?",
        "?=",
        "Bcc: a@b.nl",
    ]
)
# Any character there is, lone surrogates too, between what is known to hurt.
TEXTS = st.lists(PIECES | st.text(st.characters(categories=None), max_size=40), max_size=12).map(
    "".join
)
HEADERS = [
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
]


def sent(page: Report, attachments: list[Attachment]) -> EmailMessage:
    """The mail as whoever receives it reads its bytes."""
    mail = compose(page, "The night <night@example.org>", ["a@example.org"], attachments)
    content = mail.as_bytes()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    parsed = message_from_bytes(content, policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


@settings(max_examples=60, deadline=None)
@example(subject=NASTY, text=NASTY, name=NASTY)
@given(subject=TEXTS, text=TEXTS, name=TEXTS)
def test_no_text_adds_or_changes_a_header(subject: str, text: str, name: str) -> None:
    page = Report(
        subject, text, f"<p>{text}</p>", (Image("chart@techniekpact", b"png", text),), "nl"
    )
    mail = sent(page, [Attachment(name, "text/csv", b"a;b\r\n")])
    assert sorted(mail.keys()) == sorted(HEADERS)
    assert mail["Subject"] == header_text(subject, 200)
    assert mail["To"] == "a@example.org"
    assert mail["From"] == "The night <night@example.org>"
    assert mail["Content-Language"] == "nl"
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs") for c in mail["Subject"])
    parts = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert parts == ["text/plain", "text/html", "image/png", "text/csv"]
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == file_name(name)
    assert attached.get_content_disposition() == "attachment"
    assert {key for part in mail.walk() for key in part} <= {
        *HEADERS,
        "Content-Transfer-Encoding",
        "Content-Disposition",
        "Content-ID",
    }


def test_a_text_arrives_as_it_is_but_for_what_cannot_be_sent() -> None:
    page = Report("s", "één\n\tregel\x00\ud800.\n.\n", "<p>ü</p>", (), "nl")
    body = sent(page, []).get_body(("plain",))
    assert body is not None
    lines = body.get_content().splitlines()
    assert lines == ["één", "\tregel\ufffd\ufffd.", "."]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("levering.json", "levering.json"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\u202excod.exe", "a_xcod.exe"),
        ("", "attachment"),
        ("x" * 300 + ".csv", "x" * 76 + ".csv"),
    ],
)
def test_a_file_name_is_one(name: str, expected: str) -> None:
    assert file_name(name) == expected


@pytest.mark.parametrize("address", ["a@localhost", "a.b+c@sub.example.org", "o'neil@x-y.nl"])
def test_an_address_is_accepted(address: str) -> None:
    assert is_address(address)
    assert read_address(f"A name <{address}>").addr_spec == address


@pytest.mark.parametrize(
    "address",
    [
        "nobody",
        "@example.org",
        "a@",
        "a@b@c.nl",
        "a b@example.org",
        "a@-x.nl",
        "a..b@x.nl",
        ".a@x.nl",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\n",
        "a@example.org,b@example.org",
        "a@example.org>",
        "<a@example.org>x",
        "jos\u00e9@example.org",
        "a@ex\u202eample.org",
        "a\x00@x.nl",
        "a" * 65 + "@example.org",
        "a@" + "b" * 64 + ".nl",
        "a@" + "b.c" * 90,
        "x\r\n <a@example.org>",
        "evil@x.nl <a@example.org>",
        '"a b"@example.org',
        "a@[127.0.0.1]",
    ],
)
def test_what_is_no_address_gets_near_no_header(address: str) -> None:
    assert not is_address(address)
    with pytest.raises(ValueError, match="is not a mail address"):
        compose(REPORT, "warehouse@example.org", [address])
    with pytest.raises(ValueError, match="is not a mail address"):
        compose(REPORT, address, ["a@example.org"])


@given(st.text(st.characters(categories=None), max_size=30))
def test_what_counts_as_an_address_is_read_as_that_address(text: str) -> None:
    for candidate in (text, f"{text}@example.org", f"a@{text}"):
        if is_address(candidate):
            mail = compose(REPORT, "warehouse@example.org", [candidate])
            parsed = message_from_bytes(mail.as_bytes(), policy=SMTP)
            assert [each.addr_spec for each in parsed["To"].addresses] == [candidate]


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
