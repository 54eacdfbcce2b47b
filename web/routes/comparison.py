"""Compare: a negotiated plan beside the best one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path, PurePath

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossiers import Access, StoredJob, StoredPlan
from models.findings import Finding
from models.language import Language, Part
from scenarios import library, negotiated_from_records, read_negotiated
from web.language import language_of
from web.plan_names import LONGEST, plan_called, solved_name
from web.submitted import brought, no_file, version_in
from web.workplace import Opened, workplace_of


async def compare(request: Request) -> Response:
    """Have plans held beside the best one: one that is brought, and any that are stored."""
    workplace = workplace_of(request)
    async with request.form() as form:
        content, file = await brought(form, "file")
        shipped, number = str(form.get("shipped", "")), version_in(form)
        chosen = [str(one) for one in form.getlist("plan")]
    opened = await workplace.opened(request.path_params["scenario"], number)
    if not file and shipped:
        content, file = await run_in_threadpool(shipped_plan, opened, shipped)
    if not file and not chosen:
        raise no_file()
    language, access = language_of(request), workplace.access

    plans = await run_in_threadpool(lambda: [plan_named(access, one) for one in chosen])
    if file:
        work = partial(taken_in, opened, content, file, language)
        plans.append(await workplace.taken_in(content, file, work, language))

    def asked() -> StoredJob:
        about, named = (opened.stored.id, opened.number), stored_plans(plans)
        wanted = {"keptPlans": named, "all": True, "language": language}
        return access.jobs.ask(*about, "compare_plans", wanted, name=", ".join(named))

    job = await run_in_threadpool(asked)
    return RedirectResponse(f"/jobs/{job.id}", 303)


def taken_in(
    opened: Opened, content: bytes, file: str, language: Language, access: Access
) -> StoredPlan:
    """Keep a plan that somebody brings, with what was read as what."""
    notes: list[Finding] = []
    plan = read_negotiated(opened.scenario, content, file, notes=notes)
    name = PurePath(file).stem[:LONGEST] or "plan"
    note = " ".join(note.text.render(language) for note in notes)
    return access.plans.store(opened.stored.id, opened.number, plan, name=name, note=note[:4000])


def stored_plans(plans: Iterable[StoredPlan]) -> dict[str, dict[str, str]]:
    """Give plans as a question names them, each by a name of its own."""
    named: dict[str, dict[str, str]] = {}
    for one in plans:
        name = one.name[:LONGEST]
        while name in named:
            name = f"{name} ({len(named) + 1})"
        named[name] = {"plan": one.id}
    return named


def plan_named(access: Access, pointer: str) -> StoredPlan:
    """Give a plan that is stored; the best plan that a job found is stored to be one."""
    kind, _, identifier = pointer.partition("/")
    if kind != "job":
        return access.plans.get(identifier)
    job, answer = access.jobs.get(identifier), access.jobs.answer(identifier)
    if job.kind != "solve" or "new_build" not in answer["tables"]:
        raise HTTPException(404)
    # It is about the version that it was found for, and seen by no more people than that.
    scenario = access.scenarios.scenario(job.scenario, job.version)
    found = negotiated_from_records(scenario, answer["tables"])
    about, name = (job.scenario, job.version), solved_name(job.name, job.version)
    return access.plans.store(*about, found, name=name, kind="solved", once=f"plan of {job.id}")


def plans_to_choose(access: Access, opened: Opened) -> list[tuple[str, Part]]:
    """Give the plans that can be held beside the best one, each by how a form names it."""
    dossier = opened.stored.dossier
    plans = access.plans.list(dossier)
    stored = {(one.scenario, one.version) for one in plans if one.kind == "solved"}
    stored.add((opened.stored.id, opened.number))
    solved = {
        (one.scenario, one.version): one
        for one in access.jobs.list(dossier)
        if (one.kind, one.state) == ("solve", "done")
    }
    return [
        *((f"plan/{one.id}", plan_called(one.name, opened.stored.name)) for one in plans),
        *(
            (f"job/{one.id}", plan_called(solved_name(one.name, one.version), opened.stored.name))
            for about, one in solved.items()
            if about not in stored
        ),
    ]


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
