"""Checking a scenario without solving it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.counter import counter_of
from api.requests import ReadingQuery
from api.schemas import Checked, problems, scenario_body

router = APIRouter(tags=["Controleren"])


@router.post(
    "/check",
    summary="Controleer een scenario",
    description="Controleert een scenario zonder het op te lossen. Is er een fout, dan is het "
    "antwoord 400 met alle bevindingen; anders 200 met wat verder opviel.",
    operation_id="postCheck",
    responses={
        200: {"model": Checked, "description": "Het scenario kan worden opgelost."},
        **problems(400, 408, 413, 415, 500, 503),
    },
    openapi_extra=scenario_body(),
)
async def post_check(request: Request, query: ReadingQuery) -> Response:
    """Check the scenario in the body."""
    return await counter_of(request).serve(request, "check")
