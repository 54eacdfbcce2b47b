"""What each agreement costs."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.bodies import JSON
from api.counter import counter_of
from api.exploration_shapes import Explored, exploration_body
from api.requests import ExploringQuery, allowed_seconds
from api.schemas import problems

router = APIRouter(tags=["Verkennen"])


@router.post(
    "/prices",
    summary="Zoek wat elke afspraak kost",
    description="Geeft elk doel met alle afspraken, zonder elke bindende afspraak, en op verzoek "
    "met haar drempel stap voor stap lager: 30%, 25%, 20%. In delen van woningen, en met `whole` "
    "in hele woningen.",
    operation_id="postPrices",
    responses={
        200: {"model": Explored, "description": "De prijs van elke afspraak."},
        **problems(400, 408, 413, 415, 500, 503),
    },
    openapi_extra=exploration_body("prices"),
)
async def post_prices(request: Request, query: ExploringQuery) -> Response:
    """Price what the body asks."""
    counter = counter_of(request)
    seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
    return await counter.serve(request, "prices", media_types=(JSON,), seconds=seconds)
