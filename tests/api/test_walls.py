"""Ways to see another party's position, over HTTP: each of them is closed.

Two parties sit at one table, with a chair and a reader. What Aa puts in is its own; of a second
scenario it shared version 2 with the table. Whatever the others try, nothing of the rest comes out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from httpx2 import Response
from starlette.testclient import TestClient

from api import Settings, create_app
from api.example import EXAMPLE, PLAN
from api.job import SMALL, Job
from api.jobs import Desk, never
from dossiers import Person, Store
from dossiers.columns import now
from optimiser.formulation.problem import Problem
from optimiser.formulation.reuse import remembered_problems
from scenarios import scenario_from_json
from tests.dossiers import postgresql
from web import Site
from web.site import routes

HERE = "https://wonen.example"
PROXY = ("192.0.2.1", 5000)
SECRET = "geheim"
NEVER = "0" * 32

TO_THE_TABLE = {"confidentiality": "table"}
SCENARIO = "scenarios/{scenario}"
HIDDEN = {**EXAMPLE, "name": f"Inzet {SECRET} een"}
SHARED = {**EXAMPLE, "name": "Inzet op tafel"}
DRAFT = {**EXAMPLE, "name": f"Inzet {SECRET} drie"}


@dataclass
class World:
    """Who sits at the table, and what there is that not all may see."""

    app: Any
    site: Site
    store: Store
    portal: BlockingPortal
    dossier: str = ""
    other: str = ""
    parties: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    drafts: tuple[int, int] = (1, 3)
    secrets: set[str] = field(default_factory=set)

    def ask(
        self,
        who: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        client: tuple[str, int] = PROXY,
        page: bool = False,
        **more: Any,
    ) -> Response:
        said = {"X-Remote-User": who, "Origin": HERE} if who else {}
        asked = self.asking(client, page)
        call = {"json": body} if body is not None else more
        return asked.request(
            method, path, headers={**said, **(headers or {})}, follow_redirects=False, **call
        )

    def asking(self, client: tuple[str, int] = PROXY, page: bool = False) -> TestClient:
        """Give who asks from an address: nothing is started for each of them."""
        found = TestClient(self.site if page else self.app, HERE, client=client)
        found.portal = self.portal
        return found

    def inside(self, path: str, **ids: str) -> str:
        return f"/v1/dossiers/{self.dossier}/{path}".format(**{**self.ids, **ids})

    def bee(self, method: str, path: str, body: Any = None, **more: Any) -> Response:
        return self.ask("bee", method, self.inside(path), body, **more)

    def chair(self, method: str, path: str, body: Any = None, **more: Any) -> Response:
        return self.ask("chair", method, self.inside(path), body, **more)

    def reader(self, method: str, path: str, body: Any = None, **more: Any) -> Response:
        return self.ask("reader", method, self.inside(path), body, **more)


def made(answer: Response) -> str:
    assert answer.status_code in (200, 201, 202), answer.text
    return str(answer.json()["id"])


def furnish(world: World) -> World:
    """Have all sit down, and Aa put in what is its own."""
    world.dossier = made(world.ask("chair", "POST", "/v1/dossiers", {"name": "Regio"}))
    for party in ("aa", "bee"):
        world.parties[party] = made(world.chair("POST", "parties", {"name": party}))
        seat = {"name": party, "role": "party", "party": world.parties[party]}
        assert world.chair("PUT", f"members/{party}", seat).status_code == 200
    seat = {"name": "Lezer", "role": "reader"}
    assert world.chair("PUT", "members/reader", seat).status_code == 200
    world.other = made(world.ask("bee", "POST", "/v1/dossiers", {"name": "Van Bee"}))

    def aa(path: str, body: Any = None, method: str = "POST", **more: Any) -> Response:
        return world.ask("aa", method, world.inside(path), body, **more)

    once = {"Idempotency-Key": "eerste"}
    world.ids["scenario"] = made(aa("scenarios", {"scenario": HIDDEN}, headers=once))
    about = {"scenario": world.ids["scenario"], "version": 1}
    named = {**about, "name": f"Plan {SECRET}", "plan": PLAN}
    world.ids["plan"] = made(aa("plans", named, headers=once))
    wanted = {"agreements": [{"id": "regional-total", "at_least": 21}]}
    position = {**about, "name": f"Inzet {SECRET}", "changes": wanted}
    world.ids["position"] = made(aa("positions", position, headers=once))
    asked = {**about, "kind": "room", "asked": {"within": "5%"}, "name": f"Vraag {SECRET}"}
    world.ids["job"] = made(aa("jobs", asked))
    queue = world.store.queue()
    while (lease := queue.take()) is not None:
        said = dict.fromkeys(("nl", "en"), SECRET)
        entry = {"named": {}, "status": "optimal", "status_text": said, "message": said}
        queue.finish(lease, {"status": "optimal", "sentence": SECRET}, {1: entry})
    kept = {"job": world.ids["job"], "name": f"Uitkomst {SECRET}"}
    world.ids["result"] = made(aa("results", kept))
    file: dict[str, Any] = {
        "content": SECRET.encode(),
        "headers": {"Content-Type": "application/octet-stream"},
    }
    assert [one["code"] for one in aa("attachments", **file).json()["errors"]] == ["missing-value"]
    world.ids["file"] = made(aa(f"attachments?name={SECRET}.txt", **file))
    world.secrets = {SECRET, *world.ids.values(), scenario_from_json(HIDDEN).content_hash}
    world.ids["shared"] = made(aa("scenarios", {"scenario": DRAFT, "name": "Op tafel"}))
    for number, said in ((1, SHARED), (2, {**DRAFT, "name": f"Na {SECRET}"})):
        saved = aa("scenarios/{shared}/versions", {"scenario": said, "basedOn": number})
        assert saved.status_code == 201, saved.text
    assert aa("scenarios/{shared}/versions/2", TO_THE_TABLE, "PATCH").status_code == 200
    about = {"scenario": world.ids["shared"], "version": 2, "name": f"Bij {SECRET}", "plan": PLAN}
    world.ids["draft_plan"] = made(aa("plans", about))
    asked = {"scenario": world.ids["shared"], "version": 2, "kind": "room"}
    world.ids["asked_of_shared"] = made(aa("jobs", {**asked, "name": f"Stil {SECRET}"}))
    world.secrets |= {world.ids["draft_plan"], world.ids["asked_of_shared"]}
    world.ids["own"] = made(world.bee("POST", "scenarios", {"scenario": EXAMPLE}))
    return world


DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)]


@pytest.fixture(scope="module", params=DATABASES)
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    file = str(tmp_path_factory.mktemp("walls") / "dossiers.sqlite")
    database = file if request.param == "sqlite" else postgresql.new_database()
    settings = Settings(
        workers=1,
        database=database,
        login="proxy",
        url=HERE,
        proxy_addresses="192.0.2.1, 192.0.2.16/28",
        requests_per_minute=100_000,
    )
    app = create_app(settings)
    store = app.state.deposit.store
    site = Site(app, store, app.state.identity.visitor, ("wonen.example",))
    with start_blocking_portal() as portal:
        yield furnish(World(app, site, store, portal))
    store.close()


def about(world: World, name: str = "scenario", version: int = 1) -> dict[str, Any]:
    return {"scenario": world.ids[name], "version": version}


def given(world: World, use: Any, who: str = "aa") -> tuple[str, str]:
    """Give the name of a key and its secret: to read with, or what a browser keeps of a login."""
    person, until = Person(who), now() + timedelta(days=1)
    more: dict[str, Any] = {} if use == "read" else {"use": use}
    key, secret = world.store.keys.new(person, until, scopes=["read"], by=person, **more)
    return key.id, secret


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def revoked(world: World) -> dict[str, str]:
    name, secret = given(world, "read")
    world.store.keys.revoke(name)
    return bearer(secret)


def signed_in(world: World) -> str:
    """Give what a browser keeps of Aa, who signed in somewhere else."""
    return given(world, "login")[1]


Way = Callable[[World], Response]


def by(
    who: str, method: str, path: str, body: Any = None, *, own: bool = False, **more: Any
) -> Way:
    """Somebody asks for a thing in the dossier, or for the same in one of their own.

    What is sent may depend on what there is: then it is a function of that.
    """

    def asked(at: World) -> Response:
        where = at.inside(path)
        sent = {"body": body, **more}
        given = {name: each(at) if callable(each) else each for name, each in sent.items()}
        return at.ask(who, method, where.replace(at.dossier, at.other) if own else where, **given)

    return asked


def page_of(who: str, path: str, method: str = "GET") -> Way:
    form: dict[str, Any] = (
        {"data": {"version": "1", "audience": "table"}} if method == "POST" else {}
    )
    return lambda at: at.ask(who, method, path.format(**at.ids), page=True, **form)


BY_ADDRESS: dict[str, str] = {
    "scenario": "scenarios/{scenario}",
    "its versions": "scenarios/{scenario}/versions",
    "version 1": "scenarios/{scenario}/versions/1",
    "plan": "plans/{plan}",
    "plan about what is shared": "plans/{draft_plan}",
    "position": "positions/{position}",
    "result": "results/{result}",
    "attachment": "attachments/{file}",
    "content of the attachment": "attachments/{file}/content",
    "job": "jobs/{job}",
    "job about what is shared": "jobs/{asked_of_shared}",
    "answer of the job": "jobs/{job}/answer",
    "words of the question": "jobs/{job}/asked",
    "words of the question about what is shared": "jobs/{asked_of_shared}/asked",
    "events of the job": "jobs/{job}/events",
    "results of the job": "jobs/{job}/results",
}
CHANGED: dict[str, tuple[str, str, Any]] = {
    "delete the scenario": ("DELETE", "scenarios/{scenario}", None),
    "delete the plan": ("DELETE", "plans/{plan}", None),
    "withdraw the position": ("DELETE", "positions/{position}", None),
    "share the position": ("PATCH", "positions/{position}", TO_THE_TABLE),
    "delete the result": ("DELETE", "results/{result}", None),
    "delete the attachment": ("DELETE", "attachments/{file}", None),
    "delete the job": ("DELETE", "jobs/{job}", None),
    "share the scenario": ("PATCH", "scenarios/{scenario}", TO_THE_TABLE),
    "share version 1": ("PATCH", "scenarios/{scenario}/versions/1", TO_THE_TABLE),
    "share the plan": ("PATCH", "plans/{plan}", TO_THE_TABLE),
    "share the result": ("PATCH", "results/{result}", TO_THE_TABLE),
    "share the attachment": ("PATCH", "attachments/{file}", TO_THE_TABLE),
    "share the job": ("PATCH", "jobs/{job}", TO_THE_TABLE),
    "save over it, to hear what differs": (
        "POST",
        "scenarios/{scenario}/versions",
        {"scenario": SHARED, "basedOn": 9},
    ),
}

A_PLAN = {"name": "x", "plan": PLAN}
ITS, OWN, TABLE = ("scenario", 1), ("own", 1), ("shared", 2)
"""Of which version somebody asks: of Aa's own, of one of their own, or of what is shared."""


