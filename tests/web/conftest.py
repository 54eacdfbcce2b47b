"""The page over a service that works in this process: nothing has to start, and all is real."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.job import Job
from api.job_runner import job_of
from api.jobs import Desk, never
from api.routes.work import RESOURCES
from api.settings import Settings
from dossiers import Access, Person, Store
from models.language import Language
from web import Site

KINDS = {f"/v1{resource.path}": resource.kind for resource in RESOURCES}
JOB_SECONDS = 60.0
"""What a job may take."""


async def service(scope: Scope, receive: Receive, send: Send) -> None:
    """Do at once what the service would have its workers do."""
    request = Request(scope, receive)
    query = parse_qs(scope["query_string"].decode())
    language: Language = "en" if query["language"] == ["en"] else "nl"
    preview = query.get("preview") == ["true"]
    tables = tuple(query["tables"][0].split(",")) if "tables" in query else ()
    body, kind = await request.body(), KINDS[scope["path"]]
    job = Job(kind, body, False, language, 60.0, preview, tables=tables)
    done = await run_in_threadpool(Desk(Settings(workers=1)).perform, job, never)
    await Response(done.body, done.status, media_type="application/json")(scope, receive, send)


async def planner(_: Request) -> Person:
    """Whoever comes in keeps this computer."""
    return Person("A. Planner", keeper=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(str(tmp_path / "dossiers.sqlite")) as opened:
        yield opened


@pytest.fixture
def access(store: Store) -> Access:
    return store.access(Person("A. Planner", keeper=True))


@pytest.fixture
def client(store: Store) -> TestClient:
    return TestClient(Site(service, store, planner), "http://127.0.0.1")


def region() -> dict[str, Any]:
    """Two municipalities, of which one has little capacity; small enough to know the result."""
    return {
        "id": "two",
        "name": {"nl": "Twee gemeenten", "en": "Two municipalities"},
        "horizon": {"first_year": 2026, "last_year": 2027},
        "forms": ["regular"],
        "tables": {
            "municipalities": [
                {"code": "GM0001", "name": "Aa", "households": 1000},
                {"code": "GM0002", "name": "Bee", "households": 3000},
            ],
            "capacity": [
                {"pool": "aa", "municipality": "GM0001", "dwellings": 40},
                {"pool": "bee", "municipality": "GM0002", "dwellings": 100},
            ],
        },
        "agreements": [
            {
                "id": "total",
                "kind": "amount",
                "title": {"nl": "De opgave", "en": "The task"},
                "measure": {"quantity": "new_build"},
                "at_least": 100,
                "source": "Woondeal",
            },
            {
                "id": "social",
                "kind": "share",
                "title": {"nl": "Sociale huur", "en": "Social rent"},
                "measure": {"quantity": "new_build", "segments": ["social_rent"]},
                "of": {"quantity": "new_build"},
                "at_least": "30%",
                "each": "municipality",
            },
            {
                "id": "spread",
                "kind": "fair_share",
                "title": {"nl": "Gespreid", "en": "Spread"},
                "measure": {"quantity": "new_build"},
                "key": "households",
                "each": "municipality",
                "binding": False,
            },
        ],
        "goals": ["shortfall", {"fair_share": "spread"}],
    }


def of_many(count: int, dwellings: int = 20) -> dict[str, Any]:
    """The same of so many municipalities, each with as much capacity."""
    numbers = range(1, count + 1)
    return region() | {
        "tables": {
            "municipalities": [
                {
                    "code": f"GM{number:04}",
                    "name": f"Plaats {number}",
                    "households": 1000 * number,
                    "longitude": 5 + number % 8 / 10,
                    "latitude": 52 + number // 8 / 10,
                }
                for number in numbers
            ],
            "capacity": [
                {"pool": f"p{number}", "municipality": f"GM{number:04}", "dwellings": dwellings}
                for number in numbers
            ],
        },
    }


def country() -> dict[str, Any]:
    """So many municipalities that one is looked up, and so many years that they are folded."""
    return of_many(42) | {
        "id": "sixty",
        "horizon": {"first_year": 2026, "last_year": 2050},
        "segments": ["social_rent", "market"],
    }


@pytest.fixture
def opened(client: TestClient) -> str:
    """Bring the region, and give the address of its scenario."""
    brought = {"file": ("twee.json", json.dumps(region()), "application/json")}
    answer = client.post("/dossiers", files=brought, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


class Controls(HTMLParser):
    """What a browser would submit of the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what stands in a control; of a list the first choice until another is marked."""
        said = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and (self._select not in self.values or "selected" in said):
            self.values[self._select] = [said["value"]]
        elif (
            tag == "input"
            and "name" in said
            and (said.get("type") not in ("checkbox", "radio") or "checked" in said)
        ):
            self.values.setdefault(said.get("name", ""), []).append(said.get("value", ""))


def submitted(html: str) -> dict[str, list[str]]:
    """Give what a browser would submit of the forms of a page, by name."""
    read = Controls()
    read.feed(html)
    return read.values


def values(html: str) -> dict[str, str]:
    """Give what stands in the fields of a page, one of each name."""
    return {name: some[-1] for name, some in submitted(html).items()}


def words(html: str) -> str:
    """Give what a reader reads: without tags, and blanks as one."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def row(html: str, name: str) -> str:
    """Give what a reader reads in the row of a municipality."""
    found = re.search(rf'<tr[^>]*><th scope="row"[^>]*>{name}</th>.*?</tr>', html, re.DOTALL)
    assert found, html
    return words(found[0])


def work_off(store: Store) -> None:
    """Do the jobs that wait, as the service's processes do."""
    queue, settings = store.queue(), Settings(workers=1, job_seconds=JOB_SECONDS)
    while lease := queue.take():
        done = Desk(settings).perform(job_of(lease, settings), never)
        if done.status == 200:
            queue.finish(lease, json.loads(done.body))
        else:
            queue.fail(lease, json.loads(done.body))
