"""Compare: a negotiated plan beside the best one."""

from __future__ import annotations

from pathlib import Path, PurePath

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossiers import KeptJob
from models.findings import Finding
from scenarios import library, read_negotiated
from web.language import language_of
from web.submitted import brought, no_file
from web.workplace import Opened, workplace_of

LONGEST_NAME = 60
"""Characters of a plan's name that stand above a column."""


async def compare(request: Request) -> Response:
    """Keep a negotiated plan, and have it held beside the best one."""
    workplace = workplace_of(request)
    async with request.form() as form:
        content, file = await brought(form, "file")
        shipped, version = str(form.get("shipped", "")), str(form.get("version", ""))
    number = int(version) if version.isdecimal() else None
    opened = await workplace.opened(request.path_params["scenario"], number)
    if not file and shipped:
        content, file = await run_in_threadpool(shipped_plan, opened, shipped)
    if not file:
        raise no_file()
    language, access = language_of(request), workplace.access

    def asked() -> KeptJob:
        notes: list[Finding] = []
        plan = read_negotiated(opened.scenario, content, file, notes=notes)
        name = PurePath(file).stem[:LONGEST_NAME] or "plan"
        note = " ".join(note.text.render(language) for note in notes)
        kept = access.plans.keep(opened.kept.id, opened.number, plan, name=name, note=note[:4000])
        about = (opened.kept.id, opened.number)
        said = {"language": language, "free": True}
        access.jobs.ask(*about, "solve", said, name=opened.kept.name)
        tables = dict(access.plans.tables(kept.id))
        wanted = {"plans": {name: tables}, "all": True, "language": language}
        return access.jobs.ask(*about, "compare_plans", wanted, name=name)

    job = await run_in_threadpool(asked)
    return RedirectResponse(f"/jobs/{job.id}", 303)


def shipped_plan(opened: Opened, name: str) -> tuple[bytes, str]:
    """Give a negotiated plan that is shipped with a region.

    Raises
    ------
    HTTPException
        404, if there is none of that name.
    """
    for path in shipped_plans(opened):
        if path.name == name:
            return path.read_bytes(), path.name
    raise HTTPException(404)


def shipped_plans(opened: Opened) -> tuple[Path, ...]:
    """List the negotiated plans that are shipped with the region of a scenario."""
    return next((one.plans for one in library() if one.id == opened.scenario.id), ())


ROUTES = (Route("/scenarios/{scenario}/comparisons", compare, methods=["POST"]),)
