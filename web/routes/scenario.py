"""Scenario: its figures and agreements as a form, and what every change does to everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossiers import VersionConflict
from models.findings import Finding, InvalidScenario
from models.language import Language
from scenarios import check, scenario_from_json
from web.agreement_form import TOLD, fields_of, with_new
from web.beside import lines
from web.enquiries import Reply
from web.form import filled_in
from web.language import language_of
from web.rendering import page
from web.routes.comparison import plans_to_choose, shipped_plans
from web.scenario_view import ScenarioView
from web.submitted import filled
from web.workplace import Opened, Workplace, workplace_of


async def show(request: Request) -> Response:
    """Show a version of a scenario: the latest, unless another is asked for."""
    workplace = workplace_of(request)
    asked = request.query_params.get("version", "")
    number = int(asked) if asked.isdecimal() else None
    opened = await workplace.opened(request.path_params["scenario"], number)
    findings = await run_in_threadpool(check, opened.scenario)
    return await form_page(request, workplace, opened, opened.document, findings)


async def form_page(
    request: Request,
    workplace: Workplace,
    opened: Opened,
    document: dict[str, Any],
    findings: Sequence[Finding] = (),
    *,
    conflict: VersionConflict | None = None,
    given: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Show a scenario's form, with what stands in it and what is the matter with that."""
    access = workplace.access

    def around() -> dict[str, Any]:
        return {
            "seat": access.members.seat(opened.kept.dossier),
            "dossier": access.dossiers.get(opened.kept.dossier),
            "versions": access.scenarios.versions(opened.kept.id),
            "version": access.scenarios.version(opened.kept.id, opened.number),
            "scenarios": access.scenarios.list(opened.kept.dossier),
            "beside": plans_to_choose(access, opened),
        }

    known = await run_in_threadpool(around)
    language = language_of(request)
    wanted = (given or {}).get("new/kind") or request.query_params.get("add", "")
    adding = wanted if wanted in TOLD else ""
    values = {
        **known,
        "shared": await workplace.shared(opened.kept, known["version"]),
        "kept": opened.kept,
        "shipped": shipped_plans(opened),
        "number": opened.number,
        "scenario": opened.scenario,
        "view": ScenarioView(opened.scenario, document, findings, language),
        "findings": findings,
        "conflict": conflict,
        "here": f"/scenarios/{opened.kept.id}",
        "kinds": TOLD,
        "adding": adding,
        "fields": fields_of(adding, opened.scenario, given) if adding else [],
        "given": given or {},
    }
    return page(request, "scenario.html", values, status)


async def preview(request: Request) -> Response:
    """Show what the form as it stands does to every municipality, beside a baseline."""
    workplace = workplace_of(request)
    form = await filled(request)
    opened = await workplace.opened(request.path_params["scenario"], version_in(form))
    language = language_of(request)
    changed = with_new(filled_in(opened.document, form), form)
    # What is as it was kept is known when it was seen before, also as what others are held beside.
    kept = f"{opened.kept.id}/{opened.number}" if changed == opened.document else ""
    found = await workplace.preview(request, changed, language, kept)
    before = await baseline_of(request, workplace, opened, form.get("baseline", ""), language)
    return page(request, "preview.html", told(opened, found, before))


def told(opened: Opened, found: Reply, before: Reply | None) -> dict[str, Any]:
    """Give what a preview tells."""
    tables = found.record.get("tables", {})
    missed = [row for row in tables.get("requirements", ()) if not row["kept"]]
    goals = {row["goal"]: row for row in before.record["tables"].get("goals", ())} if before else {}
    baseline = before.record["tables"].get("totals", ()) if before else ()
    return {
        "found": found,
        "compared": bool(baseline),
        "segments": opened.scenario.segments,
        "lines": lines(tables.get("totals", ()), baseline, opened.scenario.segments),
        "missed": missed,
        "goals": [(row, goals.get(row["goal"])) for row in tables.get("goals", ())],
    }


async def baseline_of(
    request: Request, workplace: Workplace, opened: Opened, chosen: str, language: Language
) -> Reply | None:
    """Give the plan of the baseline that was picked: a version of this or another scenario."""
    identifier, _, number = chosen.partition("/")
    if not number.isdecimal():
        return None
    other = await workplace.opened(identifier, int(number))
    if other.kept.dossier != opened.kept.dossier:
        return None
    named = f"{identifier}/{number}"
    found = await workplace.preview(request, other.document, language, named)
    return found if found.found and "totals" in found.record["tables"] else None


async def save(request: Request) -> Response:
    """Save the form as a new version; who is too late is asked, and nothing is overwritten."""
    workplace = workplace_of(request)
    form = await filled(request)
    opened = await workplace.opened(request.path_params["scenario"], version_in(form))
    changed = with_new(filled_in(opened.document, form), form)
    note = form.get("note", "")

    def kept() -> None:
        scenario = scenario_from_json(changed, file=opened.kept.name)
        workplace.access.scenarios.save(opened.kept.id, scenario, based_on=opened.number, note=note)

    try:
        await run_in_threadpool(kept)
    except InvalidScenario as wrong:
        return await form_page(
            request, workplace, opened, changed, wrong.findings, given=form, status=400
        )
    except VersionConflict as conflict:
        latest = await workplace.opened(opened.kept.id)
        return await form_page(
            request, workplace, latest, changed, conflict=conflict, given=form, status=409
        )
    return RedirectResponse(f"/scenarios/{opened.kept.id}", 303)


async def put_in(request: Request) -> Response:
    """Keep the form as a scenario of whoever filled it in; what it was made from stays."""
    workplace = workplace_of(request)
    form = await filled(request)
    opened = await workplace.opened(request.path_params["scenario"], version_in(form))
    changed = with_new(filled_in(opened.document, form), form)
    name, note = form.get("called", ""), form.get("note", "")

    def kept() -> str:
        scenario = scenario_from_json(changed, file=opened.kept.name)
        dossier = opened.kept.dossier
        made = workplace.access.scenarios.create(dossier, scenario, name=name, note=note)
        return made.id

    try:
        identifier = await run_in_threadpool(kept)
    except InvalidScenario as wrong:
        return await form_page(
            request, workplace, opened, changed, wrong.findings, given=form, status=400
        )
    return RedirectResponse(f"/scenarios/{identifier}", 303)


async def agreement_fields(request: Request) -> Response:
    """Give the fields of a new agreement of a kind."""
    opened = await workplace_of(request).opened(request.path_params["scenario"])
    kind = request.query_params.get("kind", "")
    if kind not in TOLD:
        raise HTTPException(404)
    values = {"adding": kind, "fields": fields_of(kind, opened.scenario), "given": {}}
    return page(request, "agreement_fields.html", values)


def version_in(form: dict[str, str]) -> int | None:
    """Give the version that a form was made of."""
    said = form.get("based_on", "")
    return int(said) if said.isdecimal() else None


ROUTES = (
    Route("/scenarios/{scenario}", show, methods=["GET"]),
    Route("/scenarios/{scenario}/agreement-fields", agreement_fields, methods=["GET"]),
    Route("/scenarios/{scenario}/preview", preview, methods=["POST"]),
    Route("/scenarios/{scenario}/versions", save, methods=["POST"]),
    Route("/scenarios/{scenario}/positions", put_in, methods=["POST"]),
)