def draft(at: World) -> dict[str, Any]:
    """Give the version of Aa's after what is shared."""
    return about(at, "shared", at.drafts[1])


def question(
    kind: str, of: tuple[str, int], asked: Callable[[World], Any] | None, at: World
) -> dict[str, Any]:
    """Give what is sent to have something worked out, with what Aa put in."""
    return {**about(at, *of), "kind": kind, **({"asked": asked(at)} if asked else {})}


def its_position(at: World) -> dict[str, Any]:
    return {"positions": {"aa": {"position": at.ids["position"]}}}


def its_plan(name: str, at: World) -> dict[str, Any]:
    return {"keptPlans": {"aa": {"plan": at.ids[name]}}}


QUESTIONS: dict[str, tuple[str, str, tuple[str, int], Callable[[World], Any] | None]] = {
    "a question about it": ("bee", "solve", ITS, None),
    "the question that Aa asked": ("bee", "room", ITS, lambda at: {"within": "5%"}),
    "a compromise with it": (
        *("bee", "compromise", OWN),
        lambda at: {"positions": {"aa": about(at), "bee": about(at, "own")}},
    ),
    "a compromise with its position": ("bee", "compromise", OWN, its_position),
    "a compromise of the chair's with its position": ("chair", "compromise", TABLE, its_position),
    "a compromise of the chair's with it": (
        *("chair", "compromise", TABLE),
        lambda at: {"positions": {"aa": about(at)}},
    ),
    "a compromise with a draft of what is shared": (
        *("bee", "compromise", OWN),
        lambda at: {"positions": {"aa": draft(at)}},
    ),
    "a comparison with its plan": ("bee", "compare_plans", OWN, partial(its_plan, "plan")),
    "a comparison with its plan about what is shared": (
        *("bee", "compare_plans", TABLE),
        partial(its_plan, "draft_plan"),
    ),
    "a front with its plan about what is shared": (
        *("bee", "front", TABLE),
        partial(its_plan, "draft_plan"),
    ),
}

