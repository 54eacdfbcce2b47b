"""Ways to see another party's position, over HTTP: each of them is closed.

Two parties sit at one table, with a chair and a reader. What Aa puts in is its own; of a second
scenario it shared version 2 with the table. Whatever the others try, nothing of the rest comes out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from httpx2 import Response
from starlette.testclient import TestClient

from api import Settings, create_app
from api.example import EXAMPLE, PLAN
from api.job import Job
from api.jobs import Desk, never
from dossiers import Person, Store
from dossiers.columns import now
from optimiser.formulation import reuse
from scenarios import scenario_from_json
from tests.dossiers import postgresql
from web import Site

HERE = "https://wonen.example"
PROXY = ("192.0.2.1", 5000)
SECRET = "geheim"
NEVER = "0" * 32

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
    to_the_table = {"confidentiality": "table"}
    assert aa("scenarios/{shared}/versions/2", to_the_table, "PATCH").status_code == 200
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


def key(world: World, who: Person, scopes: Any, days: float = 1) -> dict[str, str]:
    until = now() + timedelta(days=days)
    _, secret = world.store.keys.new(who, until, scopes=scopes, by=who)
    return {"Authorization": f"Bearer {secret}"}


def revoked(world: World) -> dict[str, str]:
    aa = Person("aa")
    given, secret = world.store.keys.new(aa, now() + timedelta(days=1), scopes=["read"], by=aa)
    world.store.keys.revoke(given.id)
    return {"Authorization": f"Bearer {secret}"}


def name_of_key(world: World) -> str:
    aa = Person("aa")
    return world.store.keys.new(aa, now() + timedelta(days=1), scopes=["read"], by=aa)[0].id


def signed_in(world: World) -> str:
    """Give what a browser keeps of Aa, who signed in somewhere else."""
    aa = Person("aa")
    until = now() + timedelta(days=1)
    return world.store.keys.new(aa, until, scopes=["read"], by=aa, use="login")[1]


Way = Callable[[World], Response]


def by(who: str, method: str, path: str, body: Any = None, *, own: bool = False) -> Way:
    """Somebody asks for a thing in the dossier, or for the same in one of their own."""

    def asked(at: World) -> Response:
        where = at.inside(path)
        return at.ask(who, method, where.replace(at.dossier, at.other) if own else where, body)

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
    "events of the job": "jobs/{job}/events",
    "results of the job": "jobs/{job}/results",
}
CHANGED: dict[str, tuple[str, str, Any]] = {
    "delete the scenario": ("DELETE", "scenarios/{scenario}", None),
    "delete the plan": ("DELETE", "plans/{plan}", None),
    "withdraw the position": ("DELETE", "positions/{position}", None),
    "share the position": ("PATCH", "positions/{position}", {"confidentiality": "table"}),
    "delete the result": ("DELETE", "results/{result}", None),
    "delete the attachment": ("DELETE", "attachments/{file}", None),
    "delete the job": ("DELETE", "jobs/{job}", None),
    "share the scenario": ("PATCH", "scenarios/{scenario}", {"confidentiality": "table"}),
    "share version 1": ("PATCH", "scenarios/{scenario}/versions/1", {"confidentiality": "table"}),
    "share the plan": ("PATCH", "plans/{plan}", {"confidentiality": "table"}),
    "share the result": ("PATCH", "results/{result}", {"confidentiality": "table"}),
    "share the attachment": ("PATCH", "attachments/{file}", {"confidentiality": "table"}),
    "share the job": ("PATCH", "jobs/{job}", {"confidentiality": "table"}),
    "save over it, to hear what differs": (
        "POST",
        "scenarios/{scenario}/versions",
        {"scenario": SHARED, "basedOn": 9},
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
    "a plan about it": lambda at: at.bee("POST", "plans", {**about(at), "name": "x", "plan": PLAN}),
    "a question about it": lambda at: at.bee("POST", "jobs", {**about(at), "kind": "solve"}),
    "the question that Aa asked": lambda at: at.bee(
        "POST", "jobs", {**about(at), "kind": "room", "asked": {"within": "5%"}}
    ),
    "its answer kept as one's own": lambda at: at.bee(
        "POST", "results", {"job": at.ids["job"], "name": "x"}
    ),
    "a compromise with it": lambda at: at.bee(
        "POST",
        "jobs",
        {
            **about(at, "own"),
            "kind": "compromise",
            "asked": {"positions": {"aa": about(at), "bee": about(at, "own")}},
        },
    ),
    "a position about it": lambda at: at.bee(
        "POST", "positions", {**about(at), "name": "x", "changes": {}}
    ),
    "a compromise with its position": lambda at: at.bee(
        "POST",
        "jobs",
        {
            **about(at, "own"),
            "kind": "compromise",
            "asked": {"positions": {"aa": {"position": at.ids["position"]}}},
        },
    ),
    "a compromise of the chair's with its position": lambda at: at.chair(
        "POST",
        "jobs",
        {
            **about(at, "shared", 2),
            "kind": "compromise",
            "asked": {"positions": {"aa": {"position": at.ids["position"]}}},
        },
    ),
    "a compromise of the chair's with it": lambda at: at.chair(
        "POST",
        "jobs",
        {
            **about(at, "shared", 2),
            "kind": "compromise",
            "asked": {"positions": {"aa": about(at)}},
        },
    ),
    "a compromise with a draft of what is shared": lambda at: at.bee(
        "POST",
        "jobs",
        {
            **about(at, "own"),
            "kind": "compromise",
            "asked": {"positions": {"aa": about(at, "shared", at.drafts[1])}},
        },
    ),
    "a comparison with its plan": lambda at: at.bee(
        "POST",
        "jobs",
        {
            **about(at, "own"),
            "kind": "compare_plans",
            "asked": {"keptPlans": {"aa": {"plan": at.ids["plan"]}}},
        },
    ),
    "a comparison with its plan about what is shared": lambda at: at.bee(
        "POST",
        "jobs",
        {
            **about(at, "shared", 2),
            "kind": "compare_plans",
            "asked": {"keptPlans": {"aa": {"plan": at.ids["draft_plan"]}}},
        },
    ),
    "a front with its plan about what is shared": lambda at: at.bee(
        "POST",
        "jobs",
        {
            **about(at, "shared", 2),
            "kind": "front",
            "asked": {"keptPlans": {"aa": {"plan": at.ids["draft_plan"]}}},
        },
    ),
    "the draft before what is shared": lambda at: at.bee(
        "GET", f"scenarios/{{shared}}/versions/{at.drafts[0]}"
    ),
    "the draft after what is shared": lambda at: at.bee(
        "GET", f"scenarios/{{shared}}/versions/{at.drafts[1]}"
    ),
    "a question about the draft after it": lambda at: at.bee(
        "POST", "jobs", {**about(at, "shared", at.drafts[1]), "kind": "solve"}
    ),
    "a plan about the draft after it": lambda at: at.bee(
        "POST", "plans", {**about(at, "shared", at.drafts[1]), "name": "x", "plan": PLAN}
    ),
    "a solve of what has its identifier": lambda at: at.bee(
        "POST", "scenarios", {"library": at.ids["scenario"]}
    ),
}

NOT_LET_IN: dict[str, Way] = {
    "nobody": lambda at: at.ask("", "GET", at.inside("scenarios/{scenario}")),
    "Aa, says somebody who is no proxy": lambda at: at.ask(
        "aa", "GET", at.inside("scenarios/{scenario}"), client=("192.0.2.7", 1)
    ),
    "Aa, says somebody on the proxy's own computer": lambda at: at.ask(
        "aa", "GET", at.inside("scenarios/{scenario}"), client=("127.0.0.1", 1)
    ),
    "Aa, says a header that names the proxy": lambda at: at.ask(
        "aa",
        "GET",
        at.inside("scenarios/{scenario}"),
        client=("192.0.2.7", 1),
        headers={"X-Forwarded-For": "192.0.2.1"},
    ),
    "Bee and Aa at once": lambda at: at.asking().get(
        at.inside("scenarios/{scenario}"),
        headers=[("X-Remote-User", "bee"), ("X-Remote-User", "aa")],
    ),
    "an empty name": lambda at: at.ask(" ", "GET", at.inside("scenarios/{scenario}")),
    "a key that was made up": lambda at: at.ask(
        "", "GET", at.inside("plans/{plan}"), headers={"Authorization": f"Bearer wsk_{NEVER}"}
    ),
    "a key that was made up, with a name": lambda at: at.ask(
        "aa", "GET", at.inside("plans/{plan}"), headers={"Authorization": f"Bearer wsk_{NEVER}"}
    ),
    "the name of a key": lambda at: at.ask(
        "",
        "GET",
        at.inside("plans/{plan}"),
        headers={"Authorization": f"Bearer {name_of_key(at)}"},
    ),
    "a key that was taken back": lambda at: at.ask(
        "", "GET", at.inside("plans/{plan}"), headers=revoked(at)
    ),
    "a login as a key": lambda at: at.ask(
        "", "GET", at.inside("plans/{plan}"), headers={"Authorization": f"Bearer {signed_in(at)}"}
    ),
    "a login where nobody signs in": lambda at: at.ask(
        "",
        "GET",
        at.inside("plans/{plan}"),
        headers={"Cookie": f"__Host-woonsleutel={signed_in(at)}"},
    ),
}

NOT_ALLOWED: dict[str, Way] = {
    "Bee sits down as Aa": lambda at: at.bee(
        "PUT", "members/bee", {"name": "bee", "role": "party", "party": at.parties["aa"]}
    ),
    "Bee sits down as chair": lambda at: at.bee(
        "PUT", "members/bee", {"name": "bee", "role": "chair"}
    ),
    "Bee lets in another who is Aa": lambda at: at.bee(
        "PUT", "members/new", {"name": "new", "role": "party", "party": at.parties["aa"]}
    ),
    "the chair sits down as Aa": lambda at: at.chair(
        "PUT", "members/chair", {"name": "chair", "role": "party", "party": at.parties["aa"]}
    ),
    "the chair seats Bee as Aa": lambda at: at.chair(
        "PUT", "members/bee", {"name": "bee", "role": "party", "party": at.parties["aa"]}
    ),
    "Bee removes Aa": lambda at: at.bee("DELETE", "members/aa"),
    "Bee takes the place of Aa away": lambda at: at.ask(
        "bee", "DELETE", at.inside(f"parties/{at.parties['aa']}")
    ),
    "Bee deletes the dossier": lambda at: at.ask("bee", "DELETE", f"/v1/dossiers/{at.dossier}"),
    "Bee saves a version of what is shared": lambda at: at.bee(
        "POST", "scenarios/{shared}/versions", {"scenario": SHARED, "basedOn": 2}
    ),
    "Bee shares what is shared with everybody": lambda at: at.bee(
        "PATCH", "scenarios/{shared}/versions/2", {"confidentiality": "public"}
    ),
    "a page of somebody else's in Aa's browser": lambda at: at.ask(
        "aa",
        "PATCH",
        at.inside("scenarios/{scenario}/versions/1"),
        {"confidentiality": "table"},
        headers={"Origin": "https://elsewhere.example"},
    ),
    "a form of somebody else's in Aa's browser": lambda at: at.ask(
        "aa",
        "PATCH",
        at.inside("scenarios/{scenario}/versions/1"),
        {"confidentiality": "table"},
        headers={"Sec-Fetch-Site": "cross-site"},
    ),
    "a browser that does not say whose page it is": lambda at: at.asking().patch(
        at.inside("scenarios/{scenario}/versions/1"),
        json={"confidentiality": "table"},
        headers={"X-Remote-User": "aa"},
    ),
    "a key of Aa's that is for reading": lambda at: at.ask(
        "",
        "PATCH",
        at.inside("plans/{plan}"),
        {"confidentiality": "table"},
        headers=key(at, Person("aa"), ["read"]),
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
    "Bee comes with a key of its own": lambda at: at.ask(
        "", "GET", at.inside("plans"), headers=key(at, Person("bee"), ["read"])
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

    def problem_after(whose: str) -> object:
        body = json.dumps(EXAMPLE).encode()
        job = Job("solve", body, False, "nl", 10.0, preview=True, whose=whose)
        assert desk.perform(job, never).status == 200
        return reuse.KEPT[-1]

    first = problem_after("aa")
    assert problem_after("aa") is first
    assert problem_after("bee") is not first
    assert len(reuse.KEPT) == 1


@pytest.mark.parametrize("header", ["If-None-Match", "If-Match"])
@pytest.mark.parametrize("path", ["plans/{plan}", "positions/{position}", "scenarios/{scenario}"])
def test_who_names_the_tag_of_what_is_not_shared_hears_nothing(
    world: World, header: str, path: str
) -> None:
    tag = world.ask("aa", "GET", world.inside(path)).headers["ETag"]
    asked: tuple[str, Any] = ("GET", None)
    if header == "If-Match":
        asked = ("PATCH", {"confidentiality": "table"})
    told = set()
    for given in (tag, '"x"', "*"):
        answer = world.bee(asked[0], path, asked[1], headers={header: given})
        without_secrets(world, answer)
        told.add((answer.status_code, answer.text))
    assert {status for status, _ in told} == {404}
    assert len(told) == 1


def test_what_others_put_in_does_not_change_the_tag_of_a_list(world: World) -> None:
    """A tag that changed would tell that they did something."""
    lists = ("plans", "positions", "scenarios", "jobs", "log", "parties", "members")
    before = {name: world.bee("GET", name).headers["ETag"] for name in lists}
    put_in = {**about(world), "name": f"Nog een {SECRET}", "plan": PLAN}
    made(world.ask("aa", "POST", world.inside("plans"), put_in))
    made(world.ask("aa", "POST", world.inside("jobs"), {**about(world), "kind": "prices"}))
    assert {name: world.bee("GET", name).headers["ETag"] for name in lists} == before


def test_there_are_ways_enough() -> None:
    ways = [*NOT_THERE, *NOT_LET_IN, *NOT_ALLOWED, *SHOWN, *PAGES]
    assert len(set(ways)) == len(ways) > 120
