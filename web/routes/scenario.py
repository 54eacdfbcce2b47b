"""Scenario: its figures and agreements as a form, and what every change does to everybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossiers import LONGEST_NAME, VersionConflict
from models.findings import Finding, InvalidScenario, Severity
from models.language import Both, Language, Part
from models.scenario import Scenario
from optimiser.country.partition import kinds_of_parts
from scenarios import check, scenario_from_json
from scenarios.document.document import ROWS
from web.agreement_form import (
    CHANGE,
    NEW,
    agreement_form,
    forms_in,
    with_forms,
)
from web.agreement_kinds import TOLD
from web.beside import DividedShare, lines, moved, shares_beside
from web.differing import told_differences
from web.enquiries import Reply
from web.faults import Fault, by_field, faults, within
from web.form import agreement_in, filled_in, leaves_out
from web.form_table import (
    OPENED,
    TABLES,
    USUAL,
    form_table,
    opened_in,
    row_names,
    shown_in,
    with_rows,
)
from web.language import language_of, written_in
from web.rendering import page
from web.routes.comparison import plans_to_choose, shipped_plans
from web.scenario_view import ScenarioView
from web.submitted import filled, version_in
from web.weighing import with_weights
from web.workplace import Opened, Workplace, workplace_of


async def show(request: Request) -> Response:
    """Show a version of a scenario: the latest, unless another is asked for."""
    workplace = workplace_of(request)
    number = version_in(request.query_params)
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
            "seat": access.members.seat(opened.stored.dossier),
            "dossier": access.dossiers.get(opened.stored.dossier),
            "versions": access.scenarios.versions(opened.stored.id),
            "version": access.scenarios.version(opened.stored.id, opened.number),
            "scenarios": access.scenarios.list(opened.stored.dossier),
            "beside": plans_to_choose(access, opened),
            "parts": kinds_of_parts(opened.scenario),
        }

    known = await run_in_threadpool(around)
    language = language_of(request)
    forms = open_forms(request, document, given)
    filled_in = given or {}
    found = faults_in(findings, document, opened.document, forms, filled_in)
    wrong = by_field(found)
    full = {*opened_in(given or {OPENED: request.query_params.get("table", "")})}
    full |= {table for name in wrong if (table := name.partition("/")[0]) in ROWS} - USUAL.keys()
    shown = {
        name: form_table(
            name,
            document,
            opened.document,
            opened.scenario,
            language,
            full=name in full,
            given=filled_in,
        )
        for name in dict.fromkeys((*shown_in(document, filled_in), *full))
    }
    values = {
        **known,
        "shared": await workplace.shared(opened.stored, known["version"]),
        "stored": opened.stored,
        "shipped": shipped_plans(opened),
        "number": opened.number,
        "same": "same" in request.query_params,
        "latest": opened.number == max(one.number for one in known["versions"]),
        "scenario": opened.scenario,
        "view": ScenarioView(opened.scenario, document, shown, wrong, language),
        "told": TABLES,
        "left_out": [name for name, value in filled_in.items() if value and leaves_out(name)],
        "faults": found,
        "noticed": faults_in(
            findings, document, opened.document, forms, filled_in, severity="warning"
        ),
        "conflict": conflict,
        "differences": told_differences(conflict) if conflict else (),
        "here": f"/scenarios/{opened.stored.id}",
        "kinds": TOLD,
        "unsaved": given is not None,
        "forms": {
            prefix: agreement_form(prefix, said, opened.scenario, language, within(wrong, prefix))
            for prefix, said in forms.items()
        },
    }
    return page(request, "scenario.html", values, status)


def open_forms(
    request: Request, document: dict[str, Any], given: Mapping[str, str] | None
) -> dict[str, dict[str, Any]]:
    """Give what stands in the forms of agreements: those filled in, or the one asked for."""
    if given is not None:
        return forms_in(given, written_in(given, request))
    asked = request.query_params
    if asked.get("add") in TOLD:
        return {NEW: {"kind": asked["add"]}}
    said = agreement_in(document, asked.get("change", ""))
    return {f"{CHANGE}{said['id']}": said} if said and said["kind"] in TOLD else {}


def faults_in(
    findings: Sequence[Finding],
    document: dict[str, Any],
    before: dict[str, Any],
    forms: Collection[str],
    given: Mapping[str, str],
    *,
    severity: Severity = "error",
) -> list[Fault]:
    """Tell in which field each error stands, when some agreements have their forms open."""
    ids = [one["id"] for one in document.get("agreements", [])]
    prefixes = {one: f"{CHANGE}{one}" for one in ids if f"{CHANGE}{one}" in forms}
    if NEW in forms and ids:
        prefixes[ids[-1]] = NEW
    rows = {name: row_names(name, document, before, given) for name in document["tables"]}
    return faults(findings, document, prefixes, rows, severity=severity)


def changed_by(opened: Opened, form: dict[str, str], language: Language) -> dict[str, Any]:
    """Give the document of a version with all that was filled in."""
    agreed = with_weights(filled_in(opened.document, form, language), form)
    return with_rows(with_forms(agreed, form, language), form, opened.scenario, language)


async def table(request: Request) -> Response:
    """Give a table of the form in full, with what was filled in of it already."""
    workplace = workplace_of(request)
    name, language = request.query_params.get("of", ""), language_of(request)
    if name not in ROWS:
        raise HTTPException(404)
    form = await filled(request)
    opened = await workplace.opened(request.path_params["scenario"], version_in(form, "based_on"))
    document = with_rows(opened.document, form, opened.scenario, written_in(form, request))
    # Of what is long and always shown the usual columns come first.
    full = name not in USUAL or "all" in request.query_params
    shown = form_table(
        name, document, opened.document, opened.scenario, language, full=full, given=form
    )
    view = ScenarioView(opened.scenario, document, {name: shown}, {}, language)
    return page(
        request,
        "form_table.html",
        {"table": shown, "view": view, "here": f"/scenarios/{opened.stored.id}"},
    )


async def preview(request: Request) -> Response:
    """Show what the form as it stands does to every municipality, beside a baseline."""
    workplace = workplace_of(request)
    form = await filled(request)
    opened = await workplace.opened(request.path_params["scenario"], version_in(form, "based_on"))
    language = language_of(request)
    changed = changed_by(opened, form, written := written_in(form, request))
    # Who may not see what it is held beside is told so before anything is worked out.
    beside = await baseline_of(workplace, opened, form.get("baseline", ""))
    # What is as it was stored is known when it was seen before, as what others are beside too.
    stored = f"{opened.stored.id}/{opened.number}" if changed == opened.document else ""
    weighed = weighed_otherwise(opened, changed)
    found = await workplace.preview(request, changed, language, stored, divided=bool(weighed))
    before = await plan_of(request, workplace, beside, language)
    values = told(opened, found, before)
    if values["compared"]:
        values["map"] = moved(workplace.map(opened), values["lines"])
    values["divided"] = divided_by(weighed, found, before)
    if found.findings:
        findings = await run_in_threadpool(found_in, changed)
        forms = forms_in(form, written)
        values["faults"] = faults_in(findings, changed, opened.document, forms, form)
    return page(request, "preview.html", values)


def found_in(document: dict[str, Any]) -> Sequence[Finding]:
    """Give all that is the matter with a document, with the rows and fields in which it stands."""
    try:
        return check(scenario_from_json(document))
    except InvalidScenario as wrong:
        return wrong.findings


def told(opened: Opened, found: Reply, before: Reply | None) -> dict[str, Any]:
    """Give what a preview tells."""
    tables = found.record.get("tables", {})
    missed = [row for row in tables.get("requirements", ()) if not row["kept"]]
    goals = {row["goal"]: row for row in before.record["tables"].get("goals", ())} if before else {}
    baseline = before.record["tables"].get("totals", ()) if before else ()
    return {
        "found": found,
        "faults": [],
        "map": (),
        "compared": bool(baseline),
        "segments": opened.scenario.segments,
        "lines": lines(tables.get("totals", ()), baseline, opened.scenario.segments),
        "missed": missed,
        "goals": [
            (counted_as(opened.scenario, row), row, goals.get(row["goal"]))
            for row in tables.get("goals", ())
        ],
    }


def counted_as(scenario: Scenario, row: Mapping[str, Any]) -> Part:
    """Name what the value of a goal is the number of; of one that the form adds, say what it is."""
    known = {*scenario.goal_names, *(name for goal in scenario.pursued for name in goal.names)}
    return scenario.goal_counted_as(row["goal"]) if row["goal"] in known else str(row["sentence"])


def weighed_otherwise(opened: Opened, changed: dict[str, Any]) -> list[str]:
    """Give the ids of the agreements of which the key was weighed."""
    keys = {one["id"]: one.get("key") for one in opened.document.get("agreements", [])}
    return [
        one["id"]
        for one in changed["agreements"]
        if one.get("key") != keys.get(one["id"], one.get("key"))
    ]


def divided_by(
    weighed: Collection[str], found: Reply, before: Reply | None
) -> list[tuple[str, str, list[DividedShare]]]:
    """Give what some agreements divide: title, unit, and each municipality's part."""
    rows = found.record.get("tables", {}).get("fair_shares", ())
    baseline = before.record["tables"].get("fair_shares", ()) if before else ()
    divided = {row["agreement"]: row for row in rows if row["agreement"] in weighed}
    return [
        (row["title"], row["unit"], shares_beside(rows, baseline, name))
        for name, row in divided.items()
    ]


