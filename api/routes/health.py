"""Health: whether the service runs, and whether it can work."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from api.counter import counter_of, starting
from api.deposit import Deposit
from api.described import problems
from api.problems import NOT_READY, RETRY, Refused
from api.schemas import Health
from api.version import routes_at
from models.language import Text

router = routes_at("/health", "Gezondheid")


@router.get(
    "/live",
    summary="Draait de dienst?",
    description="Antwoordt zolang het proces draait, ook als er niet opgelost kan worden.",
    operation_id="getHealthLive",
    responses={200: {"model": Health, "description": "De dienst draait."}, **problems(500)},
)
async def live(request: Request) -> JSONResponse:
    """Say that the process runs."""
    return JSONResponse({"status": "live"})


@router.get(
    "/ready",
    summary="Kan de dienst werk aannemen?",
    description="Er is een warm werkproces om op te lossen en een om na te rekenen, opdrachten "
    "worden afgewerkt, en wat bewaard wordt is te bereiken.",
    operation_id="getHealthReady",
    responses={
        200: {"model": Health, "description": "De dienst kan werk aannemen."},
        **problems(500, 503),
    },
)
async def ready(request: Request) -> JSONResponse:
    """Say whether a request would find a warm process, and every other part works."""
    counter = counter_of(request)
    if not (counter.solving.ready and counter.checking.ready):
        raise starting()
    state: Any = request.app.state
    deposit: Deposit | None = state.deposit
    if deposit is not None and not deposit.runner.well:
        text = Text("What is stored cannot be reached now. It is tried again.")
        raise Refused(NOT_READY, text, headers=RETRY)
    return JSONResponse({"status": "ready"})
