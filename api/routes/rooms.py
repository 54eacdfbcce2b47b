"""The room of every municipality."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.bodies import JSON
from api.counter import counter_of
from api.exploration_shapes import Explored, exploration_body
from api.requests import ExploringQuery, allowed_seconds
from api.schemas import problems

router = APIRouter(tags=["Verkennen"])


@router.post(
    "/rooms",
    summary="Zoek de ruimte van elke gemeente",
    description="Geeft per gemeente en segment het minste en het meeste aantal woningen in een "
    "programma dat alle bindende afspraken nakomt en waarvan geen doel meer dan "
    "`within` slechter is dan het beste. Elk getal geldt op zichzelf.",
    operation_id="postRoom",
    responses={
        200: {"model": Explored, "description": "Wat is gevonden."},
        **problems(400, 408, 413, 415, 500, 503),
    },
    openapi_extra=exploration_body("room"),
)
async def post_room(request: Request, query: ExploringQuery) -> Response:
    """Explore what the body asks."""
    counter = counter_of(request)
    seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
    return await counter.serve(request, "room", media_types=(JSON,), seconds=seconds)
