"""Begin: the shipped regions, what was stored before, and a file that somebody brings."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from functools import partial
from pathlib import PurePath

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossiers import LONGEST_NAME, Access
from models.findings import Finding, InvalidScenario
from models.language import Language, rendered
from models.scenario import Scenario
from scenarios import library, library_scenario
from scenarios.not_there import NOT_THERE
from scenarios.shipped import SHELVES, folders
from web.language import CHOICE, language_of
from web.nearly_right import nearly_right
from web.rendering import page
from web.submitted import brought, no_file
from web.uploads import corrected, uploaded_scenario
from web.workplace import workplace_of

YEAR = 365 * 24 * 3600
"""Seconds for which the choice of a language is remembered."""

INSIDE = re.compile(r"/(?![/\\])[^\x00-\x20]+")
"""An address of this page itself: two slashes would begin that of another."""

LARGEST_CARRIED = 2 * 2**20
"""Bytes of a file that goes to and fro, so that it can be corrected; nothing of it is stored."""

LONGEST_NOTE = 4000
"""Characters of what is stored with a version."""


async def begin(request: Request) -> Response:
    """Show where to begin; who chooses a language goes on where it was chosen."""
    onward = request.query_params.get("to", "")
    if CHOICE in request.query_params and INSIDE.fullmatch(onward):
        return remembered(RedirectResponse(onward, 303), language_of(request))
    access = workplace_of(request).access
    language = language_of(request)
    stored = await run_in_threadpool(access.dossiers.list)
    values = {
        "shipped": {each: [one for one in library() if one.shelf == each] for each in SHELVES},
        "dossiers": stored[::-1],
        "here": "/",
    }
    answer = page(request, "begin.html", values)
    return remembered(answer, language) if CHOICE in request.query_params else answer


def remembered(answer: Response, language: Language) -> Response:
    """Let a browser remember the language that was chosen."""
    answer.set_cookie(CHOICE, language, YEAR, httponly=True, samesite="strict")
    return answer


async def create(request: Request) -> Response:
    """Begin a dossier, with a shipped region or with a file."""
    access = workplace_of(request).access
    async with request.form() as form:
        chosen = form.get("library")
        content, file = await brought(form, "file")
    if file:
        return await taken_in(request, content, file)
    if not isinstance(chosen, str) or not chosen:
        raise no_file()
    if chosen not in folders():
        raise HTTPException(404)
    scenario = await run_in_threadpool(library_scenario, chosen)
    identifier = await run_in_threadpool(keep, access, scenario, "", language_of(request))
    return RedirectResponse(f"/scenarios/{identifier}", 303)


async def bring(request: Request) -> Response:
    """Put a file into a dossier as a scenario of whoever brings it."""
    async with request.form() as form:
        content, file = await brought(form, "file")
    if not file:
        raise no_file()
    return await taken_in(request, content, file, request.path_params["dossier"])


async def correct(request: Request) -> Response:
    """Read a file again, with what is nearly right in it corrected."""
    form = await request.form(max_part_size=LARGEST_CARRIED * 2)
    file, into = str(form.get("file", "")), str(form.get("dossier", ""))
    try:
        content = b64decode(str(form.get("content", "")), validate=True)
    except ValueError:
        raise HTTPException(400) from None
    return await taken_in(request, content, file, into, correcting=True)


async def taken_in(
    request: Request, content: bytes, file: str, into: str = "", *, correcting: bool = False
) -> Response:
    """Keep a file that somebody brings as a scenario; say what is wrong, and what is nearly right.

    Parameters
    ----------
    request
        The reader's.
    content, file
        The file's content and name.
    into
        The dossier that it is for; without one it begins one.
    correcting
        Whether what is nearly right is corrected.
    """
    language = language_of(request)
    work = partial(stored_from, content, file, into=into, correcting=correcting, language=language)
    try:
        stored = await workplace_of(request).taken_in(content, file, work, language)
    except InvalidScenario as wrong:
        carried = len(content) <= LARGEST_CARRIED and not file.casefold().endswith((".xls", ".ods"))
        values = {
            "findings": wrong.findings,
            "several": nearly_right(wrong.findings) if carried and not correcting else [],
            "content": b64encode(content).decode() if carried else "",
            "file": file,
            "into": into,
            "begins": any(one.code in NOT_THERE for one in wrong.findings),
            "here": request.url.path,
        }
        return page(request, "unread.html", values, 400)
    return RedirectResponse(f"/scenarios/{stored}", 303)


def stored_from(
    content: bytes, file: str, access: Access, *, into: str, correcting: bool, language: Language
) -> str:
    """Keep what a file says as a scenario, with what was recognised; give its identifier.

    Raises
    ------
    InvalidScenario
        With what is wrong in it.
    """
    notes: list[Finding] = []
    if correcting:
        scenario, several = corrected(content, file, notes)
    else:
        scenario, several = uploaded_scenario(content, file, notes), []
    changed = [one.told.render(language) for one in several]
    said = " ".join([*changed, *(told(one, language) for one in notes)])[:LONGEST_NOTE]
    if not into:
        return keep(access, scenario, said, language)
    name = PurePath(file).stem[:LONGEST_NAME]
    return access.scenarios.create(into, scenario, name=name, note=said).id


def told(note: Finding, language: Language) -> str:
    """Say what was recognised or left out, and where."""
    said = note.text.render(language)
    return f"{note.origin}: {said}" if note.origin else said


def keep(access: Access, scenario: Scenario, note: str, language: Language) -> str:
    """Keep a scenario in a dossier of its own, in a reader's language; give its identifier."""
    name = rendered(scenario.name, language) or scenario.id
    dossier = access.dossiers.create(name)
    return access.scenarios.create(dossier.id, scenario, name=name, note=note).id


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
    Route("/corrections", correct, methods=["POST"]),
    Route("/dossiers/{dossier}/scenarios", bring, methods=["POST"]),
    Route("/dossiers/{dossier}/delete", delete, methods=["POST"]),
)