NOT_THERE: dict[str, Way] = {
    **{
        f"{who} reads the {name}": by(who, "GET", path)
        for who in ("bee", "chair", "reader")
        for name, path in BY_ADDRESS.items()
    },
    **{f"bee would {name}": by("bee", *way) for name, way in CHANGED.items()},
    **{
        f"somebody from outside reads the {name}": by("outside", "GET", path)
        for name, path in BY_ADDRESS.items()
    },
    **{
        f"bee reads the {name} through a dossier of its own": by("bee", "GET", path, own=True)
        for name, path in BY_ADDRESS.items()
    },
    "a plan about it": by("bee", "POST", "plans", lambda at: {**about(at), **A_PLAN}),
    "a position about it": by(
        "bee", "POST", "positions", lambda at: {**about(at), "name": "x", "changes": {}}
    ),
    "its answer kept as one's own": by(
        "bee", "POST", "results", lambda at: {"job": at.ids["job"], "name": "x"}
    ),
    **{
        name: by(who, "POST", "jobs", partial(question, kind, of, asked))
        for name, (who, kind, of, asked) in QUESTIONS.items()
    },
    "the draft before what is shared": lambda at: at.bee(
        "GET", f"scenarios/{{shared}}/versions/{at.drafts[0]}"
    ),
    "the draft after what is shared": lambda at: at.bee(
        "GET", f"scenarios/{{shared}}/versions/{at.drafts[1]}"
    ),
    "a question about the draft after it": by(
        "bee", "POST", "jobs", lambda at: {**draft(at), "kind": "solve"}
    ),
    "a plan about the draft after it": by(
        "bee", "POST", "plans", lambda at: {**draft(at), **A_PLAN}
    ),
    "a solve of what has its identifier": by(
        "bee", "POST", "scenarios", lambda at: {"library": at.ids["scenario"]}
    ),
}

ODD = {
    "with a slash behind it": "plans/{plan}/",
    "with two slashes before it": "plans//{plan}",
    "with a blank behind it": "plans/{plan}%20",
    "with nothing behind it": "plans/{plan}%00",
    "by way of another list": "scenarios/../plans/{plan}",
    "with a word behind it": "plans/{plan};x",
    "beside one of one's own": "scenarios/{scenario},{own}",
    "as a file": "attachments/{plan}",
    "as a job": "jobs/{plan}",
    "in version 0": "scenarios/{scenario}/versions/0",
    "in version 01": "scenarios/{scenario}/versions/01",
    "by way of one's own versions": "scenarios/{own}/versions/../../{scenario}/versions/1",
}
AS_IF = {
    "a part": {"Range": "bytes=0-2"},
    "a part, if it is as it was": {"Range": "bytes=0-2", "If-Range": '"x"'},
    "what came after a moment": {"If-Modified-Since": "Wed, 01 Jan 2020 00:00:00 GMT"},
    "what was before a moment": {"If-Unmodified-Since": "Wed, 01 Jan 2020 00:00:00 GMT"},
    "events after the first": {"Last-Event-ID": "1"},
    "another method": {"X-HTTP-Method-Override": "DELETE"},
    "a parcel": {"Accept": "application/vnd.woonsleutel.parcel+json, */*"},
}
NOT_THERE |= {
    **{f"bee reads it {name}": by("bee", "GET", path) for name, path in ODD.items()},
    **{
        f"bee asks for {name} of {path}": by("bee", "GET", path, headers=said)
        for name, said in AS_IF.items()
        for path in (
            *("attachments/{file}/content", "jobs/{job}/events", "plans/{plan}"),
            "jobs/{job}/asked",
        )
    },
    "a scenario upon it": by(
        "bee", "POST", "scenarios", lambda at: {"scenario": {"extends": at.ids["scenario"]}}
    ),
}

