"""The service: routers, workers, headers and problems, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.apart import opened
from api.bodies import Intake
from api.counter import Counter, counter_of
from api.crew import Crew
from api.deposit import Answered, Deposit
from api.frequency import Frequency
from api.headers import AnswerHeaders
from api.identity import Identity
from api.job_runner import JobRunner
from api.language import language_of
from api.methods import Methods, methods_of
from api.problems import (
    INVALID_REQUEST,
    MEDIA_TYPE,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    Refused,
    fault,
)
from api.query import query_findings, refused_query
from api.routes import (
    attachments,
    document,
    dossier_jobs,
    dossiers,
    health,
    parties,
    scenarios,
    stored_plans,
    stored_positions,
    stored_results,
    stored_scenarios,
    work,
)
from api.routes.well_known import security_router
from api.settings import Settings
from api.shutdown import on_request_to_stop
from api.tags import Unchanged
from dossiers import LeaseRules
from models.language import Text
from models.values import quoted

RESOURCES = (
    scenarios,
    dossiers,
    parties,
    stored_scenarios,
    stored_plans,
    stored_positions,
    stored_results,
    attachments,
    dossier_jobs,
    health,
    document,
)
"""What has routes, in the order of the documentation; before them those of `work`."""


class Service(FastAPI):
    """The application, with the OpenAPI document that the NL API Design Rules ask for."""

    def openapi(self) -> dict[str, Any]:
        """Give the OpenAPI document."""
        from api import openapi

        counter: Counter = self.state.counter
        self.openapi_schema = self.openapi_schema or openapi.document(self, counter.settings)
        return self.openapi_schema


def service(settings: Settings) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    settings
        The settings.
    """
    counter = Counter(settings, *crews(settings))
    deposit = deposit_for(settings)
    app = Service(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan_of(counter, deposit),
    )
    app.state.counter, app.state.deposit = counter, deposit
    app.state.identity = Identity(settings, None if deposit is None else deposit.store.keys)
    app.state.frequency = Frequency(settings.requests_per_minute)
    app.state.intake = Intake(settings.bytes_under_way)
    app.add_middleware(Unchanged)
    app.add_middleware(Methods, routes=app.routes)
    app.add_middleware(AnswerHeaders)
    app.add_exception_handler(Refused, answer_refused)
    app.add_exception_handler(Answered, answer_as_written)
    app.add_exception_handler(RequestValidationError, answer_query)
    app.add_exception_handler(HTTPException, answer_http)
    routers = [work.router(), *(resource.router for resource in RESOURCES)]
    if settings.security_txt:
        routers.append(security_router(settings.security_text()))
    app.router.routes.extend(route for router in routers for route in router.routes)
    if settings.login == "oidc":
        from api.login import login_routes

        app.router.routes.extend(login_routes(app.state.identity))
    return app


def crews(settings: Settings) -> tuple[Crew, Crew]:
    """Make the processes that solve, and those for what is done at once."""
    solving = Crew(settings, settings.workers)
    return solving, Crew(settings, settings.checkers, begun=1)


def deposit_for(settings: Settings) -> Deposit | None:
    """Open what the service keeps; None when it is to keep nothing."""
    if settings.database == "off":
        return None
    store = opened(settings)
    queue = store.queue(LeaseRules(stored=settings.job_days))
    return Deposit(store, JobRunner(queue, settings))


def lifespan_of(counter: Counter, deposit: Deposit | None) -> Callable[[FastAPI], Any]:
    """Give what the service does around its life: start the workers, and end them."""
    both = (counter.solving, counter.checking)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        for crew in both:
            crew.start()
        if deposit is not None:
            deposit.runner.start()

        def stop() -> None:
            for crew in both:
                loop.call_soon_threadsafe(crew.stop)
            if deposit is not None:
                loop.call_soon_threadsafe(deposit.runner.stop)

        with on_request_to_stop(stop):
            yield
        closing = [crew.close() for crew in both]
        if deposit is not None:
            closing.append(deposit.runner.close())
        await asyncio.gather(*closing)
        if deposit is not None:
            deposit.store.close()

    return lifespan


async def answer_refused(request: Request, exception: Exception) -> Response:
    """Answer with a problem."""
    assert isinstance(exception, Refused)
    return problem_response(request, exception)


async def answer_as_written(request: Request, exception: Exception) -> Response:
    """Answer with the problem that another process has written."""
    assert isinstance(exception, Answered)
    answer = exception.answer
    return Response(answer.body, answer.status, answer.headers, answer.media_type)


async def answer_query(request: Request, exception: Exception) -> Response:
    """Answer a query that cannot be understood: with 400, not with 422."""
    assert isinstance(exception, RequestValidationError)
    most = counter_of(request).settings.time_limit
    findings = query_findings(exception.errors(), request.query_params, most)
    return problem_response(request, refused_query(findings))


async def answer_http(request: Request, exception: Exception) -> Response:
    """Answer what the router itself refuses."""
    assert isinstance(exception, HTTPException)
    path = quoted(request.url.path)
    match exception.status_code:
        case 404:
            refused = Refused(NOT_FOUND, Text("“{path}” does not exist.", path=path))
        case 405:
            text = Text(
                "{method} is not possible on “{path}”.", method=quoted(request.method), path=path
            )
            known = ", ".join(methods_of(request.app.routes, request.scope))
            refused = Refused(METHOD_NOT_ALLOWED, text, headers={"Allow": known})
        case status if status < 500:
            refused = Refused(INVALID_REQUEST, Text("The request cannot be read."))
        case _:
            refused = fault(f"{request.method} {path} failed")
    return problem_response(request, refused)


def problem_response(request: Request, refused: Refused) -> Response:
    """Write a problem as an answer."""
    body = refused.body(language_of(request.scope))
    return Response(body, refused.problem.status, refused.headers, MEDIA_TYPE)
