"""Holding a plan against a scenario."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.bodies import JSON
from api.counter import counter_of
from api.requests import ReadingQuery
from api.schemas import Evaluated, plan_body, problems

router = APIRouter(tags=["Toetsen"])


@router.post(
    "/evaluate",
    summary="Toets een programma aan een scenario",
    description="Rekent elke afspraak en elk doel exact na op een programma, bijvoorbeeld een "
    "onderhandeld programma. Afspraken die het mist zijn geen fout: ze staan in het antwoord.",
    operation_id="postEvaluate",
    responses={
        200: {"model": Evaluated, "description": "Het programma, nagerekend."},
        **problems(400, 408, 413, 415, 500, 503),
    },
    openapi_extra=plan_body(),
)
async def post_evaluate(request: Request, query: ReadingQuery) -> Response:
    """Recompute the plan in the body."""
    return await counter_of(request).serve(request, "evaluate", media_types=(JSON,))
