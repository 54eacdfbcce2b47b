"""Plans that are nearly as good as the best one."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.bodies import JSON
from api.counter import counter_of
from api.exploration_shapes import Explored, exploration_body
from api.requests import ExploringQuery, allowed_seconds
from api.schemas import problems

router = APIRouter(tags=["Verkennen"])


@router.post(
    "/alternatives",
    summary="Zoek programma's die bijna net zo goed zijn",
    description="Geeft programma's in hele woningen, exact nagerekend, waarvan geen doel meer "
    "dan `within` slechter is dan in het beste programma en die daar zo veel "
    "mogelijk van verschillen. Niet uitputtend: er kunnen andere zijn.",
    operation_id="postAlternatives",
    responses={
        200: {"model": Explored, "description": "Wat is gevonden."},
        **problems(400, 408, 413, 415, 500, 503),
    },
    openapi_extra=exploration_body("alternatives"),
)
async def post_alternatives(request: Request, query: ExploringQuery) -> Response:
    """Explore what the body asks."""
    counter = counter_of(request)
    seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
    return await counter.serve(request, "alternatives", media_types=(JSON,), seconds=seconds)
