"""Why there is no plan, or why a number in it is what it is."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.bodies import JSON
from api.counter import counter_of
from api.exploration_shapes import Explained, exploration_body
from api.requests import SolvingQuery, allowed_seconds
from api.schemas import problems

router = APIRouter(tags=["Verkennen"])


@router.post(
    "/explanations",
    summary="Leg uit waarom het niet kan, of waarom een getal is wat het is",
    description="Gaan de bindende afspraken niet samen, dan geeft het antwoord de tegenspraak in "
    "één zin met het bewijs, het kleinste conflict, en minstens drie uitwegen als die er zijn. "
    "Afspraken kunnen onaantastbaar zijn (`untouchable`) of zwaarder wegen (`weights`). Is er wel "
    "een programma, dan legt het antwoord een cel of totaal uit (`cell`): welke eisen het "
    "vasthouden, hoe ver het kan, en wat er met elk doel gebeurt als het verschuift.",
    operation_id="postExplanation",
    responses={
        200: {"model": Explained, "description": "De uitleg."},
        **problems(400, 408, 413, 415, 500, 503),
    },
    openapi_extra=exploration_body("explanation"),
)
async def post_explanation(request: Request, query: SolvingQuery) -> Response:
    """Explain what the body asks."""
    counter = counter_of(request)
    seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
    return await counter.serve(
        request, "explanation", media_types=(JSON,), seconds=seconds, preview=query.preview
    )