LONG = {"note": "x" * (SMALL + 1)}
"""What makes a request so large that a process of its own reads it, and looks whose it is."""


def with_more(
    said: Callable[[World], dict[str, Any]], more: dict[str, Any], at: World
) -> dict[str, Any]:
    return {**said(at), **more}


LARGE: dict[str, tuple[str, str, Callable[[World], dict[str, Any]]]] = {
    "plan about it": ("bee", "plans", lambda at: {**about(at), **A_PLAN}),
    "plan about the draft after it": ("bee", "plans", lambda at: {**draft(at), **A_PLAN}),
    "position about it": (
        *("bee", "positions"),
        lambda at: {**about(at), "name": "x", "changes": {}},
    ),
    "position of the chair's about it": (
        *("chair", "positions"),
        lambda at: {**about(at), "name": "x", "changes": {}},
    ),
    "version over it": (
        *("bee", "scenarios/{scenario}/versions"),
        lambda at: {"scenario": SHARED, "basedOn": 1},
    ),
    "version of somebody from outside": (
        *("outside", "scenarios/{scenario}/versions"),
        lambda at: {"scenario": SHARED, "basedOn": 1},
    ),
}
"""The same where another process keeps what is handed in."""

NOT_THERE |= {
    f"a large {name}": by(who, "POST", path, partial(with_more, said, LONG))
    for name, (who, path, said) in LARGE.items()
}
NOT_THERE |= {
    f"a large question: {name}": by(
        *(who, "POST", "jobs"),
        partial(with_more, partial(question, kind, of, asked), {"name": LONG["note"]}),
    )
    for name, (who, kind, of, asked) in QUESTIONS.items()
}

NOT_LET_IN: dict[str, Way] = {
    "nobody": by("", "GET", SCENARIO),
    "Aa, says somebody who is no proxy": by("aa", "GET", SCENARIO, client=("192.0.2.7", 1)),
    "Aa, says somebody on the proxy's own computer": by(
        "aa", "GET", SCENARIO, client=("127.0.0.1", 1)
    ),
    "Aa, says a header that names the proxy": by(
        *("aa", "GET", SCENARIO),
        client=("192.0.2.7", 1),
        headers={"X-Forwarded-For": "192.0.2.1"},
    ),
    "Bee and Aa at once": lambda at: at.asking().get(
        at.inside(SCENARIO), headers=[("X-Remote-User", "bee"), ("X-Remote-User", "aa")]
    ),
    "an empty name": by(" ", "GET", SCENARIO),
    "a key that was made up": by("", "GET", "plans/{plan}", headers=bearer(f"wsk_{NEVER}")),
    "nobody with something large": by("", "POST", "scenarios", {"scenario": EXAMPLE, **LONG}),
    "nobody who asks what was asked": by("", "GET", "jobs/{job}/asked"),
    "a key that was made up, with a name": by(
        "aa", "GET", "plans/{plan}", headers=bearer(f"wsk_{NEVER}")
    ),
    "the name of a key": by(
        "", "GET", "plans/{plan}", headers=lambda at: bearer(given(at, "read")[0])
    ),
    "a key that was taken back": by("", "GET", "plans/{plan}", headers=revoked),
    "a login as a key": by("", "GET", "plans/{plan}", headers=lambda at: bearer(signed_in(at))),
    "a login where nobody signs in": by(
        *("", "GET", "plans/{plan}"),
        headers=lambda at: {"Cookie": f"__Host-woonsleutel={signed_in(at)}"},
    ),
}


def as_aa(at: World) -> dict[str, Any]:
    """Give the seat that is Aa's."""
    return {"name": "bee", "role": "party", "party": at.parties["aa"]}


NOT_ALLOWED: dict[str, Way] = {
    "Bee sits down as Aa": by("bee", "PUT", "members/bee", as_aa),
    "Bee sits down as chair": by("bee", "PUT", "members/bee", {"name": "bee", "role": "chair"}),
    "Bee lets in another who is Aa": by("bee", "PUT", "members/new", as_aa),
    "the chair sits down as Aa": by("chair", "PUT", "members/chair", as_aa),
    "the chair seats Bee as Aa": by("chair", "PUT", "members/bee", as_aa),
    "Bee removes Aa": by("bee", "DELETE", "members/aa"),
    "Bee takes the place of Aa away": lambda at: at.bee("DELETE", f"parties/{at.parties['aa']}"),
    "Bee deletes the dossier": lambda at: at.ask("bee", "DELETE", f"/v1/dossiers/{at.dossier}"),
    "Bee saves a version of what is shared": by(
        "bee", "POST", "scenarios/{shared}/versions", {"scenario": SHARED, "basedOn": 2}
    ),
    "Bee shares what is shared with everybody": by(
        "bee", "PATCH", "scenarios/{shared}/versions/2", {"confidentiality": "public"}
    ),
    "a page of somebody else's in Aa's browser": by(
        *("aa", "PATCH", f"{SCENARIO}/versions/1", TO_THE_TABLE),
        headers={"Origin": "https://elsewhere.example"},
    ),
    "a form of somebody else's in Aa's browser": by(
        *("aa", "PATCH", f"{SCENARIO}/versions/1", TO_THE_TABLE),
        headers={"Sec-Fetch-Site": "cross-site"},
    ),
    "a browser that does not say whose page it is": lambda at: at.asking().patch(
        at.inside(f"{SCENARIO}/versions/1"), json=TO_THE_TABLE, headers={"X-Remote-User": "aa"}
    ),
    "a key of Aa's that is for reading": by(
        *("", "PATCH", "plans/{plan}", TO_THE_TABLE),
        headers=lambda at: bearer(given(at, "read")[1]),
    ),
}

