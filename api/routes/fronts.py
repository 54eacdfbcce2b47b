"""What one goal costs another."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.bodies import JSON
from api.counter import counter_of
from api.exploration_shapes import Explored, exploration_body
from api.requests import ExploringQuery, allowed_seconds
from api.schemas import problems

router = APIRouter(tags=["Verkennen"])


@router.post(
    "/fronts",
    summary="Zoek wat het ene doel het andere kost",
    description="Geeft de punten waarop twee doelen niet allebei beter kunnen, van het beste in "
    "het eerste doel tot het beste in het tweede, en waar een onderhandeld "
    "programma staat.",
    operation_id="postFront",
    responses={
        200: {"model": Explored, "description": "Wat is gevonden."},
        **problems(400, 408, 413, 415, 500, 503),
    },
    openapi_extra=exploration_body("front"),
)
async def post_front(request: Request, query: ExploringQuery) -> Response:
    """Explore what the body asks."""
    counter = counter_of(request)
    seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
    return await counter.serve(request, "front", media_types=(JSON,), seconds=seconds)
