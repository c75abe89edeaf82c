"""Login over TLS, against servers that take nothing without either."""

from __future__ import annotations

import logging
import ssl
import traceback
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from expectations.mail import Post
from expectations.smtp import read_server, session
from tests.certificates import Certificates, make_certificates
from tests.expectations.mails import ENCODED, HASTY, assert_is_the_report, kept, message, post
from tests.postbox import PASSWORD, Postbox, Serve

FORMS = (PASSWORD, ENCODED, "Z2VoZWltL3BAc3M=", "AGphbgBnZWhlaW0vcEBzcw==")


class ImplicitTls(Controller):
    """Speaks TLS from the first byte."""

    def __init__(self, handler: Any, context: ssl.SSLContext, **options: Any) -> None:
        super().__init__(handler, ssl_context=context, **options)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> Certificates:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
    return certificates


def strict(serve: Serve, postbox: Postbox, certificates: Certificates) -> int:
    """A server that wants STARTTLS, then AUTH, and only then MAIL."""
    return serve(
        postbox,
        tls_context=certificates.context(),
        require_starttls=True,
        auth_required=True,
        authenticator=postbox.authenticate,
    )


def strict_tls(serve: Serve, postbox: Postbox, certificates: Certificates) -> int:
    """A server that speaks nothing but TLS, and wants AUTH before MAIL."""
    return serve(
        postbox,
        ImplicitTls,
        context=certificates.context(),
        auth_required=True,
        auth_require_tls=False,
        authenticator=postbox.authenticate,
    )


def test_starttls_and_login_come_before_the_mail(
    serve: Serve, tmp_path: Path, trusted: Certificates
) -> None:
    postbox = Postbox()
    port = strict(serve, postbox, trusted)
    assert post(port, tmp_path, login=f"jan:{ENCODED}@").error is None
    assert postbox.logins[0] == ("jan", PASSWORD)
    assert_is_the_report(postbox.received[0])


def test_smtps_speaks_tls_from_the_first_byte(
    serve: Serve, tmp_path: Path, trusted: Certificates
) -> None:
    postbox = Postbox()
    port = strict_tls(serve, postbox, trusted)
    server = read_server(f"smtps://jan:{ENCODED}@127.0.0.1:{port}")
    assert Post(server, tmp_path, HASTY).deliver(message()).error is None
    assert postbox.logins[0] == ("jan", PASSWORD)
    assert_is_the_report(postbox.received[0])


@pytest.mark.parametrize("kind", [strict, strict_tls])
def test_without_a_login_the_mail_waits_until_there_is_one(
    kind: Any, serve: Serve, tmp_path: Path, trusted: Certificates
) -> None:
    postbox = Postbox()
    port = kind(serve, postbox, trusted)
    scheme = "smtp" if kind is strict else "smtps"
    without = Post(read_server(f"{scheme}://127.0.0.1:{port}"), tmp_path, HASTY)
    assert "530" in str(without.deliver(message()).error)
    assert postbox.received == []
    mended = Post(read_server(f"{scheme}://jan:{ENCODED}@127.0.0.1:{port}"), tmp_path, HASTY)
    assert [sent.error for sent in mended.send_waiting()] == [None]
    assert_is_the_report(postbox.received[0])


@pytest.mark.parametrize("kind", [strict, strict_tls])
def test_a_certificate_that_is_not_trusted_gets_no_password(
    kind: Any, serve: Serve, tmp_path: Path, certificates: Certificates
) -> None:
    postbox = Postbox()
    port = kind(serve, postbox, certificates)
    scheme = "smtp" if kind is strict else "smtps"
    server = read_server(f"{scheme}://jan:{ENCODED}@127.0.0.1:{port}")
    delivered = Post(server, tmp_path, HASTY).deliver(message())
    assert "is not trusted (unable to get local issuer certificate)" in str(delivered.error)
    assert postbox.logins == []
    assert_is_the_report(kept(delivered))


def test_a_certificate_of_another_host_gets_no_password(
    serve: Serve, tmp_path: Path, trusted: Certificates
) -> None:
    postbox = Postbox()
    port = strict(serve, postbox, trusted)
    server = read_server(f"smtp://jan:{ENCODED}@localhost:{port}")
    delivered = Post(server, tmp_path, HASTY).deliver(message())
    assert "Hostname mismatch" in str(delivered.error)
    assert postbox.logins == []


def test_a_failed_login_leaves_no_trace_of_the_password(
    serve: Serve,
    tmp_path: Path,
    trusted: Certificates,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    postbox = Postbox(accepts="something else")
    port = strict(serve, postbox, trusted)
    # What the server on the other side logs is not ours.
    logging.getLogger("mail.log").disabled = True
    caplog.set_level(logging.DEBUG)
    server = read_server(f"smtp://jan:{ENCODED}@127.0.0.1:{port}")
    run = Post(server, tmp_path, HASTY)
    said = str(run.deliver(message())) + repr(server) + repr(run) + str(vars(run))
    with pytest.raises(OSError) as caught, session(server, 5, 5):  # noqa: PT011
        pass
    said += "".join(traceback.format_exception(caught.value))
    printed = capfd.readouterr()
    said += caplog.text + printed.out + printed.err
    said += "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert postbox.logins
    assert "535" in said
    assert [form for form in FORMS if form in said] == []
