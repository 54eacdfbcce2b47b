"""The site: the page at the root, and the service where it always was."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from dossiers import Apart, Person, Store
from models.language import Text
from web.enquiries import Enquiries
from web.headers import PageHeaders
from web.problems import HANDLERS, problem_page
from web.routes import (
    agreement,
    audit,
    begin,
    boundaries,
    comparison,
    exploration,
    files,
    job,
    report,
    scenario,
    table,
)
from web.visitor import SIGNED_OUT, Doors, Visitor
from web.workplace import SharedShelf, Workplace

SERVED = ("/v1", "/.well-known", "/login", "/logout")
"""What the service answers itself."""

SMALL = 1_000
"""Bytes that are not worth packing."""

OPEN = ("/static/", SIGNED_OUT)
"""What has nothing of anybody's."""

Who = Callable[[Request], Awaitable[Person | None]]
"""Tells who asks for a page."""


class Site:
    """What is served to people and programs together.

    Parameters
    ----------
    service
        The service: it answers programs, and works for the page.
    store
        Where dossiers are stored.
    who
        Tells who works in the page; nobody when that is not known.
    hosts
        The names by which the page may be reached; none means any.
    doors
        Where people sign in and out.
    apart
        Does what is large in a process that nobody else waits for; without it that is done here.
    """

    def __init__(
        self,
        service: ASGIApp,
        store: Store,
        who: Who,
        hosts: Collection[str] = (),
        doors: Doors | None = None,
        *,
        apart: Apart | None = None,
    ) -> None:
        self.service = service
        application = Starlette(routes=routes(), exception_handlers=HANDLERS)
        asked = Enquiries(service)
        doorway = Doorway(application, store, who, asked, doors or Doors(), apart=apart)
        self.page = PageHeaders(GZipMiddleware(doorway, minimum_size=SMALL), hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the service's beginning and end."""
        path: str = scope.get("path", "")
        to_service = scope["type"] != "http" or path.startswith(SERVED)
        await (self.service if to_service else self.page)(scope, receive, send)


class Doorway:
    """Gives whoever comes in their own workplace, and sends who is not known to sign in.

    Parameters
    ----------
    application
        The page.
    store
        Where dossiers are stored.
    who
        Tells who comes in.
    enquiries
        Asks the service, for whoever comes in.
    doors
        Where people sign in and out.
    apart
        Does what is large.
    """

    def __init__(
        self,
        application: ASGIApp,
        store: Store,
        who: Who,
        enquiries: Enquiries,
        doors: Doors,
        *,
        apart: Apart | None,
    ) -> None:
        self._application, self._store, self._who = application, store, who
        self._enquiries, self._shelf, self._doors = enquiries, SharedShelf(), doors
        self._apart = apart

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        person = await self._who(request := Request(scope))
        if person is not None:
            access = self._store.access(person)
            workplace = Workplace(access, self._enquiries, self._shelf, self._apart)
            visitor = Visitor(person, self._doors)
            scope.setdefault("state", {}).update(
                workplace=workplace, person=person, visitor=visitor
            )
        elif not scope["path"].startswith(OPEN):
            await self._sent_away(request)(scope, receive, send)
            return
        await self._application(scope, receive, send)

    def _sent_away(self, request: Request) -> Response:
        if self._doors.sign_in:
            return RedirectResponse(self._doors.sign_in, 303)
        note = Text(
            "Sign in first, where you always do. If that does not help, ask who runs this service."
        )
        return problem_page(request, 401, Text("It is not known who you are."), note=note)


def routes() -> Sequence[BaseRoute]:
    """Give all that the page has."""
    every = (
        *(begin, table, scenario, agreement, boundaries, job),
        *(audit, comparison, exploration, report, files),
    )
    return [route for each in every for route in each.ROUTES]