SHOWN: dict[str, Way] = {
    **{
        f"{who} lists {name}": by(who, "GET", f"{name}?pageSize=1000")
        for who in ("bee", "chair", "reader")
        for name in ("scenarios", "plans", "positions", "results", "attachments", "jobs", "log")
    },
    "Bee lists members": lambda at: at.bee("GET", "members"),
    "Bee turns the page": lambda at: at.bee("GET", "plans?page=2&pageSize=1"),
    "Bee lists the versions of what is shared": lambda at: at.bee(
        "GET", "scenarios/{shared}/versions"
    ),
    "Bee looks at the number of what is shared": lambda at: at.bee("GET", "scenarios/{shared}"),
    "Bee reads what is shared": lambda at: at.bee("GET", "scenarios/{shared}/versions/2"),
    "Bee comes with a key of its own": by(
        "", "GET", "plans", headers=lambda at: bearer(given(at, "read", "bee")[1])
    ),
    "somebody from outside lists dossiers": lambda at: at.ask("outside", "GET", "/v1/dossiers"),
    "Bee opens the dossier's page": lambda at: at.ask(
        "bee", "GET", f"/dossiers/{at.dossier}", page=True
    ),
    "the chair opens the dossier's page": lambda at: at.ask(
        "chair", "GET", f"/dossiers/{at.dossier}", page=True
    ),
}

SEEN = {
    "the scenario's page": "/scenarios/{scenario}",
    "its first version": "/scenarios/{scenario}?version=1",
    "its workbook": "/scenarios/{scenario}/workbook.xlsx",
    "whether it is newer": "/scenarios/{scenario}/newer?version=1",
    "its agreements": "/scenarios/{scenario}/agreement-fields?version=1&kind=amount",
    "the draft before what is shared": "/scenarios/{shared}?version=1",
    "the workbook of the draft after it": "/scenarios/{shared}/workbook.xlsx?version=3",
    "the job's page": "/jobs/{job}",
    "the page of the job about what is shared": "/jobs/{asked_of_shared}",
    "its report": "/jobs/{job}/report.pdf",
    "the job's workbook": "/jobs/{job}/workbook.xlsx",
    "why a number is what it is": "/jobs/{job}/why?quantity=new_build",
    "its map": "/jobs/{job}/map.svg",
}

DONE = {
    "a preview of the scenario": "/scenarios/{scenario}/preview",
    "a plan of the scenario": "/scenarios/{scenario}/plans",
    "a version of the scenario": "/scenarios/{scenario}/versions",
    "the weights of the scenario": "/scenarios/{scenario}/weights?of=fair",
    "the first version shared": "/scenarios/{scenario}/versions/1/share",
    "the plan shared": "/plans/{plan}/share",
    "the position shared": "/positions/{position}/share",
    "the job shared": "/jobs/{job}/share",
    "the job stopped": "/jobs/{job}/cancel",
    "a way out of the job": "/jobs/{job}/ways/1",
}

PAGES: dict[str, Way] = {
    f"{who} {did} {name}": page_of(who, path, method)
    for who in ("bee", "chair", "outside")
    for did, method, named in (("opens", "GET", SEEN), ("sends", "POST", DONE))
    for name, path in named.items()
}


FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "a preview beside it": (
        "/scenarios/{own}/preview",
        {"based_on": "1", "baseline": "{scenario}/1"},
    ),
    "a preview beside a draft of what is shared": (
        "/scenarios/{shared}/preview",
        {"based_on": "2", "baseline": "{shared}/3"},
    ),
    "a preview of a draft of what is shared": ("/scenarios/{shared}/preview", {"based_on": "3"}),
    "a table of a draft of what is shared": (
        "/scenarios/{shared}/tables?of=capacity",
        {"based_on": "3"},
    ),
    "a comparison with its plan": (
        "/scenarios/{own}/comparisons",
        {"version": "1", "plan": "{plan}"},
    ),
    "the nearest plan to its position": (
        "/dossiers/{dossier}/nearest",
        {"base": "{own}/1", "position": "{position}"},
    ),
    "the nearest plan to it": (
        "/dossiers/{dossier}/nearest",
        {"base": "{own}/1", "position": "{scenario}/1"},
    ),
}


def filled_in(path: str, form: dict[str, str]) -> Way:
    """Bee fills in a form of the page with what there is."""

    def asked(at: World) -> Response:
        data = {name: value.format(**at.ids) for name, value in form.items()}
        where = path.format(dossier=at.dossier, **at.ids)
        return at.ask("bee", "POST", where, page=True, data=data)

    return asked


PAGES |= {f"bee fills in {name}": filled_in(*form) for name, form in FORMS.items()}


def without_secrets(world: World, answer: Response) -> None:
    """See that an answer holds nothing of what is not for whoever asked, in its headers neither."""
    told = answer.text + json.dumps([*answer.headers.items()])
    # A refusal says what was asked for.
    secrets = world.secrets - set(world.ids.values()) if answer.is_error else world.secrets
    assert not [secret for secret in secrets if secret in told]
    assert "server-timing" not in answer.headers


@pytest.mark.parametrize("name", NOT_THERE)
def test_what_is_not_shared_is_not_there(world: World, name: str) -> None:
    """The answer is the one to an identifier that never was."""
    answer = NOT_THERE[name](world)
    assert answer.status_code in (400, 404), answer.text
    without_secrets(world, answer)
    seen = {each: world.ids[each] for each in ("shared", "own")}
    ids = dict.fromkeys(world.ids, NEVER) | seen
    never = NOT_THERE[name](replace(world, ids=ids, drafts=(98, 99)))
    assert (answer.status_code, {**answer.headers} | SIZE) == (
        never.status_code,
        {**never.headers} | SIZE,
    )
    assert anonymous(world, answer.text) == anonymous(world, never.text)


