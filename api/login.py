"""Signing in with OpenID Connect, and out: what a browser keeps of it is a key like a script's."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from httpx import HTTPError
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.identity import COOKIE, Identity
from api.language import language_of
from api.problems import FORBIDDEN, MEDIA_TYPE, UNKNOWN, Refused
from api.settings import Settings
from dossiers import Person, Unusable
from dossiers.columns import now
from dossiers.records import ALL_SCOPES
from models.language import Text

log = logging.getLogger("woonsleutel.api")

UNDER_WAY = 600
"""Seconds in which somebody who was sent to sign in has to come back."""

REFUSALS = (AuthlibBaseError, JoseError, HTTPError, ValueError, KeyError, RuntimeError)
"""What is raised when whoever signs people in is away, or says what cannot be believed."""


def login_routes(identity: Identity) -> Sequence[Route]:
    """Give where people sign in and out.

    Parameters
    ----------
    identity
        How people say who they are, and where the keys are that browsers keep.

    Returns
    -------
    sequence of Route
        What answers ``/login``, ``/login/back`` and ``/logout``.
    """
    settings, keys = identity.settings, identity.keys
    provider = provider_of(settings)

    async def begin(request: Request) -> Response:
        """Send somebody away to sign in."""
        try:
            sent: Response = await provider.authorize_redirect(
                request, f"{settings.url}/login/back"
            )
        except REFUSALS:
            log.exception("nobody can sign in")
            return refused(request, Text("Signing in is not possible at this moment."), "away")
        return sent

    async def back(request: Request) -> Response:
        """Take somebody in who signed in."""
        try:
            token = await provider.authorize_access_token(
                request,
                claims_options={
                    "iss": {"essential": True, "value": settings.oidc_issuer},
                    "aud": {"essential": True, "value": settings.oidc_client},
                },
            )
            person = person_in(token["userinfo"], settings.oidc_person)
        except REFUSALS as problem:
            log.warning("somebody was not signed in: %s", problem)
            return refused(request, Text("You were not signed in. Try again."), "refused")
        until = now() + timedelta(seconds=settings.login_seconds)

        def given_out() -> str:
            assert keys is not None
            return keys.new(person, until, scopes=ALL_SCOPES, by=person, use="login")[1]

        try:
            secret = await run_in_threadpool(given_out)
        except Unusable as problem:
            return refused(request, problem.text, "away")
        answer = RedirectResponse("/", 303)
        left_in_browser(answer, secret, settings.login_seconds)
        return answer

    async def out(request: Request) -> Response:
        """Sign somebody out: what their browser has is worth nothing any more."""
        try:
            await identity.person(request)
        except Refused as problem:
            if problem.problem is FORBIDDEN:
                return refused(request, problem.detail)
        if keys is not None and (secret := request.cookies.get(COOKIE)):
            try:
                await run_in_threadpool(keys.end, secret)
            except Unusable as problem:
                return refused(request, problem.text)
        answer = RedirectResponse("/signed-out", 303)
        left_in_browser(answer, "", 0)
        return answer

    # Only for the way there and back; the state in it is of no use to anybody else.
    signed = hashlib.sha256(f"login under way {settings.oidc_secret}".encode()).hexdigest()
    way = Middleware(
        SessionMiddleware,
        secret_key=signed,
        session_cookie=f"{COOKIE}-login",
        max_age=UNDER_WAY,
        same_site="lax",
        https_only=True,
    )
    return [
        Route("/login", begin, methods=["GET"], middleware=[way]),
        Route("/login/back", back, methods=["GET"], middleware=[way]),
        Route("/logout", out, methods=["POST"]),
    ]


def provider_of(settings: Settings) -> Any:
    """Give who signs people in; where their pages are is asked of them when it is first needed."""
    registry = OAuth()
    return registry.register(
        "oidc",
        client_id=settings.oidc_client,
        client_secret=settings.oidc_secret,
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "timeout": 10},
    )


def person_in(claims: Mapping[str, Any], claim: str) -> Person:
    """Give who signed in.

    Raises
    ------
    ValueError
        If it is not said what tells them from everybody else.
    """
    known = claims.get(claim)
    if not isinstance(known, str) or not known.strip():
        raise ValueError(f"there is no {claim} in what was said of them")
    name = claims.get("name")
    return Person(name if isinstance(name, str) and name.strip() else known, known)


def left_in_browser(answer: Response, secret: str, seconds: int) -> None:
    """Have a browser keep a key for so long, out of reach of scripts and of other sites."""
    answer.set_cookie(
        COOKIE, secret, max_age=seconds, secure=True, httponly=True, samesite="lax", path="/"
    )


def refused(request: Request, text: Text, because: str = "") -> Response:
    """Say why somebody is not signed in: to a browser on a page, which tells it by one word."""
    if because and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(f"/signed-out?because={because}", 303)
    body = Refused(UNKNOWN, text).body(language_of(request.scope))
    return Response(body, UNKNOWN.status, media_type=MEDIA_TYPE)
