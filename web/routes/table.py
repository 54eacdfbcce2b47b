"""At the table: who sits there, what each put in, who may see it, and the nearest plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, get_args

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossiers import Confidentiality, InsideRecord, PartyKind, Role, StoredJob
from models.findings import Finding, InvalidScenario
from models.language import Text
from web.language import language_of
from web.rendering import page
from web.submitted import filled
from web.table_view import TableView
from web.visitor import SIGNED_OUT, visitor_of
from web.workplace import Workplace, workplace_of

LEAST_POSITIONS = 2
"""Parties that it takes to be near to."""

NOT_SIGNED_IN = {
    "refused": Text("You were not signed in. Try again."),
    "away": Text("Signing in is not possible at this moment."),
}
"""Why somebody could not sign in, by the word that brings them here."""

KINDS: tuple[PartyKind, ...] = get_args(PartyKind)
ROLES: tuple[Role, ...] = get_args(Role)
AUDIENCES: tuple[Confidentiality, ...] = ("chair", "table", "public")

Name = TypeVar("Name", bound=str)


async def show(request: Request) -> Response:
    """Show who sits at the table, and what they put in that the reader may see."""
    access = workplace_of(request).access
    identifier = request.path_params["dossier"]

    def found() -> TableView:
        dossier = access.dossiers.get(identifier)
        scenarios = access.scenarios.list(identifier)
        plans, jobs = access.plans.list(identifier), access.jobs.list(identifier)[::-1]
        stored = [one.id for one in (*plans, *jobs)]
        most = access.plans.widest(stored[: len(plans)]) + access.jobs.widest(stored[len(plans) :])
        return TableView(
            dossier,
            access.members.seat(identifier),
            access.parties.list(identifier, most=None),
            access.members.list(identifier, most=None),
            [(one, access.scenarios.version(one.id, one.version)) for one in scenarios],
            access.positions.list(identifier),
            plans,
            jobs,
            dict(zip(stored, most, strict=True)),
        )

    view = await run_in_threadpool(found)
    values = {"view": view, "dossier": view.dossier, "kinds": KINDS, "here": request.url.path}
    return page(request, "table.html", values)


async def add_party(request: Request) -> Response:
    """Give a party a place at the table."""
    form = await filled(request)
    kind = one_of(form.get("kind", ""), KINDS)
    dossier, access = request.path_params["dossier"], workplace_of(request).access
    await run_in_threadpool(access.parties.add, dossier, form.get("name", ""), kind)
    return to_table(dossier, "seats")


async def remove_party(request: Request) -> Response:
    """Take the place of a party away."""
    dossier, party = request.path_params["dossier"], request.path_params["party"]
    await run_in_threadpool(workplace_of(request).access.parties.remove, dossier, party)
    return to_table(dossier, "seats")


async def dismiss_party(request: Request) -> Response:
    """Let everybody of a party out."""
    dossier, party = request.path_params["dossier"], request.path_params["party"]
    await run_in_threadpool(workplace_of(request).access.parties.dismiss, dossier, party)
    return to_table(dossier, "seats")


async def put_member(request: Request) -> Response:
    """Let somebody in, in a role: ``chair``, ``reader``, or of a party ``party/…``."""
    form = await filled(request)
    dossier, access = request.path_params["dossier"], workplace_of(request).access
    said, _, party = form.get("seat", "").partition("/")
    role = one_of(said, ROLES)

    def put() -> None:
        person = form.get("person", "")
        name = form.get("name", "").strip() or person
        access.members.put(dossier, person, name=name, role=role, party=party or None)

    await run_in_threadpool(put)
    return to_table(dossier, "seats")


async def remove_member(request: Request) -> Response:
    """Let somebody out."""
    form = await filled(request)
    dossier, access = request.path_params["dossier"], workplace_of(request).access
    await run_in_threadpool(access.members.remove, dossier, form.get("person", ""))
    return to_table(dossier, "seats")


async def share_version(request: Request) -> Response:
    """Let others see a version of a scenario."""
    wanted = await audience_in(request)
    scenario, number = request.path_params["scenario"], request.path_params["number"]
    access = workplace_of(request).access

    def shared() -> str:
        access.scenarios.share_version(scenario, number, wanted)
        return access.scenarios.get(scenario).dossier

    return to_table(await run_in_threadpool(shared), "positions")


async def share_position(request: Request) -> Response:
    """Let others see what is different."""
    access, position = workplace_of(request).access, request.path_params["position"]
    wanted = await audience_in(request)
    stored = await run_in_threadpool(access.positions.share, position, wanted)
    return to_table(stored.dossier, "changes")


async def share_plan(request: Request) -> Response:
    """Let others see a plan."""
    wanted = await audience_in(request)
    access = workplace_of(request).access
    stored = await run_in_threadpool(access.plans.share, request.path_params["plan"], wanted)
    return to_table(stored.dossier, "brought")


async def share_job(request: Request) -> Response:
    """Let others see what came of a job."""
    wanted = await audience_in(request)
    access = workplace_of(request).access
    stored = await run_in_threadpool(access.jobs.share, request.path_params["job"], wanted)
    return to_table(stored.dossier, "outcomes")


async def nearest(request: Request) -> Response:
    """Have the plan found that is nearest to the positions that were chosen."""
    dossier, workplace = request.path_params["dossier"], workplace_of(request)
    form = await request.form()
    base = str(form.get("base", ""))
    chosen = [str(one) for one in form.getlist("position") if one != base]
    language = language_of(request)

    def asked() -> StoredJob:
        positions = named(workplace, dossier, chosen)
        if len(positions) < LEAST_POSITIONS:
            text = Text("Choose two positions at least, and what they are held beside.")
            raise InvalidScenario([Finding("positions-expected", "error", text)])
        scenario, number = version_named(base)
        about = workplace.access.scenarios.get(scenario)
        said = {"positions": positions, "language": language}
        name = ", ".join(positions)
        name = f"{about.name}: {name}"
        return workplace.access.jobs.ask(scenario, number, "compromise", said, name=name)

    job = await run_in_threadpool(asked)
    return RedirectResponse(f"/jobs/{job.id}", 303)


def named(workplace: Workplace, dossier: str, chosen: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Call positions by their parties; of a party that has several, by their names too."""
    access = workplace.access
    parties = {one.id: one.name for one in access.parties.list(dossier, most=None)}
    found: dict[str, dict[str, Any]] = {}
    for pointer in chosen:
        one: InsideRecord
        if "/" in pointer:
            scenario, version = version_named(pointer)
            one, said = access.scenarios.get(scenario), {"scenario": scenario, "version": version}
        else:
            one, said = access.positions.get(pointer), {"position": pointer}
        name = parties.get(one.party or "", one.name)
        while name in found:
            name = f"{name}, {one.name}"
        found[name] = said
    return found


