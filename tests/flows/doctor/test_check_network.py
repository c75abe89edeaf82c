"""Publishers and the Prefect server: who answers, and who does not."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from flows.doctor.check_prefect import check_prefect
from flows.doctor.check_publishers import check_publishers
from sources.upstream.server import Upstream
from tests.flows.conftest import live
from tests.flows.doctor.conftest import Make
from tests.postbox import free_port


def at(upstream: Upstream, **others: str) -> dict[str, str]:
    """The settings of publishers at the bundled upstream."""
    named = live(upstream).items()
    return {name.removeprefix("TECHNIEKPACT_").lower(): value for name, value in named} | others


def test_in_the_sample_nobody_is_asked(machine: Make) -> None:
    (told,) = check_publishers(machine(profile="sample"))
    assert told.words["en"].found == "not asked in the sample profile"


def test_publishers_that_answer_are_timed(machine: Make, upstream: Upstream) -> None:
    (told,) = check_publishers(machine(**at(upstream)))
    assert told.verdict == "ok"
    for name in ("CBS v4 0.", "CBS v3 0.", "DUO 0."):
        assert name in told.words["en"].found


def test_those_that_do_not_are_named(machine: Make, upstream: Upstream) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    wrong_path = f"{upstream.url}/odata/v2"
    told = [*check_publishers(machine(**at(upstream, cbs_v3_url=nobody, cbs_v4_url=wrong_path)))]
    assert {d.about: d.verdict for d in told} == {"CBS v4": "fail", "CBS v3": "fail", "": "ok"}
    assert "answered 404" in told[0].words["en"].found
    assert f"at {nobody}" in told[1].words["en"].found
    assert "answered: DUO" in told[2].words["en"].found


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()
        self.wfile.write(b"true")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def prefect_port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Health) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_prefect_server_is_asked_for_its_health(
    machine: Make, prefect_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [told.verdict for told in check_prefect(machine())] == ["ok"]
    for path, verdict in (("/api", "ok"), ("/elsewhere", "fail")):
        monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{prefect_port}{path}")
        (told,) = check_prefect(machine())
        assert told.verdict == verdict
    monkeypatch.setenv("PREFECT_API_URL", f"http://me:hunter2@127.0.0.1:{free_port()}/api")
    (told,) = check_prefect(machine())
    assert told.problem == "prefect.dead"
    assert "hunter2" not in told.words["en"].found
