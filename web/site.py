"""The site: the page at the root, and the service where it always was."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from dossiers import Access, Person, Store
from web.enquiries import Enquiries
from web.headers import PageHeaders
from web.problems import HANDLERS
from web.routes import begin, comparison, files, job, report, scenario
from web.workplace import Workplace

SERVED = ("/v1", "/.well-known")
"""What the service answers itself."""


class Site:
    """What is served to people and programs together.

    Parameters
    ----------
    service
        The service: it answers programs, and works for the page.
    store
        Where dossiers are kept.
    person
        Who works in the page.
    hosts
        The names by which the page may be reached; none means any.
    """

    def __init__(
        self, service: ASGIApp, store: Store, person: Person, hosts: Collection[str] = ()
    ) -> None:
        self.service = service
        access: Access = store.access(person)
        application = Starlette(routes=routes(), exception_handlers=HANDLERS)
        application.state.workplace = Workplace(access, Enquiries(service))
        self.page = PageHeaders(application, hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the service's beginning and end."""
        path: str = scope.get("path", "")
        to_service = scope["type"] != "http" or path.startswith(SERVED)
        await (self.service if to_service else self.page)(scope, receive, send)


def routes() -> Sequence[BaseRoute]:
    """Give all that the page has."""
    rooms = (begin, scenario, job, comparison, report, files)
    return [route for room in rooms for route in room.ROUTES]