def version_named(pointer: str) -> tuple[str, int]:
    """Give the scenario and the version that a form names.

    Raises
    ------
    HTTPException
        400, if it names none.
    """
    scenario, _, number = pointer.partition("/")
    if not number.isdecimal():
        raise HTTPException(400)
    return scenario, int(number)


def one_of(said: str, known: Sequence[Name]) -> Name:
    """Give what a form says, of what it can say.

    Raises
    ------
    HTTPException
        400, if it says something else.
    """
    for one in known:
        if one == said:
            return one
    raise HTTPException(400)


async def audience_in(request: Request) -> Confidentiality:
    """Give with whom something is to be shared."""
    return one_of((await filled(request)).get("audience", ""), AUDIENCES)


def to_table(dossier: str, place: str) -> Response:
    """Go back to the place at the table where it can be seen that it was done."""
    return RedirectResponse(f"/dossiers/{dossier}/table#{place}", 303)


async def signed_out(request: Request) -> Response:
    """Tell somebody that they signed out, or why they could not sign in."""
    if visitor_of(request) is not None:
        return RedirectResponse("/", 303)
    because = NOT_SIGNED_IN.get(request.query_params.get("because", ""))
    values = {"here": SIGNED_OUT, "because": because}
    return page(request, "signed_out.html", values, 401 if because else 200)


ROUTES = (
    Route(SIGNED_OUT, signed_out, methods=["GET"]),
    Route("/dossiers/{dossier}/table", show, methods=["GET"]),
    Route("/dossiers/{dossier}/parties", add_party, methods=["POST"]),
    Route("/dossiers/{dossier}/parties/{party}/remove", remove_party, methods=["POST"]),
    Route("/dossiers/{dossier}/parties/{party}/dismiss", dismiss_party, methods=["POST"]),
    Route("/dossiers/{dossier}/members", put_member, methods=["POST"]),
    Route("/dossiers/{dossier}/members/remove", remove_member, methods=["POST"]),
    Route("/dossiers/{dossier}/nearest", nearest, methods=["POST"]),
    Route("/scenarios/{scenario}/versions/{number:int}/share", share_version, methods=["POST"]),
    Route("/positions/{position}/share", share_position, methods=["POST"]),
    Route("/plans/{plan}/share", share_plan, methods=["POST"]),
    Route("/jobs/{job}/share", share_job, methods=["POST"]),
)
