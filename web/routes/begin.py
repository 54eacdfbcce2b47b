"""Begin: the shipped regions, what was kept before, and a file that somebody brings."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossiers import Access
from models.findings import Finding, InvalidScenario
from models.language import Language, Text
from models.scenario import Scenario
from scenarios import library, library_scenario
from scenarios.shipped import folders
from web.language import CHOICE, language_of
from web.rendering import page
from web.uploads import brought, scenario_of
from web.workplace import workplace_of

YEAR = 365 * 24 * 3600
"""Seconds for which the choice of a language is remembered."""

LONGEST_NOTE = 4000
"""Characters of what is kept with a version."""


async def begin(request: Request) -> Response:
    """Show where to begin."""
    access = workplace_of(request).access
    language = language_of(request)
    kept = await run_in_threadpool(access.dossiers.list)
    values = {"regions": library(), "dossiers": kept[::-1], "here": "/"}
    answer = page("begin.html", language, values)
    if CHOICE in request.query_params:
        answer.set_cookie(CHOICE, language, YEAR, httponly=True, samesite="strict")
    return answer


async def create(request: Request) -> Response:
    """Begin a dossier, with a shipped region or with a file."""
    access = workplace_of(request).access
    async with request.form() as form:
        chosen = form.get("library")
        content, file = await brought(form, "file")
    notes: list[Finding] = []
    if file:
        scenario = await run_in_threadpool(scenario_of, content, file, notes)
    elif isinstance(chosen, str) and chosen:
        if chosen not in folders():
            raise HTTPException(404)
        scenario = await run_in_threadpool(library_scenario, chosen)
    else:
        text = Text("Choose a file first.")
        raise InvalidScenario([Finding("file-expected", "error", text)])
    said = " ".join(told(one, language_of(request)) for one in notes)
    identifier = await run_in_threadpool(keep, access, scenario, said[:LONGEST_NOTE])
    return RedirectResponse(f"/scenarios/{identifier}", 303)


def told(note: Finding, language: Language) -> str:
    """Say what was recognised or left out, and where."""
    said = note.text.render(language)
    return f"{note.origin}: {said}" if note.origin else said


def keep(access: Access, scenario: Scenario, note: str) -> str:
    """Keep a scenario in a dossier of its own; give the scenario's identifier."""
    dossier = access.dossiers.create(scenario.name.nl or scenario.id)
    return access.scenarios.create(dossier.id, scenario, note=note).id


async def dossier(request: Request) -> Response:
    """Show what is in a dossier."""
    access = workplace_of(request).access
    identifier = request.path_params["dossier"]

    def found() -> dict[str, object]:
        return {
            "dossier": access.dossiers.get(identifier),
            "scenarios": access.scenarios.list(identifier),
            "jobs": access.jobs.list(identifier)[::-1],
            "plans": access.plans.list(identifier),
            "log": access.log.list(identifier),
        }

    values = {**await run_in_threadpool(found), "here": request.url.path}
    return page("dossier.html", language_of(request), values)


async def delete(request: Request) -> Response:
    """Delete a dossier with all that is in it."""
    access = workplace_of(request).access
    await run_in_threadpool(access.dossiers.delete, request.path_params["dossier"])
    return RedirectResponse("/", 303)


ROUTES = (
    Route("/", begin, methods=["GET"]),
    Route("/dossiers", create, methods=["POST"]),
    Route("/dossiers/{dossier}", dossier, methods=["GET"]),
    Route("/dossiers/{dossier}/delete", delete, methods=["POST"]),
)
