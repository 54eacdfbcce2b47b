"""Begin: the shipped regions, what was kept before, and a file that somebody brings."""

from __future__ import annotations

from pathlib import PurePath

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossiers import Access
from models.findings import Finding
from models.language import Language
from models.scenario import Scenario
from scenarios import library, library_scenario
from scenarios.shipped import folders
from web.language import CHOICE, language_of
from web.rendering import page
from web.submitted import brought, no_file
from web.uploads import scenario_of
from web.workplace import workplace_of

YEAR = 365 * 24 * 3600
"""Seconds for which the choice of a language is remembered."""

LONGEST_NAME = 200
"""Characters of a scenario's name."""

LONGEST_NOTE = 4000
"""Characters of what is kept with a version."""


async def begin(request: Request) -> Response:
    """Show where to begin."""
    access = workplace_of(request).access
    language = language_of(request)
    kept = await run_in_threadpool(access.dossiers.list)
    values = {"regions": library(), "dossiers": kept[::-1], "here": "/"}
    answer = page(request, "begin.html", values)
    if CHOICE in request.query_params:
        answer.set_cookie(CHOICE, language, YEAR, httponly=True, samesite="strict")
    return answer


async def create(request: Request) -> Response:
    """Begin a dossier, with a shipped region or with a file."""
    access = workplace_of(request).access
    async with request.form() as form:
        chosen = form.get("library")
        content, file = await brought(form, "file")
    if file:
        scenario, said = await read(request, content, file)
    elif isinstance(chosen, str) and chosen:
        if chosen not in folders():
            raise HTTPException(404)
        scenario, said = await run_in_threadpool(library_scenario, chosen), ""
    else:
        raise no_file()
    identifier = await run_in_threadpool(keep, access, scenario, said)
    return RedirectResponse(f"/scenarios/{identifier}", 303)


async def bring(request: Request) -> Response:
    """Put a file into a dossier as a scenario of whoever brings it."""
    access = workplace_of(request).access
    async with request.form() as form:
        content, file = await brought(form, "file")
    if not file:
        raise no_file()
    scenario, said = await read(request, content, file)

    def kept() -> str:
        name = PurePath(file).stem[:LONGEST_NAME]
        dossier = request.path_params["dossier"]
        return access.scenarios.create(dossier, scenario, name=name, note=said).id

    return RedirectResponse(f"/scenarios/{await run_in_threadpool(kept)}", 303)


async def read(request: Request, content: bytes, file: str) -> tuple[Scenario, str]:
    """Read a scenario that was brought; say what was read as what, and what was left out."""
    notes: list[Finding] = []
    scenario = await run_in_threadpool(scenario_of, content, file, notes)
    said = " ".join(told(one, language_of(request)) for one in notes)
    return scenario, said[:LONGEST_NOTE]


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
            "seat": access.members.seat(identifier),
            "dossier": access.dossiers.get(identifier),
            "scenarios": access.scenarios.list(identifier),
            "jobs": access.jobs.list(identifier)[::-1],
            "plans": access.plans.list(identifier),
            "log": access.log.list(identifier),
        }

    values = {**await run_in_threadpool(found), "here": request.url.path}
    return page(request, "dossier.html", values)


async def delete(request: Request) -> Response:
    """Delete a dossier with all that is in it."""
    access = workplace_of(request).access
    await run_in_threadpool(access.dossiers.delete, request.path_params["dossier"])
    return RedirectResponse("/", 303)


ROUTES = (
    Route("/", begin, methods=["GET"]),
    Route("/dossiers", create, methods=["POST"]),
    Route("/dossiers/{dossier}", dossier, methods=["GET"]),
    Route("/dossiers/{dossier}/scenarios", bring, methods=["POST"]),
    Route("/dossiers/{dossier}/delete", delete, methods=["POST"]),
)
