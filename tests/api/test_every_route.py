"""Whatever is sent below a dossier, the answer is one that the OpenAPI document tells of."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from httpx2 import Response
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from api import Settings, create_app
from api.example import EXAMPLE, PLAN
from api.job_runner import job_of
from api.jobs import Desk, never
from dossiers import Store
from tests.api.test_document_strictness import VALUES, places, put

Document = dict[str, Any]

QUERY = ("", "0", "1", "-1", "1e9", "x", "nl", "true", "null", "é", "%00", "a,b", "9" * 40)
HEADERS = ("", "*", '"x"', 'W/"x"', "x", '"a", "b"', "0", "9" * 300)
RAW = (b"", b"{}", b"[]", b"null", b'"x"', b"{", b"\xff", b'{"a": 1, "a": 2}', b"[" * 999)

TO_THE_TABLE = {"confidentiality": "table"}


@dataclass
class World:
    """A dossier with one of everything in it, made anew when something of it is gone.

    Parameters
    ----------
    client
        Asks the service.
    store
        What it keeps.
    """

    client: TestClient
    store: Store
    ids: dict[str, str] = field(default_factory=dict)
    answer: Document = field(default_factory=dict)

    def furnish(self) -> None:
        """Make a dossier, and put one of everything in."""
        self.ids = {"dossiers": self.made("/v1/dossiers", {"name": "Regio"})}
        self.ids["parties"] = self.made(self.inside("parties"), {"name": "Aa"})
        self.ids["members"] = "piet"
        self.client.put(self.inside("members/piet"), json={"name": "Piet", "role": "reader"})
        self.ids["scenarios"] = self.made(self.inside("scenarios"), {"scenario": EXAMPLE})
        self.ids["versions"] = "1"
        self.ids["jobs"] = self.made(self.inside("jobs"), self.bodies()["jobs"])
        queue = self.store.queue()
        while (lease := queue.take()) is not None:
            if not self.answer:
                done = Desk(Settings()).perform(job_of(lease, Settings()), never)
                self.answer = json.loads(done.body)
            queue.finish(lease, self.answer, {})
        for kind in ("plans", "positions", "results"):
            self.ids[kind] = self.made(self.inside(kind), self.bodies()[kind])
        octets = {"Content-Type": "application/octet-stream"}
        attached = self.inside("attachments?name=a.txt")
        self.ids["attachments"] = self.made(attached, content=b"x", headers=octets)

    def made(self, path: str, body: Any = None, **more: Any) -> str:
        call = more if body is None else {"json": body}
        answer = self.client.post(path, **call)
        assert answer.status_code in (201, 202), answer.text
        return str(answer.json()["id"])

    def inside(self, path: str) -> str:
        return f"/v1/dossiers/{self.ids['dossiers']}/{path}"

    def bodies(self) -> dict[str, Any]:
        """Give what each list takes."""
        about = {"scenario": self.ids.get("scenarios", ""), "version": 1}
        return {
            "dossiers": {"name": "Regio"},
            "parties": {"name": "Bee", "kind": "municipality"},
            "members": {"name": "Piet", "role": "reader"},
            "scenarios": {"scenario": EXAMPLE, "name": "Bod", "note": "x"},
            "versions": {"scenario": EXAMPLE, "basedOn": 1, "note": "x"},
            "plans": {**about, "name": "Plan", "plan": PLAN},
            "positions": {**about, "name": "Inzet", "changes": {"agreements": []}},
            "results": {"job": self.ids.get("jobs", ""), "name": "Uitkomst"},
            "jobs": {**about, "kind": "solve", "asked": {"preview": True}, "name": "Vraag"},
        }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    database = str(tmp_path_factory.mktemp("routes") / "dossiers.sqlite")
    app = create_app(Settings(workers=1, database=database))
    made = World(TestClient(app, raise_server_exceptions=False), app.state.deposit.store)
    made.furnish()
    return made


def operations(document: Document) -> list[tuple[str, str, Document]]:
    """Give all that can be done below a dossier: path, method, and what is told of it."""
    return [
        (path, method, told)
        for path, item in document["paths"].items()
        for method, told in item.items()
        if path.startswith("/dossiers") and method != "parameters"
    ]


def address(world: World, path: str) -> str:
    """Give a path with what there is."""
    steps = path.strip("/").split("/")
    named = zip(steps, ["", *steps], strict=False)
    return "/v1/" + "/".join(world.ids[above] if step[:1] == "{" else step for step, above in named)


def sent(world: World, path: str, method: str, chosen: Random) -> dict[str, Any]:
    """Give a body: as it should be, or with something else in one place, or none at all."""
    kind = path.rstrip("/").replace("/{", "{").rpartition("/")[2].partition("{")[0]
    if kind == "attachments" and method == "post":
        return {"content": chosen.choice(RAW), "headers": {"Content-Type": "text/plain"}}
    right = TO_THE_TABLE if method == "patch" and "/{dossier_id}/" in path else None
    body = copy.deepcopy(right or world.bodies().get(kind, {}))
    how = chosen.random()
    if how < 0.1:
        headers = {"Content-Type": "application/json"}
        return {"content": chosen.choice(RAW), "headers": headers}
    if how < 0.7 and (known := [*places(body)]):
        body = put(body, chosen.choice(known), chosen.choice((*VALUES, put)))
    return {"json": body}


def asked(world: World, path: str, method: str, told: Document, chosen: Random) -> Response:
    """Ask something that may be wrong in its query, its headers and its body."""
    where = address(world, path)
    call = sent(world, path, method, chosen) if "requestBody" in told else {}
    headers, query = dict(call.pop("headers", {})), {}
    for one in told.get("parameters", ()):
        if one["in"] == "query" and chosen.random() < 0.3:
            query[one["name"]] = chosen.choice(QUERY)
        if one["in"] == "header" and chosen.random() < 0.5:
            tag = world.client.get(where).headers.get("ETag", "*") if method != "post" else "x"
            headers[one["name"]] = chosen.choice((*HEADERS, tag, tag, tag))
    return world.client.request(method.upper(), where, params=query, headers=headers, **call)


def resolved(document: Document, told: Document) -> Document:
    """Give what a reference stands for."""
    found: Any = told
    while "$ref" in found:
        steps, found = found["$ref"].removeprefix("#/").split("/"), document
        for step in steps:
            found = found[step]
    return dict(found)


def wrong(document: Document, told: Document, answer: Response) -> Iterator[str]:
    """Give what is otherwise in an answer than is told."""
    known = told["responses"].get(str(answer.status_code))
    if answer.status_code >= 500 or known is None:
        yield f"{answer.status_code} is not told of: {answer.text[:300]}"
        return
    content = resolved(document, known).get("content", {})
    media = answer.headers.get("Content-Type", "").partition(";")[0]
    if answer.content and media not in content and "*/*" not in content:
        yield f"{answer.status_code} is {media}, and not of {[*content]}"
    if media.endswith("json") and media in content:
        schema = {**content[media].get("schema", {}), "components": document["components"]}
        for error in Draft202012Validator(schema).iter_errors(answer.json()):
            yield f"{answer.status_code}: {error.message[:300]} at {[*error.path]}"


def hold(world: World, document: Document, number: int, seed: int) -> set[int]:
    """Ask so many things, and give the statuses of the answers."""
    chosen, statuses = Random(seed), set()
    for path, method, told in (chosen.choice(operations(document)) for _ in range(number)):
        answer = asked(world, path, method, told, chosen)
        statuses.add(answer.status_code)
        assert not [*wrong(document, told, answer)], (method, path, str(answer.request.url))
        if method in ("delete", "patch") and answer.is_success:
            world.furnish()
    return statuses


def test_no_answer_below_a_dossier_is_one_that_is_not_told(
    world: World, document: Document
) -> None:
    assert hold(world, document, 25, 7) >= {200, 201, 400}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_none_of_many_is_either(world: World, document: Document, seed: int) -> None:
    assert hold(world, document, 300, seed) >= {200, 201, 204, 304, 400, 412}