SIZE = {"content-length": ""}


def anonymous(world: World, said: str) -> str:
    """Leave out what was asked for."""
    for each in (*world.ids.values(), NEVER, "“1”", "“3”", "“98”", "“99”"):
        said = said.replace(each, "")
    return said


@pytest.mark.parametrize("name", NOT_LET_IN)
def test_who_is_not_known_is_not_let_in(world: World, name: str) -> None:
    answer = NOT_LET_IN[name](world)
    assert answer.status_code == 401, answer.text
    without_secrets(world, answer)


@pytest.mark.parametrize("name", NOT_ALLOWED)
def test_who_sees_the_table_does_not_change_sides(world: World, name: str) -> None:
    answer = NOT_ALLOWED[name](world)
    assert answer.status_code == 403, answer.text
    without_secrets(world, answer)


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_holds_nothing_of_what_is_not_shared(world: World, name: str) -> None:
    answer = SHOWN[name](world)
    assert answer.status_code == 200, answer.text
    without_secrets(world, answer)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_what_is_not_shared_is_not_there(world: World, name: str) -> None:
    answer = PAGES[name](world)
    assert answer.status_code == 404, answer.text
    without_secrets(world, answer)


def test_the_same_question_of_two_parties_is_worked_out_for_each(world: World) -> None:
    asked = {**about(world, "shared", 2), "kind": "room"}
    answer = world.bee("POST", "jobs", asked)
    assert answer.json()["id"] != world.ids["asked_of_shared"]
    assert (answer.json()["state"], answer.json()["attempts"]) == ("waiting", 0)
    assert answer.json()["createdBy"] == "bee"


def test_the_same_key_of_two_parties_makes_two_things(world: World) -> None:
    once = {"Idempotency-Key": "eerste"}
    answer = world.bee("POST", "scenarios", {"scenario": HIDDEN}, headers=once)
    assert (answer.status_code, answer.json()["id"] != world.ids["scenario"]) == (201, True)
    # What Bee calls as Aa does is Bee's own, and would be found as if it were Aa's.
    assert world.bee("DELETE", f"scenarios/{answer.json()['id']}").status_code == 204


def test_what_is_shared_is_seen_and_its_numbers_tell_of_no_other_version(world: World) -> None:
    answer = world.bee("GET", "scenarios/{shared}")
    assert answer.json()["version"] == 2
    assert world.bee("GET", "scenarios/{shared}/versions").json()["total"] == 1
    mine = world.ask("aa", "GET", world.inside("scenarios/{shared}"))
    assert mine.json()["version"] == 3
    told = world.chair("GET", "log").json()["log"]
    assert {"version-shared"} <= {line["what"] for line in told}


def test_nothing_that_one_asked_makes_the_answer_to_another_quicker() -> None:
    """Where only numbers differ a worker keeps the problem, but not for somebody else."""
    desk = Desk(Settings(workers=1))

    def problem_after(whose: str) -> Problem:
        body = json.dumps(EXAMPLE).encode()
        job = Job("solve", body, False, "nl", 10.0, preview=True, whose=whose)
        assert desk.perform(job, never).status == 200
        (kept,) = remembered_problems()
        return kept

    first = problem_after("aa")
    assert problem_after("aa") is first
    other = problem_after("bee")
    assert other is not first
    shapes = other.scenario.shapes.values()
    assert not {*map(id, shapes)} & {*map(id, first.scenario.shapes.values())}
    # What others ask takes nothing away either: at a table of forty all stay as quick.
    assert problem_after("aa") is first


@pytest.mark.parametrize("header", ["If-None-Match", "If-Match"])
@pytest.mark.parametrize("path", ["plans/{plan}", "positions/{position}", "scenarios/{scenario}"])
def test_who_names_the_tag_of_what_is_not_shared_hears_nothing(
    world: World, header: str, path: str
) -> None:
    tag = world.ask("aa", "GET", world.inside(path)).headers["ETag"]
    asked: tuple[str, Any] = ("GET", None)
    if header == "If-Match":
        asked = ("PATCH", TO_THE_TABLE)
    told = set()
    for given in (tag, '"x"', "*"):
        answer = world.bee(asked[0], path, asked[1], headers={header: given})
        without_secrets(world, answer)
        told.add((answer.status_code, answer.text))
    assert {status for status, _ in told} == {404}
    assert len(told) == 1


@pytest.mark.parametrize("path", ["scenarios/{shared}", "scenarios/{shared}/versions/2"])
def test_who_may_not_change_what_is_shared_hears_so_whatever_tag_they_name(
    world: World, path: str
) -> None:
    """No tag makes it theirs: with 412 they would read it, and try again."""
    public = {"confidentiality": "public"}
    for given in (world.bee("GET", path).headers["ETag"], '"x"', "*"):
        answer = world.bee("PATCH", path, public, headers={"If-Match": given})
        assert answer.status_code == 403, answer.text
    unseen = {"If-Match": '"x"'}
    theirs = world.ask("aa", "PATCH", world.inside(path), public, headers=unseen)
    assert theirs.status_code == 412, theirs.text


