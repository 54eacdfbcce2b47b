"""Plans in dossiers."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import Request, Response

from api.asked import check_rows
from api.counter import counter_of
from api.deposit import GivenRecord, OnceHeader, address, answered, given, kept, shown
from api.described import problems
from api.dossier_shapes import KeptPlanPage, KeptPlanShape, KeptPlanTables
from api.handed_in import handed_in
from api.query import ReadingQuery
from api.readers import PLAN_TABLES
from api.routes.kept import Collection
from api.routes.kept_scenarios import SCENARIOS
from dossiers import Access, KeptPlan
from scenarios import negotiated_from_records

PLANS = Collection[KeptPlan](
    path="plans",
    kind="plan",
    operation="DossierPlan",
    dutch="programma's",
    article="een programma van een dossier",
    section=lambda access: access.plans,
    page=KeptPlanPage,
    shape=KeptPlanShape,
    whole=KeptPlanTables,
    content=lambda access, one: {"tables": access.plans.tables(one.id)},
    delete=lambda access, one: access.plans.delete(one.id),
)

router = PLANS.router()


class PlanGiven(GivenRecord):
    """A plan that is put in."""

    scenario: str
    version: int
    plan: dict[str, Any]
    name: str
    kind: Literal["solved", "negotiated"] = "negotiated"
    note: str = ""


@router.post(
    "",
    status_code=201,
    summary="Breng een programma in",
    description="Bij een versie van een scenario van het dossier. `plan` heeft de tabellen "
    "`newBuild` en `housed`; kolommen mogen ontbreken, behalve de gemeente en het aantal.",
    operation_id="postDossierPlans",
    responses={
        201: {"model": KeptPlanShape, "description": "Het programma is bewaard."},
        **problems(400, 401, 403, 404, 408, 409, 413, 415, 429, 500, 503, 507),
    },
    openapi_extra=handed_in(PlanGiven, "Het programma, en bij welke versie het hoort."),
)
async def post_plans(
    request: Request, dossier_id: str, query: ReadingQuery, once: OnceHeader = ""
) -> Response:
    """Put a plan in."""
    asked = await given(request, PlanGiven)
    tables = {PLAN_TABLES.get(key, key): value for key, value in asked.plan.items()}

    def put_in(access: Access) -> KeptPlan:
        one = SCENARIOS.within(access, dossier_id, asked.scenario)
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

    made = await kept(request, put_in)
    return answered(shown(made), 201, {"Location": address(request, dossier_id, "plans", made.id)})
