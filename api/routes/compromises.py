"""Parties at one table, and the plan that is nearest to all of them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.bodies import JSON
from api.counter import counter_of
from api.exploration_shapes import Explored, exploration_body
from api.requests import ExploringQuery, allowed_seconds
from api.schemas import problems

router = APIRouter(tags=["Verkennen"])


@router.post(
    "/compromises",
    summary="Leg partijen naast elkaar en zoek het programma dat bij allen het dichtst ligt",
    description="Elke partij verandert hetzelfde scenario. Geeft waarover partijen het eens zijn, "
    "wat niet samen kan, het programma waarin wie het meest inlevert zo weinig mogelijk inlevert, "
    "en wat elke partij vraagt, krijgt en mist. Wat het scenario afspreekt geldt voor iedereen.",
    operation_id="postCompromises",
    responses={
        200: {"model": Explored, "description": "Het compromis."},
        **problems(400, 408, 413, 415, 500, 503),
    },
    openapi_extra=exploration_body("compromise"),
)
async def post_compromises(request: Request, query: ExploringQuery) -> Response:
    """Bring the parties together that the body names."""
    counter = counter_of(request)
    seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
    return await counter.serve(request, "compromise", media_types=(JSON,), seconds=seconds)