def test_what_others_put_in_does_not_change_the_tag_of_a_list(world: World) -> None:
    """A tag that changed would tell that they did something."""
    lists = ("plans", "positions", "scenarios", "jobs", "log", "parties", "members")
    before = {name: world.bee("GET", name).headers["ETag"] for name in lists}
    put_in = {**about(world), "name": f"Nog een {SECRET}", "plan": PLAN}
    made(world.ask("aa", "POST", world.inside("plans"), put_in))
    made(world.ask("aa", "POST", world.inside("jobs"), {**about(world), "kind": "prices"}))
    assert {name: world.bee("GET", name).headers["ETag"] for name in lists} == before


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_what_may_be_done_is_said_alike_of_what_is_there_and_what_is_not(
    world: World, method: str
) -> None:
    for path in BY_ADDRESS.values():
        answers = [world.bee(method, path)]
        never = world.inside(path, **dict.fromkeys(world.ids, NEVER))
        answers.append(world.ask("bee", method, never))
        assert len({(one.status_code, one.text, str(one.headers)) for one in answers}) == 1, path


def test_what_others_do_changes_nothing_that_one_sees(world: World) -> None:
    """No number, moment, tag or size of an answer tells of it, on no page either."""
    seen = ("scenarios/{shared}", "scenarios/{shared}/versions", "scenarios/{own}", "members")
    pages = [
        *("/", "/dossiers/{dossier}", "/dossiers/{dossier}/table"),
        *("/scenarios/{own}", "/scenarios/{shared}", "/scenarios/{shared}/newer?than=2"),
    ]

    def looked() -> dict[str, tuple[int, str, str]]:
        told = {path: world.bee("GET", path) for path in seen}
        told["dossier"] = world.ask("bee", "GET", f"/v1/dossiers/{world.dossier}")
        told["dossiers"] = world.ask("bee", "GET", "/v1/dossiers")
        for page in pages:
            where = page.format(dossier=world.dossier, **world.ids)
            told[page] = world.ask("bee", "GET", where, page=True)
        return {
            path: (each.status_code, each.text, each.headers.get("ETag", ""))
            for path, each in told.items()
        }

    before = looked()
    latest = world.ask("aa", "GET", world.inside("scenarios/{shared}")).json()["version"]
    saved = {"scenario": {**DRAFT, "description": SECRET}, "basedOn": latest}
    made_by_aa = (
        ("plans", {**about(world), "name": f"Weer een {SECRET}", "plan": PLAN}),
        ("scenarios", {"scenario": DRAFT, "name": f"Weer {SECRET}"}),
        ("jobs", {**about(world), "kind": "prices", "name": f"Weer {SECRET}"}),
        ("scenarios/{shared}/versions", saved),
    )
    for path, body in made_by_aa:
        answer = world.ask("aa", "POST", world.inside(path), body)
        assert answer.status_code in (201, 202), answer.text
    assert looked() == before


def test_between_two_lines_of_the_log_nothing_is_missing_that_others_did(world: World) -> None:
    """Their numbers would tell how often Aa did something between."""
    lines = []
    for number in range(3):
        made(world.bee("POST", "scenarios", {"scenario": EXAMPLE, "name": "Steeds weer"}))
        lines.append(world.bee("GET", "log?pageSize=1").json()["log"][0])
        for _ in range(number):
            body = {**about(world), "name": f"Tussendoor {SECRET}", "plan": PLAN}
            made(world.ask("aa", "POST", world.inside("plans"), body))
    assert len({json.dumps({**line, "at": ""}, sort_keys=True) for line in lines}) == 1


def test_whether_a_party_put_anything_in_is_not_told_by_its_place(world: World) -> None:
    answers = []
    for party in ("stil", "vol"):
        place = made(world.chair("POST", "parties", {"name": party}))
        seat = {"name": party, "role": "party", "party": place}
        assert world.chair("PUT", f"members/{party}", seat).status_code == 200
        if party == "vol":
            made(world.ask(party, "POST", world.inside("scenarios"), {"scenario": HIDDEN}))
        assert world.chair("DELETE", f"members/{party}").status_code == 204
        answers.append(world.chair("DELETE", f"parties/{place}"))
    assert {(answer.status_code, answer.text) for answer in answers} == {(403, answers[0].text)}
    empty = made(world.chair("POST", "parties", {"name": "leeg"}))
    assert world.chair("DELETE", f"parties/{empty}").status_code == 204


@pytest.mark.parametrize("path", ["plans", "positions", "scenarios"])
def test_a_key_of_the_caller_that_another_used_is_free(world: World, path: str) -> None:
    body = {
        "plans": {**about(world, "own"), "name": "b", "plan": PLAN},
        "positions": {**about(world, "own"), "name": "b", "changes": {}},
        "scenarios": {"scenario": EXAMPLE, "name": f"van Bee, voor {path}"},
    }
    key = {"Idempotency-Key": f"voor {path}"}
    theirs = {**body[path], **({} if path == "scenarios" else about(world)), "name": SECRET}
    first = made(world.ask("aa", "POST", world.inside(path), theirs, headers=key))
    second = world.bee("POST", path, body[path], headers=key)
    assert (second.status_code, second.json()["id"] != first) == (201, True)
    without_secrets(world, second)


