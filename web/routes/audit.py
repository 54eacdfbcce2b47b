"""Audit: a plan recomputed row by row, without the solver; and a plan for the big screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossiers import StoredJob
from models.collector import collector_paused
from models.exact import Number
from models.findings import Finding, InvalidScenario, Origin
from models.language import Text, Word
from models.plan import Plan
from models.quantity import Cell
from optimiser.presentation.retold import retold
from scenarios import plan_from_records, read_plan
from web.audit_view import AuditView, audited
from web.language import language_of
from web.plan_view import PlanView
from web.rendering import page
from web.submitted import all_brought, no_file, version_in
from web.workplace import Opened, workplace_of


async def of_job(request: Request) -> Response:
    """Recompute the plan that a job found."""
    found, opened, job = await recomputed(request)
    later = request.url.path if found.many else ""
    return await shown(request, opened, found, job.name, plan=f"/jobs/{job.id}", later=later)


async def of_agreement(request: Request) -> Response:
    """Recompute it, and show the requirements of one agreement, however many there are."""
    found, opened, job = await recomputed(request)
    one = found.agreement(request.path_params["agreement"])
    if one is None:
        raise HTTPException(404)
    if request.headers.get("hx-request"):
        return page(request, "audit_rows_part.html", {"one": one})
    only = replace(found, agreements=[one])
    return await shown(request, opened, only, job.name, plan=f"/jobs/{job.id}")


async def recomputed(request: Request) -> tuple[AuditView, Opened, StoredJob]:
    """Recompute the plan that a job found: give also what it is a plan for, and the job."""
    workplace = workplace_of(request)
    job, opened, answer = await workplace.plan_of_job(request.path_params["job"])
    scenario = opened.scenario

    def work() -> AuditView:
        with collector_paused():
            return audited(scenario, plan_from_records(scenario, answer["tables"]))

    return await run_in_threadpool(work), opened, job


async def of_file(request: Request) -> Response:
    """Recompute a plan that somebody brings."""
    workplace = workplace_of(request)
    async with request.form() as form:
        files = await all_brought(form, "file")
        number = version_in(form)
    if not files:
        raise no_file()
    opened = await workplace.opened(request.path_params["scenario"], number)
    found = await run_in_threadpool(read, opened, files)
    name = ", ".join(PurePath(file).stem for _, file in files)
    return await shown(request, opened, found, name)


def read(opened: Opened, files: Iterable[tuple[bytes, str]]) -> AuditView:
    """Read a plan, whose tables may be in files of their own, and recompute it.

    Raises
    ------
    InvalidScenario
        With all that is wrong in them, or ``given-twice``.
    """
    cells: dict[str, Mapping[Cell, Number]] = {}
    findings: list[Finding] = []
    for content, file in files:
        try:
            plan = read_plan(opened.scenario, content, file)
        except InvalidScenario as wrong:
            findings += wrong.findings
            continue
        for quantity in filter(cells.__contains__, plan.cells):
            text = Text("Another file says this too: {what}.", what=Word(quantity))
            findings.append(Finding("given-twice", "error", text, Origin(file)))
        cells |= plan.cells
    if findings:
        raise InvalidScenario(findings)
    return audited(opened.scenario, Plan(cells))


async def shown(
    request: Request,
    opened: Opened,
    found: AuditView,
    name: str,
    *,
    plan: str = "",
    later: str = "",
) -> Response:
    """Show a plan that was recomputed.

    Parameters
    ----------
    request
        The request.
    opened
        What it is a plan for.
    found
        What came of it.
    name
        What it is called.
    plan
        Where the plan itself is shown; empty where it is nowhere.
    later
        Where what is folded comes from; empty where it is on the page.
    """
    dossiers = workplace_of(request).access.dossiers
    values = {
        "dossier": await run_in_threadpool(dossiers.get, opened.stored.dossier),
        "plan": plan,
        "view": found,
        "name": name,
        "stored": opened.stored,
        "number": opened.number,
        "mark": opened.scenario.content_hash,
        "here": request.url.path,
        "later": later,
    }
    return page(request, "audit.html", values)


async def present(request: Request) -> Response:
    """Show a plan on a big screen."""
    workplace = workplace_of(request)
    job, opened, answer = await workplace.plan_of_job(request.path_params["job"])
    language = language_of(request)
    view = PlanView(opened.scenario, retold(opened.scenario, answer, language))
    about = {"scenario": opened.scenario, "stored": opened.stored}
    values = {"view": view, "back": f"/jobs/{job.id}", **about}
    return page(request, "present.html", values)


ROUTES = (
    Route("/jobs/{job}/audit", of_job, methods=["GET"]),
    Route("/jobs/{job}/audit/{agreement}", of_agreement, methods=["GET"]),
    Route("/jobs/{job}/present", present, methods=["GET"]),
    Route("/scenarios/{scenario}/audits", of_file, methods=["POST"]),
)
