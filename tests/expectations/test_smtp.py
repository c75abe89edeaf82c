"""The server's address, and a password that goes where it must and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.mail import Post
from expectations.smtp import MailError, Server, read_server
from expectations.unsent import unsent
from tests.expectations.mails import ENCODED, assert_is_the_report, kept, post
from tests.postbox import PASSWORD, Postbox, Serve


def test_on_loopback_a_password_may_go_in_the_clear(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox()
    port = serve(postbox, authenticator=postbox.authenticate, auth_require_tls=False)
    assert post(port, tmp_path, login=f"jan:{ENCODED}@").error is None
    assert postbox.logins[0] == ("jan", PASSWORD)


def test_a_wrong_password_is_told_without_saying_it(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox()
    port = serve(postbox, authenticator=postbox.authenticate, auth_require_tls=False)
    delivered = post(port, tmp_path, login="jan:f%40ut1@")
    assert ("jan", "f@ut1") in postbox.logins
    assert "did not accept the user and password (535)" in str(delivered.error)
    assert "f@ut1" not in str(delivered.error)
    assert "f%40ut1" not in str(delivered.error)
    assert postbox.received == []
    assert [told.kind for told in unsent(Post(None, tmp_path).outbox)] == ["waiting"]


def test_a_server_that_repeats_the_password_is_not_quoted(serve: Serve, tmp_path: Path) -> None:
    # The last two are how the password, and user with password, go over the wire.
    forms = f"{PASSWORD} {ENCODED} Z2VoZWltL3BAc3M= AGphbgBnZWhlaW0vcEBzcw=="
    postbox = Postbox(data=(f"554 bye {forms}",))
    port = serve(postbox, authenticator=postbox.authenticate, auth_require_tls=False)
    error = str(post(port, tmp_path, login=f"jan:{ENCODED}@").error)
    assert "554 bye *** *** *** ***" in error
    kept_files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert kept_files
    assert all(form not in path.read_text("utf-8") for path in kept_files for form in forms.split())


def test_off_this_machine_a_password_needs_starttls(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postbox = Postbox()
    port = serve(postbox, authenticator=postbox.authenticate, auth_require_tls=False)
    # The server is real; only the rule that makes this machine an exception is taken away.
    monkeypatch.setattr(Server, "loopback", False)
    delivered = post(port, tmp_path, login=f"jan:{ENCODED}@")
    assert "does not offer STARTTLS" in str(delivered.error)
    assert PASSWORD not in str(delivered.error)
    assert postbox.logins == []
    assert_is_the_report(kept(delivered))


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("127.0.0.1", True), ("[::1]", True), ("mail.example.org", False)],
)
def test_this_machine_is_known_by_its_address(host: str, loopback: bool) -> None:
    assert read_server(f"smtp://{host}").loopback is loopback


def test_ports_and_special_characters() -> None:
    assert read_server("smtp://h") == Server("h", 587, implicit_tls=False)
    assert read_server("smtps://h") == Server("h", 465, implicit_tls=True)
    server = read_server(f"smtps://j%40n:{ENCODED}@h:2465")
    assert server == Server("h", 2465, implicit_tls=True, user="j@n", password=PASSWORD)
    assert PASSWORD not in repr(server)
    assert ENCODED not in repr(server)


@pytest.mark.parametrize(
    "url",
    ["smtp://jan:se/cret@h", "smtp://jan:12/cret@h", "smtp://jan:se#cret@h", "smtp://", "http://h"],
)
def test_a_wrong_address_is_told_without_repeating_it(url: str) -> None:
    with pytest.raises(MailError) as caught:
        read_server(url)
    assert "TECHNIEKPACT_SMTP_URL is not an SMTP address" in str(caught.value)
    assert "cret" not in str(caught.value)
    assert "12" not in str(caught.value)
