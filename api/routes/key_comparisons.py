"""Several keys side by side."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.bodies import JSON
from api.counter import counter_of
from api.requests import SolvingQuery, allowed_seconds
from api.schemas import KeysCompared, keys_body, problems

router = APIRouter(tags=["Verdeelsleutels"])


@router.post(
    "/key-comparisons",
    summary="Leg verdeelsleutels naast elkaar",
    description="Geeft voor één afspraak met een verdeelsleutel wat elke sleutel voor elke "
    "gemeente betekent: het evenredig aandeel, wat binnen de afspraken mogelijk is, en wat er "
    "overblijft voor reguliere woningzoekenden. De sleutel die geldt staat steeds vooraan. Een "
    "sleutel waarbij geen programma mogelijk is, is geen fout: dat staat bij die sleutel. De tijd "
    "is voor alle sleutels samen.",
    operation_id="postKeyComparisons",
    responses={
        200: {"model": KeysCompared, "description": "De sleutels naast elkaar."},
        **problems(400, 408, 413, 415, 500, 503),
    },
    openapi_extra=keys_body(),
)
async def post_key_comparisons(request: Request, query: SolvingQuery) -> Response:
    """Compare the keys in the body."""
    counter = counter_of(request)
    seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
    return await counter.serve(
        request, "compare_keys", media_types=(JSON,), seconds=seconds, preview=query.preview
    )