async def baseline_of(workplace: Workplace, opened: Opened, chosen: str) -> Opened | None:
    """Give the baseline that was picked: a version of this or another scenario."""
    identifier, _, number = chosen.partition("/")
    if not number.isdecimal():
        return None
    same = (identifier, int(number)) == (opened.stored.id, opened.number)
    other = opened if same else await workplace.opened(identifier, int(number))
    return other if other.stored.dossier == opened.stored.dossier else None


async def plan_of(
    request: Request, workplace: Workplace, baseline: Opened | None, language: Language
) -> Reply | None:
    """Give the plan of a baseline in fractions; None where there is none."""
    if baseline is None:
        return None
    named = f"{baseline.stored.id}/{baseline.number}"
    found = await workplace.preview(request, baseline.document, language, named)
    return found if found.found and "totals" in found.record["tables"] else None


async def save(request: Request) -> Response:
    """Save the form as a new version; who is too late is asked, and nothing is overwritten."""
    workplace = workplace_of(request)
    form = await filled(request)
    opened = await workplace.opened(request.path_params["scenario"], version_in(form, "based_on"))
    changed = changed_by(opened, form, written_in(form, request))
    note = form.get("note", "")

    def saved() -> bool:
        scenario = scenario_from_json(changed, file=opened.stored.name)
        scenarios = workplace.access.scenarios
        made = scenarios.save(opened.stored.id, scenario, based_on=opened.number, note=note)
        return made.number == opened.number

    try:
        same = await run_in_threadpool(saved)
    except InvalidScenario as wrong:
        return await form_page(
            request, workplace, opened, changed, wrong.findings, given=form, status=400
        )
    except VersionConflict as conflict:
        latest = await workplace.opened(opened.stored.id)
        return await form_page(
            request, workplace, latest, changed, conflict=conflict, given=form, status=409
        )
    return RedirectResponse(f"/scenarios/{opened.stored.id}{'?same' if same else ''}", 303)


