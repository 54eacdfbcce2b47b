"""What the service's processes keep in memory over thousands of requests: it may not grow."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import count
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

from benchmarks.memory import proportional, tree
from benchmarks.service import service
from benchmarks.table import Line, Report
from scenarios import library_scenario, to_json

REQUESTS = int(os.environ.get("ENDURANCE_REQUESTS", "10000"))
"""Requests in all."""

WARM = 0.2
"""The share of them after which all that is remembered is there, and nothing more may come."""

MOST = 0.1
"""How much the memory may grow over the rest of them: a tenth of what there was."""

SMALL = "fictitious-region"
TOTAL = "regional-total"


def report() -> Report:
    """Ask a mix of previews, checks, reads and saves, and hold the memory against that before."""
    with TemporaryDirectory() as folder, service(f"{folder}/dossiers.sqlite") as address:
        before = after = 0.0
        asking = requests(address)
        for number, (method, path, body) in zip(range(REQUESTS), asking, strict=False):
            if number == int(WARM * REQUESTS):
                before = used()
            answered(method, address + path, body)
        after = used()
    grown = 100 * (after - before) / before
    lines = (
        Line(f"after {int(WARM * REQUESTS):,} requests", before, "MB"),
        Line(f"after {REQUESTS:,} requests", after, "MB"),
        Line("grown", grown, "%", at_most=100 * MOST),
    )
    return Report(f"Memory of the service and its processes: a mix of {SMALL}", lines)


def used() -> float:
    """Give the megabytes that the processes below this one use together."""
    return sum(map(proportional, tree(os.getpid()) - {os.getpid()})) / 1e6


def requests(address: str) -> Iterator[tuple[str, str, object]]:
    """Give requests without end, most of them other than any before."""
    document = to_json(library_scenario(SMALL))
    dossier = answered("POST", f"{address}/v1/dossiers", {"name": "Regio"})
    inside = f"/v1/dossiers/{dossier['id']}"
    scenario = answered("POST", f"{address}{inside}/scenarios", {"scenario": document})
    versions = f"{inside}/scenarios/{scenario['id']}/versions"
    for number in count(1):
        changed = {**document, "name": f"version {number}"}
        yield "POST", "/v1/solve?preview=true", changed
        yield "POST", "/v1/check", changed
        yield "GET", f"{versions}?pageSize=10", None
        yield "GET", f"{inside}/log?pageSize=10", None
        yield "GET", f"{versions}/1", None
        yield "GET", "/v1/openapi.json", None
        yield "GET", "/v1/scenarios", None
        yield "POST", versions, {"scenario": changed, "basedOn": number}
        yield "POST", "/v1/solve?preview=true", document
        yield "GET", "/v1/health/ready", None


def answered(method: str, url: str, body: object) -> dict[str, str]:
    """Ask, and read all of the answer."""
    content = None if body is None else json.dumps(body).encode()
    request = Request(url, content, {"Content-Type": "application/json"}, method=method)
    with urlopen(request) as answer:
        said: dict[str, str] = json.loads(answer.read())
        return said
