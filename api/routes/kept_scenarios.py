"""Scenarios in dossiers, and their versions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response

from api.asked import given_scenario, named_scenario
from api.bodies import JSON
from api.counter import counter_of
from api.deposit import GivenRecord, OnceHeader, address, answered, given, kept, shown
from api.described import problems
from api.dossier_shapes import KeptScenarioPage, KeptScenarioShape, VersionPage, VersionShape
from api.handed_in import handed_in
from api.paging import PagingQuery
from api.query import ReadingQuery
from api.routes.dossiers import page
from api.settings import Settings
from dossiers import Access, KeptScenario, NotFound
from models.scenario import Scenario

router = APIRouter(prefix="/dossiers/{dossier_id}/scenarios", tags=["Dossiers"])

Value = TypeVar("Value")


class ScenarioGiven(GivenRecord):
    """A scenario that is put in."""

    scenario: dict[str, Any] | None = None
    library: str | None = None
    overrides: dict[str, Any] | None = None
    name: str = ""
    note: str = ""

    def read(self, settings: Settings) -> Scenario:
        """Read the scenario that is given or named."""
        if self.library is None:
            return given_scenario(self.scenario, settings)
        return named_scenario(self.library, self.overrides, settings)


class VersionGiven(ScenarioGiven):
    """A version that is saved."""

    based_on: int


def within(
    dossier: str, scenario: str, work: Callable[[Access, KeptScenario], Value]
) -> Callable[[Access], Value]:
    """Do something with a scenario, if it is in this dossier."""

    def worked(access: Access) -> Value:
        found = access.scenarios.get(scenario)
        if found.dossier != dossier:
            raise NotFound("scenario", scenario)
        return work(access, found)

    return worked


@router.get(
    "",
    summary="Som de scenario's van een dossier op",
    description="De oudste eerst, zonder wat erin staat.",
    operation_id="getDossierScenarios",
    responses={
        200: {"model": KeptScenarioPage, "description": "Een bladzijde met scenario's."},
        **problems(400, 403, 404, 500, 503),
    },
)
async def get_scenarios(request: Request, dossier_id: str, query: PagingQuery) -> Response:
    """List the scenarios of a dossier."""
    total, found = await kept(
        request,
        lambda access: (
            access.scenarios.count(dossier_id),
            access.scenarios.list(dossier_id, query.first, query.page_size),
        ),
    )
    where = address(request, dossier_id, "scenarios")
    return page(where, "scenarios", query, total, [*map(shown, found)])


@router.post(
    "",
    status_code=201,
    summary="Breng een scenario in",
    description="Het scenario (`scenario`, of `library` met `overrides`) wordt versie 1. Wat er "
    "mis is, wordt in één keer gezegd; dan is er niets bewaard.",
    operation_id="postDossierScenarios",
    responses={
        201: {"model": KeptScenarioShape, "description": "Het scenario is bewaard."},
        **problems(400, 403, 404, 408, 409, 413, 415, 500, 503, 507),
    },
    openapi_extra=handed_in(ScenarioGiven, "Het scenario, met een naam en een toelichting."),
)
async def post_scenarios(
    request: Request, dossier_id: str, query: ReadingQuery, once: OnceHeader = ""
) -> Response:
    """Put a scenario in."""
    asked = await given(request, ScenarioGiven)
    settings = counter_of(request).settings

    def put_in(access: Access) -> KeptScenario:
        access.dossiers.get(dossier_id)
        scenario = asked.read(settings)
        return access.scenarios.create(
            dossier_id, scenario, name=asked.name, note=asked.note, once=once
        )

    made = await kept(request, put_in)
    where = address(request, dossier_id, "scenarios", made.id)
    return answered(shown(made), 201, {"Location": where, "ETag": f'"{made.version}"'})


@router.get(
    "/{scenario_id}",
    summary="Geef een scenario van een dossier",
    description="Hoe het heet, en wat zijn laatste versie is.",
    operation_id="getDossierScenario",
    responses={
        200: {"model": KeptScenarioShape, "description": "Het scenario."},
        **problems(400, 403, 404, 500, 503),
    },
)
async def get_scenario(
    request: Request, dossier_id: str, scenario_id: str, query: ReadingQuery
) -> Response:
    """Give a scenario."""
    found = await kept(request, within(dossier_id, scenario_id, lambda _, one: one))
    return answered(shown(found), headers={"ETag": f'"{found.version}"'})


@router.delete(
    "/{scenario_id}",
    status_code=204,
    summary="Verwijder een scenario uit een dossier",
    description="Met zijn versies, en de programma's en opdrachten daarbij.",
    operation_id="deleteDossierScenario",
    responses={
        204: {"description": "Het scenario is er niet meer."},
        **problems(400, 403, 404, 500, 503, 507),
    },
)
async def delete_scenario(
    request: Request, dossier_id: str, scenario_id: str, query: ReadingQuery
) -> Response:
    """Delete a scenario."""
    await kept(
        request,
        within(dossier_id, scenario_id, lambda access, one: access.scenarios.delete(one.id)),
    )
    return Response(status_code=204)


@router.get(
    "/{scenario_id}/versions",
    summary="Som de versies van een scenario op",
    description="Wie wat wanneer opsloeg en waarvan, de laatste eerst.",
    operation_id="getVersions",
    responses={
        200: {"model": VersionPage, "description": "Een bladzijde met versies."},
        **problems(400, 403, 404, 500, 503),
    },
)
async def get_versions(
    request: Request, dossier_id: str, scenario_id: str, query: PagingQuery
) -> Response:
    """List the versions of a scenario."""
    total, found = await kept(
        request,
        within(
            dossier_id,
            scenario_id,
            lambda access, one: (
                one.version,
                access.scenarios.versions(one.id, query.first, query.page_size),
            ),
        ),
    )
    where = address(request, dossier_id, "scenarios", scenario_id, "versions")
    return page(where, "versions", query, total, [*map(shown, found)])


@router.post(
    "/{scenario_id}/versions",
    status_code=201,
    summary="Sla een versie op",
    description="`basedOn` is de versie waar zij van is gemaakt. Sloeg ondertussen een ander iets "
    "op, dan volgt 409 met beide versies (`theirs` en `yours`) en wat er verschilt "
    "(`differences`), en is er niets bewaard. Wie hetzelfde nog eens opslaat, krijgt de versie "
    "die er al is.",
    operation_id="postVersions",
    responses={
        201: {"model": VersionShape, "description": "De versie is bewaard."},
        **problems(400, 403, 404, 408, 409, 413, 415, 500, 503, 507),
    },
    openapi_extra=handed_in(VersionGiven, "Wat het scenario nu zegt, en waarvan het is gemaakt."),
)
async def post_versions(
    request: Request, dossier_id: str, scenario_id: str, query: ReadingQuery
) -> Response:
    """Save a version."""
    asked = await given(request, VersionGiven)
    settings = counter_of(request).settings
    saved = await kept(
        request,
        within(
            dossier_id,
            scenario_id,
            lambda access, one: access.scenarios.save(
                one.id, asked.read(settings), based_on=asked.based_on, note=asked.note
            ),
        ),
    )
    steps = (dossier_id, "scenarios", scenario_id, "versions", str(saved.number))
    return answered(shown(saved), 201, {"Location": address(request, *steps)})


@router.get(
    "/{scenario_id}/versions/{number}",
    summary="Geef een versie van een scenario",
    description="Het hele scenario als één JSON-document, dat zo naar `/solve` kan. Een versie "
    "verandert nooit; de kop `ETag` is haar hash.",
    operation_id="getVersion",
    responses={
        200: {
            "description": "Wat het scenario in die versie zegt.",
            "content": {JSON: {"schema": {"$ref": "#/components/schemas/Scenario"}}},
        },
        **problems(400, 403, 404, 500, 503),
    },
)
async def get_version(
    request: Request, dossier_id: str, scenario_id: str, number: str, query: ReadingQuery
) -> Response:
    """Give a version."""
    read = within(dossier_id, scenario_id, partial(version_and_document, number=number))
    version, document = await kept(request, read)
    return answered(document, headers={"ETag": f'"{version}"'})


def version_and_document(
    access: Access, one: KeptScenario, number: str
) -> tuple[str, dict[str, Any]]:
    """Give the hash of a version, and what it says."""
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise NotFound("version", number)
    version = access.scenarios.version(one.id, int(number))
    return version.scenario_hash, access.scenarios.document(one.id, version.number)