async def newer(request: Request) -> Response:
    """Tell whether somebody saved a version meanwhile; nothing when nobody did."""
    access, identifier = workplace_of(request).access, request.path_params["scenario"]
    version = await run_in_threadpool(access.scenarios.version, identifier)
    if str(version.number) == request.query_params.get("than"):
        return Response(status_code=204)
    return page(request, "newer.html", {"version": version, "here": f"/scenarios/{identifier}"})


async def put_in(request: Request) -> Response:
    """Keep the form as a scenario of whoever filled it in; what it was made from stays.

    Whoever gives it no name finds in that of all that comes of it what is different.
    """
    workplace = workplace_of(request)
    form = await filled(request)
    opened = await workplace.opened(request.path_params["scenario"], version_in(form, "based_on"))
    changed = changed_by(opened, form, written_in(form, request))
    name, note = form.get("called", ""), form.get("note", "")

    def put_in() -> str:
        scenarios, dossier = workplace.access.scenarios, opened.stored.dossier
        if not name:
            told = note or str(1 + len(scenarios.list(dossier)))
            changed["name"] = variant_of(opened.scenario.name, told)
        scenario = scenario_from_json(changed, file=opened.stored.name)
        return scenarios.create(dossier, scenario, name=name, note=note).id

    try:
        identifier = await run_in_threadpool(put_in)
    except InvalidScenario as wrong:
        return await form_page(
            request, workplace, opened, changed, wrong.findings, given=form, status=400
        )
    return RedirectResponse(f"/scenarios/{identifier}", 303)


def variant_of(name: Both, told: str) -> dict[str, str]:
    """Name a scenario after what it was made from, and what is different in it."""
    said = {"nl": name.nl, "en": name.en}
    return {code: f"{one}: {told}"[:LONGEST_NAME] for code, one in said.items() if one}


ROUTES = (
    Route("/scenarios/{scenario}", show, methods=["GET"]),
    Route("/scenarios/{scenario}/preview", preview, methods=["POST"]),
    Route("/scenarios/{scenario}/tables", table, methods=["POST"]),
    Route("/scenarios/{scenario}/newer", newer, methods=["GET"]),
    Route("/scenarios/{scenario}/versions", save, methods=["POST"]),
    Route("/scenarios/{scenario}/positions", put_in, methods=["POST"]),
)
