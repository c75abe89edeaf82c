"""The report over a real SMTP server, as the night sends it."""

from __future__ import annotations

import shutil
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.flows.conftest import Home, Ran
from tests.flows.dying import Running, children
from tests.postbox import PASSWORD, Postbox, Serve


@pytest.fixture
def home_with_mail(
    first_night: tuple[Home, Ran], prefect: dict[str, str], tmp_path: Path
) -> Callable[[int], Home]:
    """Makes a home after its first night that mails to a port of loopback."""

    def make(port: int) -> Home:
        shutil.copytree(first_night[0].path, tmp_path / "home", symlinks=True)
        shutil.rmtree(tmp_path / "home" / "outbox")
        mail = {
            "TECHNIEKPACT_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "TECHNIEKPACT_REPORT_TO": "data@example.org, beleid@example.org",
        }
        return Home(tmp_path / "home", prefect | mail)

    return make


def test_the_report_reaches_the_team(home_with_mail: Callable[[int], Home], serve: Serve) -> None:
    postbox = Postbox()
    home = home_with_mail(serve(postbox))
    ran = home.run("nightly", "--no-fetch")
    assert ran.code == 0, ran.text
    (message,) = postbox.received
    assert message["To"] == "data@example.org, beleid@example.org"
    assert message.get_content_type() == "multipart/mixed"
    assert [part.get_filename() for part in message.iter_attachments()] == ["report.html"]
    assert {part.get_content_type() for part in message.walk()} >= {
        "text/plain",
        "text/html",
        "image/png",
    }
    assert home.mails() == []


def test_a_server_that_refuses_costs_the_mail_and_nothing_else(
    home_with_mail: Callable[[int], Home], serve: Serve
) -> None:
    home = home_with_mail(serve(Postbox(data=("554 not today",))))
    ran = home.run("nightly", "--no-fetch")
    assert ran.code == 0, ran.text
    assert "554 not today" in ran.text
    listed = home.run("outbox")
    assert (listed.code, home.mails()) == (0, [])
    assert "given-up" in listed.out
    assert "data@example.org, beleid@example.org" in listed.out
    assert "554 not today" in listed.out


def test_a_failing_night_says_its_password_nowhere(
    fresh: Callable[..., Home], serve: Serve
) -> None:
    """A server that refuses the login, a night that fails: output, files and process list."""
    postbox = Postbox(accepts="something else")
    port = serve(postbox, authenticator=postbox.authenticate, auth_require_tls=False)
    url = f"smtp://jan:{quote(PASSWORD, safe='')}@127.0.0.1:{port}"
    home = fresh(TECHNIEKPACT_SMTP_URL=url, PREFECT_LOGGING_LEVEL="DEBUG")
    night = Running(home, "--no-fetch")
    seen = b""
    while night.supervisor.poll() is None:
        seen += b"".join(command_line(process) for process in family(night.supervisor.pid))
        time.sleep(0.05)
    assert night.supervisor.returncode == 1
    listed = home.run("outbox")
    assert b"--no-fetch" in seen
    assert ("jan", PASSWORD) in postbox.logins
    assert "did not accept the user and password (535)" in listed.out
    files = [path for path in home.path.rglob("*") if path.is_file()]
    assert any("waiting" in path.parts for path in files)
    said = [seen, listed.text.encode(), night.printed.read_bytes()]
    said += [path.read_bytes() for path in files]
    assert [form for form in forms(PASSWORD) for text in said if form in text] == []


def family(process: int) -> list[int]:
    """A process and all that came of it."""
    try:
        return [process, *(found for child in children(process) for found in family(child))]
    except FileNotFoundError:
        return []


def command_line(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def forms(password: str) -> list[bytes]:
    """A password as it is, as it stands in an address, and as it goes over the wire."""
    wire = b64encode(f"\0jan\0{password}".encode())
    return [
        password.encode(),
        quote(password, safe="").encode(),
        b64encode(password.encode()),
        wire,
    ]
