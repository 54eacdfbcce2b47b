"""What the service adds to a solve, and how long each of many who ask at once waits."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import Request, urlopen

from benchmarks import crowd
from benchmarks.region import RUNS, SCENARIO
from benchmarks.table import Line, Report
from optimiser import solve
from scenarios import read_scenario, scenario_from_json, to_json

PATIENCE = 300.0
"""Seconds that the service may take to start."""


def report() -> Report:
    """Measure a preview and a whole solve, here and over HTTP."""
    document = to_json(read_scenario(SCENARIO))
    body = json.dumps(document).encode()
    lines: list[Line] = []
    began = time.perf_counter()
    with TemporaryDirectory() as folder, service(f"{folder}/dossiers.sqlite") as address:
        lines.append(
            Line("from its start until it is ready", time.perf_counter() - began, "s", at_most=3)
        )
        for preview, what in ((True, "preview"), (False, "whole region")):
            url = f"{address}/v1/solve?preview={str(preview).lower()}"

            def here(preview: bool = preview) -> None:
                result = solve(scenario_from_json(json.loads(body)), preview=preview)
                json.dumps(result.as_record())

            def there(url: str = url) -> None:
                headers = {"Content-Type": "application/json"}
                with urlopen(Request(url, body, headers)) as answer:
                    answer.read()

            apart = alternately(here, there)
            lines.append(Line(f"{what}: added by HTTP", 1000 * apart, "ms", at_most=25))
        crowded, alone = crowd.measured(
            [crowd.posted(address, document), crowd.on_the_page(address, document)]
        )
    return Report(
        f"The service: {SCENARIO} (median of {RUNS})",
        (*lines, *crowded),
        [alone],
        [
            "Each of those who ask at once moves another number, so that no answer is known yet; "
            "they run beside the service on the same cores, with all else that the machine does. "
            "What the service's processes take of the processor does not depend on that."
        ],
    )


def alternately(here: Callable[[], None], there: Callable[[], None]) -> float:
    """Give the median difference in seconds, taking turns so that both see the same load."""
    for warm_up in (here, there, there):
        warm_up()
    differences = []
    for _ in range(RUNS):
        spent = []
        for call in (here, there):
            began = time.perf_counter()
            call()
            spent.append(time.perf_counter() - began)
        differences.append(spent[1] - spent[0])
    return median(differences)


@contextmanager
def service(database: str = "off") -> Iterator[str]:
    """Start the service on a free port of this computer, and end it.

    Parameters
    ----------
    database
        Where it keeps dossiers.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "WOONSLEUTEL_DATABASE": database},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/v1/health/ready")
        yield address
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str) -> None:
    """Wait until the service is ready.

    Raises
    ------
    TimeoutError
        If it is not within the patience.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(url) as answer:
                if answer.status == 200:
                    return
        except URLError:
            time.sleep(0.1)
    raise TimeoutError(url)
