"""Plans in dossiers."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from api.asked import check_rows
from api.counter import counter_of
from api.deposit import GivenRecord, OnceHeader, address, answered, given, kept, shown
from api.described import problems
from api.dossier_shapes import KeptPlanPage, KeptPlanShape, KeptPlanTables
from api.handed_in import handed_in
from api.paging import PagingQuery
from api.query import ReadingQuery
from api.readers import PLAN_TABLES
from api.routes.dossiers import page
from api.routes.kept_scenarios import within
from dossiers import Access, KeptPlan, KeptScenario, NotFound
from scenarios import negotiated_from_records

router = APIRouter(prefix="/dossiers/{dossier_id}/plans", tags=["Dossiers"])


class PlanGiven(GivenRecord):
    """A plan that is put in."""

    scenario: str
    version: int
    plan: dict[str, Any]
    name: str
    kind: Literal["solved", "negotiated"] = "negotiated"
    note: str = ""


def in_dossier(access: Access, dossier: str, plan: str) -> KeptPlan:
    """Give a plan, if it is in this dossier."""
    found = access.plans.get(plan)
    if found.dossier != dossier:
        raise NotFound("plan", plan)
    return found


@router.get(
    "",
    summary="Som de programma's van een dossier op",
    description="De oudste eerst, zonder wat erin staat.",
    operation_id="getDossierPlans",
    responses={
        200: {"model": KeptPlanPage, "description": "Een bladzijde met programma's."},
        **problems(400, 403, 404, 500, 503),
    },
)
async def get_plans(request: Request, dossier_id: str, query: PagingQuery) -> Response:
    """List the plans of a dossier."""
    total, found = await kept(
        request,
        lambda access: (
            access.plans.count(dossier_id),
            access.plans.list(dossier_id, query.first, query.page_size),
        ),
    )
    where = address(request, dossier_id, "plans")
    return page(where, "plans", query, total, [*map(shown, found)])


@router.post(
    "",
    status_code=201,
    summary="Breng een programma in",
    description="Bij een versie van een scenario van het dossier. `plan` heeft de tabellen "
    "`newBuild` en `housed`; kolommen mogen ontbreken, behalve de gemeente en het aantal.",
    operation_id="postDossierPlans",
    responses={
        201: {"model": KeptPlanShape, "description": "Het programma is bewaard."},
        **problems(400, 403, 404, 408, 409, 413, 415, 500, 503, 507),
    },
    openapi_extra=handed_in(PlanGiven, "Het programma, en bij welke versie het hoort."),
)
async def post_plans(
    request: Request, dossier_id: str, query: ReadingQuery, once: OnceHeader = ""
) -> Response:
    """Put a plan in."""
    asked = await given(request, PlanGiven)
    tables = {PLAN_TABLES.get(key, key): value for key, value in asked.plan.items()}

    def put_in(access: Access, one: KeptScenario) -> KeptPlan:
        check_rows(tables, "plan", counter_of(request).settings)
        scenario = access.scenarios.scenario(one.id, asked.version)
        return access.plans.keep(
            one.id,
            asked.version,
            negotiated_from_records(scenario, tables),
            name=asked.name,
            kind=asked.kind,
            note=asked.note,
            once=once,
        )

    made = await kept(request, within(dossier_id, asked.scenario, put_in))
    return answered(shown(made), 201, {"Location": address(request, dossier_id, "plans", made.id)})


@router.get(
    "/{plan_id}",
    summary="Geef een programma van een dossier",
    description="Met de tabellen, zoals zij naar `/evaluations` en `/comparisons` kunnen.",
    operation_id="getDossierPlan",
    responses={
        200: {"model": KeptPlanTables, "description": "Het programma."},
        **problems(400, 403, 404, 500, 503),
    },
)
async def get_plan(
    request: Request, dossier_id: str, plan_id: str, query: ReadingQuery
) -> Response:
    """Give a plan."""

    def read(access: Access) -> dict[str, Any]:
        found = in_dossier(access, dossier_id, plan_id)
        return {**shown(found), "tables": access.plans.tables(found.id)}

    return answered(await kept(request, read))


@router.delete(
    "/{plan_id}",
    status_code=204,
    summary="Verwijder een programma uit een dossier",
    description="Het verslag zegt wie dat deed.",
    operation_id="deleteDossierPlan",
    responses={
        204: {"description": "Het programma is er niet meer."},
        **problems(400, 403, 404, 500, 503, 507),
    },
)
async def delete_plan(
    request: Request, dossier_id: str, plan_id: str, query: ReadingQuery
) -> Response:
    """Delete a plan."""
    await kept(
        request,
        lambda access: access.plans.delete(in_dossier(access, dossier_id, plan_id).id),
    )
    return Response(status_code=204)
