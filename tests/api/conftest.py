"""The service under test: one for all tests that only ask, and one on a real socket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import httpx
import httpx2
import pytest
import uvicorn
from starlette.testclient import TestClient

from api import Settings, create_app
from api.server import server_config

PATIENCE = 60.0
"""Seconds after which a test gives up: many times what is needed."""


def until(true: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"not in time: {what}"
        time.sleep(0.05)


@contextmanager
def asked(settings: Settings) -> Iterator[TestClient]:
    """Start the service, without a socket."""
    with TestClient(create_app(settings)) as client:
        until(lambda: client.get("/v1/health/ready").status_code == 200, "ready")
        yield client


def transport(service: TestClient) -> httpx.MockTransport:
    """Give how the client of ours reaches a service without a socket."""

    def handled(request: httpx.Request) -> httpx.Response:
        answer = service.request(
            request.method,
            str(request.url),
            headers=[*request.headers.items()],
            content=request.content,
        )
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    return httpx.MockTransport(handled)


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """Give the service as it is by default, with one process to solve."""
    with asked(Settings(workers=1)) as client:
        yield client


@pytest.fixture(scope="session")
def document(client: TestClient) -> dict[str, Any]:
    """Give the OpenAPI document, which takes a second to make."""
    found: dict[str, Any] = client.get("/v1/openapi.json").json()
    return found


@pytest.fixture(scope="session")
def strict() -> Iterator[TestClient]:
    """Give a service that allows very little."""
    settings = Settings(workers=1, time_limit=5, body_bytes=30_000, rows=40, unknowns=60)
    with asked(settings) as client:
        yield client


@contextmanager
def listening(settings: Settings) -> Iterator[httpx2.Client]:
    # With the protocol named, answers leave at once: asyncio sets TCP_NODELAY only then.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        config = server_config(create_app(settings), settings, log_level="critical")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with httpx2.Client(base_url=url, timeout=PATIENCE) as client:
                until(lambda: server.started, "started")
                until(lambda: client.get("/v1/health/ready").status_code == 200, "ready")
                yield client
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
            assert not thread.is_alive()


@pytest.fixture
def served() -> Callable[[Settings], AbstractContextManager[httpx2.Client]]:
    """Give what starts the service on a socket of this computer."""
    return listening
