"""Solving a scenario."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.counter import counter_of
from api.requests import SolvingQuery, allowed_seconds
from api.schemas import SolvedRecord, problems, scenario_body

router = APIRouter(tags=["Oplossen"])


@router.post(
    "/solve",
    summary="Zoek het beste programma",
    description="Geeft het beste programma in hele woningen, exact nagerekend, of de reden dat er "
    "geen is. Een scenario waarvan de afspraken niet samengaan is geen fout: het antwoord is dan "
    "200 met `status` `infeasible`, de zin die zegt waarom, de afspraken die botsen en wat er "
    "minstens zou moeten wijken. Wie ophangt, breekt het oplossen af. De duur per fase staat in "
    "de kop `Server-Timing`.",
    operation_id="postSolve",
    responses={
        200: {"model": SolvedRecord, "description": "De uitkomst."},
        **problems(400, 408, 413, 415, 500, 503),
    },
    openapi_extra=scenario_body(),
)
async def post_solve(request: Request, query: SolvingQuery) -> Response:
    """Solve the scenario in the body."""
    counter = counter_of(request)
    seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
    return await counter.serve(request, "solve", seconds=seconds, preview=query.preview)
