"""Plan: the best plan of a version, or why there is none, at an address that stays."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossiers import StoredJob
from models.language import Text, capital
from optimiser.country.partition import kinds_of_parts
from optimiser.presentation.retold import retold
from optimiser.workbook import as_workbook, of_record
from scenarios import scenario_from_json
from scenarios.plan_records import TABLES
from web.comparison_view import ComparisonView
from web.downloads import download, file_name
from web.enquiries import Reply
from web.exploration_view import EXPLORED, ExplorationView
from web.language import language_of
from web.plan_names import plan_called
from web.plan_view import PlanView
from web.rendering import MANY, page
from web.submitted import version_in
from web.table_view import NearestView
from web.ways import document_of_way
from web.why_view import WhyView
from web.workplace import Opened, Workplace, workplace_of

CELL = ("municipality", "segment", "form", "year", "group", "facility", "quantity")
"""What tells a number of a plan from the others."""

MOVED = "moved"
"""In a query: what happens when a number is more or fewer is asked, too."""

MOST_RANGED = 100
"""Municipalities up to which each number of a plan comes with between what it may lie: of a country
that takes longer than its plan, and who asks why a number is what it is reads it of that number."""

UNDERWAY = ("waiting", "running")
"""The states of a job that is not at an end."""


def without_ranges(opened: Opened) -> bool:
    """Tell whether a plan comes without between what its numbers may lie."""
    return len(opened.scenario.municipalities) > MOST_RANGED


SHOWN = ("solve", "compare_plans", "compromise", *EXPLORED)
"""The kinds of jobs whose result has a page."""


async def ask(request: Request) -> Response:
    """Have the best plan of a version found; what was asked before is not worked out again."""
    workplace = workplace_of(request)
    form = await request.form()
    opened = await workplace.opened(request.path_params["scenario"], version_in(form))
    by = str(form.get("by", ""))
    if by and by not in kinds_of_parts(opened.scenario):
        raise HTTPException(400)
    said = {"language": language_of(request), "free": not (by or without_ranges(opened))}

    def asked() -> StoredJob:
        stored, jobs = opened.stored, workplace.access.jobs
        how = {**said, "by": by} if by else said
        return jobs.ask(stored.id, opened.number, "solve", how, name=stored.name)

    job = await run_in_threadpool(asked)
    return RedirectResponse(f"/jobs/{job.id}", 303)


async def show(request: Request) -> Response:
    """Show how far a job is, or what came of it."""
    workplace = workplace_of(request)
    job, opened = await workplace.of_job(request.path_params["job"])
    values = await around(workplace, job, opened)
    language = language_of(request)
    if job.state in UNDERWAY:
        asked = await run_in_threadpool(workplace.access.jobs.asked, job.id)
        values["by_part"] = bool(asked.get("by"))
    # Who waits keeps the button that has the focus: only how far it is comes anew, until it ends.
    if request.headers.get("hx-request"):
        if job.state in UNDERWAY:
            return page(request, "progress.html", values)
        return Response(headers={"HX-Refresh": "true"})
    if job.state != "done" or job.kind not in SHOWN:
        return page(request, "job.html", values)
    stored = await run_in_threadpool(workplace.access.jobs.answer, job.id)
    record = retold(opened.scenario, stored, language)
    if job.kind == "compare_plans":
        view = ComparisonView(opened.scenario, record)
        values |= {"record": record, "view": view, "notes": await notes_of(workplace, job)}
        return page(request, "comparison.html", values)
    if job.kind in EXPLORED:
        found = ExplorationView(opened.scenario, record)
        return page(request, "exploration.html", values | {"record": record, "view": found})
    if job.kind == "compromise":
        nearest = NearestView(record)
        return page(request, "nearest.html", values | {"record": record, "view": nearest})
    values |= {"record": record, "view": PlanView(opened.scenario, record)}
    if "totals" in record["tables"]:
        return page(request, "plan.html", values)
    return page(request, "impossible.html", values)


async def notes_of(workplace: Workplace, job: StoredJob) -> list[tuple[str, str]]:
    """Give how each plan of a comparison was read, by what it is called there."""
    stored = await run_in_threadpool(workplace.access.plans.list, job.dossier)
    notes = {one.id: one.note for one in stored}
    asked = await run_in_threadpool(workplace.access.jobs.asked, job.id)
    named = asked.get("keptPlans", {}).items()
    return [(name, note) for name, said in named if (note := notes.get(said["plan"]))]


async def around(workplace: Workplace, job: StoredJob, opened: Opened) -> dict[str, Any]:
    """Give what every page about a job tells."""
    return {
        "dossier": await run_in_threadpool(workplace.access.dossiers.get, job.dossier),
        "seat": await run_in_threadpool(workplace.access.members.seat, job.dossier),
        "shared": await workplace.shared(job),
        "stored": opened.stored,
        "scenario": opened.scenario,
        "job": job,
        "called": partial(plan_called, scenario=opened.stored.name),
        "here": f"/jobs/{job.id}",
    }


async def cancel(request: Request) -> Response:
    """Stop a job."""
    access = workplace_of(request).access
    job = await run_in_threadpool(access.jobs.cancel, request.path_params["job"])
    return RedirectResponse(f"/jobs/{job.id}", 303)


async def why(request: Request) -> Response:
    """Say why a number of a plan is what it is."""
    workplace = workplace_of(request)
    job, opened, answer = await workplace.plan_of_job(request.path_params["job"])
    given = {axis: request.query_params.get(axis, "") for axis in CELL}
    cell = {axis: value for axis, value in given.items() if value}
    # In many municipalities what moving it does takes longer than all the rest.
    later = MOVED in request.query_params
    moved = later or len(opened.scenario.municipalities) <= MANY
    language = language_of(request)
    found = await explained(request, opened, answer, {"cell": cell, "moved": moved})
    values = await around(workplace, job, opened)
    values["moves"] = f"/jobs/{job.id}/why?{urlencode({**cell, MOVED: 1})}"
    values["ranges"] = ""
    if (
        {*cell} <= {"municipality", "quantity"}
        and "municipality" in cell
        and without_ranges(opened)
    ):
        values["ranges"] = f"/jobs/{job.id}/ranges/{quote(cell['municipality'], safe='')}"
    part, values["head"] = "why.html", "h2"
    if request.headers.get("hx-request"):
        part, values["head"] = "why_moves.html" if later else "why_part.html", "h3"
    values["view"] = WhyView(found.record, language) if found.found else None
    return page(request, part, {**values, "found": found})


async def explained(
    request: Request, opened: Opened, answer: Mapping[str, Any], asked: Mapping[str, Any]
) -> Reply:
    """Have the service explain something of the plan in an answer."""
    plan = {name: answer["tables"][name] for name in TABLES if name in answer["tables"]}
    said = {"scenario": opened.document, **asked, **({"plan": plan} if plan else {})}
    enquiries = workplace_of(request).enquiries
    return await enquiries.ask(request, "explanations", said, language_of(request))


async def ranges(request: Request) -> Response:
    """Say between what each number of a municipality may lie, of a plan that came without."""
    workplace = workplace_of(request)
    job, opened, answer = await workplace.plan_of_job(request.path_params["job"])
    code = request.path_params["municipality"]
    if code not in opened.scenario.codes:
        raise HTTPException(404)
    found = await explained(request, opened, answer, {"free": code})
    values = await around(workplace, job, opened)
    values |= {"found": found, "name": opened.scenario.municipality(code).name}
    values["rows"] = found.record["tables"].get("free_ranges", []) if found.found else None
    part = "ranges_part.html" if request.headers.get("hx-request") else "ranges.html"
    return page(request, part, values)


async def numbers(request: Request) -> Response:
    """Show numbers of a plan that were left out of its page."""
    workplace = workplace_of(request)
    job, opened, answer = await workplace.plan_of_job(request.path_params["job"])
    view = PlanView(opened.scenario, answer)
    grid = view.grid(request.path_params["grid"])
    if grid is None:
        raise HTTPException(404)
    values = await around(workplace, job, opened)
    part = "plan_numbers_part.html" if request.headers.get("hx-request") else "plan_numbers.html"
    return page(request, part, {**values, "view": view, "grid": grid})


async def try_way(request: Request) -> Response:
    """Keep a way out as a new version of the scenario, to be looked at."""
    workplace: Workplace = workplace_of(request)
    access = workplace.access
    job, opened = await workplace.of_job(request.path_params["job"])
    number = request.path_params["number"]
    language = language_of(request)

    def stored() -> None:
        answer = access.jobs.answer(job.id)
        way = [row for row in answer["tables"].get("ways_out", []) if row["way"] == number]
        if not way:
            raise HTTPException(404)
        said = answer["infeasibility"]["waysOut"][number - 1]["sentence"]
        text = Text(
            "way out {number} of version {version}: {way}",
            number=number,
            version=str(opened.number),
            way=said[language],
        )
        note = capital(text.render(language))
        changed = scenario_from_json(document_of_way(opened.document, opened.scenario, way, note))
        # Another way may have been tried before: it stays a version, and this comes after it.
        latest = access.scenarios.get(opened.stored.id).version
        access.scenarios.save(opened.stored.id, changed, based_on=latest, note=note)

    await run_in_threadpool(stored)
    return RedirectResponse(f"/scenarios/{opened.stored.id}", 303)


async def workbook(request: Request) -> Response:
    """Give what came of a job as a workbook."""
    job, opened, answer = await workplace_of(request).answer_of_job(request.path_params["job"])
    language = language_of(request)

    def written() -> bytes:
        return as_workbook(of_record(opened.scenario, answer, language), language)

    return download(
        await run_in_threadpool(written), f"{file_name(opened.scenario.id, job, language)}.xlsx"
    )


ROUTES = (
    Route("/scenarios/{scenario}/plans", ask, methods=["POST"]),
    Route("/jobs/{job}", show, methods=["GET"]),
    Route("/jobs/{job}/workbook.xlsx", workbook, methods=["GET"]),
    Route("/jobs/{job}/cancel", cancel, methods=["POST"]),
    Route("/jobs/{job}/why", why, methods=["GET"]),
    Route("/jobs/{job}/ranges/{municipality}", ranges, methods=["GET"]),
    Route("/jobs/{job}/numbers/{grid}", numbers, methods=["GET"]),
    Route("/jobs/{job}/ways/{number:int}", try_way, methods=["POST"]),
)
