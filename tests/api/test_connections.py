"""Connections: who sends half a request, or very many, keeps nobody else from being served."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx2
import pytest

from api import Settings
from tests.api.conftest import listening

pytestmark = pytest.mark.processes

HALVES = {
    "nothing": b"",
    "half": b"GET /v1/health/live HTTP/1.1\r\nHost: a",
    "half-of-the-next": b"GET /v1/health/live HTTP/1.1\r\nHost: a\r\n\r\nGET",
}


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    """Give a service that is patient with nobody."""
    settings = Settings(workers=1, header_seconds=0.3, connections=5, bytes_under_way=50_000)
    with listening(settings) as client:
        yield client


def connected(client: httpx2.Client) -> socket.socket:
    url = client.base_url
    return socket.create_connection((url.host, url.port or 80), timeout=10)


def closed(sock: socket.socket) -> bool:
    """Tell whether the other side hung up; what it said before does not count."""
    try:
        while sock.recv(4096):
            pass
    except ConnectionError:
        pass
    except TimeoutError:
        return False
    return True


def served(sock: socket.socket) -> bool:
    """Tell whether a request on a connection is answered."""
    try:
        sock.sendall(b"GET /v1/health/live HTTP/1.1\r\nHost: a\r\n\r\n")
        return sock.recv(4096).startswith(b"HTTP/1.1 200")
    except ConnectionError:
        return False


@pytest.mark.parametrize("sent", HALVES.values(), ids=HALVES)
def test_half_a_head_is_not_waited_for(client: httpx2.Client, sent: bytes) -> None:
    with connected(client) as half:
        began = time.monotonic()
        half.sendall(sent)
        assert closed(half)
        assert time.monotonic() - began < 5
    assert client.get("/v1/health/ready").status_code == 200


def test_one_connection_too_many_is_closed_and_the_others_are_served(
    client: httpx2.Client,
) -> None:
    with ExitStack() as opened:
        others = [opened.enter_context(connected(client)) for _ in range(10)]
        assert 1 <= sum([served(other) for other in others]) <= 5
    assert client.get("/v1/health/ready").status_code == 200


def test_what_is_no_http_gets_a_problem(client: httpx2.Client) -> None:
    with connected(client) as raw:
        raw.sendall(b"nonsense\r\n\r\n")
        answer = b""
        while piece := raw.recv(4096):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"400" in head.split(b"\r\n")[0]
    assert b"content-type: application/problem+json" in head.lower()
    assert b"api-version" in head.lower()
    assert json.loads(body)["status"] == 400


def test_a_body_that_is_measured_in_two_ways_is_refused(client: httpx2.Client) -> None:
    with connected(client) as raw:
        raw.sendall(
            b"POST /v1/check HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        )
        answer = b""
        while piece := raw.recv(4096):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 400 " in head.split(b"\r\n")[0]
    assert b"content-type: application/problem+json" in head.lower()
    assert json.loads(body)["status"] == 400


def test_bodies_under_way_are_counted_together(client: httpx2.Client) -> None:
    json_type = {"Content-Type": "application/json"}
    refused = client.post("/v1/solve", content=b" " * 60_000, headers=json_type)
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    # What was refused is no longer under way.
    assert client.post("/v1/check", json={"id": "x"}).status_code == 400
