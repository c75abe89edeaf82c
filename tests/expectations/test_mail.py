"""Mail against a real SMTP server on loopback: nothing of the protocol is faked here."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from expectations.mail import Delivered, MailError, Patience, Server, compose, deliver, read_server
from expectations.report import Image, Report
from tests.postbox import PASSWORD, Postbox, Serve, free_port

HASTY = Patience(timeout=5, attempts=3, first_wait=0.01, longest_wait=0.02)
ENCODED = "geheim%2Fp%40ss"
REPORT = Report(
    subject="Techniekpact-cijfers: GEWEIGERD – één controle",
    text="Uitgave geweigerd\n" + "é" * 1200,
    html='<!doctype html><p>Uitgave geweigerd</p><img src="cid:chart@techniekpact" alt="grafiek">',
    images=(Image("chart@techniekpact", b"\x89PNG\r\n\x1a\n\x00\xff", "grafiek"),),
    language="nl",
)


def message(*to: str) -> EmailMessage:
    return compose(REPORT, "Warehouse <warehouse@example.org>", to or ("team@example.org",))


def post(port: int, outbox: Path, mail: EmailMessage | None = None, login: str = "") -> Delivered:
    return deliver(mail or message(), f"smtp://{login}127.0.0.1:{port}", outbox, HASTY)


def kept(delivered: Delivered) -> EmailMessage:
    assert delivered.path is not None
    parsed = message_from_bytes(delivered.path.read_bytes(), policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


def assert_is_the_report(mail: EmailMessage) -> None:
    assert mail["Subject"] == REPORT.subject
    assert mail.get_content_type() == "multipart/alternative"
    text, related = mail.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(related, EmailMessage)
    assert text.get_content_type() == "text/plain"
    assert text.get_content().replace("\r\n", "\n").rstrip() == REPORT.text
    assert related.get_content_type() == "multipart/related"
    html, picture = related.iter_parts()
    assert isinstance(html, EmailMessage)
    assert isinstance(picture, EmailMessage)
    assert html.get_content().rstrip() == REPORT.html
    assert picture.get_content_type() == "image/png"
    assert picture["Content-ID"] == "<chart@techniekpact>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content() == REPORT.images[0].png


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


def test_a_header_cannot_be_smuggled_in() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        compose(REPORT, "warehouse@example.org", ["a@example.org\r\nBcc: b@example.org"])


def test_without_a_server_the_mail_waits_in_the_outbox(tmp_path: Path) -> None:
    outbox = tmp_path / "new" / "outbox"
    delivered = deliver(message(), None, outbox)
    assert delivered.error is None
    assert_is_the_report(kept(delivered))
    assert delivered.path is not None
    assert delivered.path.name.endswith("Z-techniekpact-cijfers-geweigerd-n-controle.eml")
    assert list(outbox.iterdir()) == [delivered.path]


def test_the_outbox_never_overwrites(tmp_path: Path) -> None:
    mails = [message(f"{number}@example.org") for number in range(5)]
    paths = [deliver(mail, None, tmp_path) for mail in mails]
    assert [kept(path)["To"] for path in paths] == [mail["To"] for mail in mails]
    assert len(list(tmp_path.iterdir())) == 5


def test_an_outbox_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    delivered = deliver(message(), None, tmp_path / "file")
    assert delivered.path is None
    assert "could not be kept in the outbox" in str(delivered.error)


def test_a_mail_arrives_whole(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox()
    assert post(serve(postbox), tmp_path) == Delivered()
    (mail,) = postbox.received
    assert_is_the_report(mail)
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_not_tried_again(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox(data=("554 looks like spam",))
    delivered = post(serve(postbox), tmp_path)
    assert postbox.tries == 1
    assert "554 looks like spam" in str(delivered.error)
    assert "ask the mail administrator" in str(delivered.error)
    assert delivered.path is not None
    assert delivered.path.name in str(delivered.error)
    assert_is_the_report(kept(delivered))


def test_later_means_trying_again(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox(data=("451 come back later", "421 busy"))
    assert post(serve(postbox), tmp_path) == Delivered()
    assert postbox.tries == 3
    assert len(postbox.received) == 1


def test_later_and_later_ends(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox(data=("451 come back later",) * 9)
    delivered = post(serve(postbox), tmp_path)
    assert postbox.tries == HASTY.attempts
    assert "451 come back later" in str(delivered.error)
    assert_is_the_report(kept(delivered))


def test_a_server_that_is_down_is_told(tmp_path: Path) -> None:
    port = free_port()
    delivered = post(port, tmp_path)
    assert f"127.0.0.1:{port} cannot be reached" in str(delivered.error)
    assert "TECHNIEKPACT_SMTP_URL" in str(delivered.error)
    assert_is_the_report(kept(delivered))


def test_a_recipient_that_is_refused_is_named(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox(refuses={"gone@example.org": "550 no such user"})
    mail = message("team@example.org", "gone@example.org")
    delivered = post(serve(postbox), tmp_path, mail)
    assert len(postbox.received) == 1
    assert delivered.refused == ("gone@example.org",)
    assert "gone@example.org (550 no such user)" in str(delivered.error)
    assert "team@example.org" not in str(delivered.error)


def test_no_recipient_left_is_told(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox(refuses={"team@example.org": "550 no such user"})
    delivered = post(serve(postbox), tmp_path)
    assert "refused every recipient: team@example.org (550 no such user)" in str(delivered.error)
    assert_is_the_report(kept(delivered))


def test_on_loopback_a_password_may_go_in_the_clear(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox()
    port = serve(postbox, authenticator=postbox.authenticate, auth_require_tls=False)
    assert post(port, tmp_path, login=f"jan:{ENCODED}@") == Delivered()
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


def test_a_server_that_repeats_the_password_is_not_quoted(serve: Serve, tmp_path: Path) -> None:
    postbox = Postbox(data=(f"554 bye {PASSWORD} and {ENCODED}",))
    port = serve(postbox, authenticator=postbox.authenticate, auth_require_tls=False)
    error = str(post(port, tmp_path, login=f"jan:{ENCODED}@").error)
    assert "554 bye *** and ***" in error


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


@pytest.mark.parametrize(
    "url",
    ["smtp://jan:se/cret@h", "smtp://jan:12/cret@h", "smtp://jan:se#cret@h", "smtp://", "http://h"],
)
def test_a_wrong_address_is_told_without_repeating_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(MailError) as caught:
        read_server(url)
    delivered = deliver(message(), url, tmp_path, HASTY)
    for said in (str(caught.value), str(delivered.error)):
        assert "TECHNIEKPACT_SMTP_URL is not an SMTP address" in said
        assert "cret" not in said
        assert "12" not in said.partition("It is kept")[0]
    assert_is_the_report(kept(delivered))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


class ImplicitTls(Controller):
    """Speaks TLS from the first byte."""

    def __init__(self, handler: Any, context: ssl.SSLContext, **options: Any) -> None:
        super().__init__(handler, ssl_context=context, **options)


def context_of(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_starttls_is_used_where_it_is_offered(
    serve: Serve, tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    postbox = Postbox()
    port = serve(
        postbox,
        tls_context=context_of(certificate),
        require_starttls=True,
        authenticator=postbox.authenticate,
    )
    assert post(port, tmp_path, login=f"jan:{ENCODED}@") == Delivered()
    assert postbox.logins[0] == ("jan", PASSWORD)
    assert len(postbox.received) == 1


def test_a_certificate_that_is_not_trusted_gets_no_password(
    serve: Serve, tmp_path: Path, certificate: Path
) -> None:
    postbox = Postbox()
    port = serve(postbox, tls_context=context_of(certificate), authenticator=postbox.authenticate)
    delivered = post(port, tmp_path, login=f"jan:{ENCODED}@")
    assert "is not trusted (self-signed certificate)" in str(delivered.error)
    assert postbox.logins == []
    assert_is_the_report(kept(delivered))


def test_smtps_speaks_tls_from_the_first_byte(
    serve: Serve, tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    postbox = Postbox()
    port = serve(postbox, ImplicitTls, context=context_of(certificate))
    assert deliver(message(), f"smtps://127.0.0.1:{port}", tmp_path, HASTY) == Delivered()
    assert_is_the_report(postbox.received[0])
