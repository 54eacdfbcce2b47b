"""The shipped scenarios."""

from __future__ import annotations

from fastapi import Response

from api.admission import admitted
from api.bodies import JSON
from api.described import problems
from api.expected import SHIPPED
from api.problems import NOT_FOUND, Refused, as_bytes
from api.query import ReadingQuery
from api.schemas import ScenarioList
from api.version import routes_at
from scenarios import library, library_scenario, to_json

router = routes_at("/scenarios", "Scenario's", admitted)


@router.get(
    "",
    summary="Som de meegeleverde scenario's op",
    description="De scenario's die bij de programmatuur horen, op volgorde van `id`.",
    operation_id="getScenarios",
    responses={
        200: {"model": ScenarioList, "description": "De scenario's, zonder hun cijfers."},
        **problems(400, 500),
    },
)
def get_scenarios(query: ReadingQuery) -> Response:
    """List the shipped scenarios."""
    entries = [
        entry.model_dump(mode="json", include={"id", "name", "description"}) for entry in library()
    ]
    return Response(as_bytes({"scenarios": entries}), media_type=JSON)


@router.get(
    "/{scenario_id}",
    summary="Geef een meegeleverd scenario",
    description="Het hele scenario als één JSON-document, dat zo naar `/solve` kan.",
    operation_id="getScenario",
    responses={
        200: {
            "description": "Het scenario.",
            "content": {JSON: {"schema": {"$ref": "#/components/schemas/Scenario"}}},
        },
        **problems(400, 404, 500),
    },
)
def get_scenario(scenario_id: str, query: ReadingQuery) -> Response:
    """Give a shipped scenario."""
    try:
        scenario = library_scenario(scenario_id)
    except KeyError:
        raise Refused(NOT_FOUND, SHIPPED.say("scenario_id", scenario_id)) from None
    return Response(as_bytes(to_json(scenario)), media_type=JSON)
