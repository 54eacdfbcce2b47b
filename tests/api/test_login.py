"""Beyond this computer people sign in, here with a provider of OpenID Connect of the test's own."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from fastapi import Request as ServiceRequest
from httpx2 import Response
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api import Settings, create_app
from api.admission import person_of
from api.frequency import Frequency
from api.problems import Refused
from dossiers import Person, Store
from dossiers.columns import now
from tests.api.conftest import until
from tests.api.test_problems import refused
from tests.cli.running import run
from web import Doors, Site

HERE = "https://wonen.example"


@dataclass
class Provider:
    """Signs everybody in who asks, with what the test has it say of them."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    nonce: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    signing: RSAKey | None = None

    def application(self) -> Starlette:
        async def metadata(_: Request) -> JSONResponse:
            steps = {
                "authorization_endpoint": "authorize",
                "token_endpoint": "token",
                "jwks_uri": "keys",
            }
            found = {name: f"{self.issuer}/{step}" for name, step in steps.items()}
            return JSONResponse({"issuer": self.issuer, **found})

        async def keys(_: Request) -> JSONResponse:
            return JSONResponse({"keys": [self.key.as_dict(private=False)]})

        async def token(_: Request) -> JSONResponse:
            moment = int(time.time())
            said = {
                "iss": self.issuer,
                "aud": "woonsleutel",
                "sub": "sub-anna",
                "name": "Anna",
                "nonce": self.nonce,
                "iat": moment,
                "exp": moment + 60,
                **self.claims,
            }
            signed = jwt.encode({"alg": "RS256", "kid": "1"}, said, self.signing or self.key)
            return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})

        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", metadata),
                Route("/keys", keys),
                Route("/token", token, methods=["POST"]),
            ]
        )


