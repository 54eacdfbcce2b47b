"""The page of a country: what the server takes for a plan of 342 municipalities, and sends."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from gzip import compress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.job_runner import job_of
from api.jobs import Desk, never
from api.settings import Settings
from benchmarks import growth
from benchmarks.table import Line, Report
from dossiers import Person, Store
from models.scenario import Scenario
from scenarios import scenario_from_json, to_json
from web import Site

MUNICIPALITIES, YEARS, RUNS = 342, 1, 5
KEEPER = Person("keeper", "Keeper", keeper=True)


async def nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Stand where the service is: nothing here asks it anything."""
    raise RuntimeError("the page asked the service")


async def keeper(_: Request) -> Person:
    """Say who looks."""
    return KEEPER


def report() -> Report:
    """Measure the pages, the report and the workbook of a plan."""
    title = f"The page of {MUNICIPALITIES} municipalities"
    if not growth.DATA.exists():
        return Report(title, notes=[f"Not measured: `{growth.DATA.name}` is not there."])
    with TemporaryDirectory() as folder, Store(str(Path(folder) / "dossiers.sqlite")) as store:
        lines = list(measured(store, placed(growth.region(MUNICIPALITIES, YEARS))))
    return Report(
        f"{title} (median of {RUNS})",
        lines,
        notes=[
            f"A plan for {YEARS} year, in processor time of the server; the answers as they are "
            "sent, compressed. What a browser does with them is not in it."
        ],
    )


def placed(region: Scenario) -> Scenario:
    """Give a region with where its municipalities lie, so that there is a map."""
    document = to_json(region)
    for number, row in enumerate(document["tables"]["municipalities"]):
        row |= {"longitude": 4 + number % 19 / 6, "latitude": 51 + number // 19 / 8}
    return scenario_from_json(document)


def measured(store: Store, region: Scenario) -> list[Line]:
    """Have a plan found, and take the time of each of its pages and files."""
    access = store.access(KEEPER)
    dossier = access.dossiers.create("country")
    scenario = access.scenarios.create(dossier.id, region, name="country")
    job = access.jobs.ask(scenario.id, 1, "solve", {}, name="country")
    work_off(store)
    client = TestClient(Site(nothing, store, keeper), "http://127.0.0.1")
    here = f"/jobs/{job.id}"
    lines: list[Line] = []
    for what, path, most in (
        ("plan", here, 0.5),
        ("numbers that are folded", f"{here}/numbers/housed-year", 0.5),
        ("auditor's page", f"{here}/audit", 0.5),
        ("big screen", f"{here}/present", 0.5),
        ("report (PDF)", f"{here}/report.pdf", None),
        ("workbook", f"{here}/workbook.xlsx", None),
    ):
        seconds, content = timed(partial(answered, client, path))
        lines.append(Line(what, seconds, "s", at_most=most))
        if most:
            lines.append(Line(f"{what}: sent", len(compress(content)) / 1000, "kB", at_most=200))
    return lines


def answered(client: TestClient, path: str) -> bytes:
    """Give what is at an address."""
    return client.get(path).raise_for_status().content


def timed(ask: Callable[[], bytes]) -> tuple[float, bytes]:
    """Give the processor's seconds of an answer that was given before, and the answer."""
    content, spent = ask(), []
    for _ in range(RUNS):
        began = time.process_time()
        content = ask()
        spent.append(time.process_time() - began)
    return median(spent), content


def work_off(store: Store) -> None:
    """Do the jobs that wait, here."""
    queue, settings = store.queue(), Settings(workers=1)
    while lease := queue.take():
        done = Desk(settings).perform(job_of(lease, settings), never)
        if done.status != 200:
            raise RuntimeError(done.body.decode())
        queue.finish(lease, json.loads(done.body))