def addresses(at: World) -> list[tuple[str, str, bool]]:
    """Give every route with something that is not shared: method, path, whether of the page."""
    found = [(each, False) for each in at.app.routes] + [(each, True) for each in routes()]
    named = {"stored_id": "", "scenario_id": "scenario", "attachment_id": "file", "job_id": "job"}
    asked = []
    for route, page in found:
        places = set(re.findall(r"{(\w+)", route.path)) - {"dossier_id", "dossier"}
        if not places & {*named, "scenario", "job", "plan", "position"} or "library" in route.path:
            continue
        if not page and "{dossier_id}" not in route.path:
            continue
        kind = route.path.rpartition("/{stored_id}")[0].rpartition("/")[2].removesuffix("s")
        said = {
            **{place: f"{{{name or KINDS.get(kind, kind)}}}" for place, name in named.items()},
            **{place: f"{{{place}}}" for place in ("scenario", "job", "plan", "position")},
            **{"dossier_id": at.dossier, "number": "1", "name": "totals", "form": "csv"},
            **{"grid": "new_build-year", "municipality": "GM0202", "agreement": "social-rent"},
        }
        path = route.path
        for place, filled in said.items():
            path = re.sub(rf"{{{place}(:\w+)?}}", filled, path)
        asked += [(method, path, page) for method in sorted(route.methods - {"HEAD"})]
    return asked


KINDS = {"attachment": "file"}


def test_every_address_of_what_is_not_shared_is_as_of_what_never_was(world: World) -> None:
    """Also one that comes with a new route."""
    never = dict.fromkeys(world.ids, NEVER)
    asked = addresses(world)
    assert len(asked) > 50
    for method, path, page in asked:
        sent: dict[str, Any] = {"body": {}} if not page and method in ("POST", "PATCH") else {}
        answers = [
            world.ask("bee", method, path.format(**ids), page=page, **sent)
            for ids in (world.ids, never)
        ]
        without_secrets(world, answers[0])
        told = {(each.status_code, anonymous(world, each.text)) for each in answers}
        assert len(told) == 1, (method, path)
        assert answers[0].status_code >= 400, (method, path)


@pytest.mark.parametrize("who", ["bee", "chair"])
def test_no_page_of_what_one_sees_names_what_one_does_not(world: World, who: str) -> None:
    ids = {**world.ids, "scenario": world.ids["own" if who == "bee" else "shared"]}
    pages = [
        path.format(**ids)
        for method, path, page in addresses(world)
        if page and method == "GET" and "{scenario}" in path
    ]
    assert len(pages) > 3
    for path in (*pages, f"/dossiers/{world.dossier}/table", "/"):
        answer = world.ask(who, "GET", path, page=True)
        assert answer.status_code < 500, path
        without_secrets(world, answer)


@pytest.mark.parametrize(
    "query",
    [
        *("scenario={scenario}", "party={aa}", "confidentiality=own", "sort=name", "sort=-at"),
        *("state=waiting", "kind=room", "createdBy=aa", "page=2&pageSize=1", "pageSize=0"),
        *("fields=name", "expand=true", "scenario={shared}&version=3"),
    ],
)
def test_no_filter_or_order_of_a_list_brings_out_what_is_not_shared(
    world: World, query: str
) -> None:
    said = query.format(**world.ids, **world.parties)
    for name in ("scenarios", "plans", "positions", "results", "attachments", "jobs", "log"):
        answer = world.bee("GET", f"{name}?{said}")
        assert answer.status_code in (200, 400), answer.text
        without_secrets(world, answer)


def test_that_others_have_work_waiting_is_not_told_by_the_service_itself(world: World) -> None:
    told = [world.ask("outside", "GET", f"/v1/health/{name}").text for name in ("live", "ready")]
    for number in range(2):
        asked = {**about(world), "kind": "prices", "asked": {"steps": number + 2}}
        made(world.ask("aa", "POST", world.inside("jobs"), {**asked, "name": SECRET}))
    after = [world.ask("outside", "GET", f"/v1/health/{name}").text for name in ("live", "ready")]
    assert told == after


@pytest.mark.parametrize(
    "path", ["members/../plans/{plan}", "members/..%2Fplans%2F{plan}", "parties/{plan}"]
)
def test_by_way_of_people_and_parties_nothing_else_is_reached(world: World, path: str) -> None:
    never = world.inside(path, **dict.fromkeys(world.ids, NEVER))
    answers = [world.bee("GET", path), world.ask("bee", "GET", never)]
    without_secrets(world, answers[0])
    assert answers[0].status_code == 404
    assert len({len(each.text) for each in answers}) == 1


def test_who_guesses_what_another_put_in_does_not_hear_that_it_is_right(world: World) -> None:
    """Neither its answer, nor its name, nor its file comes back sooner or otherwise."""
    guessed = made(world.bee("POST", "scenarios", {"scenario": HIDDEN, "name": "Gok"}))
    asked = {"scenario": guessed, "version": 1, "kind": "room", "asked": {"within": "5%"}}
    answer = world.bee("POST", "jobs", asked)
    assert (answer.json()["state"], answer.json()["attempts"]) == ("waiting", 0)
    answers = []
    for name in (HIDDEN["name"], "Nooit gehoord"):
        answer = world.bee("POST", "scenarios", {"scenario": EXAMPLE, "name": name})
        answers.append((answer.status_code, answer.json().keys(), answer.json()["version"]))
        assert world.bee("DELETE", f"scenarios/{answer.json()['id']}").status_code == 204
    assert answers[0] == answers[1]
    sent = {"headers": {"Content-Type": "application/octet-stream"}}
    files = [
        world.bee("POST", f"attachments?name={name}.txt", content=content, **sent)
        for name, content in ((SECRET, SECRET.encode()), ("x", b"x"))
    ]
    assert {each.status_code for each in files} == {201}
    assert world.bee("DELETE", f"attachments/{files[0].json()['id']}").status_code == 204
    assert files[0].json()["id"] != world.ids["file"]
    assert files[0].json().keys() == files[1].json().keys()


def test_there_are_ways_enough() -> None:
    ways = [*NOT_THERE, *NOT_LET_IN, *NOT_ALLOWED, *SHOWN, *PAGES]
    assert len(set(ways)) == len(ways) > 120
