from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from pathlib import Path

import pytest
import requests

from sources.upstream.faults import Fault
from sources.upstream.server import Upstream

PROPERTIES = "/odata/v1/CBS/85421NED/Properties"
OBSERVATIONS = "/odata/v1/CBS/85421NED/Observations"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_status_hits_as_often_as_asked(upstream: Upstream, status: int) -> None:
    upstream.add_fault(Fault("Properties", "status", times=2, status=status, retry_after=7))
    answers = [requests.get(upstream.url + PROPERTIES, timeout=5) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].headers["Retry-After"] == "7"
    assert "Retry-After" not in answers[2].headers


def test_a_fault_hits_its_path_only(upstream: Upstream) -> None:
    upstream.add_fault(Fault(r"\$skip=10000", "status", times=None))
    assert requests.get(upstream.url + PROPERTIES, timeout=5).status_code == 200
    for _ in range(3):
        answer = requests.get(f"{upstream.url}{OBSERVATIONS}?$skip=10000", timeout=5)
        assert answer.status_code == 503
    upstream.clear_faults()
    answer = requests.get(f"{upstream.url}{OBSERVATIONS}?$skip=10000", timeout=5)
    assert answer.status_code == 200


def test_faults_follow_each_other(upstream: Upstream) -> None:
    upstream.add_fault(Fault("Properties", "status", status=500))
    upstream.add_fault(Fault("Properties", "html"))
    answers = [requests.get(upstream.url + PROPERTIES, timeout=5) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [500, 200, 200]
    assert answers[1].headers["Content-Type"].startswith("text/html")
    assert answers[1].text.startswith("<!DOCTYPE html>")
    assert answers[2].json()["Identifier"] == "85421NED"


def test_reset_breaks_the_connection(upstream: Upstream) -> None:
    upstream.add_fault(Fault("Properties", "reset"))
    with pytest.raises(requests.ConnectionError) as caught:
        requests.get(upstream.url + PROPERTIES, timeout=5)
    assert "reset" in str(caught.value).lower()
    assert upstream.requests[-1].status == 0
    assert requests.get(upstream.url + PROPERTIES, timeout=5).status_code == 200


def test_reset_in_the_middle_of_a_body(upstream: Upstream) -> None:
    upstream.add_fault(Fault("Observations", "reset", after_bytes=5000))
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        requests.get(upstream.url + OBSERVATIONS, timeout=5)


def test_truncate_promises_more_than_it_sends(upstream: Upstream) -> None:
    upstream.add_fault(Fault("Observations", "truncate", after_bytes=1234))
    connection = http.client.HTTPConnection("127.0.0.1", upstream.port, timeout=5)
    connection.request("GET", OBSERVATIONS)
    answer = connection.getresponse()
    assert answer.status == 200
    assert int(answer.headers["Content-Length"]) > 1_000_000
    with pytest.raises(http.client.IncompleteRead) as caught:
        answer.read()
    connection.close()
    assert len(caught.value.partial) == 1234


def test_latency_waits_and_then_answers(upstream: Upstream) -> None:
    upstream.add_fault(Fault("Properties", "latency", seconds=0.3))
    started = time.monotonic()
    answer = requests.get(upstream.url + PROPERTIES, timeout=5)
    assert time.monotonic() - started >= 0.3
    assert answer.json()["Identifier"] == "85421NED"


def test_a_path_that_is_no_expression_is_refused(upstream: Upstream) -> None:
    with pytest.raises(re.error):
        upstream.add_fault(Fault("(", "reset"))


def test_a_stopped_host_refuses_and_comes_back(sample: Path) -> None:
    upstream = Upstream(sample)
    upstream.start()
    url = upstream.url + PROPERTIES
    assert requests.get(url, timeout=5).status_code == 200
    upstream.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
    with upstream:
        assert requests.get(url, timeout=5).status_code == 200
    upstream.stop()


def test_the_port_is_free_after_stop(sample: Path) -> None:
    with Upstream(sample) as upstream:
        port = upstream.port
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))


def test_stop_breaks_a_kept_connection(sample: Path) -> None:
    upstream = Upstream(sample)
    upstream.start()
    with requests.Session() as session:
        assert session.get(upstream.url + PROPERTIES, timeout=5).status_code == 200
        upstream.stop()
        with pytest.raises(requests.ConnectionError):
            session.get(upstream.url + PROPERTIES, timeout=5)


def test_stop_half_way_an_answer_is_a_dead_host(sample: Path) -> None:
    upstream = Upstream(sample)
    upstream.start()
    # The client reads slowly, so most of the body (2 MB) is still to be sent when it dies.
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(5)
        client.connect(("127.0.0.1", upstream.port))
        client.sendall(f"GET {OBSERVATIONS} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        received = len(client.recv(1024))
        upstream.stop()
        try:
            while chunk := client.recv(65536):
                received += len(chunk)
        except ConnectionResetError:
            pass
    assert 0 < received < 2_000_000


def test_stop_does_not_wait_for_latency(sample: Path) -> None:
    upstream = Upstream(sample)
    upstream.start()
    upstream.add_fault(Fault("Properties", "latency", seconds=60))
    failures: list[Exception] = []

    def ask() -> None:
        try:
            requests.get(upstream.url + PROPERTIES, timeout=30)
        except requests.RequestException as error:
            failures.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.2)
    started = time.monotonic()
    upstream.stop()
    asking.join(timeout=5)
    assert time.monotonic() - started < 5
    assert failures


def test_starting_twice_is_refused(upstream: Upstream) -> None:
    with pytest.raises(RuntimeError, match="already serving"):
        upstream.start()


def test_serve_forever_ends_with_stop(sample: Path) -> None:
    upstream = Upstream(sample)
    serving = threading.Thread(target=upstream.serve_forever)
    serving.start()
    while upstream.port == 0:
        time.sleep(0.01)
    assert requests.get(upstream.url + PROPERTIES, timeout=5).status_code == 200
    upstream.stop()
    serving.join(timeout=5)
    assert not serving.is_alive()


def test_requests_are_remembered(upstream: Upstream) -> None:
    requests.head(upstream.url + PROPERTIES, timeout=5)
    requests.get(upstream.url + "/nothing.csv", timeout=5)
    seen = [(request.method, request.path, request.status) for request in upstream.requests]
    assert seen == [("HEAD", PROPERTIES, 200), ("GET", "/nothing.csv", 404)]


def test_one_connection_serves_many_requests(upstream: Upstream) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", upstream.port, timeout=5)
    connection.connect()
    first = connection.sock
    for _ in range(3):
        connection.request("GET", PROPERTIES)
        connection.getresponse().read()
    assert connection.sock is first
    connection.close()


def test_many_clients_at_once(upstream: Upstream) -> None:
    sizes: list[int] = []

    def ask(skip: int) -> None:
        url = f"{upstream.url}{OBSERVATIONS}?$skip={skip}&$top=1000"
        sizes.append(len(requests.get(url, timeout=10).json()["value"]))

    threads = [threading.Thread(target=ask, args=(number * 1000,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sizes == [1000] * 8
