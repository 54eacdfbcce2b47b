"""A session: the commands that a page shows, run one after the other in a folder of their own."""

from __future__ import annotations

import re
import shlex
from contextlib import ExitStack, chdir
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from httpx2 import Response
from starlette.testclient import TestClient

from api import Settings, create_app
from docs.command import invoked
from docs.elided import NAME, PASSING, up_to_date
from docs.inputs import INPUTS

LOCAL = re.compile(r"https?://[^/ ]+(?=/v1/)")
UNFINISHED = ("waiting", "running")
PATIENCE = 60.0
"""Seconds that the service may take to start, and a batch to end."""
OK = 200
DECIMAL = re.compile(r"\d+\.\d+")
"""Timings in a header."""
WITH_VALUE = ("-H", "-d", "-X", "--data-binary")
"""Options of curl that say something."""


class Session:
    """What a reader has before them who does all that a page says, from its beginning.

    Parameters
    ----------
    width
        Columns of the screen.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._open = ExitStack()
        self._folder = Path(self._open.enter_context(TemporaryDirectory()))
        self._names: dict[str, str] = {}

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def write(self, name: str, text: str) -> None:
        """Write a file that the page shows."""
        (self._folder / name).write_text(text, encoding="utf-8")

    def has(self, name: str) -> bool:
        """Tell whether a file was shown, or written by a command."""
        return (self._folder / name).exists()

    def lines(self, command: str) -> list[str]:
        """Run a command (``woonsleutel`` or ``cat``), and give the lines that it prints."""
        program, *arguments = shlex.split(command)
        if program == "cat":
            return (self._folder / arguments[0]).read_text(encoding="utf-8-sig").splitlines()
        for name in arguments:
            if name in INPUTS and not self.has(name):
                INPUTS[name](self._folder / name, self.lines)
        with chdir(self._folder):
            ran = invoked(arguments, {"COLUMNS": str(self._width), "NO_COLOR": "1"})
        return (ran.stderr + ran.stdout).splitlines()

    def answer(self, command: str, shown: str) -> str:
        """Ask the service with ``curl``, and give what is shown of its answer as it is now."""
        response = self._asked(command)
        head, body = shown.split("\n\n", 1) if shown.startswith("HTTP/") else ("", shown)
        given = [*(response.headers.values() if head else []), response.text]
        self._names |= dict(zip(NAME.findall(shown), NAME.findall("\n".join(given)), strict=False))
        body = up_to_date(body, response.json())
        return "\n\n".join([*([with_head(head, response)] if head else []), body])

    @cached_property
    def _service(self) -> TestClient:
        """The service, without a socket, as long as the session lasts."""
        settings = Settings(workers=1, database=str(self._folder / "dossiers.sqlite"))
        client = self._open.enter_context(TestClient(create_app(settings)))
        end = monotonic() + PATIENCE
        while client.get("/v1/health/ready").status_code != OK and monotonic() < end:
            sleep(0.05)
        return client

    def _now(self, said: str) -> str:
        """Name things as they are called this time."""
        for old, new in self._names.items():
            said = said.replace(old, new)
        return said

    def _asked(self, command: str) -> Response:
        path, body, headers = "", b"", dict[str, str]()
        arguments = iter(shlex.split(command)[1:])
        method = ""
        for word in arguments:
            value = next(arguments) if word in WITH_VALUE else ""
            match word:
                case "-H":
                    name, _, said = value.partition(": ")
                    headers[name] = said
                case "-X":
                    method = value
                case "-d":
                    body = self._now(value).encode()
                case "--data-binary":
                    body = (self._folder / value.removeprefix("@")).read_bytes()
                case "-i":
                    pass
                case _:
                    path = LOCAL.sub("", word)
        path = self._now(path)
        method = method or ("POST" if body else "GET")
        end = monotonic() + PATIENCE
        while True:
            response = self._service.request(method, path, content=body, headers=headers)
            unfinished = method == "GET" and response.json().get("state") in UNFINISHED
            if not unfinished or monotonic() > end:
                return response
            sleep(0.1)


def with_head(shown: str, response: Response) -> str:
    """Give the status and the headers that are shown, as they are now.

    Raises
    ------
    KeyError
        If a header is shown that the answer does not have.
    """
    lines = [f"HTTP/1.1 {response.status_code} {response.reason_phrase}"]
    for line in shown.splitlines()[1:]:
        name, _, said = line.partition(": ")
        now = response.headers[name] if said else ""
        same = [DECIMAL.sub("", PASSING.sub("", each)) for each in (said.rstrip(". "), now)]
        lines.append(line if same[1].startswith(same[0]) else f"{name}: {now}")
    return "\n".join(lines)