@contextmanager
def on_a_socket(provider: Provider) -> Iterator[None]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        provider.issuer = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(provider.application(), log_level="critical", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        until(lambda: server.started, "started")
        yield
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    provider = Provider()
    with on_a_socket(provider):
        yield provider


@pytest.fixture(scope="module")
def site(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = Settings(
        workers=1,
        database=str(tmp_path_factory.mktemp("login") / "dossiers.sqlite"),
        login="oidc",
        url=HERE,
        oidc_issuer=provider.issuer,
        oidc_client="woonsleutel",
        oidc_secret="a secret of the test's",
    )
    app = create_app(settings)
    store: Store = app.state.deposit.store
    doors = Doors("/login", "/logout", by_form=True)
    yield Site(app, store, app.state.identity.visitor, ("wonen.example",), doors)
    store.close()


@pytest.fixture
def browser(site: Site, provider: Provider) -> TestClient:
    provider.claims, provider.nonce, provider.signing = {}, "", None
    return TestClient(site, HERE, client=("192.0.2.7", 5000), follow_redirects=False)


def sent(browser: TestClient) -> dict[str, str]:
    """Begin to sign in, and give what the provider is told."""
    answer = browser.get("/login")
    assert answer.status_code == 302, answer.text
    cookie = answer.headers["set-cookie"].lower()
    assert all(each in cookie for each in ("secure", "httponly", "samesite=lax"))
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: value for name, [value] in query.items()}


def signed_in(browser: TestClient, provider: Provider) -> Response:
    asked = sent(browser)
    assert asked["redirect_uri"] == f"{HERE}/login/back"
    assert asked["code_challenge_method"] == "S256"
    provider.nonce = asked["nonce"]
    return browser.get(f"/login/back?code=1&state={asked['state']}")


def test_who_signs_in_works_as_themselves_until_they_sign_out(
    browser: TestClient, provider: Provider
) -> None:
    assert browser.get("/").headers["location"] == "/login"
    refused(browser.get("/v1/dossiers"), 401, "who-are-you")
    answer = signed_in(browser, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    [cookie] = [one for one in answer.headers.get_list("set-cookie") if "woonsleutel=" in one]
    assert all(each in cookie.lower() for each in ("secure", "httponly", "samesite=lax", "path=/"))
    assert browser.get("/").status_code == 200
    own = {"Origin": HERE}
    made = browser.post("/v1/dossiers", json={"name": "Regio"}, headers=own)
    assert (made.status_code, made.json()["createdBy"]) == (201, "Anna")
    where = made.headers["Location"].removeprefix(HERE)
    assert browser.get(f"{where}/members").json()["members"][0]["person"] == "sub-anna"
    for elsewhere in ({}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "none"}):
        answer = browser.post("/v1/dossiers", json={"name": "x"}, headers=elsewhere)
        refused(answer, 403, "forbidden")
        assert browser.post("/logout", headers=elsewhere).status_code == 401
    kept = browser.cookies["__Host-woonsleutel"]
    assert "Anna" in (begin := browser.get("/").text)
    assert '<form method="post" action="/logout">' in begin
    out = browser.post("/logout", headers=own)
    assert (out.status_code, out.headers["location"]) == (303, "/signed-out")
    assert "U bent afgemeld" in browser.get("/signed-out").text
    again = {"Cookie": f"__Host-woonsleutel={kept}"}
    refused(browser.get("/v1/dossiers", headers=again), 401, "who-are-you")


def test_who_cannot_sign_in_reads_it_on_a_page(browser: TestClient) -> None:
    page = {"Accept": "text/html,*/*;q=0.8"}
    sent_back = browser.get("/login/back?error=access_denied", headers=page)
    assert sent_back.status_code == 303
    shown = browser.get(sent_back.headers["location"], headers=page)
    assert shown.status_code == 401
    assert "<h1>U bent niet aangemeld. Probeer het opnieuw.</h1>" in shown.text


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "elsewhere"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"nonce": "another"},
        {"sub": None},
    ],
    ids=str,
)
def test_what_the_provider_says_of_others_is_not_believed(
    browser: TestClient, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    refused(signed_in(browser, provider), 401, "who-are-you")
    assert "__Host-woonsleutel" not in browser.cookies


def test_who_comes_back_without_being_sent_is_not_signed_in(
    browser: TestClient, provider: Provider
) -> None:
    asked = sent(browser)
    for query in ("", "?code=1", "?code=1&state=x", "?error=denied", f"?state={asked['state']}"):
        refused(browser.get(f"/login/back{query}"), 401, "who-are-you")
    provider.signing = RSAKey.generate_key(2048, {"kid": "1"})
    refused(signed_in(browser, provider), 401, "who-are-you")


def test_who_asks_too_often_waits() -> None:
    rate = Frequency(2)
    for _ in range(2):
        rate.count("anna")
        rate.count("bert")
    with pytest.raises(Refused) as often:
        rate.count("anna")
    assert (often.value.problem.status, often.value.headers) == (429, {"Retry-After": "1"})


def test_who_guesses_keys_asks_too_often_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(
        workers=1,
        database=str(tmp_path_factory.mktemp("rate") / "dossiers.sqlite"),
        login="keys",
        url=HERE,
        requests_per_minute=3,
    )
    client = TestClient(create_app(settings), HERE, client=("192.0.2.7", 5000))
    guess = {"Authorization": "Bearer wsk_guess"}
    answers = [client.get("/v1/dossiers", headers=guess).status_code for _ in range(5)]
    assert answers == [401, 401, 401, 429, 429]
    assert client.post("/v1/solve", json={}).status_code == 429
    assert client.get("/v1/health/live").status_code == 200


def test_who_follows_a_job_is_let_in_again_and_counted_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    file = str(tmp_path_factory.mktemp("once") / "dossiers.sqlite")
    settings = Settings(workers=1, database=file, login="keys", url=HERE, requests_per_minute=1)
    app = create_app(settings)
    keys, anna = app.state.deposit.store.keys, Person("Anna")
    until_then = now() + timedelta(days=1)
    given, secret = keys.new(anna, until_then, scopes=["read"], by=anna)
    head = [(b"authorization", f"Bearer {secret}".encode())]
    client = ("192.0.2.7", 5000)
    scope = {"type": "http", "method": "GET", "app": app, "headers": head, "client": client}

    async def followed() -> None:
        request = ServiceRequest(scope)
        for _ in range(3):
            assert (await person_of(request)).name == "Anna"
        keys.revoke(given.id)
        with pytest.raises(Refused, match="who-are-you"):
            await person_of(request)

    asyncio.run(followed())


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"login": "password"}, "LOGIN"),
        ({"login": "keys"}, "URL"),
        ({"login": "keys", "url": "http://wonen.example"}, "URL"),
        ({"login": "proxy", "url": HERE}, "PROXY_ADDRESSES"),
        ({"login": "proxy", "url": HERE, "proxy_addresses": "the proxy"}, "PROXY_ADDRESSES"),
        ({"login": "oidc", "url": HERE, "oidc_issuer": HERE, "oidc_client": "x"}, "OIDC_SECRET"),
    ],
)
def test_what_is_missing_for_signing_in_is_named(settings: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=f"WOONSLEUTEL_{named}"):
        Settings(**settings)


def test_a_secret_is_not_in_what_is_shown_of_the_settings() -> None:
    assert "hidden" not in repr(Settings(oidc_secret="hidden"))


def test_beyond_this_computer_the_service_does_not_start_without_a_login(
    tmp_path: pytest.TempPathFactory,
) -> None:
    refusal = run("serve", "--host", "0.0.0.0", "--port", "0", "--no-browser")
    assert (refusal.exit_code, "WOONSLEUTEL_LOGIN" in refusal.stderr) == (2, True)
