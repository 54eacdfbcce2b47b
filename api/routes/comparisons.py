"""Negotiated plans beside the best one."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.bodies import JSON
from api.counter import counter_of
from api.exploration_shapes import Explored, exploration_body
from api.requests import ExploringQuery, allowed_seconds
from api.schemas import problems

router = APIRouter(tags=["Verkennen"])


@router.post(
    "/comparisons",
    summary="Leg onderhandelde programma's naast het beste",
    description="Geeft van elk programma welke afspraken het mist en hoeveel, het verschil met "
    "het beste programma per gemeente, segment, jaar en afspraak, en de kleinste "
    "wijziging waarmee het alle bindende afspraken nakomt. Een programma mag "
    "onvolledig zijn: totalen per gemeente zijn genoeg. Wat het niet zegt, wordt "
    "ingevuld; wat er dan in het slechtste en in het beste geval van elke afspraak "
    "komt, staat in `completions`.",
    operation_id="postComparison",
    responses={
        200: {"model": Explored, "description": "Wat is gevonden."},
        **problems(400, 408, 413, 415, 500, 503),
    },
    openapi_extra=exploration_body("compare_plans"),
)
async def post_comparison(request: Request, query: ExploringQuery) -> Response:
    """Explore what the body asks."""
    counter = counter_of(request)
    seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
    return await counter.serve(request, "compare_plans", media_types=(JSON,), seconds=seconds)
