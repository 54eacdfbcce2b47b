"""The log of the service: it tells what happens, and nothing a thousand times."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest

from api.repetition import Repetition
from tests.api.conftest import until

SERVED = """
import resource, uvicorn
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
from api import Settings
from api.server import server_config

async def served(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

config = server_config(served, Settings(header_seconds=600), port=0, access_log=False)
uvicorn.Server(config).run()
"""


def taken(port: int) -> bool:
    """Tell whether a request on a new connection is answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        try:
            line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return line.recv(100).startswith(b"HTTP/1.1 204")
        except ConnectionError:
            return False


@pytest.mark.processes
def test_more_connections_than_files_and_much_nonsense_fill_no_log() -> None:
    """There was 265 MB in 20 s: each connection that could not be opened was told, in a loop."""
    with subprocess.Popen([sys.executable, "-c", SERVED], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        try:
            log = [line for _, line in zip(range(4), process.stderr, strict=False)]
            port = int(log[-1].split(b"http://127.0.0.1:")[1].split()[0])
            with ExitStack() as opened:
                for _ in range(120):
                    opened.enter_context(socket.create_connection(("127.0.0.1", port)))
                time.sleep(0.2)
            until(lambda: taken(port), "room again")
            for _ in range(30):
                with socket.create_connection(("127.0.0.1", port)) as line:
                    line.sendall(b"nonsense\r\n\r\n")
                    line.recv(100)
        finally:
            process.terminate()
        assert len(process.stderr.read().splitlines()) < 12


def test_a_line_that_comes_again_is_counted_and_another_fault_is_told() -> None:
    said: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger, handler = logging.Logger("x"), Kept()
    handler.addFilter(Repetition(0.05))
    logger.addHandler(handler)
    for _ in range(5):
        logger.error("the disk is %s", "full")
    logger.error("the disk is %s", "away")
    for fault in (ValueError(1), ValueError(1), ValueError(2)):
        logger.error("failed", exc_info=fault)
    assert said == ["the disk is full", "the disk is away", "failed", "failed"]
    time.sleep(0.06)
    logger.error("the disk is %s", "full")
    assert said[-1] == "the disk is full (and 4 times more before)"
