"""Plans in dossiers."""

from __future__ import annotations

from typing import Any, Literal

from api.asked import check_rows
from api.dossier_shapes import StoredPlanPage, StoredPlanShape, StoredPlanTables
from api.parsed import PLAN_TABLES
from api.routes.stored import Collection, PutIn, Putting
from api.routes.stored_scenarios import SCENARIOS
from api.settings import Settings
from dossiers import Access, StoredPlan
from scenarios import negotiated_from_records


class PlanGiven(PutIn[StoredPlan]):
    """A plan that is put in."""

    scenario: str
    version: int
    plan: dict[str, Any]
    name: str
    kind: Literal["solved", "negotiated"] = "negotiated"
    note: str = ""

    def put_in(self, access: Access, dossier: str, settings: Settings, once: str) -> StoredPlan:
        """Put it in."""
        one = SCENARIOS.within(access, dossier, self.scenario)
        tables = {PLAN_TABLES.get(key, key): value for key, value in self.plan.items()}
        check_rows(tables, "plan", settings)
        scenario = access.scenarios.scenario(one.id, self.version)
        return access.plans.store(
            one.id,
            self.version,
            negotiated_from_records(scenario, tables),
            name=self.name,
            kind=self.kind,
            note=self.note,
            once=once,
        )


PLANS = Collection[StoredPlan](
    path="plans",
    kind="plan",
    operation="DossierPlan",
    dutch="programma's",
    article="een programma van een dossier",
    section=lambda access: access.plans,
    page=StoredPlanPage,
    shape=StoredPlanShape,
    whole=StoredPlanTables,
    content=lambda access, one: {"tables": access.plans.tables(one.id)},
    putting=Putting(
        given=PlanGiven,
        summary="Breng een programma in",
        description="Bij een versie van een scenario van het dossier. `plan` heeft de tabellen "
        "`newBuild` en `housed`; kolommen mogen ontbreken, behalve de gemeente en het aantal.",
        handed="Het programma, en bij welke versie het hoort.",
    ),
)

router = PLANS.router()
