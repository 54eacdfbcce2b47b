"""Explore: the room of each municipality, what a goal costs another, what agreements cost."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossiers import StoredJob
from models.findings import Finding, InvalidScenario
from models.language import Text
from web.exploration_view import EXPLORED
from web.language import language_of
from web.routes.comparison import plan_named, stored_plans
from web.submitted import version_in
from web.workplace import workplace_of

POINTS = 12
"""Points of a front: enough to see its bend, each of them a solve."""


async def explore(request: Request) -> Response:
    """Have something explored in a version; what was asked before is not worked out again."""
    workplace = workplace_of(request)
    given = await request.form()
    form = {name: str(value) for name, value in given.items()}
    chosen = [str(one) for one in given.getlist("plan")]
    kind = form.get("kind", "")
    if kind not in EXPLORED:
        raise HTTPException(404)
    opened = await workplace.opened(request.path_params["scenario"], version_in(form))
    said: dict[str, Any] = {"language": language_of(request)}
    if kind == "front":
        goals = [form.get("first", ""), form.get("second", "")]
        if goals[0] == goals[1]:
            text = Text("Choose two goals that are not the same.")
            raise InvalidScenario([Finding("two-goals-expected", "error", text)])
        said |= {"goals": goals, "points": POINTS, "best": True}

    def asked() -> StoredJob:
        access = workplace.access
        if kind == "front":
            said["keptPlans"] = stored_plans(plan_named(access, one) for one in chosen)
        return access.jobs.ask(opened.stored.id, opened.number, kind, said, name=opened.stored.name)

    job = await run_in_threadpool(asked)
    return RedirectResponse(f"/jobs/{job.id}", 303)


ROUTES = (Route("/scenarios/{scenario}/explorations", explore, methods=["POST"]),)
