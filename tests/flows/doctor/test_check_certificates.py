"""Certificates as servers on loopback show them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from flows.doctor.check_certificates import check_certificates
from tests.certificates import Certificates, make_certificates
from tests.flows.doctor.conftest import Make
from tests.postbox import Postbox, Serve, free_port

LONG = 24 * 365


@contextmanager
def shows(certificates: Certificates) -> Iterator[str]:
    """An https server with this certificate; its address."""
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.socket = certificates.context().wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("hours", "address", "problem", "found"),
    [
        (LONG, "127.0.0.1", "", "until {day}"),
        (24 * 20, "127.0.0.1", "certificates.expiring", "expires on {day}"),
        (-24, "127.0.0.1", "certificates.expired", "expired on {day}"),
        (LONG, "127.0.0.2", "certificates.distrusted", "IP address mismatch"),
    ],
)
def test_a_publishers_certificate(
    machine: Make,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    hours: float,
    address: str,
    problem: str,
    found: str,
) -> None:
    certificates = make_certificates(tmp_path, hours, address)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.authority))
    day = f"{datetime.now(UTC) + timedelta(hours=hours):%Y-%m-%d}"
    with shows(certificates) as url:
        (told,) = check_certificates(machine(profile="sample", heartbeat_url=f"{url}/t0ken"))
    assert told.problem == problem
    assert found.format(day=day) in told.words["en"].found
    assert "t0ken" not in told.words["en"].found


def test_an_authority_that_nobody_knows(machine: Make, tmp_path: Path) -> None:
    with shows(make_certificates(tmp_path, LONG)) as url:
        (told,) = check_certificates(machine(profile="sample", heartbeat_url=url))
    assert told.problem == "certificates.distrusted"


@pytest.mark.parametrize(("hours", "problem"), [(LONG, ""), (-24, "certificates.expired")])
def test_a_mail_servers_certificate_is_seen_through_starttls(
    machine: Make,
    tmp_path: Path,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    hours: float,
    problem: str,
) -> None:
    certificates = make_certificates(tmp_path, hours)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
    port = serve(Postbox(), tls_context=certificates.context())
    url = f"smtp://127.0.0.1:{port}"
    (told,) = check_certificates(machine(profile="sample", smtp_url=url))
    assert told.problem == problem
    assert f"127.0.0.1:{port}" in told.words["en"].found


def test_who_speaks_no_tls_or_is_not_there_is_for_other_checks(machine: Make, serve: Serve) -> None:
    url = f"https://127.0.0.1:{free_port()}"
    plain = f"smtp://127.0.0.1:{serve(Postbox())}"
    (told,) = check_certificates(machine(profile="sample", heartbeat_url=url, smtp_url=plain))
    assert told.verdict == "ok"
    assert f"no answer from {url.removeprefix('https://')}" in told.words["en"].found


def test_every_server_is_looked_at_and_each_once(
    machine: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("old", "ours"):
        (tmp_path / name).mkdir()
    old, ours = make_certificates(tmp_path / "old", -24), make_certificates(tmp_path / "ours")
    with shows(old) as first, shows(ours) as second:
        monkeypatch.setenv("PREFECT_API_URL", f"{first}/api")
        told = check_certificates(machine(cbs_v4_url=f"{first}/odata/v1", cbs_v3_url=second))
        problems = [d.problem for d in told]
    assert problems == ["certificates.expired", "certificates.distrusted"]
